"""Choosing what an import includes: kinds, documents, grouped notes, corrections, undo."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from tests.scenarios import Journey
from tests.users import VIC, meet
from tests.web.conftest import Visitor
from workbench.intake.result import Note, NoteLevel
from workbench.store.engine import Sessions, transaction
from workbench.web.imports.notes import group_notes

Visit = Callable[..., Visitor]
WHERE = "/projects/worker/import"
PRD = """# PRD

## User Stories

- **US-001** (FR-001): As a customer, I want to order

## Requirements

- **FR-001**: The system MUST list orders. (P0)
- **FR-002**: The system SHOULD search. (P1)
"""
SQL = "CREATE TABLE orders (id uuid PRIMARY KEY);\nCREATE TABLE notes (id uuid PRIMARY KEY);\n"
FILES = {
    "prd.md": PRD,
    "schema.sql": SQL,
    "api.yaml": "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n",
    "model.dbml": "Table parcels {\n  id uuid [pk]\n}\n",
    "fields.csv": "ID,Requirement,Priority\nFR-100,Export a month,P2\n",
}


@pytest.fixture
def empty(app_sessions: Sessions) -> Journey:
    """A project to which nothing has come yet."""
    with transaction(app_sessions) as session:
        meet(session, "worker")
    return Journey(app_sessions, "worker")


def _bring(visitor: Visitor, files: dict[str, str] = FILES) -> str:
    sent = [(io.BytesIO(text.encode()), name) for name, text in files.items()]
    return str(visitor.post(WHERE, files=sent).headers["Location"])


def _text(visitor: Visitor, where: str) -> str:
    return visitor.get(where).get_data(as_text=True)


def test_a_kind_and_a_document_are_left_out_and_taken_again(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    where = _bring(visitor)
    visitor.post(f"{where}/many", kind="requirement", do="leave")
    assert "3 left out" in _text(visitor, where)
    visitor.post(f"{where}/many", source="schema.sql", do="leave")
    assert "5 left out" in _text(visitor, where)
    visitor.post(f"{where}/many", kind="requirement", source="fields.csv", do="take")
    assert "4 left out" in _text(visitor, where)
    visitor.post(f"{where}/many", do="leave", status=422)
    visitor.post(where)
    assert empty.find("requirement", "FR-001") is None
    assert empty.find("requirement", "FR-100") is not None
    assert empty.find("table", "orders") is None
    assert empty.find("table", "parcels") is not None
    assert empty.find("story", "US-001") is not None


def test_every_step_is_undone_in_turn(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    where = _bring(visitor)
    assert "/undo" not in _text(visitor, where)
    visitor.post(f"{where}/many", kind="table", do="leave")
    newer = SQL.replace("notes", "remarks")
    visitor.post(f"{where}/edit", source="schema.sql", text=newer)
    visitor.post(f"{where}/many", kind="story", do="leave")
    page = _text(visitor, f"{where}?source=schema.sql")
    assert "remarks" in page
    assert "Undo leaving out 1 item" in page
    visitor.post(f"{where}/undo")
    page = _text(visitor, f"{where}?source=schema.sql")
    assert "Undo the correction of schema.sql" in page
    visitor.post(f"{where}/undo")
    page = _text(visitor, f"{where}?source=schema.sql")
    assert "remarks" not in page
    assert "3 left out" in page
    visitor.post(f"{where}/undo")
    assert "left out" not in _text(visitor, where).partition("Discard")[0].rpartition("<h1>")[2]
    visitor.post(f"{where}/undo")
    assert "There is nothing to undo." in _text(visitor, where)
    assert empty.find("table", "notes") is None


@pytest.mark.parametrize(
    ("path", "change", "said"),
    [
        ("prd.md", ("search", "find quickly"), "find quickly"),
        ("schema.sql", ("notes", "remarks"), "remarks"),
        ("api.yaml", ("paths: {}", "paths: {/a: {get: {responses: {}}}}"), "GET /a"),
        ("model.dbml", ("parcels", "boxes"), "boxes"),
        ("fields.csv", ("Export a month", "Export a year"), "Export a year"),
    ],
)
def test_a_document_of_any_format_is_corrected_in_place(
    empty: Journey, visit: Visit, path: str, change: tuple[str, str], said: str
) -> None:
    visitor = visit()
    where = _bring(visitor)
    editor = _text(visitor, f"{where}/edit?source={path}&line=1")
    assert FILES[path].splitlines()[0].replace("'", "&#39;") in editor
    visitor.post(f"{where}/edit", source=path, text=FILES[path].replace(*change))
    page = _text(visitor, f"{where}?source={path}")
    assert said in page.partition('aria-label="Items read from it"')[2]
    assert empty.find("requirement", "FR-001") is None


def test_who_may_not_import_chooses_nothing(empty: Journey, visit: Visit) -> None:
    where = _bring(visit())
    assert empty.slug in where
    for path in ("many", "undo", "read"):
        visit(VIC).post(f"{where}/{path}", kind="table", do="leave", status=403)


def test_lines_and_items_lead_to_each_other(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    page = _text(visitor, f"{_bring(visitor)}?source=prd.md")
    assert empty.slug in page
    source, _, told = page.partition('aria-label="Items read from it"')
    line = source.partition('id="L9"')[2].partition("</span></a>")[0]
    item = line.partition('href="#')[2].partition('"')[0]
    entry = told.partition(f'id="{item}"')[2].partition("</li>")[0]
    assert "FR-001" in entry
    assert 'href="#L9"' in entry


def test_a_document_brought_twice_is_named(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    sent = [(io.BytesIO(PRD.encode()), "prd.md") for _ in range(2)]
    where = visitor.post(WHERE, files=sent, paths=["a/prd.md", "b/prd.md"]).headers["Location"]
    page = _text(visitor, where)
    assert "copy of a/prd.md" in page
    assert "copy of b/prd.md" not in page
    visitor.post(where)
    assert empty.find("requirement", "FR-002") is not None


def test_an_empty_zip_says_so(empty: Journey, visit: Visit) -> None:
    packed = io.BytesIO()
    zipfile.ZipFile(packed, "w").close()
    sent = [(io.BytesIO(packed.getvalue()), "all.zip")]
    where = f"/projects/{empty.slug}/import"
    page = visit().post(where, files=sent, status=422).get_data(as_text=True)
    assert "The ZIP archive contains no files." in page


def test_remarks_of_one_kind_are_folded_and_errors_come_first() -> None:
    notes = [
        Note("a.md", 1, NoteLevel.info, "FR-001: priority 'High' read as P0"),
        Note("b.md", 9, NoteLevel.warning, "requirement FR-1 is also defined in a.md line 3"),
        Note("c.md", 2, NoteLevel.error, "refused: invalid YAML"),
        Note("a.md", 2, NoteLevel.info, "FR-002: priority 'Low' read as P2"),
        Note("b.md", 10, NoteLevel.warning, "requirement FR 2 is also defined in a.md line 4"),
        Note("a.md", 4, NoteLevel.info, "FR-003: priority 'Medium' read as P1"),
        Note("a.md", 5, NoteLevel.info, "entities read from the list of key entities"),
        Note("b.md", 11, NoteLevel.warning, "requirement 3.1 is also defined in a.md line 12"),
    ]
    told = group_notes(notes)
    assert [one.title for one in told.errors] == ["refused: invalid YAML"]
    assert [(one.title, one.count) for one in told.warnings] == [
        ("requirement … is also defined in … line …", 3)
    ]
    assert [(one.title, one.count) for one in told.remarks] == [
        ("priority … read as …", 3),
        ("entities read from the list of key entities", 1),
    ]
    assert (told.serious, told.all_remarks) == (4, 4)


def test_remarks_that_share_too_little_are_told_by_the_first_of_them() -> None:
    notes = [
        Note("a.md", n, NoteLevel.warning, f"{n} statements lack one (lines {n} to 9, like b{n})")
        for n in (3, 4, 5)
    ]
    (told,) = group_notes(notes).warnings
    assert told.by_example
    assert (told.title, told.count) == (notes[0].message, 3)
