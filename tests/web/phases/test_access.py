"""Permission matrix, access rules of endpoints, and proposals for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.scenarios import Journey
from tests.users import MIRA, VIC
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME
from workbench.design.access import Access, Grant
from workbench.design.endpoints import Endpoint
from workbench.review.draft.reports import findings_of

Visit = Callable[..., Visitor]


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


@pytest.mark.parametrize("effect", ["none", "any", "all", "Allow", "", "own "])
def test_an_unknown_effect_grants_nothing(
    journey: Journey, visit: Callable[..., Visitor], effect: str
) -> None:
    before = journey.find("grant", "member house:close")
    visit().post(f"{HOME}/access/cell", status=422, cell="member house:close", effect=effect)
    assert journey.find("grant", "member house:close") == before


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


def test_permissions_are_proposed_from_the_matrix_and_taken(
    unmapped: Journey, visit: Visit
) -> None:
    mira, where = visit(), f"{HOME}/access?tab=endpoints"
    page = mira.get(where).get_data(as_text=True)
    assert "2 proposed access rules" in page
    assert "“kites:read” names the resource" in page
    assert "kites:read names its resource, but not what it does." in page
    lacking = {one.item for one in unmapped.see(MIRA, findings_of).findings if one.code == "AUT-24"}
    assert "GET /v1/kites" in lacking
    mira.post(f"{HOME}/access/propose", endpoint="GET /v1/kites")
    taken = unmapped.find("access", "GET /v1/kites")
    assert isinstance(taken, Access)
    assert taken.permissions == ("kites:read",)
    assert unmapped.find("access", "GET /v1/kites/{id}") is None
    mira.post(f"{HOME}/access/propose", all="1")
    assert unmapped.find("access", "GET /v1/kites/{id}") is not None
    assert unmapped.find("access", "DELETE /v1/kites") is None
    mira.post(f"{HOME}/undo/auth-permission-model", _next=where)
    assert unmapped.find("access", "GET /v1/kites/{id}") is None
    visit(VIC).post(f"{HOME}/access/propose", status=403, all="1")
    mira.post(f"{HOME}/access/propose", status=403, endpoint="DELETE /v1/kites")


def test_a_cell_of_the_matrix_changes_in_place(
    journey: Journey, browse: Callable[..., Page]
) -> None:
    page = browse()
    page.goto(f"{HOME}/access")
    page.get_by_role("button", name="house:close, member: Deny").click()
    expect(page.get_by_role("button", name="house:close, member: not set")).to_be_visible()
    assert journey.find("grant", "member house:close") is None
