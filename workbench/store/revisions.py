"""Presented revisions: the whole design and the findings at that time.

Triggers in the database prevent changes and deletion.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, JsonValue, Moment


class Revision(Base):
    """A presented revision. The three large texts are loaded on demand."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    number: Mapped[int]
    """From 1 per project."""
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text, deferred=True)
    """The design as JSON, in its order."""
    findings: Mapped[str] = mapped_column(Text, deferred=True)
    checklist: Mapped[str] = mapped_column(Text, deferred=True)
    artifact_hashes: Mapped[dict[str, str]] = mapped_column(JsonValue)
    rule_set: Mapped[str] = mapped_column(String(60))
    reasons: Mapped[dict[str, str]] = mapped_column(JsonValue)
    """Reasons why artifacts changed since the previous presentation."""
    editors: Mapped[list[int]] = mapped_column(JsonValue)
    """People who edited the draft since the previous presentation."""
    draft_version: Mapped[int]
    presented_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    presented_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("project_id", "number"),)


def find_revision(session: Session, project_id: int, number: int) -> Revision | None:
    """The revision with that number; None if there is none."""
    query = select(Revision).where(Revision.project_id == project_id, Revision.number == number)
    return session.scalar(query)


def find_last_revision(session: Session, project_id: int) -> Revision | None:
    """The newest revision; None if there is none."""
    query = select(Revision).where(Revision.project_id == project_id)
    return session.scalar(query.order_by(Revision.number.desc()).limit(1))


def list_revisions(session: Session, project_id: int) -> list[Revision]:
    """All revisions, oldest first, without their large texts."""
    query = select(Revision).where(Revision.project_id == project_id)
    return list(session.scalars(query.order_by(Revision.number)))
