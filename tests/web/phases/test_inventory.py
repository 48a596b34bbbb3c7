"""The endpoint inventory: its rows, pasted rows, and the panel."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import event

from tests.scenarios import Journey
from tests.users import TOMAS
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME
from workbench.design.endpoints import Endpoint, EndpointKind

Visit = Callable[..., Visitor]
KEY = "GET /v1/amber-anchors"
ROW = f"{HOME}/inventory/row?key={quote(KEY)}"


def test_the_inventory_lists_endpoints_by_resource_with_findings(
    journey: Journey, visit: Visit
) -> None:
    journey.save(Endpoint(method="GET", path="/v1/getThings"))
    page = visit().get(f"{HOME}/inventory").get_data(as_text=True)
    assert "amber-anchors" in page
    assert "blocking" in page
    shown = visit().get(f"{HOME}/inventory?show=uncovered").get_data(as_text=True)
    assert "getThings" in shown
    assert "/v1/amber-anchors" not in re.sub(r"<aside.*", "", shown, flags=re.DOTALL)


def test_a_row_is_saved_without_scripts(journey: Journey, visit: Visit) -> None:
    page = visit().get(ROW + "&edit=1", htmx=True).get_data(as_text=True)
    version = re.search(r'name="_version" value="(\d+)"', page)
    assert version
    visit().post(ROW, _version=version[1], method="GET", path="/v1/amber-anchors", kind="read")
    saved = journey.find("endpoint", KEY)
    assert isinstance(saved, Endpoint)
    assert saved.kind == "read"


def test_a_row_with_errors_stays_in_edit(journey: Journey, visit: Visit) -> None:
    del journey
    page = visit().get(ROW + "&edit=1", htmx=True).get_data(as_text=True)
    version = re.search(r'name="_version" value="(\d+)"', page)
    assert version
    answer = visit().post(ROW, htmx=True, status=422, _version=version[1], path="")
    text = answer.get_data(as_text=True)
    assert "data-editing" in text
    assert 'aria-invalid="true"' in text


def test_the_row_of_somebody_elses_edit_asks_to_choose(journey: Journey, visit: Visit) -> None:
    page = visit().get(ROW + "&edit=1", htmx=True).get_data(as_text=True)
    version = re.search(r'name="_version" value="(\d+)"', page)
    found = journey.find("endpoint", KEY)
    assert version
    assert isinstance(found, Endpoint)
    journey.save(found.model_copy(update={"kind": EndpointKind.action}), who=TOMAS)
    answer = visit().post(ROW, htmx=True, status=409, _version=version[1], kind="read")
    assert answer.headers["HX-Retarget"] == "#collisions"
    assert "Tomas Berg" in answer.get_data(as_text=True)


def test_pasted_rows_are_added_all_or_none(journey: Journey, visit: Visit) -> None:
    rows = "GET\t/v1/boats\tFR-0001\tlist\nPOST\t/v1/boats\tFR-0001\tcreate"
    visit().post(f"{HOME}/inventory/paste", rows=rows)
    assert journey.find("endpoint", "GET /v1/boats")
    assert journey.find("endpoint", "POST /v1/boats")
    bad = "GET\t/v1/cars\nGET\t/" + "x" * 700
    page = visit().post(f"{HOME}/inventory/paste", status=422, rows=bad).get_data(as_text=True)
    assert "Row 2, path" in page
    assert journey.find("endpoint", "GET /v1/cars") is None
    visit().post(f"{HOME}/undo/endpoint-inventory")
    assert journey.find("endpoint", "GET /v1/boats") is None
    assert journey.find("endpoint", "POST /v1/boats") is None


def test_an_edit_costs_as_much_in_a_large_design_as_in_a_small_one(
    journey: Journey, visit: Visit
) -> None:
    engine = journey.sessions.kw["bind"]

    def statements() -> int:
        mira = visit()
        page = mira.get(ROW + "&edit=1", htmx=True).get_data(as_text=True)
        version = re.search(r'name="_version" value="(\d+)"', page)
        assert version
        found: list[str] = []
        listener = lambda *told: found.append(told[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        mira.post(ROW, htmx=True, status=200, _version=version[1], description=f"Edit {version[1]}")
        event.remove(engine, "before_cursor_execute", listener)
        assert not [one for one in found if "finding_cache" in one], "the whole report was read"
        return len(found)

    # The first edit of a project also begins its design.
    statements()
    before = statements()
    rows = "\n".join(f"GET\t/v1/things-{at}\tFR-0001\tlist" for at in range(300))
    visit().post(f"{HOME}/inventory/paste", rows=rows)
    assert statements() == before


def test_the_inventory_edits_by_keys_like_a_spreadsheet(
    journey: Journey, browse: Callable[..., Page]
) -> None:
    page = browse()
    page.goto(f"{HOME}/inventory")
    cell = page.locator("#rows tbody tr [data-col=path]").first
    cell.focus()
    page.keyboard.press("Enter")
    field = page.locator("tr[data-editing] [name=path]")
    expect(field).to_be_focused()
    field.fill("/v1/amber-ships")
    page.keyboard.press("Enter")
    expect(page.locator("#rows")).to_contain_text("/v1/amber-ships")
    assert journey.find("endpoint", "GET /v1/amber-ships")
    assert journey.find("operation", "GET /v1/amber-ships"), "the operation follows"


def test_a_new_endpoint_is_typed_in_the_last_row_and_the_checks_follow(
    journey: Journey, browse: Callable[..., Page]
) -> None:
    page = browse()
    page.goto(f"{HOME}/inventory")
    page.get_by_label("Path of the new endpoint").fill("/v1/lamps")
    page.get_by_role("button", name="Add endpoint").click()
    expect(page.locator("#rows")).to_contain_text("/v1/lamps")
    expect(page.get_by_label("Path of the new endpoint")).to_have_value("")
    assert journey.find("endpoint", "GET /v1/lamps")
    expect(page.locator("#checks")).to_contain_text("GET /v1/lamps covers no requirement")


def test_rows_pasted_into_the_table_are_added(
    journey: Journey, browse: Callable[..., Page]
) -> None:
    page = browse()
    page.goto(f"{HOME}/inventory")
    page.locator("#rows [data-col=path]").first.focus()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "GET\\t/v1/kites\\tFR-0001\\nPOST\\t/v1/kites\\tFR-0001");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    expect(page.locator("#flash")).to_contain_text("2 added")
    assert journey.find("endpoint", "POST /v1/kites")


def test_a_row_deleted_in_the_table_comes_back_by_undo(
    journey: Journey, browse: Callable[..., Page]
) -> None:
    page = browse()
    page.goto(f"{HOME}/inventory")
    page.get_by_role("link", name=f"Edit {KEY}", exact=True).click()
    page.locator("tr[data-editing]").get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").last.click()
    page.wait_for_load_state("networkidle")
    assert journey.find("endpoint", KEY) is not None
    assert unescape(page.url)


@pytest.mark.usefixtures("journey")
def test_the_panel_leads_to_the_access_of_its_endpoint(visit: Visit) -> None:
    panel = visit().get(f"{HOME}/inventory?row={quote(KEY)}").text
    link = re.search(r'href="([^"]+)#([^"]+)">Access</a>', panel)
    assert link is not None
    assert f'id="{link[2]}"' in visit().get(unescape(link[1])).text
