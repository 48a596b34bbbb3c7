"""Comments on parts of a package, and which artifacts people have viewed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, KeyText, Moment


class Comment(Base):
    """A comment or an answer. It refers to an address, so it stays valid in later revisions."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    """The comment that it answers; None for a comment that opens a thread."""
    kind: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(KeyText)
    pointer: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    must_fix: Mapped[bool] = mapped_column(default=False)
    """Whether the package cannot be approved while it is unresolved."""
    revision: Mapped[int]
    """Number of the newest revision when it was made; 0 before the first."""
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index(None, "project_id", "kind", "item"), Index(None, "parent_id"))


class Viewed(Base):
    """The state in which a person viewed an artifact."""

    __tablename__ = "viewed"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    artifact: Mapped[str] = mapped_column(String(40), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)


def find_comment(session: Session, project_id: int, comment_id: int) -> Comment | None:
    """The comment with that ID, if it belongs to the project."""
    found = session.get(Comment, comment_id)
    return found if found is not None and found.project_id == project_id else None


def list_comments(
    session: Session, project_id: int, *, kind: str | None = None, item: str | None = None
) -> list[Comment]:
    """Comments and answers, oldest first, of all items, of a kind or of an item."""
    query = select(Comment).where(Comment.project_id == project_id)
    if kind is not None:
        query = query.where(Comment.kind == kind)
    if item is not None:
        query = query.where(Comment.item == item)
    return list(session.scalars(query.order_by(Comment.id)))


def list_open_comments(session: Session, project_id: int) -> list[Comment]:
    """Unresolved comments that open a thread, oldest first."""
    query = select(Comment).where(
        Comment.project_id == project_id,
        Comment.parent_id.is_(None),
        Comment.resolved_at.is_(None),
    )
    return list(session.scalars(query.order_by(Comment.id)))


def list_open_comments_of(session: Session, project_ids: list[int]) -> list[Comment]:
    """Unresolved comments that open a thread in several projects, oldest first."""
    query = select(Comment).where(
        Comment.project_id.in_(project_ids),
        Comment.parent_id.is_(None),
        Comment.resolved_at.is_(None),
    )
    return list(session.scalars(query.order_by(Comment.id)))


def count_open_comments(session: Session, project_id: int) -> int:
    """Number of unresolved comments that open a thread."""
    query = (
        select(func.count())
        .select_from(Comment)
        .where(
            Comment.project_id == project_id,
            Comment.parent_id.is_(None),
            Comment.resolved_at.is_(None),
        )
    )
    return session.scalar(query) or 0


def list_answers(session: Session, comment_ids: list[int]) -> dict[int, list[Comment]]:
    """Answers by the comment they belong to, oldest first."""
    query = select(Comment).where(Comment.parent_id.in_(comment_ids)).order_by(Comment.id)
    found: dict[int, list[Comment]] = {comment_id: [] for comment_id in comment_ids}
    for row in session.scalars(query):
        if row.parent_id is not None:
            found[row.parent_id].append(row)
    return found


def list_viewed(session: Session, project_id: int, person_id: int) -> dict[str, str]:
    """The hash of each artifact when a person last viewed it."""
    query = select(Viewed.artifact, Viewed.hash).where(
        Viewed.project_id == project_id, Viewed.person_id == person_id
    )
    return {row.artifact: row.hash for row in session.execute(query)}
