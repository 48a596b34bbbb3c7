"""Prioritisation: the order in which endpoints are designed, and what leaves the sprint.

Pure arithmetic on scores; people decide, and what they decide is recorded in the scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.design.design import Design
from workbench.design.endpoints import Endpoint, EndpointKind, Outcome, Quadrant, Score, quadrant
from workbench.design.requirements import Priority, Requirement, RequirementStatus

_ORDER = {each: place for place, each in enumerate(Quadrant)}
_NO_PRIORITY = len(Priority)
_PRIORITIES = {each: place for place, each in enumerate(Priority)}

Points = Literal[1, 2, 3, 4, 5]


@dataclass(frozen=True, slots=True)
class Placed:
    """One endpoint with its scores and its place in the sequence."""

    endpoint: str
    impact: int
    effort: int
    quadrant: Quadrant
    priority: Priority | None
    """The highest of the active requirements it covers."""
    outcome: Outcome = Outcome.designed
    reason: str = ""
    proposed: bool = False

    @property
    def justified(self) -> bool:
        """Whether somebody wrote why a Thankless Task stays."""
        return self.outcome is Outcome.designed and bool(self.reason)


def sequence(design: Design) -> tuple[Placed, ...]:
    """Every endpoint with both scores, in the order of W4.

    Quick Wins, Major Projects, Fill-Ins, Thankless Tasks; within a quadrant P0 before P1, then
    impact descending, effort ascending, then the inventory's order. Scores of endpoints that
    are not in the inventory are left out.
    """
    place = {endpoint.item_key: at for at, endpoint in enumerate(design.endpoints)}
    priorities = priorities_of(design)
    placed = [
        made
        for score in design.scores
        if score.endpoint in place
        and (made := _place(score, design.planning.threshold, priorities.get(score.endpoint)))
    ]
    return tuple(sorted(placed, key=lambda row: (*_rank(row), place[row.endpoint])))


def _place(score: Score, threshold: int, priority: Priority | None) -> Placed | None:
    field = quadrant(score, threshold)
    if field is None or score.impact is None or score.effort is None:
        return None
    return Placed(
        score.endpoint,
        score.impact,
        score.effort,
        field,
        priority,
        score.outcome,
        score.reason,
        score.proposed,
    )


def _rank(placed: Placed) -> tuple[int, int, int, int]:
    priority = _PRIORITIES[placed.priority] if placed.priority else _NO_PRIORITY
    return (_ORDER[placed.quadrant], priority, -placed.impact, placed.effort)


def unplaced(design: Design) -> tuple[str, ...]:
    """Endpoints of the inventory that lack a score, in its order."""
    scored = {
        score.endpoint
        for score in design.scores
        if score.impact is not None and score.effort is not None
    }
    return tuple(
        endpoint.item_key for endpoint in design.endpoints if endpoint.item_key not in scored
    )


def priorities_of(design: Design) -> dict[str, Priority]:
    """Per endpoint the highest priority of the active requirements it covers."""
    requirements = {requirement.key: requirement for requirement in design.requirements}
    found = {}
    for endpoint in design.endpoints:
        best = highest_priority(endpoint.covers, requirements)
        if best is not None:
            found[endpoint.item_key] = best
    return found


def highest_priority(
    covers: Iterable[str], requirements: Mapping[str, Requirement]
) -> Priority | None:
    """The highest priority among active requirements; None where none states one."""
    known = [
        requirement.priority
        for key in covers
        if (requirement := requirements.get(key)) is not None
        and requirement.status is RequirementStatus.active
        and requirement.priority is not None
    ]
    return min(known, key=_PRIORITIES.__getitem__, default=None)


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """What should leave a sprint that cannot take everything."""

    capacity: int | None
    """Sum of effort that fits; None while unknown."""
    asked: int
    """Sum of effort of everything that is not deferred."""
    leaves: tuple[Placed, ...]
    """In the order in which they leave."""
    stays: int
    """Sum of effort of what is left."""

    @property
    def over(self) -> int:
        """Effort beyond the capacity before anything leaves; 0 where all fits."""
        return max(0, self.asked - self.capacity) if self.capacity is not None else 0

    @property
    def fits(self) -> bool:
        """Whether what stays fits; high-impact work is never proposed to leave."""
        return self.capacity is None or self.stays <= self.capacity


def tradeoff(placed: Sequence[Placed], capacity: int | None) -> Tradeoff:
    """Propose what leaves until the rest fits: Thankless Tasks, then Fill-Ins.

    Within each, the lowest value leaves first: lowest impact, then the lower priority, then
    the larger effort. Justified Thankless Tasks leave after the others. Quick Wins and Major
    Projects never leave by proposal, so the rest may still not fit.
    """
    inside = [row for row in placed if row.outcome is Outcome.designed]
    asked = sum(row.effort for row in inside)
    leaves: list[Placed] = []
    left = asked
    candidates = sorted(
        (row for row in inside if row.quadrant in {Quadrant.thankless_task, Quadrant.fill_in}),
        key=_leaving_order,
    )
    for candidate in candidates:
        if capacity is None or left <= capacity:
            break
        leaves.append(candidate)
        left -= candidate.effort
    return Tradeoff(capacity, asked, tuple(leaves), left)


def _leaving_order(placed: Placed) -> tuple[int, bool, int, int, int, str]:
    priority = _PRIORITIES[placed.priority] if placed.priority else _NO_PRIORITY
    kind = 0 if placed.quadrant is Quadrant.thankless_task else 1
    return (kind, placed.justified, placed.impact, -priority, -placed.effort, placed.endpoint)


_IMPACT: dict[Priority | None, Points] = {
    Priority.P0: 5,
    Priority.P1: 4,
    Priority.P2: 2,
    Priority.P3: 1,
    None: 3,
}
_EFFORT: dict[EndpointKind | None, Points] = {
    EndpointKind.read: 1,
    EndpointKind.list: 2,
    EndpointKind.delete: 2,
    EndpointKind.update: 2,
    EndpointKind.create: 3,
    EndpointKind.action: 3,
    None: 2,
}


def propose_scores(design: Design) -> tuple[Score, ...]:
    """Scores for endpoints that lack one, marked as proposed.

    Impact follows the highest priority it covers (P0 5, P1 4, none stated 3, P2 2, P3 1),
    effort the kind of endpoint (read 1; list, update, delete 2; create, action 3). A number
    that a person has set is kept.
    """
    known = {score.endpoint: score for score in design.scores}
    priorities = priorities_of(design)
    proposed = []
    for endpoint in design.endpoints:
        before = known.get(endpoint.item_key) or Score(endpoint=endpoint.item_key)
        if before.impact is not None and before.effort is not None:
            continue
        proposed.append(_proposal(before, endpoint, priorities.get(endpoint.item_key)))
    return tuple(proposed)


def _proposal(before: Score, endpoint: Endpoint, priority: Priority | None) -> Score:
    impact = before.impact if before.impact is not None else _IMPACT[priority]
    effort = before.effort if before.effort is not None else _EFFORT[endpoint.kind]
    return before.model_copy(update={"impact": impact, "effort": effort, "proposed": True})
