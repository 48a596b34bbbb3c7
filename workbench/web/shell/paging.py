"""Numbers and pages as they travel in addresses and forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

_Row = TypeVar("_Row")
#: Digits of the largest number that is read.
_MAX_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Page(Generic[_Row]):
    """One page of a longer list."""

    rows: Sequence[_Row]
    number: int
    """From 1."""
    pages: int
    total: int
    """Rows on all pages."""


def parse_number(text: str | None) -> int | None:
    """A number as people type it into an address, None for anything else.

    >>> parse_number("12"), parse_number("-1"), parse_number(""), parse_number("1" * 10)
    (12, None, None, None)
    """
    if not text or not text.isascii() or not text.isdigit() or len(text) > _MAX_DIGITS:
        return None
    return int(text)


def page_of(rows: Sequence[_Row], size: int) -> Page[_Row]:
    """The page of `size` rows that `?page=` asks for, or the nearest that exists."""
    pages = max(1, -(-len(rows) // size))
    number = min(max(1, parse_number(request.args.get("page")) or 1), pages)
    return Page(rows[(number - 1) * size : number * size], number, pages, len(rows))
