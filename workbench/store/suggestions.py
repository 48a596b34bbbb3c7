"""Suggested endpoints that somebody decided to leave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, Moment


class LeftSuggestion(Base):
    """One suggestion that is not made again until somebody puts it back."""

    __tablename__ = "left_suggestion"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    place: Mapped[str] = mapped_column(Text)
    """What it would do, as method and shape, whatever its prefix and variables become."""
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)


def list_left(session: Session, project_id: int) -> list[LeftSuggestion]:
    """What was left in a project, oldest first."""
    query = select(LeftSuggestion).where(LeftSuggestion.project_id == project_id)
    return list(session.scalars(query.order_by(LeftSuggestion.id)))


def leave(
    session: Session, project_id: int, places: Iterable[str], *, by: int, at: datetime
) -> int:
    """Keep that these were left; how many were not left before."""
    known = {one.place for one in list_left(session, project_id)}
    new = [place for place in dict.fromkeys(places) if place not in known]
    session.add_all(
        LeftSuggestion(project_id=project_id, place=place, by=by, at=at) for place in new
    )
    session.flush()
    return len(new)


def put_back(session: Session, project_id: int, place: str) -> bool:
    """Forget that one was left; whether it was."""
    one = select(LeftSuggestion.id).where(
        LeftSuggestion.project_id == project_id, LeftSuggestion.place == place
    )
    found = list(session.scalars(one))
    session.execute(delete(LeftSuggestion).where(LeftSuggestion.id.in_(found)))
    return bool(found)
