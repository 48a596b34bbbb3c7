"""What disappointed somebody who used the workbench for the first time, and may not come back."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from playwright.sync_api import Page, expect

from tests.scenarios import Journey
from tests.users import REN
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME
from tests.web.saving import asks_before_leaving
from workbench.design.access import Effect, Grant
from workbench.design.dictionary import Attribute, Entity
from workbench.design.endpoints import Endpoint, Score
from workbench.web.items.pasted_rows import MAX_LINES, is_too_long

Visit = Callable[..., Visitor]
Browse = Callable[..., Page]
KEY = "GET /v1/amber-anchors"


def test_what_was_saved_in_a_part_that_is_replaced_is_said_and_does_not_hold_the_page(
    journey: Journey, browse: Browse
) -> None:
    page = browse()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.goto(f"{HOME}/prioritise")
    field = page.locator("#sequence").get_by_label(f"Effort of {KEY}", exact=True)
    field.fill("5")
    field.press("Enter")
    expect(page.locator("[data-save-status] [data-when=saved]")).to_be_visible()
    assert not asks_before_leaving(page)
    assert not said, "nothing breaks the content security policy"
    score = journey.find("score", KEY)
    assert isinstance(score, Score)
    assert score.effort == 5


def test_a_row_that_is_given_up_is_not_unsaved_any_more(journey: Journey, browse: Browse) -> None:
    del journey
    page = browse()
    page.goto(f"{HOME}/inventory")
    page.get_by_role("link", name=f"Edit {KEY}", exact=True).click()
    field = page.locator("tr[data-editing] [name=path]")
    field.fill("")
    field.press("Enter")
    expect(page.locator("[data-save-status] [data-when=failed]")).to_be_visible()
    # The status says so before the refused row has come and taken the focus.
    refused = page.locator("tr[data-editing] [name=path][aria-invalid=true]")
    expect(refused).to_be_focused()
    refused.press("Escape")
    expect(page.locator("tr[data-editing]")).to_have_count(0)
    assert not asks_before_leaving(page)


def test_several_endpoints_are_typed_one_after_the_other(journey: Journey, browse: Browse) -> None:
    page = browse()
    page.goto(f"{HOME}/inventory")
    page.get_by_label("Path of the new endpoint").fill("/v1/lamps")
    page.get_by_label("Requirements the new endpoint covers").fill("FR-0001")
    page.keyboard.press("Enter")
    expect(page.locator("#rows")).to_contain_text("/v1/lamps")
    expect(page.get_by_label("Path of the new endpoint")).to_be_focused()
    page.keyboard.type("/v1/wicks")
    page.keyboard.press("Enter")
    expect(page.locator("#rows")).to_contain_text("/v1/wicks")
    assert journey.find("endpoint", "GET /v1/wicks")


def test_all_proposed_scores_are_accepted_at_once_and_undone_as_one(
    journey: Journey, visit: Visit
) -> None:
    keys = [f"GET /v1/kites-{at}" for at in range(3)]
    for key in keys:
        journey.save(Endpoint(method="GET", path=key[4:], covers=("FR-0001",)))
    mira = visit()
    mira.post(f"{HOME}/prioritise/propose")
    assert "3 proposed scores" in mira.get(f"{HOME}/prioritise").get_data(as_text=True)
    proposed = [journey.find("score", key) for key in keys]
    mira.post(f"{HOME}/prioritise/accept")
    for key, before in zip(keys, proposed, strict=True):
        after = journey.find("score", key)
        assert isinstance(after, Score)
        assert isinstance(before, Score)
        assert after == before.model_copy(update={"proposed": False})
    assert "Accept all" not in mira.get(f"{HOME}/prioritise").get_data(as_text=True)
    mira.post(f"{HOME}/prioritise/accept", status=403)
    mira.post(f"{HOME}/undo/prioritization")
    assert [journey.find("score", key) for key in keys] == proposed


def test_pasted_lines_without_an_endpoint_are_named(journey: Journey, visit: Visit) -> None:
    rows = "Method\tPath\nGET\t/v1/boats\tFR-0001\n\nFETCH\t/v1/cars"
    mira = visit()
    mira.post(f"{HOME}/inventory/paste", rows=rows)
    page = mira.get(f"{HOME}/inventory").get_data(as_text=True)
    assert "1 added" in page
    assert "line 4 (FETCH /v1/cars)" in page
    assert "line 1" not in page
    assert journey.find("endpoint", "GET /v1/boats")


def test_more_pasted_lines_than_are_read_are_refused_and_never_cut(
    journey: Journey, visit: Visit
) -> None:
    rows = "\n".join(f"GET\t/v1/boats/{number}" for number in range(MAX_LINES + 1))
    page = visit().post(f"{HOME}/inventory/paste", status=422, rows=rows).get_data(as_text=True)
    assert "More than 2,000 lines" in page
    assert journey.find("endpoint", "GET /v1/boats/0") is None
    assert not is_too_long(rows.rpartition("\n")[0] + "\r\n")


def test_pasted_rows_that_are_refused_stay_in_their_field(journey: Journey, visit: Visit) -> None:
    del journey
    rows = "GET\t/v1/cars\nGET\t/" + "x" * 700
    page = visit().post(f"{HOME}/inventory/paste", status=422, rows=rows).get_data(as_text=True)
    assert f"{rows}</textarea>" in page


def test_a_refused_request_of_a_part_says_why_in_its_header(journey: Journey, visit: Visit) -> None:
    del journey
    answer = visit(REN).post(f"{HOME}/prioritise/score", htmx=True, status=403, key=KEY, impact="1")
    said = answer.headers["X-Reason"]
    assert said.isascii()
    assert "\n" not in said
    page = visit(REN).post(f"{HOME}/prioritise/score", status=403, key=KEY, impact="1")
    assert "X-Reason" not in page.headers
    assert unquote(said) in page.get_data(as_text=True).replace("&#39;", "'")


def test_the_inventory_leads_to_the_suggestions(journey: Journey, visit: Visit) -> None:
    link = f'href="{HOME}/suggestions"'
    assert visit().get(f"{HOME}/inventory").get_data(as_text=True).count(link) == 1
    assert link not in visit(REN).get(f"{HOME}/inventory").get_data(as_text=True)
    del journey


def test_the_condition_of_a_cell_stands_in_its_cell(journey: Journey, browse: Browse) -> None:
    journey.save(
        Grant(
            role="member",
            permission="house:close",
            effect=Effect.own,
            column="amber_anchors.a_rather_long_column",
            attribute="token.subject_of_whoever_calls",
        )
    )
    for width in (1440, 390):
        page = browse(viewport={"width": width, "height": 900})
        page.goto(f"{HOME}/access")
        condition = page.get_by_role("link", name="token.subject_of_whoever_calls")
        cell = page.locator("td.ow", has=condition)
        inner, outer = condition.bounding_box(), cell.bounding_box()
        assert inner
        assert outer
        assert outer["x"] <= inner["x"]
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1


def test_reading_a_document_says_that_it_reads(journey: Journey, browse: Browse) -> None:
    del journey
    page = browse()
    page.goto(f"{HOME}/import")
    page.get_by_text("Paste text instead").click()
    page.get_by_label("Text", exact=False).last.fill("# PRD\n\nFR-001: The system MUST count.\n")
    told = page.evaluate(
        """() => {
          const form = document.querySelector("form[data-busy]");
          const button = form.querySelector("button:not([type=button])");
          document.addEventListener("submit", (event) => event.preventDefault(), {once: true});
          form.requestSubmit(button);
          return button.textContent;
        }"""
    )
    assert told == "Reading…"


def test_what_is_missing_is_drafted_from_the_dictionary_and_undone_as_one(
    journey: Journey, visit: Visit
) -> None:
    journey.save(Entity(key="Kite", attributes=(Attribute(name="colour", type="String"),)))
    journey.save(Endpoint(method="GET", path="/v1/kites", covers=("FR-0001",)))
    mira = visit()
    assert "Draft 1 table from the dictionary" in mira.get(f"{HOME}/schema").get_data(as_text=True)
    assert "Draft 1 undefined endpoint" in mira.get(f"{HOME}/requests").get_data(as_text=True)
    assert "Draft 1" not in visit(REN).get(f"{HOME}/requests").get_data(as_text=True)
    mira.post(f"{HOME}/schema/draft")
    mira.post(f"{HOME}/requests/draft")
    assert journey.find("table", "kites")
    assert journey.find("operation", "GET /v1/kites")
    assert journey.find("schema", "Kite")
    mira.post(f"{HOME}/undo/request-response")
    assert journey.find("operation", "GET /v1/kites") is None
    assert journey.find("schema", "Kite") is None


def test_blockers_lead_to_where_they_are_mended(journey: Journey, visit: Visit) -> None:
    journey.save(Entity(key="Kite", attributes=(Attribute(name="colour", type="String"),)))
    journey.save(Endpoint(method="GET", path="/v1/kites", covers=("FR-0001",)))
    page = visit().get(HOME).get_data(as_text=True)
    assert f'href="{HOME}/requests?key=GET+/v1/kites"' in page
    assert f'href="{HOME}/schema"' in page


def test_what_blocks_follows_a_changed_cell_without_a_reload(
    journey: Journey, browse: Browse
) -> None:
    del journey
    page = browse()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.goto(f"{HOME}/access")
    expect(page.locator("#blockers")).to_contain_text("No blockers")
    page.get_by_role("button", name="house:close, member: Deny").click()
    expect(page.locator("#blockers")).to_contain_text("1 blocker before you can present")
    page.goto(f"{HOME}/access?tab=strategy")
    page.get_by_label("Expiry").fill("")
    page.get_by_label("Expiry").blur()
    expect(page.locator("#blockers")).to_contain_text("token expiry is not set")
    assert not said


def test_an_import_says_what_each_new_item_is_and_marks_every_line_it_read(
    journey: Journey, visit: Visit
) -> None:
    del journey
    mira = visit()
    dictionary = (
        "# Data dictionary\n\n## Entity: Kite\n\n**Description:** Flies on a line\n\n"
        "| Attribute | Type | Required |\n|---|---|---|\n| colour | String | Yes |\n"
    )
    where = mira.post(f"{HOME}/import", text=dictionary, name="data.md").headers["Location"]
    page = mira.get(where).get_data(as_text=True)
    marked = re.findall(r'<span[^>]*id="L(\d+)"[^>]*class="ok"|class="ok"[^>]*id="L(\d+)"', page)
    assert {"3", "9"} <= {one or other for one, other in marked}
    assert "Flies on a line" in mira.get(f"{where}/changes").get_data(as_text=True)


def test_a_frozen_table_shows_only_the_columns_that_say_something(
    journey: Journey, visit: Visit
) -> None:
    journey.present()
    page = visit(REN).get(f"{HOME}/schema").get_data(as_text=True)
    sheet = page[page.index("sheet-read") :]
    head = sheet[sheet.index("<thead>") : sheet.index("</thead>")]
    assert "Name" in head
    assert "Type" in head
    assert "Collation" not in head
    assert "Generated stored" not in head
    assert "not presented yet" not in page


def test_every_page_counts_the_same_cycle(journey: Journey, visit: Visit) -> None:
    journey.present()
    ren = visit(REN)
    for page in (HOME, f"{HOME}/revisions/1", "/projects", "/"):
        assert "cycle 1 of 3" in ren.get(page).get_data(as_text=True), page
