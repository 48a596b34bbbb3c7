"""Bringing files in: what is refused, what is shown, what is corrected, chosen and taken over."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.scenarios import Journey
from tests.users import MIRA, PAULA, TOMAS, VIC, meet
from tests.web.conftest import Visitor
from workbench.design.dictionary import Entity
from workbench.design.requirements import Requirement
from workbench.store.engine import Sessions, transaction

Visit = Callable[..., Visitor]

PRD = """# PRD

## Functional Requirements

| ID | Requirement | Priority |
|----|-------------|----------|
| FR-001 | A customer can place an order | P0 |
| FR-002 | Staff can list orders | P1 |
"""
DICTIONARY = """# Data Dictionary

## Entity: Order

| Attribute | Type | Required | Business Rule | PII |
|---|---|---|---|---|
| id | UUID | Yes | | No |
"""


@pytest.fixture
def empty(app_sessions: Sessions) -> Journey:
    """A project to which nothing has come yet."""
    with transaction(app_sessions) as session:
        meet(session, "worker")
    return Journey(app_sessions, "worker")


def _bring(visitor: Visitor, journey: Journey, *, status: int = 303, **files: str | bytes) -> str:
    named = {name.replace("__", "."): content for name, content in files.items()}
    sent = [
        (io.BytesIO(one.encode() if isinstance(one, str) else one), name)
        for name, one in named.items()
    ]
    where = f"/projects/{journey.slug}/import"
    answer = visitor.post(where, files=sent, status=status)
    return answer.headers["Location"] if status == 303 else answer.get_data(as_text=True)


def _text(visitor: Visitor, where: str) -> str:
    return visitor.get(where).get_data(as_text=True)


def _rows(page: str) -> dict[str, str]:
    """Ids of the rows that a page shows, by the key of their item."""
    found = re.findall(r'name="take" value="(\w+)".*?class="vh"> \w+ ([^<]+)<', page, re.DOTALL)
    return {key: row for row, key in found}


def test_nothing_is_saved_before_it_is_accepted(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    where = _bring(visitor, empty, prd__md=PRD, data__md=DICTIONARY)
    page = _text(visitor, f"{where}?source=prd.md")
    assert "A customer can place an order" in page
    assert 'id="L7"' in page
    assert 'href="#L7"' in page
    assert empty.find("requirement", "FR-001") is None
    visitor.post(where)
    assert isinstance(empty.find("requirement", "FR-001"), Requirement)
    assert isinstance(empty.find("entity", "Order"), Entity)
    visitor.get(where, status=404)


def test_forgetting_an_import_leaves_nothing(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    where = _bring(visitor, empty, prd__md=PRD)
    visitor.post(f"{where}/discard")
    visitor.get(where, status=404)
    assert empty.find("requirement", "FR-001") is None


def test_a_pending_import_is_its_owners(empty: Journey, visit: Visit) -> None:
    where = _bring(visit(MIRA), empty, prd__md=PRD)
    visit(PAULA).get(where, status=404)
    visit(PAULA).post(where, status=404)
    visit(PAULA).post(f"{where}/edit", source="prd.md", text="# mine", status=404)
    visit(PAULA).post(f"{where}/discard", status=404)
    visit(MIRA).get(where)


def test_viewers_cannot_bring_files(empty: Journey, visit: Visit) -> None:
    visitor = visit(VIC)
    assert "Nothing can be imported now" in _text(visitor, f"/projects/{empty.slug}/import")
    _bring(visitor, empty, prd__md=PRD, status=403)


def test_sending_nothing_says_so(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    answer = visitor.post(f"/projects/{empty.slug}/import", text="  ", status=422)
    assert "Choose at least one file." in answer.get_data(as_text=True)


def test_text_can_be_pasted(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    answer = visitor.post(f"/projects/{empty.slug}/import", text=PRD.replace("\n", "\r\n"))
    page = _text(visitor, answer.headers["Location"])
    assert "pasted.md" in page
    assert "2 new" in page


def test_paths_of_a_folder_tell_two_files_of_one_name_apart(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    sent = [(io.BytesIO(PRD.encode()), "a.md"), (io.BytesIO(DICTIONARY.encode()), "a.md")]
    where = f"/projects/{empty.slug}/import"
    answer = visitor.post(where, files=sent, paths=["in/prd/a.md", "in/data/a.md"])
    page = _text(visitor, answer.headers["Location"])
    assert "in/prd/a.md" in page
    assert "in/data/a.md" in page
    sent = [(io.BytesIO(PRD.encode()), "a.md"), (io.BytesIO(DICTIONARY.encode()), "a.md")]
    page = _text(visitor, visitor.post(where, files=sent).headers["Location"])
    assert "a (2).md" in page


def test_a_zip_is_opened_its_documents_corrected_and_its_rest_attached(
    empty: Journey, visit: Visit
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("docs/prd.md", PRD.replace("FR-002", "Nr 2"))
        archive.writestr("docs/photo.bin", b"\x00\x01\x02")
    visitor = visit()
    where = _bring(visitor, empty, all__zip=packed.getvalue())
    page = _text(visitor, where)
    assert "docs/prd.md" in page
    assert "not recognised; becomes an attachment" in _text(
        visitor, f"{where}?source=docs/photo.bin"
    )
    visitor.post(f"{where}/edit", source="docs/prd.md", text=PRD.replace("\n", "\r\n"))
    visitor.post(where)
    assert isinstance(empty.find("requirement", "FR-002"), Requirement)
    overview = _text(visitor, f"/projects/{empty.slug}/handoff")
    assert "docs/photo.bin" in overview


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("wrong.yaml", "a: 1\na: 2\n", "wrong.yaml:2"),
        ("broken.yaml", "openapi: 3.0.0\npaths: [\n", "broken.yaml:3"),
        ("slip.zip", None, "slip.zip"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_the_rest_stands(
    empty: Journey, visit: Visit, name: str, content: str | None, said: str
) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("../outside.md", PRD)
    visitor = visit()
    data = raw.getvalue() if content is None else content.encode()
    sent: dict[str, Any] = {name.replace(".", "__"): data, "prd__md": PRD}
    where = _bring(visitor, empty, **sent)
    page = _text(visitor, where)
    assert said in page
    visitor.post(where)
    assert isinstance(empty.find("requirement", "FR-001"), Requirement)


def test_a_document_is_corrected_in_place_and_read_again(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    where = _bring(visitor, empty, prd__md=PRD.replace("| FR-002 |", "| FR-001 |"))
    page = _text(visitor, where)
    assert "needs attention" in page
    assert "prd.md:8" in page
    editor = _text(visitor, f"{where}/edit?source=prd.md")
    assert "| FR-001 | Staff" in editor
    empty_text = visitor.post(f"{where}/edit", source="prd.md", text=" ", status=422)
    assert "cannot be empty" in empty_text.get_data(as_text=True)
    visitor.post(f"{where}/edit", source="nowhere.md", text="x", status=404)
    visitor.post(f"{where}/edit", source="prd.md", text=PRD)
    page = _text(visitor, where)
    assert "needs attention" not in page
    assert "FR-002" in page
    assert empty.find("requirement", "FR-002") is None


def _second_time(visitor: Visitor, journey: Journey) -> str:
    visitor.post(_bring(visitor, journey, prd__md=PRD, data__md=DICTIONARY))
    newer = (
        PRD.replace("place an order", "place an order at night")
        .replace("FR-002", "FR-003")
    )  # fmt: skip
    return _bring(visitor, journey, prd__md=newer)


def test_a_newer_document_shows_before_and_after_item_by_item(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    where = _second_time(visitor, empty)
    page = _text(visitor, f"{where}/changes")
    assert re.search(r"<del[^>]*>A customer can place an order</del>", page)
    assert re.search(r"<ins[^>]*>A customer can place an order at night</ins>", page)
    assert set(_rows(page)) == {"FR-001", "FR-003", "FR-002"}
    assert "Order" not in _rows(page)
    only = _text(visitor, f"{where}/changes?status=missing")
    assert set(_rows(only)) == {"FR-002"}


def test_each_change_is_taken_or_left(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    where = _second_time(visitor, empty)
    rows = _rows(_text(visitor, f"{where}/changes"))
    visitor.post(f"{where}/choices", shown=list(rows.values()), take=[rows["FR-002"]])
    page = _text(visitor, f"{where}/changes")
    assert "2 left out" in page
    assert "1 to remove" in page
    again = _text(visitor, f"{where}/changes?status=refused")
    assert set(_rows(again)) == {"FR-001", "FR-003"}
    visitor.post(f"{where}/choices", shown=[rows["FR-003"]], take=[rows["FR-003"]])
    visitor.post(where)
    first, third = empty.find("requirement", "FR-001"), empty.find("requirement", "FR-003")
    assert isinstance(first, Requirement)
    assert "night" not in first.text + first.title
    assert isinstance(third, Requirement)
    assert empty.find("requirement", "FR-002") is None
    assert isinstance(empty.find("entity", "Order"), Entity)


def test_what_is_gone_from_the_documents_stays_unless_it_is_ticked(
    empty: Journey, visit: Visit
) -> None:
    visitor = visit()
    visitor.post(_second_time(visitor, empty))
    assert isinstance(empty.find("requirement", "FR-002"), Requirement)
    assert isinstance(empty.find("requirement", "FR-003"), Requirement)


def test_taking_over_on_the_page_of_changes_counts_its_ticks(empty: Journey, visit: Visit) -> None:
    visitor = visit()
    where = _second_time(visitor, empty)
    rows = _rows(_text(visitor, f"{where}/changes"))
    visitor.post(where, shown=list(rows.values()), take=[rows["FR-003"]])
    assert isinstance(empty.find("requirement", "FR-003"), Requirement)
    kept = empty.find("requirement", "FR-001")
    assert isinstance(kept, Requirement)
    assert "night" not in kept.text + kept.title


def test_what_rests_on_a_changed_item_is_named(journey: Journey, visit: Visit) -> None:
    visitor = visit()
    newer = PRD.replace("FR-001", "FR-0001")
    page = _text(visitor, _bring(visitor, journey, prd__md=newer) + "/changes?status=changed")
    told = page.partition("Referenced by")[2]
    assert "UF-0001" in told
    assert "GET /v1/amber-anchors" in told


def test_locked_items_say_so_and_are_left_alone(journey: Journey, visit: Visit) -> None:
    journey.present()
    page = _text(visit(), f"/projects/{journey.slug}/import")
    assert "Nothing can be imported now" in page


def test_thousands_of_items_come_a_page_at_a_time(empty: Journey, visit: Visit) -> None:
    rows = "".join(f"| FR-{n:04d} | Staff can do thing {n} | P0 |\n" for n in range(1, 1501))
    prd = PRD.rpartition("| FR-001")[0] + rows
    visitor = visit()
    where = _bring(visitor, empty, prd__md=prd)
    first = _text(visitor, where)
    assert first.count('data-n="') == 400
    assert len(first) < 400_000
    later = _text(visitor, f"{where}?source=prd.md&from=1400")
    assert "FR-1390" in later
    assert "FR-0001" not in later.partition('role="region"')[2]
    changes = _text(visitor, f"{where}/changes")
    assert len(_rows(changes)) == 100
    assert "Page 1 of 15" in changes
    shown = _rows(changes)
    first_row = shown["FR-0001"]
    rest = [row for row in shown.values() if row != first_row]
    answer = visitor.post(f"{where}/choices", shown=list(shown.values()), take=rest, to="2")
    assert answer.headers["Location"].endswith("page=2")
    visitor.post(where)
    assert empty.find("requirement", "FR-0001") is None
    assert isinstance(empty.find("requirement", "FR-1500"), Requirement)


def test_too_much_is_refused_with_a_page(empty: Journey, visit: Visit, app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 20_000
    visitor = visit(TOMAS)
    page = _bring(visitor, empty, prd__md=PRD + "x" * 30_000, status=413)
    assert "Too large" in page
    assert f"/projects/{empty.slug}/import" in page


def test_hostile_words_stay_words(empty: Journey, visit: Visit) -> None:
    bad = PRD.replace("place an order", '<script>alert(1)</script><img src=x onerror="y">')
    visitor = visit()
    where = _bring(visitor, empty, prd__md=bad)
    for page in (where, f"{where}/changes", f"{where}/edit?source=prd.md"):
        html = _text(visitor, page)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
