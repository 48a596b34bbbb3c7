"""Suggested endpoints that somebody dismissed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, Moment


class DismissedSuggestion(Base):
    """A suggestion that is not shown as open until somebody restores it."""

    __tablename__ = "left_suggestion"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    place: Mapped[str] = mapped_column(Text)
    """Method and shape of the path, without version prefix and names of variables."""
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)


def list_dismissed(session: Session, project_id: int) -> list[DismissedSuggestion]:
    """The dismissed suggestions of a project, oldest first."""
    query = select(DismissedSuggestion).where(DismissedSuggestion.project_id == project_id)
    return list(session.scalars(query.order_by(DismissedSuggestion.id)))


def dismiss(
    session: Session, project_id: int, places: Iterable[str], *, by: int, at: datetime
) -> int:
    """Store these places as dismissed; returns how many were not dismissed before."""
    known = {dismissed.place for dismissed in list_dismissed(session, project_id)}
    new = [place for place in dict.fromkeys(places) if place not in known]
    session.add_all(
        DismissedSuggestion(project_id=project_id, place=place, by=by, at=at) for place in new
    )
    session.flush()
    return len(new)


def restore(session: Session, project_id: int, place: str) -> bool:
    """Delete a dismissal; returns whether there was one."""
    query = select(DismissedSuggestion.id).where(
        DismissedSuggestion.project_id == project_id, DismissedSuggestion.place == place
    )
    found = list(session.scalars(query))
    session.execute(delete(DismissedSuggestion).where(DismissedSuggestion.id.in_(found)))
    return bool(found)
