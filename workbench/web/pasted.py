"""Rows that people paste: from a spreadsheet, a Markdown table, or typed line by line."""

from __future__ import annotations

import re
from typing import Any

from workbench.design.endpoints import EndpointKind
from workbench.design.ids import METHODS
from workbench.web.item_values import keys_from_text

_METHOD = re.compile(rf"^({'|'.join(METHODS)})\s+(\S.*)$", re.IGNORECASE)
_KINDS = frozenset(one.value for one in EndpointKind)
_HEADINGS = frozenset({"method", "path", "endpoint"})
_TOLD = 60
MAX_LINES = 2_000


def endpoint_rows(text: str) -> list[dict[str, Any]]:
    r"""Endpoints of pasted text: method, path, covers, kind, description, in that order.

    Method and path may share a cell (`GET /orders`). A heading and lines without a path are left
    out.

    >>> endpoint_rows("GET\t/orders\tFR-001")
    [{'method': 'GET', 'path': '/orders', 'covers': ['FR-001']}]
    """
    read = (_method_and_path(_cells(line)) for line in _lines(text))
    return [_endpoint(cells) for cells in read if cells]


def left_out(text: str) -> list[str]:
    r"""Lines that were pasted and name no endpoint, with their numbers; a heading is none.

    >>> left_out("Method\tPath\nGET\t/orders\n\nFETCH\t/orders")
    ['line 4 (FETCH /orders)']
    """
    said = []
    for number, line in enumerate(_lines(text), start=1):
        cells = _cells(line)
        words = " ".join(cells).strip()
        if not words.strip("-: ") or _is_heading(cells) or _method_and_path(cells):
            continue
        said.append(f"line {number} ({words[:_TOLD]})")
    return said


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")[:MAX_LINES]


def _is_heading(cells: list[str]) -> bool:
    return any(cell.lower() in _HEADINGS for cell in cells[:2])


def _method_and_path(cells: list[str]) -> list[str]:
    """The cells with method and path apart; empty where the two are not there."""
    found = _METHOD.match(cells[0]) if cells else None
    if found is not None:
        cells = [found[1], found[2], *cells[1:]]
    return cells if len(cells) > 1 and cells[0].upper() in METHODS else []


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip().strip("`") for cell in line.split("\t")]
    if line.strip().startswith("|"):
        return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
    return [line.strip()] if line.strip() else []


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
