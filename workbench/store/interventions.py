"""Interventions: the original wording, its assessment and its resolution.

A trigger in the database prevents changes to the wording and deletion.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, case, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, JsonValue, Moment


class Intervention(Base):
    """An intervention, active until it is processed."""

    __tablename__ = "intervention"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    raised_at: Mapped[datetime] = mapped_column(Moment)
    raised_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    phase: Mapped[str] = mapped_column(String(60))
    topic: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(String(40))
    urgency: Mapped[str] = mapped_column(String(20))
    feedback: Mapped[str] = mapped_column(Text)
    """Verbatim."""
    interpretation: Mapped[str] = mapped_column(Text, default="")
    phases_affected: Mapped[list[str]] = mapped_column(JsonValue, default=list)
    artifacts: Mapped[list[str]] = mapped_column(JsonValue, default=list)
    decisions_invalidated: Mapped[str] = mapped_column(Text, default="")
    downstream: Mapped[str] = mapped_column(Text, default="")
    """Downstream teams to inform."""
    plan: Mapped[list[dict[str, Any]]] = mapped_column(JsonValue, default=list)
    """Actions: `action`, `owner`, `outcome`."""
    resolution: Mapped[str] = mapped_column(Text, default="")
    conflicts_with: Mapped[int | None] = mapped_column(ForeignKey("intervention.id"))
    settlement: Mapped[str] = mapped_column(Text, default="")
    """How the orchestrator resolved the conflict; empty while it is unresolved."""
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    processed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Person who confirmed the resolution."""
    processed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index(None, "project_id", "processed_at"),)


_ORDER = case(
    (Intervention.urgency == "immediate", 0),
    (Intervention.urgency == "end-of-phase", 1),
    else_=2,
)


def find_intervention(session: Session, project_id: int, number: int) -> Intervention | None:
    """The intervention with that ID, if it belongs to the project."""
    found = session.get(Intervention, number)
    return found if found is not None and found.project_id == project_id else None


def list_interventions(
    session: Session, project_id: int, *, active_only: bool = False
) -> list[Intervention]:
    """Interventions by urgency, then oldest first."""
    query = select(Intervention).where(Intervention.project_id == project_id)
    if active_only:
        query = query.where(Intervention.processed_at.is_(None))
    query = query.order_by(_ORDER, Intervention.raised_at, Intervention.id)
    return list(session.scalars(query))


def list_active_of(session: Session, project_ids: list[int]) -> list[Intervention]:
    """Interventions of several projects that are not processed, by urgency, then oldest first."""
    query = select(Intervention).where(
        Intervention.project_id.in_(project_ids), Intervention.processed_at.is_(None)
    )
    query = query.order_by(_ORDER, Intervention.raised_at, Intervention.id)
    return list(session.scalars(query))


def list_conflicts(session: Session, project_id: int, number: int) -> list[Intervention]:
    """Unresolved conflicts of an intervention, whichever of the two names the other."""
    query = select(Intervention).where(
        Intervention.project_id == project_id,
        Intervention.conflicts_with.is_not(None),
        Intervention.settlement == "",
        (Intervention.id == number) | (Intervention.conflicts_with == number),
    )
    return list(session.scalars(query))
