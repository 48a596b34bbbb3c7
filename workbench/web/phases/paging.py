"""Paging of long tables and lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

#: Rows per page.
PAGE_SIZE = 100
_MAX_DIGITS = 6

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a longer sequence."""

    rows: tuple[Row, ...]
    number: int
    """From 1."""
    pages: int
    total: int
    """Number of rows on all pages."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def requested_page(rows: Sequence[Row], name: str = "page") -> Page[Row]:
    """The page that the query parameter `name` asks for; the nearest one if there is no such."""
    pages = -(-len(rows) // PAGE_SIZE)
    text = request.args.get(name, "1")
    valid = text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
    number = max(1, min(int(text) if valid else 1, pages or 1))
    start = (number - 1) * PAGE_SIZE
    return Page(tuple(rows[start : start + PAGE_SIZE]), number, pages, len(rows))
