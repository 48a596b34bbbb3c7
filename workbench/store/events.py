"""Events of project gates, in order and immutable.

The payload is stored as text; `review.gate.events` parses it. Triggers in the database prevent
changes and deletion.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, Moment
from workbench.store.draft_rows import ONE_UNIT_OF_WORK, rows_of
from workbench.store.projects import Project


class GateEvent(Base):
    """A stored event."""

    __tablename__ = "gate_event"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1, without gaps, per project."""
    type: Mapped[str] = mapped_column(String(40))
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    payload: Mapped[str] = mapped_column(Text)
    """JSON."""


def append_event(
    session: Session,
    *,
    project_id: int,
    name: str,
    by: int,
    at: datetime,
    payload: str,
) -> GateEvent:
    """Append an event to those of the project."""
    counted = (
        update(Project)
        .where(Project.id == project_id)
        .values(event_count=Project.event_count + 1)
        .returning(Project.event_count)
        .execution_options(synchronize_session=False)
    )
    ordinal = session.execute(counted).scalar_one()
    row = GateEvent(
        project_id=project_id, ordinal=ordinal, type=name, by=by, at=at, payload=payload
    )
    session.add(row)
    session.flush()
    rows_of(session, project_id).appended_events = True
    return row


def sees_committed_events(session: Session, project_id: int) -> bool:
    """Whether all events of the project that the session sees are committed.

    Its own are not: they may be rolled back, and their numbers be used again.
    """
    one_unit = bool(session.info.get(ONE_UNIT_OF_WORK))
    return one_unit and not rows_of(session, project_id).appended_events


def list_events(session: Session, project_id: int) -> list[GateEvent]:
    """A project's events, oldest first."""
    query = select(GateEvent).where(GateEvent.project_id == project_id)
    return list(session.scalars(query.order_by(GateEvent.ordinal)))


def list_events_of(session: Session, project_ids: Iterable[int]) -> dict[int, list[GateEvent]]:
    """The events of several projects, oldest first, in one query."""
    ids = list(project_ids)
    query = (
        select(GateEvent)
        .where(GateEvent.project_id.in_(ids))
        .order_by(GateEvent.project_id, GateEvent.ordinal)
    )
    found: dict[int, list[GateEvent]] = {project_id: [] for project_id in ids}
    for row in session.scalars(query):
        found[row.project_id].append(row)
    return found
