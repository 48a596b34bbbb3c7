"""Tables longer than are read: what is left out is said, with the line where that begins."""

from __future__ import annotations

import pytest

from tests.intake.markdown_documents import requirements
from workbench.intake.folder import read_files
from workbench.intake.markdown import csv_tables, html_tables
from workbench.intake.result import Imported


def csv_of(rows: int) -> bytes:
    return ("ID,Requirement\n" + "".join(f"FR-{n:03},Do it\n" for n in range(1, rows + 1))).encode()


def html_of(rows: int, span: str = "") -> bytes:
    cells = "".join(
        f"<tr><td>FR-{n:03}</td><td{span}>Do it</td></tr>\n" for n in range(1, rows + 1)
    )
    table = f"<table>\n<tr><th>ID</th><th>Requirement</th></tr>\n{cells}</table>\n"
    return f"# Requirements\n\n{table}".encode()


def told(found: Imported) -> list[tuple[int, str]]:
    return [(note.line, note.message) for note in found.notes if "left out" in note.message]


def test_rows_of_csv_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(requirements(read_files({"a.csv": csv_of(40)}))) == 40
    monkeypatch.setattr(csv_tables, "MAX_ROWS", 30)
    whole = read_files({"a.csv": csv_of(30)})
    assert (len(requirements(whole)), told(whole)) == (30, [])
    spaced = read_files({"a.csv": csv_of(30).replace(b"\n", b"\n\n")})
    assert (len(requirements(spaced)), told(spaced)) == (30, [])
    found = read_files({"a.csv": csv_of(40)})
    assert len(requirements(found)) == 30
    assert told(found) == [
        (32, "this table exceeds the limit; its rows from here on are left out. Split it.")
    ]


def test_cells_of_html_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(requirements(read_files({"a.md": html_of(40)}))) == 40
    monkeypatch.setattr(html_tables, "MAX_CELLS", 62)
    whole = read_files({"a.md": html_of(30)})
    assert (len(requirements(whole)), told(whole)) == (30, [])
    found = read_files({"a.md": html_of(40)})
    assert len(requirements(found)) == 30
    assert [line for line, _ in told(found)] == [35]


def test_a_cell_over_many_columns_or_rows_counts_as_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_tables, "MAX_CELLS", 62)
    for span in (' colspan="20"', ' rowspan="20"'):
        assert told(read_files({"a.md": html_of(12, span)})), span
    monkeypatch.setattr(html_tables, "MAX_SPAN", 2)
    assert not told(read_files({"a.md": html_of(12, ' colspan="20"')}))


def test_the_bounds_of_tables_are_these() -> None:
    assert csv_tables.MAX_ROWS == 50_000
    assert (html_tables.MAX_CELLS, html_tables.MAX_SPAN) == (200_000, 1_000)
