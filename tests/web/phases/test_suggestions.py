"""Suggested endpoints on their page: left ones stay left, and a take is undone as one."""

from __future__ import annotations

from collections.abc import Callable

from tests.scenarios import Journey
from tests.users import VIC
from tests.web.conftest import Visitor
from workbench.design.dictionary import Entity
from workbench.design.endpoints import Endpoint
from workbench.design.requirements import Priority, Requirement

Visit = Callable[..., Visitor]


def _asks(journey: Journey, key: str, title: str) -> None:
    journey.save(Requirement(key=key, title=title, text=title, priority=Priority.P0))


def _section(page: str, start: str, end: str) -> str:
    return page.partition(start)[2].partition(end)[0]


def test_a_left_one_stays_left_until_it_is_put_back(journey: Journey, visit: Visit) -> None:
    journey.save(Entity(key="Anchor"))
    _asks(journey, "FR-700", "Staff list anchors and approve an anchor")
    visitor, where = visit(), f"/projects/{journey.slug}/suggestions"
    page = visitor.get(where).get_data(as_text=True)
    (listed,) = {one for one in _values(page, "key") if one.endswith("/anchors")}
    visitor.post(where, leave=listed)
    page = visitor.get(where).get_data(as_text=True)
    assert listed not in _values(page, "key")
    assert listed in _values(page, "back")
    visitor.post(where, all="1")
    assert journey.find("endpoint", listed) is None
    # A version that comes into the paths changes its spelling, not what it means.
    approve = next(one for one in _values(page, "key") if "approvals" in one)
    assert journey.find("endpoint", approve) is not None
    for path in ("/api/v9/buoys", "/api/v9/ropes", "/api/v9/masts"):
        journey.save(Endpoint(method="GET", path=path, covers=("FR-700",)))
    page = visitor.get(where).get_data(as_text=True)
    (again,) = _values(page, "back")
    visitor.post(where, back=again)
    page = visitor.get(where).get_data(as_text=True)
    assert _values(page, "back") == []
    assert again in [*_values(page, "key"), *_values(page, "one")]
    visitor.post(where, leave="GET /nowhere", status=422)
    visit(VIC).post(where, leave=again, status=403)


def test_a_requirement_whose_endpoint_is_left_says_so(journey: Journey, visit: Visit) -> None:
    journey.save(Entity(key="Anchor"))
    _asks(journey, "FR-700", "Staff list anchors")
    visitor, where = visit(), f"/projects/{journey.slug}/suggestions"
    (key,) = {
        one for one in _values(visitor.get(where).get_data(as_text=True), "one")
        if one.endswith("/anchors")
    }  # fmt: skip
    visitor.post(where, leave=key)
    page = visitor.get(where).get_data(as_text=True)
    assert f"{key} would serve it but was dismissed." in page


def test_taking_all_is_undone_as_one(journey: Journey, visit: Visit) -> None:
    journey.save(Entity(key="Anchor"))
    _asks(journey, "FR-700", "Staff create, list and delete anchors")
    visitor, where = visit(), f"/projects/{journey.slug}/suggestions"
    keys = [
        one for one in _values(visitor.get(where).get_data(as_text=True), "one")
        if "anchors" in one
    ]  # fmt: skip
    visitor.post(where, all="1")
    assert len(keys) == 3
    assert all(journey.find("endpoint", one) for one in keys)
    page = visitor.get(where).get_data(as_text=True)
    assert "/undo/endpoint-inventory" in page
    visitor.post(f"/projects/{journey.slug}/undo/endpoint-inventory", _next=where)
    assert not any(journey.find("endpoint", one) for one in keys)


def _values(page: str, name: str) -> list[str]:
    return [one.partition('"')[0] for one in page.split(f'name="{name}" value="')[1:]]


def test_the_rail_tells_of_what_was_just_written(journey: Journey, visit: Visit) -> None:
    visitor, where = visit(), f"/projects/{journey.slug}/inventory"
    visitor.get(where)
    journey.save(Endpoint(method="POST", path="/loose-ends", covers=()))
    rail = _section(visitor.get(where).get_data(as_text=True), 'class="rail"', "</nav>")
    assert "no-go" in rail
    assert rail == _section(visitor.get(where).get_data(as_text=True), 'class="rail"', "</nav>")
