"""Items that were changed, locked or deleted meanwhile, and rows that do not fit: all is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, TOMAS, VIC
from tests.web.conftest import Visitor
from tests.web.items.test_items import KEY, URL, version_of
from tests.web.phases.pages import HOME
from workbench.design.endpoints import Endpoint

Visit = Callable[..., Visitor]


def settling(page: str) -> dict[str, Any]:
    """The hidden fields of the form that settles two versions."""
    return {
        name: unescape(value)
        for name, value in re.findall(
            r'<input type="hidden" name="(_version|_mine|_do)" value="([^"]*)">', page
        )
    }


@pytest.mark.parametrize("htmx", [True, False])
def test_a_choice_that_cannot_be_saved_can_be_chosen_again(
    journey: Journey, visit: Visit, *, htmx: bool
) -> None:
    version = version_of(journey, "endpoint", KEY)
    visit(TOMAS).post(URL, _version=version, description="Tomas wrote this.")
    mira = visit(MIRA)
    page = mira.post(URL, htmx=htmx, status=409, _version=version, description="Mira's").text
    asked = settling(page) | {"_mine": '{"method": "FETCH", "path": 5}'}
    picked = {"_pick method": "mine", "_pick path": "mine", "_pick description": "theirs"}
    answer = mira.post(URL, htmx=htmx, status=409, **asked, **picked)
    assert re.search(r'name="_pick method" value="mine" checked', answer.text)
    assert 'name="description"' in answer.text, "the form has its fields"
    assert 'role="alert"' in answer.text
    assert answer.headers.get("HX-Retarget") == ("#item" if htmx else None)
    stored = journey.find("endpoint", KEY)
    assert isinstance(stored, Endpoint)
    assert stored.description == "Tomas wrote this."


@pytest.mark.parametrize("mine", ["", "[]", "{", '{"path": [1]}', '{"covers": 7}'])
def test_a_choice_of_nothing_that_can_be_read_is_no_fault(
    journey: Journey, visit: Visit, mine: str
) -> None:
    version = version_of(journey, "endpoint", KEY)
    fields = {"_do": "settle", "_version": version - 1, "_mine": mine, "_pick covers": "mine"}
    visit().post(URL, htmx=True, status=409, **fields, **{"_pick path": "mine"})


@pytest.mark.parametrize("do", ["add columns", "remove columns.1", "up columns.1", "paste columns"])
def test_rows_of_what_is_locked_or_gone_are_answered_as_a_save_is(
    journey: Journey, visit: Visit, do: str
) -> None:
    url = f"{HOME}/items/table/amber_anchors"
    version = version_of(journey, "table", "amber_anchors")
    fields: dict[str, Any] = {"_do": do, "columns": "", "description": "Typed"}
    fields |= {"columns.0.name": "id", "columns.1.name": "at", "columns.1.type": "date"}
    fields |= {"key": "amber_anchors", "columns.0.type": "uuid"}
    visit(VIC).post(url, status=403, _version=version, **fields)
    visit(TOMAS).post(url, _do="delete", _version=version)
    page = visit().post(url, htmx=True, status=409, _version=version, **fields).text
    assert json.loads(settling(page)["_mine"])["description"] == "Typed"


@pytest.mark.parametrize("htmx", [True, False])
def test_pasted_rows_that_do_not_fit_are_refused(
    journey: Journey, visit: Visit, *, htmx: bool
) -> None:
    url = f"{HOME}/items/table/amber_anchors"
    version = version_of(journey, "table", "amber_anchors")
    fields: dict[str, Any] = {"_version": version, "columns": ""}
    do: dict[str, Any] = {"_do": "paste columns", "rows": "a\ttext\tperhaps", "indexes": ""}
    answer = visit().post(url, htmx=htmx, status=422, **fields, **do)
    assert "Nothing was pasted: row 1, Nullable: “perhaps” is neither yes nor no." in answer.text
    assert ("X-Reason" in answer.headers) == htmx
    visit().post(url, htmx=htmx, status=422, **fields, **do | {"_do": "paste nothing"})
    visit().post(f"{HOME}/items/table/new", status=200, **fields, **do)


def test_rows_are_pasted_beside_a_cell_that_cannot_be_read(journey: Journey, visit: Visit) -> None:
    url = f"{HOME}/items/table/amber_anchors"
    fields = {"columns": "", "rows": "a\ttext", "indexes": "", "indexes.0.parts": "("}
    version = version_of(journey, "table", "amber_anchors")
    do = {"_do": "paste columns", "_version": version}
    page = visit().post(url, htmx=True, status=200, **fields, **do).text
    assert 'value="a"' in page
    assert "has no closing parenthesis" in page


def test_rows_of_what_is_gone_wait_where_a_cell_cannot_be_read(
    journey: Journey, visit: Visit
) -> None:
    url = f"{HOME}/items/table/amber_anchors"
    version = version_of(journey, "table", "amber_anchors")
    visit(TOMAS).post(url, _do="delete", _version=version)
    fields = {"key": "amber_anchors", "indexes": "", "indexes.0.parts": "(", "columns": ""}
    answer = visit().post(
        url, htmx=True, status=422, _do="paste columns", _version=version, rows="a\tb", **fields
    )
    assert answer.headers["HX-Reswap"] == "none", "the form stays as it is"
    assert journey.find("table", "amber_anchors") is None
