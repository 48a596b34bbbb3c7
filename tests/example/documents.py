"""Reads the example's Markdown by its tables alone, so that no importer vouches for itself."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

EXAMPLE = Path(__file__).resolve().parents[2] / "artifacts" / "example"
ORDERS = EXAMPLE / "order-service"
POINTS = EXAMPLE / "loyalty-points"
PRESENTED = EXAMPLE / "loyalty-points-presented"

_ID = re.compile(r"\b(?:FR|NFR|US|UF|WF|D|R|A|T)-\d{3}\b")
_CELL = re.compile(r"(?<!\\)\|")


class Table(NamedTuple):
    """One Markdown table with the headings above it."""

    headings: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int

    def dicts(self) -> list[dict[str, str]]:
        """Rows by column name; a row of another width fails."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def ids(text: str, prefix: str) -> list[str]:
    """Every id of that prefix in a text, in order."""
    return [one for one in _ID.findall(text) if one.startswith(prefix + "-")]


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in _CELL.split(line.strip())[1:-1])


@cache
def tables(path: Path) -> tuple[Table, ...]:
    """Every table of a document."""
    found: list[Table] = []
    headings: list[str] = []
    block: list[str] = []
    start = 0
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        if line.startswith("|"):
            start = start if block else number
            block.append(line)
            continue
        if block:
            head, _, *rows = map(_cells, block)
            found.append(Table(tuple(headings), head, tuple(rows), start))
            block = []
        level = len(line) - len(line.lstrip("#"))
        if level and line[level : level + 1] == " ":
            headings = [*headings[: level - 1], line[level:].strip()]
    return tuple(found)


def rows_under(path: Path, heading: str, *columns: str) -> list[dict[str, str]]:
    """Rows of the tables that stand under a heading and have these columns."""
    return [
        row
        for table in tables(path)
        if any(heading in one for one in table.headings) and set(columns) <= set(table.columns)
        for row in table.dicts()
    ]


def sections(path: Path, word: str) -> dict[str, str]:
    """Parts of a document that start with `## <word>: …`, by the id they state."""
    parts = re.split(rf"^## {word}: ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {_stated(part, "ID"): part for part in parts}


def _stated(part: str, name: str) -> str:
    found = re.search(rf"^\*\*{re.escape(name)}:\*\* *(.*)$", part, flags=re.MULTILINE)
    return found[1].strip() if found else ""


def stated(part: str, name: str) -> str:
    """Value of a `**Name:** value` line, empty where there is none."""
    return _stated(part, name)
