"""Presented revisions: the whole design as it was, with what the rules said of it then.

A row is written once. Triggers in the database refuse to change or delete it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, JsonValue, Moment


class Revision(Base):
    """One presentation. The three large texts are loaded only when they are asked for."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    number: Mapped[int]
    """From 1 per project."""
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text, deferred=True)
    """The design as JSON, order kept."""
    findings: Mapped[str] = mapped_column(Text, deferred=True)
    checklist: Mapped[str] = mapped_column(Text, deferred=True)
    artifact_hashes: Mapped[dict[str, str]] = mapped_column(JsonValue)
    rule_set: Mapped[str] = mapped_column(String(60))
    reasons: Mapped[dict[str, str]] = mapped_column(JsonValue)
    """Per artifact, why it changed since the presentation before."""
    editors: Mapped[list[int]] = mapped_column(JsonValue)
    """People who edited the draft since the presentation before."""
    draft_version: Mapped[int]
    presented_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    presented_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("project_id", "number"),)


def find_revision(session: Session, project_id: int, number: int) -> Revision | None:
    """The revision of that number, if there is one."""
    query = select(Revision).where(Revision.project_id == project_id, Revision.number == number)
    return session.scalar(query)


def find_last_revision(session: Session, project_id: int) -> Revision | None:
    """The newest revision, if there is one."""
    query = select(Revision).where(Revision.project_id == project_id)
    return session.scalar(query.order_by(Revision.number.desc()).limit(1))


def list_revisions(session: Session, project_id: int) -> list[Revision]:
    """All revisions, oldest first, without their large texts."""
    query = select(Revision).where(Revision.project_id == project_id)
    return list(session.scalars(query.order_by(Revision.number)))
