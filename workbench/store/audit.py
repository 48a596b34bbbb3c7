"""Audit log of security events: sign-ins, refusals, roles and tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, Moment


class AuditEntry(Base):
    """A security event. A trigger in the database prevents changes and deletion."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Person who caused it; None if nobody was signed in."""
    event: Mapped[str] = mapped_column(String(60))
    detail: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    """Network address of the client, if known."""


def record(
    session: Session,
    *,
    at: datetime,
    person_id: int | None,
    event: str,
    detail: str = "",
    address: str = "",
) -> None:
    """Write an entry."""
    session.add(AuditEntry(at=at, person_id=person_id, event=event, detail=detail, address=address))
    session.flush()


def list_entries(session: Session, *, before: int | None = None, limit: int) -> list[AuditEntry]:
    """The newest entries, or those before an ID."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return list(session.scalars(query))
