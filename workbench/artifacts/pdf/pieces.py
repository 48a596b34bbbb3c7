"""Chapters in pieces: how much is laid out together, so that an edit costs one piece."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from workbench.design.base import Item

T = TypeVar("T")

#: Characters of HTML that are laid out as one piece: about nine pages, because the last page of
#: each piece stays as full as it happens to be, and an edit costs one piece.
_PIECE = 32_000
#: One item in so many may end a piece that is half full, so that pieces behind an item that was
#: added or removed soon begin where they began before.
_MAY_END = 5
#: A last piece that is shorter is laid out with the one before: about a page and a half.
_LEFT_OVER = 5_400
#: Characters of HTML around what a row says.
_ROW = 200
#: A page holds so many times the characters where they are in rows.
_DENSER = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a chapter, laid out by itself."""

    title: str
    """Of the chapter, for the running head."""
    body: str
    sheet: str = "portrait"
    joins: bool = False
    """Whether it may follow on the page of the piece before, where both are short."""


def key_of(item: object) -> str:
    """Key of an item, or of what is printed of one; empty where it has none."""
    if isinstance(item, str):
        return item
    return str(getattr(item, "item_key", "") or getattr(item, "key", ""))


def joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces of which the first may follow on the page of the piece before."""
    for at, piece in enumerate(pieces):
        yield replace(piece, joins=at == 0)


def follows(last: Piece, piece: Piece) -> bool:
    """Whether a piece is laid out together with the one before."""
    same = (last.title, last.sheet) == (piece.title, piece.sheet)
    return piece.joins and same and len(last.body) + len(piece.body) <= _PIECE


def ends(size: int, key: str) -> bool:
    """Whether a piece of that size ends behind the item of that key."""
    may_end = zlib.crc32(key.encode("utf-8", "surrogatepass")) % _MAY_END == 0
    return size >= (_PIECE // 2 if may_end else _PIECE)


def rows_in_pieces(items: Iterable[T]) -> Iterator[list[T]]:
    """Rows in pieces, by what they say."""
    return in_pieces((item, key_of(item), (_ROW + _weight(item)) // _DENSER) for item in items)


def in_pieces(items: Iterable[tuple[T, str, int]]) -> Iterator[list[T]]:
    """Items, of which each has a key and a size, in pieces; the last is no small rest."""
    last: list[T] = []
    chunk: list[T] = []
    size = 0
    for item, key, its_size in items:
        chunk.append(item)
        size += its_size
        if ends(size, key):
            if last:
                yield last
            last, chunk, size = chunk, [], 0
    if last and size < _LEFT_OVER:
        last, chunk = last + chunk, []
    yield from (rows for rows in (last, chunk) if rows)


def _weight(item: object) -> int:
    return len(item.model_dump_json(exclude_defaults=True)) if isinstance(item, Item) else 0


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Items in pieces of so many."""
    every = list(items)
    for at in range(0, len(every), size):
        yield every[at : at + size]
