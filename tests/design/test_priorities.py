"""The order of W4, and what leaves a sprint that is too small."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workbench.design.design import Design
from workbench.design.endpoints import (
    Endpoint,
    EndpointKind,
    Outcome,
    Planning,
    Quadrant,
    Score,
    quadrant,
)
from workbench.design.priorities import (
    highest_priority,
    propose_scores,
    sequence,
    tradeoff,
    unplaced,
)
from workbench.design.requirements import Priority, Requirement, RequirementStatus

PRIORITIES = (None, *Priority)


@st.composite
def designs(draw: st.DrawFn) -> Design:
    number = draw(st.integers(0, 14))
    requirements = [
        Requirement(key=f"FR-{at}", priority=priority) for at, priority in enumerate(PRIORITIES)
    ]
    points = st.sampled_from((1, 2, 3, 4, 5))
    endpoints, scores = [], []
    for at in range(number):
        covers = (f"FR-{draw(st.integers(0, len(PRIORITIES) - 1))}",)
        endpoints.append(Endpoint(method="GET", path=f"/things-{at}", covers=covers))
        scores.append(
            Score(
                endpoint=f"GET /things-{at}",
                impact=draw(st.one_of(st.none(), points)),
                effort=draw(st.one_of(st.none(), points)),
                outcome=draw(st.sampled_from(Outcome)),
                reason=draw(st.sampled_from(("", "Somebody needs it."))),
            )
        )
    shuffled = draw(st.permutations(scores))
    plannings = [Planning(threshold=2), Planning(threshold=3), Planning(threshold=5)]
    return Design.from_items(
        [*requirements, *endpoints, *shuffled, draw(st.sampled_from(plannings))]
    )


@given(designs())
def test_every_scored_endpoint_has_exactly_one_place(design: Design) -> None:
    placed = [score.endpoint for score in sequence(design)]
    scored = {score.endpoint for score in design.scores if score.impact and score.effort}
    assert len(placed) == len(set(placed))
    assert set(placed) == scored
    assert set(unplaced(design)) == {endpoint.item_key for endpoint in design.endpoints} - scored


@given(designs())
def test_neighbours_stand_in_the_order_of_w4(design: Design) -> None:
    fields = list(Quadrant)
    placed = sequence(design)
    for one, other in pairwise(placed):
        first, second = fields.index(one.quadrant), fields.index(other.quadrant)
        assert first <= second
        if first != second:
            continue
        mine, theirs = one.priority or Priority.P3, other.priority or Priority.P3
        assert mine <= theirs
        if one.priority == other.priority:
            assert one.impact >= other.impact
            if one.impact == other.impact:
                assert one.effort <= other.effort


@given(designs(), st.none() | st.integers(0, 60))
def test_what_leaves_is_low_impact_and_no_more_than_needed(
    design: Design, capacity: int | None
) -> None:
    placed = sequence(design)
    trade = tradeoff(placed, capacity)
    low = {Quadrant.thankless_task, Quadrant.fill_in}
    assert all(leaf.quadrant in low and leaf.outcome is Outcome.designed for leaf in trade.leaves)
    assert trade.asked - sum(leaf.effort for leaf in trade.leaves) == trade.stays
    if capacity is None or trade.asked <= capacity:
        assert not trade.leaves
    elif trade.leaves:
        # Without the last one that leaves, it would not have fitted.
        assert trade.stays + trade.leaves[-1].effort > capacity
    if not trade.fits:
        inside = [score for score in placed if score.outcome is Outcome.designed]
        assert {score.endpoint for score in inside if score.quadrant in low} == {
            leaf.endpoint for leaf in trade.leaves
        }


@given(designs(), st.integers(0, 60))
def test_thankless_tasks_leave_before_fill_ins_and_low_value_first(
    design: Design, capacity: int
) -> None:
    leaves = tradeoff(sequence(design), capacity).leaves
    kinds = [leaf.quadrant for leaf in leaves]
    assert kinds == sorted(kinds, key=lambda kind: kind is Quadrant.fill_in)
    for one, other in pairwise(leaves):
        if one.quadrant is other.quadrant and one.justified == other.justified:
            assert one.impact <= other.impact


def test_the_worked_sprint_gives_up_the_export_before_the_invoice() -> None:
    endpoints = [
        Endpoint(method="GET", path="/orders"),
        Endpoint(method="POST", path="/order-exports"),
        Endpoint(method="GET", path="/invoices"),
    ]
    scores = [
        Score(endpoint="GET /orders", impact=5, effort=2),
        Score(endpoint="POST /order-exports", impact=2, effort=4),
        Score(endpoint="GET /invoices", impact=1, effort=2),
    ]
    placed = sequence(Design.from_items([*endpoints, *scores]))
    trade = tradeoff(placed, 2)
    assert [leaf.endpoint for leaf in trade.leaves] == ["POST /order-exports", "GET /invoices"]
    assert (trade.asked, trade.stays, trade.over, trade.fits) == (8, 2, 6, True)


@given(designs())
def test_proposals_fill_gaps_and_keep_what_people_set(design: Design) -> None:
    before = {score.endpoint: score for score in design.scores}
    proposed = {score.endpoint: score for score in propose_scores(design)}
    assert set(proposed) == set(unplaced(design))
    for key, one in proposed.items():
        assert one.proposed
        assert quadrant(one, 3) is not None
        known = before[key]
        assert known.impact in {None, one.impact}
        assert known.effort in {None, one.effort}


def test_a_proposal_follows_priority_and_kind() -> None:
    design = Design.from_items(
        [
            Requirement(key="FR-1", priority=Priority.P0),
            Requirement(key="FR-2", priority=Priority.P2),
            Endpoint(method="GET", path="/a", covers=("FR-1", "FR-2"), kind=EndpointKind.read),
            Endpoint(method="POST", path="/b", covers=("FR-2",), kind=EndpointKind.create),
        ]
    )
    found = [(score.endpoint, score.impact, score.effort) for score in propose_scores(design)]
    assert found == [("GET /a", 5, 1), ("POST /b", 2, 3)]


def test_withdrawn_requirements_lend_no_priority() -> None:
    gone = Requirement(key="FR-1", priority=Priority.P0, status=RequirementStatus.withdrawn)
    assert highest_priority(["FR-1", "FR-9"], {"FR-1": gone}) is None
