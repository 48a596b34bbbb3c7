"""How much of a package a page shows: what changed, windows on long parts, what it costs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.scenarios import Journey
from tests.users import MIRA, REN
from tests.web.conftest import Visitor
from tests.web.page_reader import words_of
from workbench.design.access import Role
from workbench.design.kinds import Artifact
from workbench.review.package.artifact_view import artifact_view
from workbench.review.package.contents import package_of

HOUSE = "/projects/made-house"
Visit = Callable[..., Visitor]


def test_a_viewed_mark_lasts_until_the_part_changes(journey: Journey, visit: Visit) -> None:
    journey.present()
    ren = visit(REN)
    for part in ("handoff", "auth-permission-model"):
        ren.post(f"{HOUSE}/revisions/1/parts/{part}/viewed", viewed="1", htmx=True, status=204)
    assert "2 of 9 viewed" in words_of(ren.get(f"{HOUSE}/revisions/1").text)
    journey.revise(Artifact.access)
    journey.save(Role(key="clerk", description="Somebody else."))
    journey.present()
    assert "1 of 9 viewed" in words_of(ren.get(f"{HOUSE}/revisions/2").text)
    ren.post(f"{HOUSE}/revisions/2/parts/handoff/viewed", htmx=True, status=204)
    assert "0 of 9 viewed" in words_of(ren.get(f"{HOUSE}/revisions/2").text)


def test_a_later_window_shows_only_what_changed_and_the_rest_on_demand(
    journey: Journey, visit: Visit
) -> None:
    journey.present()
    journey.revise(Artifact.inventory)
    design = journey.see(MIRA, package_of).design
    first, last = design.endpoints[0], design.endpoints[-1]
    journey.save(first.model_copy(update={"description": "Another description."}))
    journey.present()
    address = f"{HOUSE}/revisions/2/parts/endpoint-inventory"
    ren = visit(REN)
    page = ren.get(address).text
    assert "Another description." in page
    assert last.description not in page
    assert f"Show the other {len(design.endpoints) - 1}" in page
    assert last.description in ren.get(f"{address}?all=1").text
    assert last.description in ren.get(f"{address}?at=endpoint {last.item_key}").text


def test_a_long_part_is_read_in_windows(app_sessions: object, visit: Visit) -> None:
    journey = Journey(app_sessions).begin(endpoints=150).accept()  # type: ignore[arg-type]
    journey.present()
    package = journey.see(REN, package_of, revision=1)
    first = journey.see(REN, artifact_view, package=package, artifact=Artifact.inventory)
    second = journey.see(REN, artifact_view, package=package, artifact=Artifact.inventory, page=2)
    assert (first.window.pages, first.window.total) == (2, 150)
    shown = [entry.key for part in (first, second) for g in part.groups for entry in g.entries]
    assert shown == [one.item_key for one in package.design.endpoints]
    beyond = journey.see(REN, artifact_view, package=package, artifact=Artifact.inventory, page=99)
    assert beyond.window.page == 2
    at = ("endpoint", shown[-1])
    there = journey.see(REN, artifact_view, package=package, artifact=Artifact.inventory, at=at)
    assert there.window.page == 2
    assert "<tr" in visit(REN).get(f"{HOUSE}/revisions/1/parts/auth-permission-model?page=2").text


def test_a_revision_costs_the_same_queries_however_long_it_is(
    app_sessions: object, visit: Visit, count_queries: Callable[..., list[str]]
) -> None:
    costs: dict[int, list[int]] = {}
    for endpoints in (5, 40):
        slug = f"house-{endpoints}"
        journey = Journey(app_sessions, slug).begin(endpoints=endpoints).accept()  # type: ignore[arg-type]
        journey.present()
        ren = visit(REN)
        top = f"/projects/{slug}"
        addresses = (
            f"{top}/revisions/1",
            f"{top}/revisions/1/parts/auth-permission-model",
            f"{top}/compare/1/draft",
            f"{top}/history",
            f"{top}/comments",
            f"{top}/downloads",
        )
        ren.get(addresses[0])
        costs[endpoints] = [len(count_queries(partial(ren.get, one))) for one in addresses]
    assert costs[40] == costs[5]
    assert max(costs[40]) < 60
