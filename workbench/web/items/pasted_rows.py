"""Pasted rows: from a spreadsheet, a Markdown table, or typed line by line."""

from __future__ import annotations

import re
from typing import Any

from workbench.design.endpoints import EndpointKind
from workbench.design.ids import METHODS
from workbench.web.items.values import keys_from_text

_METHOD = re.compile(rf"^({'|'.join(METHODS)})\s+(\S.*)$", re.IGNORECASE)
#: A cell that a spreadsheet has quoted, because it holds a tab or a line break.
_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"(?=[\t\n]|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")
_KINDS = frozenset(kind.value for kind in EndpointKind)
_HEADINGS = frozenset({"method", "path", "endpoint"})
_MAX_EXCERPT = 60
MAX_LINES = 2_000


def read_cells(text: str) -> list[list[str]]:
    r"""The cells of rows that were copied from a spreadsheet.

    Spreadsheets quote a cell only where it holds a tab or a line break; quotes around anything
    else belong to what it says.

    >>> read_cells('id\t"one\nand ""two"" more"\n"a"\tb')
    [['id', 'one\nand "two" more'], ['"a"', 'b']]
    """
    return [cells for _, cells in _numbered(text)]


def _numbered(text: str) -> list[tuple[int, list[str]]]:
    """Rows of cells, each with the number of the line that it begins on."""
    text = text.replace("\r\n", "\n")
    rows: list[tuple[int, list[str]]] = [(1, [])]
    at, line = 0, 1
    while True:
        quoted = _QUOTED.match(text, at)
        if quoted is not None and ("\n" in quoted[1] or "\t" in quoted[1]):
            end, cell = quoted.end(), quoted[1].replace('""', '"')
            line += quoted[1].count("\n")
        else:
            plain = _PLAIN.match(text, at)
            end, cell = (plain.end(), plain[0]) if plain else (at, "")
        rows[-1][1].append(cell.strip())
        if end == len(text):
            return rows
        if text[end] == "\n":
            line += 1
            rows.append((line, []))
        at = end + 1


def endpoint_rows(text: str) -> list[dict[str, Any]]:
    r"""Endpoints of pasted text: method, path, covers, kind, description, in that order.

    Method and path may share a cell (`GET /orders`). A heading and lines without a path are left
    out.

    >>> endpoint_rows("GET\t/orders\tFR-001")
    [{'method': 'GET', 'path': '/orders', 'covers': ['FR-001']}]
    """
    read = (_method_and_path(cells) for _, cells in _rows(text))
    return [_endpoint(cells) for cells in read if cells]


def skipped_lines(text: str) -> list[str]:
    r"""Pasted lines without an endpoint, with their numbers; headings do not count.

    >>> skipped_lines("Method\tPath\nGET\t/orders\n\nFETCH\t/orders")
    ['line 4 (FETCH /orders)']
    """
    skipped = []
    for number, cells in _rows(text):
        words = " ".join(" ".join(cells).split())
        if not words.strip("-: ") or _is_heading(cells) or _method_and_path(cells):
            continue
        skipped.append(f"line {number} ({words[:_MAX_EXCERPT]})")
    return skipped


def is_too_long(text: str) -> bool:
    """Whether more lines were pasted than are accepted at once."""
    return len(_numbered(text.rstrip())) > MAX_LINES


def _rows(text: str) -> list[tuple[int, list[str]]]:
    return [(number, _cells(cells)) for number, cells in _numbered(text)]


def _is_heading(cells: list[str]) -> bool:
    return any(cell.lower() in _HEADINGS for cell in cells[:2])


def _method_and_path(cells: list[str]) -> list[str]:
    """The cells with method and path separated; empty if the row has no method and path."""
    found = _METHOD.match(cells[0]) if cells else None
    if found is not None:
        cells = [found[1], found[2], *cells[1:]]
    return cells if len(cells) > 1 and cells[0].upper() in METHODS else []


def _cells(cells: list[str]) -> list[str]:
    """The cells of a row, also where it is one line of a Markdown table."""
    line = cells[0]
    if len(cells) == 1 and line.startswith("|"):
        cells = line.strip("|").split("|")
    elif len(cells) == 1:
        return [line] if line else []
    return [cell.strip().strip("`") for cell in cells]


def _endpoint(cells: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"method": cells[0].upper(), "path": cells[1].strip()}
    words: list[str] = []
    for cell in cells[2:]:
        if cell.lower() in _KINDS and "kind" not in row:
            row["kind"] = cell.lower()
        elif cell and "covers" not in row and not words and _are_keys(cell):
            row["covers"] = keys_from_text(cell)
        elif cell:
            words.append(cell)
    if words:
        row["description"] = " ".join(words)
    return row


def _are_keys(cell: str) -> bool:
    return all(re.fullmatch(r"[\w.]+(?:-[\w.]+)*-?\d+", part) for part in keys_from_text(cell))
