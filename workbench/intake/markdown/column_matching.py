"""Tables whose columns have names that people vary: which column means what.

A reader states its columns once, with the words people use for them; rows then come as
`{meaning: cell}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from workbench.intake.collector import DocumentCollector
from workbench.intake.markdown.document import Row, Table
from workbench.intake.markdown.sections import label


class Columns:
    """Meanings of columns by the words for them, parted by bars; earlier meanings win."""

    def __init__(self, words: Mapping[str, str]) -> None:
        """Take `{meaning: "Word|Other word"}`."""
        self._words = words

    @cached_property
    def _by_label(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for meaning, words in self._words.items():
            for word in words.split("|"):
                known = found.get(label(word), ())
                if meaning not in known:
                    found[label(word)] = (*known, meaning)
        return found

    def positions(self, header: Sequence[str]) -> dict[str, int]:
        """Which position has which meaning; a position has one, a meaning one position."""
        labels = [label(cell) for cell in header]
        found: dict[str, int] = {}
        taken: set[int] = set()
        # A column whose word can mean one thing alone is placed before the ambiguous ones.
        order = sorted(range(len(labels)), key=lambda at: len(self._by_label.get(labels[at], ())))
        for position in order:
            for meaning in self._by_label.get(labels[position], ()):
                if meaning not in found and position not in taken:
                    found[meaning] = position
                    taken.add(position)
        return found

    def fits(self, table: Table, *required: str, any_of: Sequence[str] = ()) -> bool:
        """Whether a table has all required columns and, if asked, one of the others."""
        positions = self.positions(table.header.cells)
        if not all(meaning in positions for meaning in required):
            return False
        return not any_of or any(meaning in positions for meaning in any_of)

    def rows(
        self, table: Table, collector: DocumentCollector | None = None
    ) -> Iterator[tuple[Row, dict[str, str]]]:
        """Rows that are not empty, as `{meaning: cell}`, with `<meaning> header` for its label.

        Rows that are wider or narrower than the header are named in `collector`.
        """
        positions = self.positions(table.header.cells)
        labels = {
            f"{position} header": label(table.header.cells[at])
            for position, at in positions.items()
        }
        width = len(table.header.cells)
        for row in table.rows:
            if not any(row.cells):
                continue
            if collector is not None and row.count != width:
                collector.note_grouped(
                    "rows of a different width",
                    row.line,
                    f"the row has {row.count} cells and the header {width}"
                    + (
                        "; missing cells are left empty"
                        if row.count < width
                        else f"; left over: {row.surplus[:80]!r} (write a bar in a cell as `\\|`)"
                    ),
                    warning=row.count > width,
                )
            yield row, labels | {position: row.cells[at] for position, at in positions.items()}

    def unknown(self, table: Table, row: Row) -> list[tuple[str, str]]:
        """Cells of columns that have no meaning here, as (header, cell), empty ones left out."""
        taken = set(self.positions(table.header.cells).values())
        return [
            (table.header.cells[at], cell)
            for at, cell in enumerate(row.cells)
            if at not in taken and cell
        ]


def entries(table: Table) -> Iterator[tuple[Row, str]]:
    """Rows of a table of one column, as (row, cell)."""
    for row in table.rows:
        if row.cells and row.cells[0]:
            yield row, row.cells[0]
