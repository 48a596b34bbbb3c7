"""A Markdown document as blocks with exact lines: headings, paragraphs, list items, tables, code.

The text of every block stays as the author wrote it. No block knows what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, `#` to `######` or underlined."""

    level: int
    text: str
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; its n-th text line is line `line + n` of the document."""

    text: str
    line: int
    end_line: int
    depth: int = 0
    """How many lists it is in."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item's first paragraph; what else it holds follows as blocks of its depth or deeper."""

    text: str
    line: int
    end_line: int
    """Last line of all it holds."""
    depth: int
    """1 for an item of an outermost list."""
    ordered: bool = False
    number: int = 0
    """What an ordered item counts as."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, cells unescaped but with their markup."""

    cells: tuple[str, ...]
    line: int
    count: int
    """How many cells the source has, before the row was fitted to its header."""
    surplus: str = ""
    """Cells beyond the header's, as one text."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the header."""

    header: Row
    rows: tuple[Row, ...]
    line: int
    end_line: int
    depth: int = 0
    loose: bool = False
    """Whether it is no table by the book (no or a wrong delimiter row), only looks like one."""
    cut_at: int = 0
    """Line from which rows were left out, because the table is too long; 0 where none were."""


@dataclass(frozen=True, slots=True)
class Code:
    """Fenced code."""

    info: str
    text: str
    line: int
    end_line: int


Derived = TypeVar("Derived")
Block = Heading | Paragraph | ListItem | Table | Code
_OPEN = (
    "this code block is never closed, so everything below it is left out. Close it with a fence."
)
_CUT = "this table exceeds the limit; its rows from here on are left out. Split it."


@dataclass(frozen=True)
class Markdown:
    """A document: its source lines and its blocks in order."""

    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    front_matter: dict[str, str] = field(default_factory=dict)
    open_fence: int = 0
    """Line of a code fence that is never closed, so that all below it is code; 0 for none."""
    is_csv: bool = False
    """Whether it is the one table of a CSV file."""
    _derived: dict[Callable[[Markdown], Any], Any] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def title(self) -> Heading | None:
        """The first heading."""
        return next((block for block in self.blocks if isinstance(block, Heading)), None)

    def derive(self, compute: Callable[[Markdown], Derived]) -> Derived:
        """What `compute` returns for this document, computed once."""
        if compute not in self._derived:
            self._derived[compute] = compute(self)
        found: Derived = self._derived[compute]
        return found

    def unread_parts(self) -> Iterator[tuple[int, str]]:
        """Lines from which something was not read, each with a message."""
        if self.open_fence:
            yield self.open_fence, _OPEN
        for table in self.blocks:
            if isinstance(table, Table) and table.cut_at:
                yield table.cut_at, _CUT

    def source(self, first: int, last: int) -> str:
        """Source text of lines `first` to `last`, both included, from 1."""
        return "\n".join(self.lines[first - 1 : last]).strip("\n")
