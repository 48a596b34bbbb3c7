"""Workspaces of the phases: readable for everybody, editable for whoever may."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import event

from tests.scenarios import Journey
from tests.users import MIRA, SAM, TOMAS, VIC
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME, WORKSPACES
from workbench.design.access import Access, Grant
from workbench.design.contract import Operation
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.tables import Migration

Visit = Callable[..., Visitor]
KEY = "GET /v1/amber-anchors"
ROW = f"{HOME}/inventory/row?key={quote(KEY)}"


@pytest.mark.parametrize("url", WORKSPACES)
def test_pages_are_valid_html_with_unique_ids_a_title_and_labels(
    journey: Journey, visit: Visit, url: str
) -> None:
    journey.save(Endpoint(method="GET", path="/getNothing"))
    page = visit().get(url).get_data(as_text=True)
    tree = html5lib.HTMLParser(strict=False).parse(page)
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})
    assert re.search(r"<title>\S.* – Made House – Workbench</title>", page)
    assert page.count('class="btn primary"') <= 1
    for name, attributes in re.findall(r"<(input|select|textarea)\b([^>]*)>", page):
        if 'type="hidden"' in attributes:
            continue
        found = re.search(r'\bid="([^"]+)"', attributes)
        labelled = "aria-label" in attributes or (found and f'for="{found[1]}"' in page)
        inside = re.search(rf"<label\b[^>]*>[^§]*?<{name}{re.escape(attributes)}", page)
        assert labelled or inside, attributes


@pytest.mark.parametrize("url", WORKSPACES)
def test_viewers_read_everything_and_are_offered_no_editing(
    journey: Journey, visit: Visit, url: str
) -> None:
    del journey
    page = visit(VIC).get(url).get_data(as_text=True)
    forms = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', page)
    assert [one for one in forms if not one.endswith("/sign-out")] == []


@pytest.mark.parametrize("url", WORKSPACES)
def test_strangers_find_no_workspace(journey: Journey, visit: Visit, url: str) -> None:
    del journey
    visit(SAM).get(url, status=404)


def test_a_presented_package_is_read_only_with_its_reason(journey: Journey, visit: Visit) -> None:
    journey.present()
    for path in ("/inventory", "/requests", "/schema", "/access", "/integrations", "/documents"):
        page = visit().get(HOME + path).get_data(as_text=True)
        assert "waits for a decision" in page, path
    visit().post(ROW, status=403, _version=1, kind="list")


# The inventory.


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


@pytest.mark.parametrize("path", ["/inventory", "/access?tab=endpoints", "/schema", "/requests"])
def test_a_page_of_many_rows_is_windowed_and_its_queries_do_not_grow(
    journey: Journey, visit: Visit, path: str
) -> None:
    engine = journey.sessions.kw["bind"]

    def queries() -> int:
        mira = visit()
        mira.get(HOME + path)
        found: list[str] = []
        listener = lambda *told: found.append(told[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        text = mira.get(HOME + path).get_data(as_text=True)
        event.remove(engine, "before_cursor_execute", listener)
        assert text.count("<tr") < 230
        return len(found)

    before = queries()
    rows = "\n".join(f"GET\t/v1/things-{at}\tFR-0001\tlist" for at in range(400))
    visit().post(f"{HOME}/inventory/paste", rows=rows)
    # What the gate's history adds is one event, read in the same query.
    assert queries() <= before


# Access.


def test_a_cell_of_the_matrix_goes_through_its_states(journey: Journey, visit: Visit) -> None:
    cell = "member house:close"

    def effect() -> str:
        found = journey.find("grant", cell)
        return found.effect.value if isinstance(found, Grant) else ""

    url = f"{HOME}/access/cell"
    visit().post(url, cell=cell, effect="allow")
    seen = [effect()]
    for _ in range(4):
        visit().post(url, cell=cell)
        seen.append(effect())
    assert seen == ["allow", "own", "deny", "", "allow"]
    visit().post(url, status=404, cell="nobody house:close")


def test_an_endpoint_without_a_rule_gets_one_in_its_row(journey: Journey, visit: Visit) -> None:
    journey.save(Endpoint(method="GET", path="/v1/status"))
    url = f"{HOME}/rows/access?key={quote('GET /v1/status')}"
    page = visit().get(url + "&edit=1", htmx=True).get_data(as_text=True)
    assert 'name="permissions"' in page
    visit().post(url, htmx=True, status=200, _version=0, public=["", "yes"], reason="Health")
    assert journey.find("access", "GET /v1/status") == Access(
        endpoint="GET /v1/status", public=True, reason="Health"
    )


def test_rows_are_added_and_renamed_in_their_sheet(journey: Journey, visit: Visit) -> None:
    url = f"{HOME}/rows/role"
    visit().post(url, _version=0, key="guest", description="Looks around")
    assert journey.find("role", "guest")
    page = visit().get(f"{url}?key=guest&edit=1", htmx=True).get_data(as_text=True)
    version = re.search(r'name="_version" value="(\d+)"', page)
    assert version
    visit().post(f"{url}?key=guest", htmx=True, status=200, _version=version[1], key="visitor")
    assert journey.find("role", "visitor")
    assert journey.find("role", "guest") is None


# Requests.


def test_parameters_and_responses_are_added_and_removed(journey: Journey, visit: Visit) -> None:
    url = f"{HOME}/requests/part"

    def body() -> dict[str, object]:
        found = journey.find("operation", KEY)
        assert isinstance(found, Operation)
        return found.body

    before = body()
    mira = visit()
    typed: dict[str, Any] = {
        "name": "status",
        "in": "query",
        "type": "string",
        "description": "Only these",
    }
    mira.post(url, key=KEY, _do="set parameter", **typed)
    added = body()["parameters"]
    assert isinstance(added, list)
    assert added[-1] == {
        "name": "status",
        "in": "query",
        "schema": {"type": "string"},
        "description": "Only these",
    }
    mira.post(url, key=KEY, _do="remove parameter", at=len(added) - 1)
    assert body()["parameters"] == before["parameters"]


def test_an_operation_shows_its_shapes_and_examples(journey: Journey, visit: Visit) -> None:
    del journey
    page = visit().get(f"{HOME}/requests?key={quote(KEY)}").get_data(as_text=True)
    for word in ("totalPages", "array of AmberAnchor", "Example", "operationId"):
        assert word in page


# Documents.


def test_a_migration_plan_is_proposed_once(journey: Journey, visit: Visit) -> None:
    mira = visit()
    url = f"{HOME}/documents/propose-migrations"
    mira.post(url, status=403)
    with journey.sessions() as session:
        from workbench.store.drafts import list_keys  # noqa: PLC0415

        keys = list_keys(session, 1, "migration")
    for key in keys:
        mira.post(f"{HOME}/items/migration/{key}", _do="delete")
    mira.post(url)
    first = journey.find("migration", "001")
    assert isinstance(first, Migration)
    assert first.up
    assert first.down


def test_migrations_are_moved_in_their_order(journey: Journey, visit: Visit) -> None:
    journey.save(Migration(key="900", name="later", up="SELECT 1", down="SELECT 1"))
    visit().post(f"{HOME}/rows/migration?key=900", _do="up")
    page = visit().get(f"{HOME}/documents?tab=migrations").get_data(as_text=True)
    keys = re.findall(r'<th scope="row" data-col="key"><a[^>]*>([^<]+)</a>', page)
    assert keys.index("900") == len(keys) - 2


# In a browser.


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/inventory",
        "/schema",
        "/requests",
        "/access",
        "/documents",
        "/prioritise",
        "/findings",
        "/checklist",
    ],
)
def test_axe_finds_nothing_and_phones_do_not_scroll_sideways(
    journey: Journey, browse: Callable[..., Page], path: str, theme: str
) -> None:
    journey.save(Endpoint(method="GET", path="/getNothing", description="Why"))
    wide = theme == "light"
    size = {"width": 1440, "height": 900} if wide else {"width": 390, "height": 844}
    page = browse(MIRA, viewport=size, color_scheme=theme)
    page.goto(HOME + path)
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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


def test_a_cell_of_the_matrix_changes_in_place(
    journey: Journey, browse: Callable[..., Page]
) -> None:
    page = browse()
    page.goto(f"{HOME}/access")
    page.get_by_role("button", name="house:close, member: Deny").click()
    expect(page.get_by_role("button", name="house:close, member: not set")).to_be_visible()
    assert journey.find("grant", "member house:close") is None


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
