"""How a kind of Markdown document is recognised, and which reader it goes to.

Each kind states its evidence: titles, headings, identifiers, section names and tables. Classifying
adds up the points that each kind gets; a reader then gets the same parsed document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from workbench.intake.collector import DocumentCollector
from workbench.intake.markdown.document import Heading, Markdown, Table
from workbench.intake.markdown.sections import label

#: Points of an item, a typical section or a typical table.
ITEM_POINTS = 10
#: Points of a table that could belong to several kinds.
WEAK_POINTS = 2
#: Points from which a document is of a kind.
ENOUGH_POINTS = 8
#: Rows of a table that add a point each.
_ROWS_WITH_POINTS = 10


class Evidence(NamedTuple):
    """The evidence for a kind in one document."""

    points: int = 0
    items: int = 0
    """Items that the document defines outright, of its main kind or another."""


@dataclass(frozen=True)
class TableInDocument:
    """A table with the headings above it, the innermost last."""

    table: Table
    headings: tuple[Heading, ...]
    file_label: str
    """Normalised name of the file."""
    items: Mapping[str, int]
    """Items per kind that headings and identifiers define."""

    @property
    def titles(self) -> tuple[str, ...]:
        """Normalised texts of the headings."""
        return tuple(label(heading.text) for heading in self.headings)

    @property
    def points(self) -> int:
        """Points of a table that certainly belongs to a kind: more rows weigh more."""
        return ITEM_POINTS + min(len(self.table.rows), _ROWS_WITH_POINTS)


def _no_evidence(document: Markdown, path: str, found: int) -> Evidence:
    del document, path, found
    return Evidence()


def _no_table(table: TableInDocument) -> int | None:
    del table
    return None


def _never(document: Markdown) -> bool:
    del document
    return False


@dataclass(frozen=True)
class DocumentKind:
    """One kind of Markdown document: its evidence and its reader."""

    name: str
    """A value of `source_kinds`."""
    read: Callable[[Markdown, DocumentCollector], None]
    title: re.Pattern[str]
    """Matches normalised titles and file names of such documents."""
    item_heading: re.Pattern[str] | None = None
    """Matches the heading of an item (`Flow: Checkout`)."""
    item_prefixes: frozenset[str] = frozenset()
    """Prefixes of identifiers that only items of this kind have (`UF`)."""
    section_labels: frozenset[str] = frozenset()
    """Normalised headings of sections that such documents have."""
    section_points: int = ITEM_POINTS
    """Points of each such section; few where other documents have them as well."""
    further_evidence: Callable[[Markdown, str, int], Evidence] = _no_evidence
    """Evidence of any other form: gets document, path and the items counted so far."""
    table_points: Callable[[TableInDocument], int | None] = _no_table
    """Points of a table that belongs to this kind; None for every other table."""
    headed_table_points: Callable[[TableInDocument], int | None] = _no_table
    """The same for tables that no kind claims by `table_points`, with the headings above them."""
    table_order: int = 0
    """Kinds with a lower number are asked first whether a table is theirs."""
    tables_are_items: bool = False
    """Whether each such table defines items outright."""
    is_last_resort: Callable[[Markdown], bool] = _never
    """Whether a document that is of no kind by its points is of this one nevertheless."""


def points_if(holds: Callable[[Table], bool]) -> Callable[[TableInDocument], int | None]:
    """A `table_points` for tables whose columns and cells alone show the kind."""

    def table_points(found: TableInDocument) -> int | None:
        return found.points if holds(found.table) else None

    return table_points
