"""Paging of long lists, and numbers in URLs and forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

#: Rows per page, unless a list has a size of its own.
PAGE_SIZE = 100
#: Digits of the largest number that is read.
_MAX_DIGITS = 9

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a longer list."""

    rows: tuple[Row, ...]
    number: int
    """From 1."""
    pages: int
    """At least 1."""
    total: int
    """Number of rows on all pages."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def parse_number(text: str | None) -> int | None:
    """A non-negative number of at most nine digits; None for any other text.

    >>> parse_number("12"), parse_number("-1"), parse_number(""), parse_number("1" * 10)
    (12, None, None, None)
    """
    if not text or not text.isascii() or not text.isdigit() or len(text) > _MAX_DIGITS:
        return None
    return int(text)


def requested_page(rows: Sequence[Row], *, size: int = PAGE_SIZE, name: str = "page") -> Page[Row]:
    """The page that the query parameter `name` asks for, or the nearest that exists."""
    pages = max(1, -(-len(rows) // size))
    number = min(max(1, parse_number(request.args.get(name)) or 1), pages)
    start = (number - 1) * size
    return Page(tuple(rows[start : start + size]), number, pages, len(rows))
