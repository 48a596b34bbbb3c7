"""Interventions: raised by anyone, assessed, planned, resolved, never deleted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.review.commands import (
    AssessIntervention,
    PlanIntervention,
    ProcessIntervention,
    RaiseIntervention,
    ResolveConflict,
)
from workbench.review.errors import NotFound, PageLink, Refused
from workbench.review.gate.events import InterventionProcessed, InterventionRaised
from workbench.review.gate.policy import (
    ensure,
    why_not_process_intervention,
    why_not_raise_intervention,
)
from workbench.review.projects.access import ProjectAccess, Role, open_for_writing, record
from workbench.store.base import utc_now
from workbench.store.interventions import (
    Intervention,
    find_intervention,
    list_conflicts,
    list_interventions,
)
from workbench.store.people import names_of


@dataclass(frozen=True, slots=True)
class InterventionView:
    """An intervention with the names of people."""

    row: Intervention
    raised_by: str
    processed_by: str
    in_conflict: bool
    """Whether it is in an unresolved conflict with another intervention."""

    def contradicts(self, other: InterventionView) -> bool:
        """Whether one of the two was raised or assessed as contradicting the other."""
        return other.row.id == self.row.conflicts_with or other.row.conflicts_with == self.row.id

    def may_contradict(self, other: InterventionView) -> bool:
        """Whether an assessment can name the other: it is active, or named already."""
        if other.row.id == self.row.id:
            return False
        return other.row.processed_at is None or other.row.id == self.row.conflicts_with


def raise_intervention(
    session: Session, *, actor: Actor, project: str, command: RaiseIntervention
) -> Intervention:
    """Raise an intervention. An immediate one halts all editing from now on."""
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_raise_intervention(access))
    at = utc_now()
    row = Intervention(
        project_id=access.project.id,
        raised_at=at,
        raised_by=actor.id,
        phase=command.phase,
        topic=command.topic,
        type=command.type,
        urgency=command.urgency,
        feedback=command.feedback,
        conflicts_with=_other(session, access, command.conflicts_with, None),
    )
    session.add(row)
    session.flush()
    event = InterventionRaised(by=actor.id, at=at, intervention=row.id, urgency=row.urgency)
    record(session, access, event)
    return row


def assess_intervention(
    session: Session, *, actor: Actor, project: str, command: AssessIntervention
) -> Intervention:
    """Save the assessment of an intervention; its original text does not change."""
    access, row = _open(session, actor, project, command.intervention)
    row.interpretation = command.interpretation
    row.phases_affected = list(command.phases_affected)
    row.artifacts = [str(artifact) for artifact in command.artifacts]
    row.decisions_invalidated = command.decisions_invalidated
    row.downstream = command.downstream
    other = _other(session, access, command.conflicts_with, row.id)
    if other != row.conflicts_with:
        row.conflicts_with, row.settlement, row.settled_by = other, "", None
    session.flush()
    return row


def plan_intervention(
    session: Session, *, actor: Actor, project: str, command: PlanIntervention
) -> Intervention:
    """Save the plan. Raises Refused while it is in conflict with another immediate one."""
    access, row = _open(session, actor, project, command.intervention)
    _ensure_no_conflict(session, access, row)
    row.plan = [action.model_dump() for action in command.plan]
    session.flush()
    return row


def resolve_conflict(
    session: Session, *, actor: Actor, project: str, command: ResolveConflict
) -> Intervention:
    """Resolve the conflict of an intervention with others; only for orchestrators."""
    access = open_for_writing(session, actor=actor, project=project)
    if not access.has(Role.orchestrator) or actor.by_token:
        raise Refused("Only a signed-in orchestrator can resolve conflicts between interventions.")
    found = list_conflicts(session, access.project.id, command.intervention)
    if not found:
        raise NotFound("conflict for intervention", command.intervention)
    for row in found:
        row.settlement, row.settled_by = command.text, actor.id
    session.flush()
    return found[0]


def process_intervention(
    session: Session, *, actor: Actor, project: str, command: ProcessIntervention
) -> Intervention:
    """Confirm the resolution of an intervention; a halt that it caused ends.

    Raises Refused for an API token, while it is in conflict with another immediate one, and
    without a plan unless its urgency is `backlog`.
    """
    access, row = _open(session, actor, project, command.intervention)
    if actor.by_token:
        raise Refused("Resolution cannot be confirmed with an API token; sign in first.")
    _ensure_no_conflict(session, access, row)
    if row.urgency != "backlog" and not row.plan:
        raise Refused("Add a plan first.", [PageLink("interventions", number=row.id)])
    at = utc_now()
    row.resolution, row.processed_by, row.processed_at = command.resolution, actor.id, at
    session.flush()
    record(session, access, InterventionProcessed(by=actor.id, at=at, intervention=row.id))
    return row


def interventions_of(
    session: Session, *, access: ProjectAccess, active_only: bool = False
) -> list[InterventionView]:
    """Interventions in working order: immediate, end-of-phase, backlog; oldest first."""
    rows = list_interventions(session, access.project.id, active_only=active_only)
    ids = {row.raised_by for row in rows} | {row.processed_by for row in rows if row.processed_by}
    names = names_of(session, ids)
    in_conflict = {
        number
        for row in rows
        if row.conflicts_with and not row.settlement
        for number in (row.id, row.conflicts_with)
    }
    return [
        InterventionView(
            row,
            names.get(row.raised_by, ""),
            names.get(row.processed_by, "") if row.processed_by else "",
            row.id in in_conflict,
        )
        for row in rows
    ]


def _open(
    session: Session, actor: Actor, project: str, number: int
) -> tuple[ProjectAccess, Intervention]:
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_process_intervention(access))
    row = find_intervention(session, access.project.id, number)
    if row is None:
        raise NotFound("intervention", number)
    if row.processed_at is not None:
        raise Refused("This intervention has been processed and can no longer be changed.")
    return access, row


def _other(
    session: Session, access: ProjectAccess, number: int | None, own: int | None
) -> int | None:
    if number is None:
        return None
    found = find_intervention(session, access.project.id, number)
    if found is None or number == own:
        raise NotFound("intervention", number)
    return number


def _ensure_no_conflict(session: Session, access: ProjectAccess, row: Intervention) -> None:
    conflicts = list_conflicts(session, access.project.id, row.id)
    others = [
        find_intervention(session, access.project.id, number) for number in _ids(conflicts, row)
    ]
    immediate = [
        other
        for other in others
        if other is not None and other.urgency == row.urgency == "immediate"
    ]
    if immediate:
        raise Refused(
            "It contradicts another immediate intervention; "
            "an orchestrator must resolve that first.",
            [PageLink("interventions", number=other.id) for other in immediate],
        )


def _ids(conflicts: list[Intervention], row: Intervention) -> list[int]:
    """IDs of the interventions that are in conflict with a given one."""
    both = {conflict.id for conflict in conflicts} | {
        conflict.conflicts_with or 0 for conflict in conflicts
    }
    return sorted(both - {row.id, 0})
