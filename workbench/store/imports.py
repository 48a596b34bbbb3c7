"""Pending imports, and uploaded files that no importer could read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, delete, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, JsonValue, Moment


class ImportPreview(Base):
    """An upload that a person has not imported yet; it is deleted when it expires."""

    __tablename__ = "import_preview"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    """Random, so that it cannot be guessed."""
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    files: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """A ZIP archive of the uploaded files."""
    choices: Mapped[dict[str, Any]] = mapped_column(
        JsonValue, default=dict, server_default=text("'{}'")
    )
    """Choices of the person: `refused` and `removed`, each (kind, key) pairs; and the name of the
    upload, as `brought`."""
    reading: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The content of the files; None until they are read."""
    read_from: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))
    """SHA-256 of the files that were read; empty while `reading` is None."""
    earlier: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """Undo log of the last choices and corrections."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class Attachment(Base):
    """A file that no importer recognised, stored as it is."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    path: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index(None, "project_id", "path"),)


def find_preview(session: Session, project_id: int, preview_id: str) -> ImportPreview | None:
    """The pending import with that ID, if it belongs to the project, expired or not."""
    found = session.get(ImportPreview, preview_id)
    return found if found is not None and found.project_id == project_id else None


def list_previews(
    session: Session, project_id: int, person_id: int, now: datetime
) -> list[ImportPreview]:
    """A person's pending imports in a project, newest first, without their files; at most 20."""
    query = select(ImportPreview).where(
        ImportPreview.project_id == project_id,
        ImportPreview.person_id == person_id,
        ImportPreview.expires_at > now,
    )
    return list(session.scalars(query.order_by(ImportPreview.created_at.desc()).limit(20)))


def drop_expired_previews(session: Session, now: datetime) -> list[str]:
    """Delete the expired pending imports and return their IDs."""
    query = delete(ImportPreview).where(ImportPreview.expires_at <= now)
    return list(session.scalars(query.returning(ImportPreview.id)))


def list_attachments(session: Session, project_id: int) -> list[Attachment]:
    """A project's attachments by path, newest first within one, without their content."""
    query = select(Attachment).where(Attachment.project_id == project_id)
    return list(session.scalars(query.order_by(Attachment.path, Attachment.id.desc())))


def find_attachment(session: Session, project_id: int, attachment_id: int) -> Attachment | None:
    """The attachment with that ID, if it belongs to the project."""
    found = session.get(Attachment, attachment_id)
    return found if found is not None and found.project_id == project_id else None
