"""Workspaces of all phases: valid, readable by everybody, locked when they must be."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import event

from tests.scenarios import Journey
from tests.users import MIRA, SAM, VIC
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME, WORKSPACES
from workbench.design.endpoints import Endpoint

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
        assert "is awaiting a decision" in page, path
    visit().post(ROW, status=403, _version=1, kind="list")


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
