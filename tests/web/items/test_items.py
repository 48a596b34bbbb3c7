"""Items: each has an address where it is read, edited, undone, deleted and argued about."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.scenarios import Journey
from tests.users import MIRA, PROJECT, REN, SAM, TOMAS, VIC, Character, actor
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME
from workbench.design.contract import Component, Schema
from workbench.design.endpoints import Endpoint
from workbench.design.handoff import Risk, Summary
from workbench.design.kinds import KINDS
from workbench.design.tables import Table
from workbench.review.projects.access import open_project
from workbench.store.drafts import find_item, list_keys
from workbench.store.engine import reading
from workbench.web.shell.links import fits_path

Visit = Callable[..., Visitor]
KEY = "GET /v1/amber-anchors"
URL = f"{HOME}/items/endpoint/{quote(KEY)}"


def version_of(journey: Journey, kind: str, key: str) -> int:
    with reading(journey.sessions) as session:
        project = open_project(session, actor=actor(session, MIRA), project=PROJECT).project
        stored = find_item(session, project.id, kind, key)
        return stored.version if stored else 0


def test_every_item_of_a_design_has_its_page(journey: Journey, visit: Visit) -> None:
    mira = visit()
    with reading(journey.sessions) as session:
        keys = {kind: list_keys(session, 1, kind) for kind in KINDS}
    for kind, found in keys.items():
        for key in found[:2] or ([kind] if KINDS[kind].single else []):
            page = mira.get(f"{HOME}/items/{kind}/{quote(key)}").get_data(as_text=True)
            assert 'name="_version"' in page, (kind, key)
        mira.get(f"{HOME}/items/{kind}/new")


def test_saving_goes_back_to_the_item_and_is_kept(journey: Journey, visit: Visit) -> None:
    version = version_of(journey, "endpoint", KEY)
    answer = visit().post(URL, _version=version, description="Lists anchors.", kind="list")
    assert unescape(answer.headers["Location"]).endswith(URL.replace("%20", "%20"))
    saved = journey.find("endpoint", KEY)
    assert isinstance(saved, Endpoint)
    assert saved.description == "Lists anchors."
    assert saved.covers, "what the form did not hold stays"


def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(
    journey: Journey, visit: Visit
) -> None:
    version = version_of(journey, "endpoint", KEY)
    page = (
        visit()
        .post(URL, status=422, _version=version, path="", description="Half a thought")
        .get_data(as_text=True)
    )
    assert "Half a thought" in page
    assert re.search(r'id="err-path"[^>]*>\s*<p class="err"', page)
    assert 'href="#f-path"' in page
    assert version_of(journey, "endpoint", KEY) == version


def test_a_save_by_htmx_answers_with_the_version_and_the_findings_alone(
    journey: Journey, visit: Visit
) -> None:
    version = version_of(journey, "endpoint", KEY)
    answer = visit().post(URL, htmx=True, status=200, _version=version, path="/v1/getAnchors")
    # The path is part of the key, so the address changes and the page is asked for anew.
    assert answer.headers["HX-Redirect"].endswith(quote("GET /v1/getAnchors"))
    key = "GET /v1/getAnchors"
    version = version_of(journey, "endpoint", key)
    page = visit().post(
        f"{HOME}/items/endpoint/{quote(key)}",
        htmx=True,
        status=200,
        _version=version,
        description="Reads",
    )
    text = page.get_data(as_text=True)
    assert f'value="{version_of(journey, "endpoint", key)}" hx-swap-oob="true"' in text
    assert "is a verb" in text
    assert "<html" not in text


def test_two_people_at_one_item_choose_field_by_field(journey: Journey, visit: Visit) -> None:
    version = version_of(journey, "endpoint", KEY)
    visit(TOMAS).post(URL, _version=version, description="Tomas wrote this.")
    answer = visit(MIRA).post(
        URL, status=409, _version=version, description="Mira wrote this.", kind="action"
    )
    page = answer.get_data(as_text=True)
    assert "Tomas Berg" in page
    assert "Mira wrote this." in page
    assert "Tomas wrote this." in page
    found = {
        name: unescape(value)
        for name, value in re.findall(
            r'<input type="hidden" name="(_version|_mine|_do)" value="([^"]*)">', page
        )
    }
    assert found["_do"] == "settle"
    picked: dict[str, Any] = {**found, "_pick description": "theirs", "_pick kind": "mine"}
    visit(MIRA).post(URL, **picked)
    saved = journey.find("endpoint", KEY)
    assert isinstance(saved, Endpoint)
    assert saved.description == "Tomas wrote this."
    assert saved.kind == "action"


def test_a_collision_prefers_what_each_of_them_changed(journey: Journey, visit: Visit) -> None:
    version = version_of(journey, "endpoint", KEY)
    visit(TOMAS).post(URL, _version=version, kind="read")
    page = (
        visit(MIRA)
        .post(URL, status=409, _version=version, kind="list", description="Mira's words")
        .get_data(as_text=True)
    )
    assert re.search(r'name="_pick kind" value="theirs" checked', page)
    assert re.search(r'name="_pick description" value="mine" checked', page)


def test_deleting_can_be_undone_where_the_item_was(journey: Journey, visit: Visit) -> None:
    mira = visit()
    mira.post(URL, _do="delete", _version=version_of(journey, "endpoint", KEY))
    assert journey.find("endpoint", KEY) is None
    assert journey.find("operation", KEY) is None
    page = mira.get(URL).get_data(as_text=True)
    assert "This item is deleted" in page
    mira.post(URL, _do="undo")
    assert journey.find("endpoint", KEY) is not None
    assert journey.find("operation", KEY) is not None


def test_deleting_by_htmx_offers_to_undo(journey: Journey, visit: Visit) -> None:
    version = version_of(journey, "endpoint", KEY)
    answer = visit().post(URL, htmx=True, status=200, _do="delete", _version=version)
    assert "_do=undo" in answer.headers["HX-Trigger"]
    visit().post(f"{URL}?_do=undo")
    assert journey.find("endpoint", KEY) is not None


def test_a_new_item_is_made_and_a_taken_name_refused(journey: Journey, visit: Visit) -> None:
    mira = visit()
    mira.post(f"{HOME}/items/risk/new", _version=0, key="R-9", risk="It may rain")
    assert journey.find("risk", "R-9") == Risk(key="R-9", risk="It may rain")
    page = mira.post(f"{HOME}/items/risk/new", status=422, _version=0, key="R-9", risk="Again")
    assert "has this name" in page.get_data(as_text=True)
    assert "Again" in page.get_data(as_text=True)


def test_a_single_that_says_nothing_yet_can_be_written(journey: Journey, visit: Visit) -> None:
    version = version_of(journey, "summary", "summary")
    visit().post(f"{HOME}/items/summary/summary", _version=version, situation="All is well.")
    saved = journey.find("summary", "summary")
    assert isinstance(saved, Summary)
    assert saved.situation == "All is well."


def test_rows_are_added_to_the_form_without_saving(journey: Journey, visit: Visit) -> None:
    url = f"{HOME}/items/table/amber_anchors"
    version = version_of(journey, "table", "amber_anchors")
    page = (
        visit()
        .post(url, status=200, _version=version, _do="add checks", checks="", description="Typed")
        .get_data(as_text=True)
    )
    assert 'name="checks.1.expression"' in page
    assert "Typed" in page
    assert version_of(journey, "table", "amber_anchors") == version


def test_a_row_error_names_the_row(journey: Journey, visit: Visit) -> None:
    url = f"{HOME}/items/table/amber_anchors"
    fields: dict[str, Any] = {"columns": "", "columns.0.name": "id", "columns.0.type": "uuid"}
    fields |= {"columns.1.name": "", "columns.1.type": "text"}
    version = version_of(journey, "table", "amber_anchors")
    page = visit().post(url, status=422, _version=version, **fields).get_data(as_text=True)
    assert "row 2 · name" in page


def test_pasted_rows_land_in_the_table_of_the_form(journey: Journey, visit: Visit) -> None:
    url = f"{HOME}/items/table/amber_anchors?_do=paste+columns"
    version = version_of(journey, "table", "amber_anchors")
    page = (
        visit()
        .post(url, status=200, _version=version, columns="", rows="note\ttext\tyes\n", col="name")
        .get_data(as_text=True)
    )
    assert 'value="note"' in page


@pytest.mark.parametrize("who", [REN, VIC], ids=lambda one: one.name)
def test_who_may_not_edit_reads_and_is_told_why(
    journey: Journey, visit: Visit, who: Character
) -> None:
    del journey
    page = visit(who).get(URL).get_data(as_text=True)
    assert "Read only" in page
    assert 'name="_version"' not in page
    visit(who).post(URL, status=403, _version=1, description="No")


def test_a_presented_item_is_readable_and_locked(journey: Journey, visit: Visit) -> None:
    journey.present()
    page = visit().get(URL).get_data(as_text=True)
    assert "is awaiting a decision" in page
    visit().post(URL, status=403, _version=1, description="No")


def test_strangers_learn_nothing(journey: Journey, visit: Visit) -> None:
    del journey
    visit(SAM).get(URL, status=404)
    visit(SAM).post(URL, status=404)


@pytest.mark.parametrize("path", ["/items/ghost/x", "/items/endpoint/GET%20/none", "/items/x/new"])
def test_what_is_not_there_is_not_found(journey: Journey, visit: Visit, path: str) -> None:
    del journey
    visit().get(HOME + path, status=404)


@pytest.mark.parametrize(
    "key",
    [
        "/",
        "a//b",
        "../x",
        "new",
        "-",
        "a/../b",
        "x/",
        "?q#h",
        "50% of it",
        "ключ/名前",
        "a\\b",
        ".",
    ],
)
def test_any_key_has_an_address(journey: Journey, visit: Visit, key: str) -> None:
    journey.save(Schema(key=key, body={"type": "object"}))
    mira = visit()
    page = mira.get(f"{HOME}/requests?tab=schemas").get_data(as_text=True)
    assert page
    with mira.app.test_request_context():
        from workbench.web.shell.links import item_url  # noqa: PLC0415

        url = item_url(PROJECT, "schema", key)
    text = mira.get(url).get_data(as_text=True)
    assert "object" in text
    assert fits_path("responses/NotFound")


def test_a_component_with_slashes_has_its_page(journey: Journey, visit: Visit) -> None:
    journey.save(Component(section="responses", name="Not/Found", body={"description": "x"}))
    visit().get(f"{HOME}/items/component/responses/Not/Found")


def test_names_of_hostile_items_stay_text(journey: Journey, visit: Visit) -> None:
    evil = "<img src=x onerror=alert(1)>\"'"
    journey.save(Table(key=evil, description="<script>alert(2)</script>"))
    mira = visit()
    for path in (f"/items/table/{quote(evil, safe='')}", f"/schema?key={quote(evil)}", "/schema"):
        page = mira.get(HOME + path).get_data(as_text=True)
        assert "<img src=x" not in page
        assert "<script>alert" not in page


def test_an_edit_saves_by_itself_and_says_so(journey: Journey, browse: Callable[..., Page]) -> None:
    page = browse()
    page.goto(URL)
    before = version_of(journey, "endpoint", KEY)
    page.fill("[name=description]", "Saved without a button.")
    page.locator("[name=description]").blur()
    expect(page.locator("#item-version")).not_to_have_value(str(before))
    expect(page.locator('[data-when="saved"]')).to_be_visible()
    saved = journey.find("endpoint", KEY)
    assert isinstance(saved, Endpoint)
    assert saved.description == "Saved without a button."


def test_quick_edits_one_after_another_never_collide_with_oneself(
    journey: Journey, browse: Callable[..., Page]
) -> None:
    page = browse()
    page.goto(URL)
    page.select_option("[name=kind]", "list")
    page.fill("[name=description]", "First")
    page.locator("[name=critical][type=checkbox]").click()
    page.fill("[name=description]", "Second")
    page.locator("[name=description]").blur()
    expect(page.locator('[data-when="saved"]')).to_be_visible()
    page.wait_for_load_state("networkidle")
    saved = journey.find("endpoint", KEY)
    assert isinstance(saved, Endpoint)
    assert (saved.description, saved.critical) == ("Second", False)
    assert page.locator("#collision").count() == 0


def test_a_filled_blank_row_brings_the_next_one(
    journey: Journey, browse: Callable[..., Page]
) -> None:
    page = browse()
    page.goto(f"{HOME}/items/table/amber_anchors")
    rows = page.locator("#rows-columns tr")
    before = rows.count()
    last = rows.nth(before - 1)
    last.locator('[name$=".name"]').fill("note")
    last.locator('[name$=".type"]').fill("text")
    last.locator('[name$=".type"]').blur()
    expect(rows).to_have_count(before + 1)
    page.wait_for_load_state("networkidle")
    saved = journey.find("table", "amber_anchors")
    assert isinstance(saved, Table)
    assert saved.columns[-1].name == "note"


def test_a_collision_in_the_browser_shows_both_and_loses_nothing(
    journey: Journey, browse: Callable[..., Page]
) -> None:
    page = browse()
    page.goto(URL)
    found = journey.find("endpoint", KEY)
    assert isinstance(found, Endpoint)
    journey.save(found.model_copy(update={"description": "Tomas was here."}), who=TOMAS)
    page.fill("[name=description]", "Mira was here.")
    page.locator("[name=description]").blur()
    expect(page.locator("#collision")).to_be_visible()
    page.get_by_label("yours: Mira was here.").check()
    page.get_by_role("button", name="Save selection").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[name=description]")).to_have_value("Mira was here.")
