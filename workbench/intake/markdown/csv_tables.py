"""CSV as tables: a file with a header becomes a document of one table, for the same readers.

What the table lists (requirements, attributes, endpoints, a matrix) is shown by its header, as
in Markdown; lines are those of the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from workbench.intake.markdown.document import Markdown, Row, Table
from workbench.intake.markdown.identifier_prefixes import REQUIREMENT_PREFIXES
from workbench.intake.markdown.identifiers import leading_identifier

MAX_ROWS = 50_000
_DELIMITERS = ",;\t|"
_SAMPLE = 20
_MIN_COLUMNS = 2


def csv_document(text: str) -> Markdown | None:
    """A document of one table; None where the text is no CSV with a header and rows.

    Commas, semicolons, tabs and bars are understood as delimiters, quotes as in RFC 4180; at
    most MAX_ROWS rows are taken. Rows are fitted to the header as those of Markdown are.
    """
    text = text.removeprefix("\ufeff")
    found = next((rows for mark in _DELIMITERS if (rows := _table(text, mark)) is not None), None)
    if found is None:
        return None
    header = found[0]
    fitted = tuple(_fitted(row, len(header.cells)) for row in found[1:])
    cut_at = fitted[MAX_ROWS].line if len(fitted) > MAX_ROWS else 0
    fitted = fitted[:MAX_ROWS]
    table = Table(header, fitted, header.line, fitted[-1].line, cut_at=cut_at)
    return Markdown(tuple(text.split("\n")), (table,), is_csv=True)


def lists_requirements(document: Markdown) -> bool:
    """Whether most rows of the first table start with the id of a requirement."""
    table = next((block for block in document.blocks if isinstance(block, Table)), None)
    if table is None:
        return False
    leading = [leading_identifier(row.cells[0]) for row in table.rows[:_SAMPLE]]
    named = [
        found for found in leading if found and found.identifier.prefix in REQUIREMENT_PREFIXES
    ]
    return len(named) * 2 > len(leading)


def _table(text: str, delimiter: str) -> list[Row] | None:
    """All rows, if this delimiter makes a table of them; else None."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    width = first.count(delimiter) + 1
    if width < _MIN_COLUMNS or width < max(first.count(mark) for mark in _DELIMITERS) + 1:
        return None
    try:
        rows = list(_rows(text, delimiter))
    except csv.Error:
        return None
    if len(rows) < _MIN_COLUMNS or not all(rows[0].cells):
        return None
    sample = rows[1 : _SAMPLE + 1]
    alike = sum(len(row.cells) == len(rows[0].cells) for row in sample)
    return rows if alike * 4 >= len(sample) * 3 else None


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start, kept = 1, 0
    for cells in reader:
        # The header, and one row more than is taken, to know whether there are more.
        if kept == MAX_ROWS + 2:
            return
        if any(cell.strip() for cell in cells):
            kept += 1
            clean = tuple(" ".join(cell.split()) for cell in cells)
            yield Row(clean, start, len(clean))
        start = reader.line_num + 1


def _fitted(row: Row, width: int) -> Row:
    if len(row.cells) == width:
        return row
    surplus = " ".join(row.cells[width:])
    cells = (*row.cells[:width], *("",) * (width - len(row.cells)))
    return Row(cells, row.line, row.count, surplus)
