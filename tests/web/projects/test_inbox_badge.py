"""The number beside "Inbox" on every page."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.scenarios import Journey
from tests.users import MIRA, REN, VIC, Character
from tests.web.conftest import Visitor
from workbench.design.kinds import Artifact
from workbench.store.engine import Sessions

HOUSE = "/projects/made-house"


def _badge(visitor: Visitor) -> int:
    found = re.search(r">Inbox(?: \((\d+)\))?</a>", visitor.get(f"{HOUSE}/inventory").text)
    assert found is not None
    return int(found[1] or 0)


def test_the_badge_counts_what_waits_for_the_person(
    journey: Journey, visit: Callable[[Character], Visitor]
) -> None:
    people = [visit(who) for who in (MIRA, REN, VIC)]
    assert [_badge(visitor) for visitor in people] == [0, 0, 0]
    journey.present()
    assert [_badge(visitor) for visitor in people] == [0, 1, 0]
    journey.revise(Artifact.access)
    assert [_badge(visitor) for visitor in people] == [1, 0, 0]


def test_the_badge_costs_the_same_in_any_number_of_projects(
    app_sessions: Sessions,
    visit: Callable[[Character], Visitor],
    count_queries: Callable[[Callable[[], object]], list[str]],
) -> None:
    Journey(app_sessions).begin().accept()
    mira = visit(MIRA)
    _badge(mira)
    few = len(count_queries(lambda: _badge(mira)))
    for slug in ("second-house", "third-house"):
        Journey(app_sessions, slug).begin().accept()
    _badge(mira)
    assert len(count_queries(lambda: _badge(mira))) == few
