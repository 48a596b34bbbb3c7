"""The second opinion on the OpenAPI document of a revision, beside what the rules found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, Moment


class StoredOpinion(Base):
    """The verdict on one revision. It is no part of the revision, nor of its hash."""

    __tablename__ = "second_opinion"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id"), primary_key=True, autoincrement=False
    )
    body: Mapped[str] = mapped_column(Text)
    """A SecondOpinion as JSON."""
    at: Mapped[datetime] = mapped_column(Moment)


def find_opinion(session: Session, revision_id: int) -> StoredOpinion | None:
    """The second opinion on a revision, if there is one."""
    return session.get(StoredOpinion, revision_id)
