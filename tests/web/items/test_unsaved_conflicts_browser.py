"""What was typed stays, unsaved, where the item was deleted, locked or changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.scenarios import Journey
from tests.users import MIRA, TOMAS, Character
from tests.web.conftest import session_of
from tests.web.phases.pages import HOME
from tests.web.saving import Wire, asks_before_leaving, expect_saved, expect_state, paste_into
from workbench.design.tables import Table
from workbench.review.commands import DeleteItem
from workbench.review.draft.editing import delete_item
from workbench.store.drafts import find_item
from workbench.store.engine import Sessions, reading

if TYPE_CHECKING:
    from playwright.sync_api import Route

Browse = Callable[..., Page]
Act = Callable[[Page], None]
KEY = "amber_anchors"
URL = f"{HOME}/items/table/{KEY}"
ROWS = "#rows-columns tr:not(.new)"


@pytest.fixture
def page(journey: Journey, browse: Browse) -> Page:
    """The page of a table with columns."""
    assert table_of(journey).columns
    opened = browse()
    opened.goto(URL)
    return opened


def table_of(journey: Journey) -> Table:
    table = journey.find("table", KEY)
    assert isinstance(table, Table)
    return table


def remove_second(page: Page) -> None:
    page.locator("#p-columns").get_by_role("button", name="Remove row 2", exact=True).click()


def move_second(page: Page) -> None:
    page.locator("#p-columns").get_by_role("button", name="Move row 2 up", exact=True).click()


def add_row(page: Page) -> None:
    page.locator("#p-columns").get_by_role("button", name="Add row").click()


def paste_two(page: Page) -> None:
    paste_into(page.locator("#rows-columns tr.new td[data-col]").first, "delta\ttext\neta\ttext\n")


ROW_ACTIONS = pytest.mark.parametrize(
    "act", [remove_second, move_second, add_row, paste_two], ids=lambda one: one.__name__
)


def delete_elsewhere(journey: Journey) -> None:
    with reading(journey.sessions) as session:
        stored = find_item(session, journey.access().project.id, "table", KEY)
        assert stored is not None
    command = DeleteItem(kind="table", key=KEY, expected_version=stored.version)
    journey.do(TOMAS, delete_item, command)


def type_description(page: Page, text: str) -> None:
    """Type, and let the row action come before the save."""
    page.locator("[name=description]").fill(text)


@ROW_ACTIONS
def test_rows_of_what_was_deleted_meanwhile_are_not_saved(
    journey: Journey, page: Page, act: Act
) -> None:
    delete_elsewhere(journey)
    act(page)
    expect(page.locator("#collision")).to_be_visible()
    expect(page.locator(".collide")).to_contain_text("deleted while you were editing")
    expect_state(page, "failed")
    assert asks_before_leaving(page)
    assert journey.find("table", KEY) is None


def test_what_was_typed_into_something_deleted_can_be_saved_again(
    journey: Journey, page: Page
) -> None:
    count = len(table_of(journey).columns)
    delete_elsewhere(journey)
    wire = Wire(page)
    wire.hold()
    type_description(page, "Ten minutes of typing")
    remove_second(page)
    wire.mend()
    expect(page.locator("#collision")).to_be_visible()
    expect_state(page, "failed")
    page.get_by_role("button", name="Save as new item").click()
    expect(page.locator("#collision")).to_have_count(0)
    expect(page.locator("[name=description]")).to_have_value("Ten minutes of typing")
    expect_saved(page)
    assert table_of(journey).description == "Ten minutes of typing"
    assert len(table_of(journey).columns) in {count, count - 1}


@ROW_ACTIONS
def test_rows_of_what_was_locked_meanwhile_are_refused(
    journey: Journey, page: Page, act: Act
) -> None:
    shown = page.locator(ROWS).count()
    journey.present()
    stored = table_of(journey)
    act(page)
    expect_state(page, "failed")
    expect(page.locator("[data-save-why]")).to_contain_text("is awaiting a decision")
    assert asks_before_leaving(page)
    expect(page.locator(ROWS)).to_have_count(shown)
    assert table_of(journey) == stored


def test_what_was_typed_into_something_locked_stays(journey: Journey, page: Page) -> None:
    journey.present()
    wire = Wire(page)
    wire.hold()
    type_description(page, "Ten minutes of typing")
    remove_second(page)
    wire.mend()
    expect_state(page, "failed")
    expect(page.locator("[data-save-why]")).to_contain_text("is awaiting a decision")
    expect(page.locator("[name=description]")).to_have_value("Ten minutes of typing")
    assert asks_before_leaving(page)


def test_an_answer_that_takes_the_form_away_unsaved_is_no_success(page: Page) -> None:
    def take_away(route: Route) -> None:
        headers = {"X-Saved": "no", "HX-Retarget": "#item", "HX-Reswap": "outerHTML"}
        route.fulfill(status=200, headers=headers, body='<div id="item"></div>')

    page.route("**/items/**", take_away)
    remove_second(page)
    expect(page.locator(".item-form")).to_have_count(0)
    expect_state(page, "failed")
    assert asks_before_leaving(page)


def test_deleting_right_after_a_save_is_no_collision(journey: Journey, page: Page) -> None:
    page.locator("[name=description]").fill("The last words")
    page.locator("[name=description]").blur()
    expect_saved(page)
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="This item is deleted")).to_be_visible()
    assert journey.find("table", KEY) is None


def test_deleting_after_a_removed_row_is_no_collision(journey: Journey, page: Page) -> None:
    shown = page.locator(ROWS).count()
    remove_second(page)
    expect(page.locator(ROWS)).to_have_count(shown - 1)
    expect_saved(page)
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="This item is deleted")).to_be_visible()
    assert journey.find("table", KEY) is None


def test_deleting_what_somebody_else_changed_is_still_refused(journey: Journey, page: Page) -> None:
    journey.save(table_of(journey).model_copy(update={"description": "Theirs"}), who=TOMAS)
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("main")).to_contain_text("Someone else")
    assert table_of(journey).description == "Theirs"


def change_elsewhere(journey: Journey, text: str) -> None:
    journey.save(table_of(journey).model_copy(update={"description": text}), who=TOMAS)


def test_a_collision_is_about_what_differs_and_nothing_else(journey: Journey, page: Page) -> None:
    change_elsewhere(journey, "Theirs")
    remove_second(page)
    expect(page.locator(".collide tbody th")).to_have_text(["Description", "Columns"])


def test_the_form_below_a_collision_keeps_colliding(journey: Journey, page: Page) -> None:
    change_elsewhere(journey, "Theirs")
    stored = table_of(journey)
    remove_second(page)
    expect(page.locator("#collision")).to_be_visible()
    field = page.locator(f'{ROWS} [name$=".name"]').first
    with page.expect_response(lambda one: one.request.method == "POST") as answer:
        field.fill("typed_below")
        field.press("Tab")
    assert answer.value.status == 409
    expect(page.locator("#collision")).to_be_visible()
    expect(field).to_have_value("typed_below")
    expect_state(page, "failed")
    assert table_of(journey) == stored
    page.get_by_role("button", name="Save selection").click()
    expect(page.locator("#collision")).to_have_count(0)
    expect_saved(page)
    assert table_of(journey).description == "Theirs"
    assert table_of(journey).columns[0].name == "typed_below"
    assert len(table_of(journey).columns) == len(stored.columns) - 1


def test_a_choice_that_collides_again_keeps_its_fields(journey: Journey, page: Page) -> None:
    change_elsewhere(journey, "Theirs")
    shown = page.locator(ROWS).count()
    remove_second(page)
    expect(page.locator("#collision")).to_be_visible()
    change_elsewhere(journey, "Theirs again")
    with page.expect_response(lambda one: one.request.method == "POST") as answer:
        page.get_by_role("button", name="Save selection").click()
    assert answer.value.status == 409
    expect(page.locator("#collision")).to_be_visible()
    expect(page.locator("[name=description]")).to_have_value("Theirs again")
    expect(page.locator(ROWS)).to_have_count(shown - 1)
    expect_state(page, "failed")
    assert asks_before_leaving(page)
    page.get_by_role("button", name="Save selection").click()
    expect(page.locator("#collision")).to_have_count(0)
    expect_saved(page)
    assert table_of(journey).description == "Theirs again"
    assert len(table_of(journey).columns) == shown - 1


def sign_in_again(page: Page, app: Flask, sessions: Sessions, who: Character = MIRA) -> None:
    """What signing in in another tab leaves: a new session with tokens of its own."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookie = serializer.dumps(session_of(sessions, who) | {"csrf_token": "b" * 40})
    page.context.add_cookies([{"name": "session", "value": cookie, "url": page.url}])


@pytest.mark.parametrize("signed_out", [True, False])
def test_who_signs_in_again_in_another_tab_loses_nothing(
    journey: Journey, page: Page, app: Flask, app_sessions: Sessions, *, signed_out: bool
) -> None:
    count = len(table_of(journey).columns)
    if signed_out:
        page.context.clear_cookies()
        page.locator("[name=description]").fill("Typed while out")
        page.locator("[name=description]").blur()
        expect_state(page, "failed")
        expect(page.locator("[data-save-why]")).to_contain_text("you are signed out")
        sign_in_again(page, app, app_sessions)
        page.get_by_role("button", name="Try again").click()
    else:
        sign_in_again(page, app, app_sessions)
        page.locator("[name=description]").fill("Typed while out")
        page.locator("[name=description]").blur()
    expect_saved(page)
    assert table_of(journey).description == "Typed while out"
    remove_second(page)
    expect(page.locator(ROWS)).to_have_count(count - 1)
    expect_saved(page)
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="This item is deleted")).to_be_visible()


@ROW_ACTIONS
def test_rows_changed_after_signing_in_again_are_saved(
    journey: Journey, page: Page, app: Flask, app_sessions: Sessions, act: Act
) -> None:
    stored = table_of(journey)
    sign_in_again(page, app, app_sessions)
    with page.expect_response(lambda one: one.request.method == "POST" and one.status == 200):
        act(page)
    if act is not add_row:
        expect(page.locator("[data-save-status] [data-when=saved]")).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert table_of(journey) != stored


def test_nothing_is_saved_in_the_name_of_somebody_else(
    journey: Journey, page: Page, app: Flask, app_sessions: Sessions
) -> None:
    stored = table_of(journey)
    sign_in_again(page, app, app_sessions, TOMAS)
    page.locator("[name=description]").fill("Mira's words")
    page.locator("[name=description]").blur()
    expect_state(page, "failed")
    expect(page.locator("[data-save-why]")).to_contain_text("someone else is signed in now")
    assert asks_before_leaving(page)
    page.get_by_role("button", name="Try again").click()
    expect_state(page, "failed")
    assert table_of(journey) == stored
    sign_in_again(page, app, app_sessions)
    page.get_by_role("button", name="Try again").click()
    expect_saved(page)
    assert table_of(journey).description == "Mira's words"
