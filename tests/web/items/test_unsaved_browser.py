"""What a page says of saving: unsaved from the first change until the server acknowledged it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page, expect

from tests.scenarios import Journey
from tests.users import TOMAS
from tests.web.conftest import TOKEN
from tests.web.phases.pages import HOME
from tests.web.saving import Wire, asks_before_leaving, expect_saved, expect_state, paste_into
from workbench.design.access import Effect, Grant
from workbench.design.tables import Column, Table

Browse = Callable[..., Page]
KEY = "GET /v1/amber-anchors"
NAMES = ("alpha", "beta", "gamma")
TABLE = Table(key="kites", columns=tuple(Column(name=name, type="text") for name in NAMES))
NAMES_SHOWN = '#rows-columns tr:not(.new) [name$=".name"]'


@pytest.fixture
def page(journey: Journey, browse: Browse) -> Page:
    """The page of a table with three columns."""
    journey.save(TABLE)
    opened = browse()
    opened.goto(f"{HOME}/items/table/kites")
    return opened


def remove(page: Page, number: int) -> None:
    columns = page.locator("#p-columns")
    columns.get_by_role("button", name=f"Remove row {number}", exact=True).click()


def expect_columns(page: Page, *names: str) -> None:
    fields = page.locator(NAMES_SHOWN)
    expect(fields).to_have_count(len(names))
    for at, name in enumerate(names):
        expect(fields.nth(at)).to_have_value(name)


def stored_columns(journey: Journey) -> list[str]:
    table = journey.find("table", "kites")
    assert isinstance(table, Table)
    return [one.name for one in table.columns]


def test_the_first_letter_is_unsaved_and_taking_it_back_is_not(page: Page) -> None:
    description = page.locator("[name=description]")
    description.press_sequentially("A")
    expect_state(page, "unsaved")
    assert asks_before_leaving(page)
    description.press("Backspace")
    expect_state(page, "saved")
    assert not asks_before_leaving(page)


def test_a_row_action_is_unsaved_while_it_is_under_way(page: Page) -> None:
    wire = Wire(page)
    wire.hold()
    remove(page, 2)
    expect(page.locator("[data-save-status] [data-when=saved]")).to_be_hidden()
    assert asks_before_leaving(page)
    wire.mend()
    expect_columns(page, "alpha", "gamma")
    expect_saved(page)


def test_an_answer_to_older_content_does_not_save_what_is_newer(
    journey: Journey, page: Page
) -> None:
    wire = Wire(page)
    description = page.locator("[name=description]")
    description.fill("First")
    wire.hold()
    with page.expect_request(lambda one: one.method == "POST"):
        description.blur()
    version = page.locator("#item-version").input_value()
    description.press_sequentially(" and second")
    wire.mend()
    expect(page.locator("#item-version")).not_to_have_value(version)
    expect_state(page, "unsaved")
    assert asks_before_leaving(page)
    description.blur()
    expect_saved(page)
    table = journey.find("table", "kites")
    assert isinstance(table, Table)
    assert table.description == "First and second"


def test_what_is_typed_while_a_row_is_removed_is_not_lost(journey: Journey, page: Page) -> None:
    wire = Wire(page)
    wire.hold()
    with page.expect_request(lambda one: one.method == "POST"):
        remove(page, 2)
    page.locator("[name=description]").press_sequentially("Typed meanwhile")
    wire.mend()
    expect_columns(page, "alpha", "gamma")
    expect(page.locator("[name=description]")).to_have_value("Typed meanwhile")
    expect_saved(page)
    assert stored_columns(journey) == ["alpha", "gamma"]
    page.reload()
    expect(page.locator("[name=description]")).to_have_value("Typed meanwhile")


def test_a_row_action_waits_for_a_save_and_for_nothing_else(journey: Journey, page: Page) -> None:
    wire = Wire(page)
    wire.hold()
    page.locator("[name=description]").fill("First")
    with page.expect_request(lambda one: one.method == "POST"):
        page.locator("[name=description]").blur()
    remove(page, 3)
    page.locator("[name=entity]").fill("Kite")
    page.locator("[name=entity]").blur()
    wire.mend()
    expect_columns(page, "alpha", "beta")
    expect_saved(page)
    assert stored_columns(journey) == ["alpha", "beta"]
    page.reload()
    expect(page.locator("[name=entity]")).to_have_value("Kite")


def test_a_removal_that_does_not_arrive_is_not_saved_until_it_is_tried_again(
    journey: Journey, page: Page
) -> None:
    wire = Wire(page)
    wire.lose()
    remove(page, 2)
    expect_state(page, "failed")
    assert "the connection is lost" in page.locator("[data-save-why]").inner_text()
    assert asks_before_leaving(page)
    expect_columns(page, *NAMES)
    wire.mend()
    page.get_by_role("button", name="Try again").click()
    expect_columns(page, "alpha", "gamma")
    expect_saved(page)
    assert stored_columns(journey) == ["alpha", "gamma"]


def test_a_removal_that_cannot_be_saved_stays_unsaved(journey: Journey, page: Page) -> None:
    wire = Wire(page)
    with page.expect_response(lambda one: one.request.method == "POST"):
        page.on("response", lambda one: wire.lose() if one.request.method == "POST" else None)
        remove(page, 2)
    expect_columns(page, "alpha", "gamma")
    expect_state(page, "failed")
    assert asks_before_leaving(page)
    assert stored_columns(journey) == list(NAMES)


def test_pasted_rows_that_do_not_arrive_are_kept_whatever_else_is_saved(
    journey: Journey, page: Page
) -> None:
    wire = Wire(page)
    wire.lose()
    blank = page.locator("#rows-columns tr.new td[data-col]").first
    paste_into(blank, "delta\ttext\nomega\ttext\n")
    expect_state(page, "failed")
    wire.mend()
    page.locator("[name=description]").fill("Something else")
    with page.expect_response(lambda one: one.request.method == "POST"):
        page.locator("[name=description]").blur()
    remove(page, 3)
    expect_columns(page, "alpha", "beta")
    expect_state(page, "failed")
    assert asks_before_leaving(page)
    page.get_by_role("button", name="Try again").click()
    expect_columns(page, "alpha", "beta", "delta", "omega")
    expect_saved(page)
    assert stored_columns(journey) == ["alpha", "beta", "delta", "omega"]


def test_pasted_rows_that_are_refused_are_shown_and_unsaved_until_corrected(
    journey: Journey, page: Page
) -> None:
    blank = page.locator("#rows-columns tr.new td[data-col]").first
    paste_into(blank, f"delta\ttext\n{'o' * 700}\ttext\n")
    expect_columns(page, *NAMES, "delta", "o" * 700)
    expect_state(page, "failed")
    assert asks_before_leaving(page)
    page.locator(NAMES_SHOWN).nth(4).fill("omega")
    page.locator(NAMES_SHOWN).nth(4).blur()
    expect_saved(page)
    assert stored_columns(journey) == [*NAMES, "delta", "omega"]


def test_a_removal_after_signing_out_is_not_saved(app: Flask, journey: Journey, page: Page) -> None:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    nobody = serializer.dumps({"csrf_token": TOKEN})
    page.context.add_cookies([{"name": "session", "value": nobody, "url": page.url}])
    remove(page, 2)
    expect_state(page, "failed")
    assert "signed out" in page.locator("[data-save-why]").inner_text()
    assert asks_before_leaving(page)
    expect_columns(page, *NAMES)
    assert stored_columns(journey) == list(NAMES)


def test_a_removal_beside_somebody_elses_change_is_not_saved_until_settled(
    journey: Journey, page: Page
) -> None:
    changed = TABLE.model_copy(update={"columns": TABLE.columns[:2]})
    journey.save(changed, who=TOMAS)
    remove(page, 1)
    expect(page.locator("#collision")).to_be_visible()
    expect_state(page, "failed")
    assert asks_before_leaving(page)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.get_by_role("link", name="Discard my changes").click()
    expect(page.locator("#collision")).to_have_count(0)
    expect_columns(page, "alpha", "beta")
    assert not asked, "taking theirs is the answer"


def test_escape_goes_back_to_what_was_saved_last(journey: Journey, page: Page) -> None:
    field = page.locator(NAMES_SHOWN).first
    field.fill("alef")
    field.press("Tab")
    expect_saved(page)
    field.fill("never")
    field.press("Escape")
    expect(field).to_have_value("alef")
    expect_saved(page)
    assert stored_columns(journey)[0] == "alef"


def test_rows_changed_in_the_form_of_a_new_item_are_unsaved(page: Page) -> None:
    page.goto(f"{HOME}/items/table/new?key=boats&columns=&columns.0.name=id&columns.1.name=sail")
    assert not asks_before_leaving(page)
    remove(page, 2)
    expect_columns(page, "id")
    assert asks_before_leaving(page)
    page.locator(NAMES_SHOWN).first.fill("o" * 700)
    page.get_by_role("button", name="Add table").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert asks_before_leaving(page), "it came back with errors"
    page.locator(NAMES_SHOWN).first.fill("id")
    page.locator('[name="columns.0.type"]').fill("uuid")
    page.get_by_role("button", name="Add table").click()
    page.wait_for_url("**/items/table/boats")


def test_rows_of_a_plain_form_that_comes_back_with_errors_are_unsaved(page: Page) -> None:
    page.goto(f"{HOME}/documents")
    page.locator("#metadata [name='server.0.url']").fill("not an address at all")
    page.locator("#metadata [name=title]").fill("")
    page.get_by_role("button", name="Save metadata").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert asks_before_leaving(page)


def test_a_cell_that_was_not_saved_is_not_forgotten_over_another(
    journey: Journey, browse: Browse
) -> None:
    journey.save(Grant(role="member", permission="house:close", effect=Effect.own, column="a.b"))
    page = browse()
    page.goto(f"{HOME}/access")
    wire = Wire(page)
    wire.lose()
    cells = page.locator("#matrix td button")
    cells.nth(0).click()
    expect_state(page, "failed")
    wire.mend()
    with page.expect_response(lambda one: one.request.method == "POST"):
        cells.nth(1).click()
    expect_state(page, "failed")
    assert asks_before_leaving(page)
    page.get_by_role("button", name="Try again").click()
    expect_saved(page)
