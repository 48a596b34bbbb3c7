"""Rows that people paste: from a spreadsheet, a Markdown table, or typed line by line."""

from __future__ import annotations

import re
from typing import Any

from workbench.design.endpoints import EndpointKind
from workbench.design.ids import METHODS
from workbench.web.item_values import keys_from_text

_METHOD = re.compile(rf"^({'|'.join(METHODS)})\s+(\S.*)$", re.IGNORECASE)
_KINDS = frozenset(one.value for one in EndpointKind)
MAX_LINES = 2_000


def endpoint_rows(text: str) -> list[dict[str, Any]]:
    r"""Endpoints of pasted text: method, path, covers, kind, description, in that order.

    Method and path may share a cell (`GET /orders`). A heading and lines without a path are left
    out.

    >>> endpoint_rows("GET\t/orders\tFR-001")
    [{'method': 'GET', 'path': '/orders', 'covers': ['FR-001']}]
    """
    rows = []
    for line in text.replace("\r\n", "\n").split("\n")[:MAX_LINES]:
        cells = _cells(line)
        found = _METHOD.match(cells[0]) if cells else None
        if found is not None:
            cells = [found[1], found[2], *cells[1:]]
        if len(cells) < 2 or cells[0].upper() not in METHODS:  # noqa: PLR2004
            continue
        rows.append(_endpoint(cells))
    return rows


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
