"""Questions about the handoff (RFIs) and their answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, KeyText, Moment


class Rfi(Base):
    """A question, the person it is assigned to, and the answer."""

    __tablename__ = "rfi"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    number: Mapped[int]
    """From 1 per project."""
    question: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(40), default="")
    item: Mapped[str] = mapped_column(KeyText, default="")
    pointer: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    status: Mapped[str] = mapped_column(String(20), default="open")
    """`open`, `answered-artifact`, `answered-person` or `escalated`."""
    answer: Mapped[str] = mapped_column(Text, default="")
    answer_kind: Mapped[str] = mapped_column(String(40), default="")
    answer_item: Mapped[str] = mapped_column(KeyText, default="")
    raised_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime] = mapped_column(Moment)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    escalated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    escalated_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index(None, "project_id", "number", unique=True), Index(None, "owner_id"))


def find_rfi(session: Session, project_id: int, number: int) -> Rfi | None:
    """The question with that number; None if there is none."""
    query = select(Rfi).where(Rfi.project_id == project_id, Rfi.number == number)
    return session.scalar(query)


def list_rfis(session: Session, project_id: int) -> list[Rfi]:
    """Questions, oldest first."""
    query = select(Rfi).where(Rfi.project_id == project_id)
    return list(session.scalars(query.order_by(Rfi.number)))


def list_unanswered_of(session: Session, project_ids: list[int]) -> list[Rfi]:
    """Unanswered questions of several projects, oldest first."""
    query = select(Rfi).where(Rfi.project_id.in_(project_ids), Rfi.answered_at.is_(None))
    return list(session.scalars(query.order_by(Rfi.id)))


def next_rfi_number(session: Session, project_id: int) -> int:
    """The number of the next question; safe while the project is locked."""
    query = select(func.coalesce(func.max(Rfi.number), 0)).where(Rfi.project_id == project_id)
    return (session.scalar(query) or 0) + 1
