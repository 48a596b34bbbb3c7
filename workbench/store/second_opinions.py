"""Second opinions on the OpenAPI documents of revisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, Moment


class StoredOpinion(Base):
    """The second opinion on a revision. It is not part of the revision and its hash."""

    __tablename__ = "second_opinion"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id"), primary_key=True, autoincrement=False
    )
    body: Mapped[str] = mapped_column(Text)
    """A SecondOpinion as JSON."""
    at: Mapped[datetime] = mapped_column(Moment)


def find_opinion(session: Session, revision_id: int) -> StoredOpinion | None:
    """The second opinion on a revision; None if there is none."""
    return session.get(StoredOpinion, revision_id)
