"""Rows that save one by one: unsaved until acknowledged, and nothing typed in them is lost."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.scenarios import Journey
from tests.web.phases.pages import HOME
from tests.web.saving import Wire, asks_before_leaving, expect_saved, expect_state
from workbench.design.endpoints import Endpoint, Score

Browse = Callable[..., Page]
KEY = "GET /v1/amber-anchors"


def edit_row(page: Page, key: str) -> None:
    page.get_by_role("link", name=f"Edit {key}", exact=True).click()
    expect(page.locator("tr[data-editing]")).to_have_count(1)


def test_a_refused_row_waits_until_it_is_corrected_or_given_up(
    journey: Journey, browse: Browse
) -> None:
    page = browse()
    page.goto(f"{HOME}/inventory")
    edit_row(page, KEY)
    field = page.locator("tr[data-editing] [name=path]")
    field.fill("/" + "x" * 700)
    field.press("Enter")
    expect_state(page, "failed")
    page.get_by_role("heading", name="Endpoint inventory").click()
    expect(field).to_have_value("/" + "x" * 700)
    assert asks_before_leaving(page)
    field.fill("/v1/amber-anchors-again")
    field.press("Enter")
    expect(page.locator("tr[data-editing]")).to_have_count(0)
    expect_saved(page)
    assert journey.find("endpoint", f"{KEY}-again")


#: Presses a key in a row the moment it is there, as somebody quick or a slow machine would.
PRESSES_AT_ONCE = """() => {
  window.stayed = true;
  new MutationObserver(() => {
    const field = document.querySelector("tr[data-editing] [name=path]");
    if (!field || "pressed" in field.dataset) return;
    field.dataset.pressed = "";
    const refused = field.matches("[aria-invalid=true]");
    if (!refused) field.value = "";
    const key = refused ? "Escape" : "Enter";
    field.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  }).observe(document.body, {childList: true, subtree: true});
}"""


def test_a_row_answers_to_keys_the_moment_it_is_there(journey: Journey, browse: Browse) -> None:
    del journey
    page = browse()
    page.goto(f"{HOME}/inventory")
    page.evaluate(PRESSES_AT_ONCE)
    posted: list[str] = []
    page.on("request", lambda one: posted.append(one.url) if one.method == "POST" else None)
    with page.expect_response(
        lambda one: one.request.method == "GET" and "/row?" in one.url and "edit" not in one.url
    ):
        page.get_by_role("link", name=f"Edit {KEY}", exact=True).click()
    expect(page.locator("tr[data-editing]")).to_have_count(0)
    assert len(posted) == 1
    assert page.evaluate("window.stayed") is True, "neither key has left the page"
    assert not asks_before_leaving(page)


def test_giving_up_one_row_forgets_no_other(journey: Journey, browse: Browse) -> None:
    journey.save(Endpoint(method="GET", path="/v1/kites", covers=("FR-0001",)))
    page = browse()
    page.goto(f"{HOME}/inventory")
    edit_row(page, KEY)
    first = page.locator("tr[data-editing] [name=path]")
    first.fill("")
    first.press("Enter")
    expect_state(page, "failed")
    page.get_by_role("link", name="Edit GET /v1/kites", exact=True).click()
    expect(page.locator("tr[data-editing]")).to_have_count(2)
    page.locator("tr[data-editing]").filter(has=page.locator("[value='/v1/kites']")).locator(
        "[data-cancel]"
    ).click()
    expect(page.locator("tr[data-editing]")).to_have_count(1)
    expect_state(page, "failed")
    assert asks_before_leaving(page)
    page.locator("tr[data-editing] [data-cancel]").click()
    expect(page.locator("tr[data-editing]")).to_have_count(0)
    assert not asks_before_leaving(page)


def test_what_stands_in_the_row_for_something_new_is_unsaved(
    journey: Journey, browse: Browse
) -> None:
    del journey
    page = browse()
    page.goto(f"{HOME}/inventory")
    page.get_by_label("Path of the new endpoint").fill("/v1/lamps")
    expect_state(page, "unsaved")
    assert asks_before_leaving(page)
    page.keyboard.press("Enter")
    expect(page.locator("#rows")).to_contain_text("/v1/lamps")
    expect_saved(page)


def test_a_row_that_is_being_sent_takes_no_more(journey: Journey, browse: Browse) -> None:
    page = browse()
    page.goto(f"{HOME}/inventory")
    wire = Wire(page)
    wire.hold()
    field = page.get_by_label("Path of the new endpoint")
    field.fill("/v1/lamps")
    with page.expect_request(lambda one: one.method == "POST"):
        field.press("Enter")
    page.keyboard.type("more")
    expect(field).to_have_value("/v1/lamps")
    wire.mend()
    expect(page.locator("#rows")).to_contain_text("/v1/lamps")
    page.keyboard.type("/v1/wicks")
    expect(field).to_have_value("/v1/wicks")
    assert journey.find("endpoint", "GET /v1/lamps")


def test_a_number_typed_while_another_is_saved_is_saved_as_well(
    journey: Journey, browse: Browse
) -> None:
    page = browse()
    page.goto(f"{HOME}/prioritise")
    wire = Wire(page)
    wire.hold()
    sequence = page.locator("#sequence")
    impact = sequence.get_by_label(f"Impact of {KEY}", exact=True)
    effort = sequence.get_by_label(f"Effort of {KEY}", exact=True)
    impact.fill("2")
    with page.expect_request(lambda one: one.method == "POST"):
        impact.press("Tab")
    effort.fill("5")
    wire.mend()
    expect(effort).to_have_value("5")
    expect_state(page, "unsaved")
    effort.press("Tab")
    expect_saved(page)
    score = journey.find("score", KEY)
    assert isinstance(score, Score)
    assert (score.impact, score.effort) == (2, 5)


def test_a_refused_number_stays_in_its_field(journey: Journey, browse: Browse) -> None:
    del journey
    page = browse()
    page.goto(f"{HOME}/prioritise")
    effort = page.locator("#sequence").get_by_label(f"Effort of {KEY}", exact=True)
    effort.fill("77")
    effort.press("Enter")
    expect_state(page, "failed")
    expect(effort).to_have_value("77")
    assert asks_before_leaving(page)
    effort.fill("4")
    effort.press("Enter")
    expect_saved(page)
