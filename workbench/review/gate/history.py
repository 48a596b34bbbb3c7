"""History of a gate: its events and decisions, with the names of people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.design.package import DecisionRecord
from workbench.review.gate.events import Decided, EscalationSettled, Event, event_of
from workbench.review.gate.machine import GateState, Stage, fold, follow
from workbench.review.projects.access import ProjectAccess
from workbench.store.events import list_events
from workbench.store.people import names_of


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """An event and the name of the person who caused it."""

    ordinal: int
    event: Event
    name: str


def history(session: Session, *, access: ProjectAccess) -> list[HistoryEvent]:
    """All events, oldest first."""
    rows = list_events(session, access.project.id)
    names = names_of(session, {row.by for row in rows})
    return [HistoryEvent(row.ordinal, event_of(row), names.get(row.by, "")) for row in rows]


def decisions_of(session: Session, *, access: ProjectAccess) -> tuple[DecisionRecord, ...]:
    """Every decision, oldest first, with the cycle it ended."""
    rows = history(session, access=access)
    state, records = fold([]), []
    for row in rows:
        state = follow(state, row.event)
        if isinstance(row.event, Decided | EscalationSettled):
            records.append(_record(row.event, row.name, state))
    return tuple(records)


def last_decision_record(session: Session, access: ProjectAccess) -> DecisionRecord | None:
    """The newest decision; None before the first."""
    event = access.state.last_decision
    if event is None:
        return None
    name = names_of(session, {event.by}).get(event.by, "")
    return _record(event, name, access.state)


def returned_of(session: Session, access: ProjectAccess) -> DecisionRecord | None:
    """The REVISE that the design is being revised for; None at any other time."""
    state = access.state
    if state.stage is not Stage.in_design or not state.flagged:
        return None
    record = last_decision_record(session, access)
    return record if record is not None and record.flagged else None


def _record(event: Decided | EscalationSettled, name: str, state: GateState) -> DecisionRecord:
    return DecisionRecord(
        outcome=event.outcome.value,
        revision=event.sha256,
        by=name,
        when=event.at,
        text=event.text,
        flagged=tuple(str(artifact) for artifact in event.flagged)
        if isinstance(event, Decided)
        else (),
        cycle=state.cycle,
        number=event.revision if isinstance(event, Decided) else state.revision,
    )
