"""What keeps a package from being presented, each reason with the place where it is mended."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.design.scope import Scope, scope_of
from workbench.review.errors import Where
from workbench.review.events import ItemRef
from workbench.review.machine import GateState, Stage
from workbench.review.reports import DraftReport, findings_of
from workbench.review.standing import Standing
from workbench.store.comments import list_answers, list_open_comments
from workbench.store.drafts import load_design
from workbench.store.interventions import list_interventions


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason why the package cannot be presented."""

    message: str
    where: Where
    code: str = ""
    """Rule code, for a finding."""


def blockers_of(
    session: Session, *, standing: Standing, report: DraftReport | None = None
) -> list[Blocker]:
    """Everything that blocks presenting now, the most general first.

    Comments of the last REVISE are listed too: presenting can bring their answers along.
    """
    state = standing.state
    blockers = _of_stage(state)
    if state.stage not in {Stage.accepted, Stage.in_design}:
        return blockers
    report = report or findings_of(session, standing=standing)
    blockers += _of_interventions(session, standing)
    blockers += _of_descoped(session, standing)
    blockers += [
        Blocker(
            f"{unanswered.text[:80]!r} on {unanswered.kind} {unanswered.item} has no answer.",
            Where("comments", unanswered.kind, unanswered.item, unanswered.pointer, unanswered.id),
        )
        for unanswered in unanswered_comments(session, standing)
    ]
    blockers += [_of_finding(one) for one in report.findings if blocks(one)]
    return blockers


def blocks(finding: Finding) -> bool:
    """Whether a finding keeps the package from being presented."""
    return finding.open and finding.level in {Level.no_go, Level.quality}


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A comment that the last REVISE listed and nobody has answered or resolved."""

    id: int
    kind: str
    item: str
    pointer: str
    text: str
    by: int


def unanswered_comments(session: Session, standing: Standing) -> list[Unanswered]:
    """Comments that must be answered before, or with, the next presentation."""
    if not standing.state.unanswered:
        return []
    wanted = set(standing.state.unanswered)
    opened = [one for one in list_open_comments(session, standing.project.id) if one.id in wanted]
    answers = list_answers(session, [one.id for one in opened])
    since = standing.state.since
    return [
        Unanswered(one.id, one.kind, one.item, one.pointer, one.text, one.by)
        for one in opened
        if not any(
            answer.by != one.by and (since is None or answer.at >= since)
            for answer in answers[one.id]
        )
    ]


def _of_stage(state: GateState) -> list[Blocker]:
    match state.stage:
        case Stage.accepted | Stage.in_design:
            return []
        case Stage.received:
            return [Blocker("The handoff has not been accepted yet.", Where("handoff"))]
        case Stage.halted:
            return [Blocker(reason, Where("handoff")) for reason in state.halt_reasons]
        case _:
            return [Blocker(f"The package is {state.stage}.", Where("review"))]


def _of_interventions(session: Session, standing: Standing) -> list[Blocker]:
    state = standing.state
    if not state.immediate and not state.end_of_phase:
        return []
    return [
        Blocker(
            f"The {one.urgency} intervention {one.topic} is not processed.",
            Where("interventions", number=one.id),
        )
        for one in list_interventions(session, standing.project.id, active_only=True)
        if one.id in state.immediate | state.end_of_phase
    ]


def _of_descoped(session: Session, standing: Standing) -> list[Blocker]:
    if not standing.state.descoped:
        return []
    kinds = frozenset({one.kind for one in standing.state.descoped})
    # Scope follows from these, whatever was descoped.
    kinds |= {"handoff", "requirement", "score", "endpoint", "entity", "table", "story"}
    kinds |= {"flow", "screen", "webhook"}
    return descoped_blockers(load_design(session, standing.project.id, kinds=kinds), standing.state)


def descoped_blockers(design: Design, state: GateState) -> list[Blocker]:
    """Items that an escalation took out of scope and that are still in it."""
    scope = scope_of(design)
    return [
        Blocker(
            f"{one.kind} {one.key} was descoped and is still in scope.",
            Where("item", one.kind, one.key),
        )
        for one in state.descoped
        if design.find(one.kind, one.key) is not None and _is_in_scope(scope, one)
    ]


def _is_in_scope(scope: Scope, one: ItemRef) -> bool:
    # A withdrawn requirement is not out of scope for later; it is gone.
    if one.kind == "requirement":
        return one.key in scope.requirements
    return scope.contains(one.kind, one.key)


def _of_finding(one: Finding) -> Blocker:
    where = Where("item", one.kind, one.item, one.pointer)
    return Blocker(one.message, where, one.code)
