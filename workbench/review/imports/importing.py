"""Importing files: upload, preview of the changes to the draft, and import in one step."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.cache import LruCache
from workbench.design.base import Item
from workbench.design.kinds import Artifact
from workbench.intake.merge.numbering import renumber_against
from workbench.intake.result import Imported
from workbench.review.commands import AcceptImport
from workbench.review.draft.tracing import traced
from workbench.review.errors import NotFound
from workbench.review.gate.events import DesignStarted, HandoffReceived
from workbench.review.gate.machine import Stage
from workbench.review.gate.policy import ensure, importable_artifacts, why_not_import
from workbench.review.handoff.halt import update_halt
from workbench.review.imports.background import (
    ask_to_read,
    cancel_jobs,
    imported_of,
    read_at_once,
    takes_long,
)
from workbench.review.imports.draft_comparison import ImportRow, RowStatus, compare_with_draft
from workbench.review.imports.files import open_archives, pack, unpack_files
from workbench.review.projects.access import ProjectAccess, open_for_writing, record
from workbench.store import imports as store
from workbench.store.base import utc_now
from workbench.store.draft_bulk import PutMany, put_many
from workbench.store.drafts import begin_write
from workbench.store.engine import is_reading
from workbench.store.gc_pause import gc_paused
from workbench.store.imports import (
    Attachment,
    ImportPreview,
    drop_expired_previews,
    find_preview,
)

PREVIEW_LASTS = timedelta(hours=24)
_LONGEST_NAME = 120

#: By import, hash of its files, version of the draft and editable artifacts: every page of an
#: import preview needs them.
_comparisons: LruCache[tuple[str, str, int, frozenset[Artifact]], tuple[ImportRow, ...]] = LruCache(
    20_000, weigh=lambda rows: len(rows) + 1
)


@dataclass(frozen=True, slots=True)
class PendingImport:
    """What was read from the files, and what importing it would change."""

    id: str
    imported: Imported
    rows: tuple[ImportRow, ...]
    refused: frozenset[tuple[str, str]] = frozenset()
    """(kind, key) of the items that the person has left out."""
    removed: frozenset[tuple[str, str]] = frozenset()
    """(kind, key) of the items of the draft that the import deletes."""

    @property
    def counts(self) -> dict[RowStatus, int]:
        """How many rows there are of each status."""
        counts = dict.fromkeys(RowStatus, 0)
        for row in self.rows:
            counts[row.status] += 1
        return counts


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Result of an import."""

    written: PutMany
    left_out: tuple[ImportRow, ...]
    """Rows that the person left out or that are locked."""
    attachments: int


def upload_files(
    session: Session, *, actor: Actor, project: str, files: Mapping[str, bytes]
) -> ImportPreview:
    """Store files as a pending import, for a day; the draft does not change.

    Small uploads are read at once, large ones in the background; until then their preview raises
    ImportNotReady. Raises Invalid for no files, too many or too large ones, Refused if nothing
    can be imported now.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_import(access))
    opened = open_archives(files)
    now = utc_now()
    delete_expired(session)
    preview = ImportPreview(
        id=secrets.token_urlsafe(32),
        project_id=access.project.id,
        person_id=actor.id,
        files=pack(opened),
        choices={"brought": _upload_name(opened)},
        created_at=now,
        expires_at=now + PREVIEW_LASTS,
    )
    if takes_long(opened):
        session.add(preview)
        ask_to_read(session, preview, project=project)
    else:
        read_at_once(preview, opened)
        session.add(preview)
    session.flush()
    return preview


def _upload_name(files: Mapping[str, bytes]) -> str:
    """Name of an upload: its first file, and how many more there are."""
    first = next(iter(files)).encode("utf-8", "replace").decode()[-_LONGEST_NAME:]
    return first if len(files) == 1 else f"{first} and {len(files) - 1} more"


def delete_expired(session: Session) -> None:
    """Delete the pending imports that have expired, and the jobs that read them."""
    cancel_jobs(session, drop_expired_previews(session, utc_now()))


def list_pending(session: Session, access: ProjectAccess) -> list[ImportPreview]:
    """The actor's own pending imports, newest first, without their files; at most 20."""
    return store.list_previews(session, access.project.id, access.actor.id, utc_now())


def list_attachments(session: Session, access: ProjectAccess) -> list[Attachment]:
    """Files that no importer could read, by path, newest first within one, without content."""
    return store.list_attachments(session, access.project.id)


def get_import(session: Session, *, access: ProjectAccess, preview: str) -> PendingImport:
    """A pending import, compared with the current draft.

    Raises NotFound if it has expired, ImportNotReady before its files are read.
    """
    found = find_pending(session, access, preview)
    return compare_pending(session, access=access, preview=found)


def accept_import(
    session: Session, *, actor: Actor, project: str, command: AcceptImport
) -> ImportResult:
    """Import a pending import into the draft, except for the rows that the person left out.

    Items whose artifact is locked are left out and reported. Fields that people filled in keep
    their values where the documents do not set them. Unreadable files are stored as attachments.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_import(access))
    preview = find_pending(session, access, command.preview)
    pending = compare_pending(session, access=access, preview=preview)
    refused = pending.refused | {(ref.kind, ref.key) for ref in command.refused}
    wanted = pending.removed | {(ref.kind, ref.key) for ref in command.remove}
    items: list[Item] = []
    left_out: list[ImportRow] = []
    remove: set[tuple[str, str]] = set()
    for row in pending.rows:
        identity = (row.kind, row.key)
        if row.status is RowStatus.missing:
            if identity in wanted and not row.locked:
                remove.add(identity)
        elif row.locked or identity in refused:
            left_out.append(row)
        elif row.after is not None:
            items.append(row.after)
    write = begin_write(session, project_id=access.project.id, by=actor.id, at=utc_now())
    written = put_many(session, write=write, items=items, remove=frozenset(remove))
    attachments = _attach(session, access, pending.imported, unpack_files(preview.files))
    _record(session, access, pending.imported)
    session.delete(preview)
    session.flush()
    return ImportResult(written, tuple(left_out), attachments)


def _record(session: Session, access: ProjectAccess, imported: Imported) -> None:
    by, at = access.actor.id, utc_now()
    if not access.state.handoff_received and access.state.stage is Stage.received:
        sources = tuple(source.path for source in imported.sources)
        access = record(session, access, HandoffReceived(by=by, at=at, sources=sources))
    if access.state.stage is Stage.accepted:
        record(session, access, DesignStarted(by=by, at=at))
    update_halt(session, access)


def find_pending(session: Session, access: ProjectAccess, preview: str) -> ImportPreview:
    """The actor's own pending import as it is stored. Raises NotFound if it has expired."""
    found = find_preview(session, access.project.id, preview)
    if found is None or found.expires_at <= utc_now() or found.person_id != access.actor.id:
        raise NotFound("pending import")
    return found


def compare_pending(
    session: Session, *, access: ProjectAccess, preview: ImportPreview
) -> PendingImport:
    """As `get_import`, for a pending import that was found."""
    draft = traced(session, access=access)
    known = (*draft.design.decisions, *draft.design.risks, *draft.design.assumptions)
    imported = renumber_against(imported_of(preview), known)
    allowed = importable_artifacts(access)
    key = (preview.id, preview.read_from, draft.draft_version, allowed)
    rows = _comparisons.get(key)
    if rows is None:
        with gc_paused():
            rows = compare_with_draft(draft.design, imported, allowed)
        # A transaction may be rolled back, and its draft version be used again for other content.
        if is_reading(session):
            _comparisons.put(key, rows)
    choices = preview.choices
    refused = frozenset((kind, key) for kind, key in choices.get("refused", ()))
    removed = frozenset((kind, key) for kind, key in choices.get("removed", ()))
    return PendingImport(preview.id, imported, rows, refused, removed)


def _attach(
    session: Session, access: ProjectAccess, imported: Imported, files: dict[str, bytes]
) -> int:
    unread = [source.path for source in imported.sources if source.kind == "attachment"]
    stored = [path for path in unread if path in files]
    for path in stored:
        content = files[path]
        session.add(
            Attachment(
                project_id=access.project.id,
                path=path,
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
                content=content,
                by=access.actor.id,
                at=utc_now(),
            )
        )
    return len(stored)


__all__ = [
    "ImportPreview",
    "ImportRow",
    "PendingImport",
    "RowStatus",
    "accept_import",
    "compare_pending",
    "delete_expired",
    "find_pending",
    "get_import",
    "list_attachments",
    "list_pending",
    "upload_files",
]
