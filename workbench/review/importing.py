"""Bringing files: read, shown against the draft, and only then taken over, all at once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.base import Item
from workbench.design.design import Design, ItemAddress
from workbench.design.kinds import ARTIFACT_TITLES, Artifact, artifact_of, get_kind
from workbench.intake.imported import Imported
from workbench.review.commands import AcceptImport
from workbench.review.errors import NotFound
from workbench.review.events import DesignStarted, HandoffReceived
from workbench.review.halts import lift_halt_if_mended
from workbench.review.import_files import open_archives, pack, unpack_files
from workbench.review.import_reading import (
    ask_to_read,
    forget_jobs,
    imported_of,
    read_at_once,
    takes_long,
)
from workbench.review.machine import Stage
from workbench.review.policy import ensure, importable_artifacts, why_not_import
from workbench.review.standing import Standing, enter_project, record
from workbench.review.tracing import traced
from workbench.store.base import utc_now
from workbench.store.draft_bulk import PutMany, put_many
from workbench.store.drafts import begin_write
from workbench.store.imports import (
    Attachment,
    ImportPreview,
    drop_expired_previews,
    find_preview,
)

PREVIEW_LASTS = timedelta(hours=24)


#: What people add to an item that a document rarely says; a newer document that is silent on
#: it does not take it away.
_KEPT: dict[str, tuple[str, ...]] = {
    "requirement": ("mvp", "mvp_rationale", "no_backend_reason"),
    "entity": ("mvp", "no_table_reason"),
    "role": ("admin", "no_flow_reason"),
    "decision": ("kept_in",),
    "assumption": ("affects_api", "affects_schema", "status", "answer", "carried"),
    "endpoint": ("kind", "covers", "description"),
    "table": ("entity", "deviation"),
    "access": ("permissions", "public", "reason", "notes"),
    "score": ("impact", "effort", "reason"),
}


class RowStatus(StrEnum):
    """What taking an item over would do."""

    added = "added"
    changed = "changed"
    same = "same"
    #: In the draft, and in none of the documents that were brought.
    missing = "missing"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One item of a pending import, held against the draft."""

    kind: str
    key: str
    status: RowStatus
    artifact: Artifact
    locked: str = ""
    """Why it cannot be taken over now; empty where it can."""
    source: str = ""
    line: int = 0
    before: Item | None = field(default=None, compare=False, repr=False)
    """As it is in the draft; None where it is not."""
    after: Item | None = field(default=None, compare=False, repr=False)
    """As it would be written; None where the documents do not have it."""


@dataclass(frozen=True, slots=True)
class PendingImport:
    """What was read from the files, and what taking it over would change."""

    id: str
    imported: Imported
    rows: tuple[ImportRow, ...]
    refused: frozenset[tuple[str, str]] = frozenset()
    """(kind, key) of items that the person leaves out, as chosen so far."""
    removed: frozenset[tuple[str, str]] = frozenset()
    """Of items of the draft that go with it."""

    @property
    def counts(self) -> dict[RowStatus, int]:
        """How many rows there are of each status."""
        counts = dict.fromkeys(RowStatus, 0)
        for row in self.rows:
            counts[row.status] += 1
        return counts


@dataclass(frozen=True, slots=True)
class Accepted:
    """What taking an import over did."""

    written: PutMany
    left_out: tuple[ImportRow, ...]
    """Rows that were refused by the person or are locked."""
    attachments: int


def bring_files(
    session: Session, *, actor: Actor, project: str, files: Mapping[str, bytes]
) -> ImportPreview:
    """Keep files for a day, until somebody accepts what they say; the draft stays as it is.

    What is quick to read is read at once; the rest is left to the background, and whoever asks
    for it before that is done meets StillReading. Raises Invalid for no files, too many or too
    large ones, Refused where nothing may be imported now.
    """
    standing = enter_project(session, actor=actor, project=project)
    ensure(why_not_import(standing))
    opened = open_archives(files)
    now = utc_now()
    forget_expired(session)
    preview = ImportPreview(
        id=secrets.token_urlsafe(32),
        project_id=standing.project.id,
        person_id=actor.id,
        files=pack(opened),
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


def forget_expired(session: Session) -> None:
    """Forget the pending imports whose day is over, and stop reading them."""
    forget_jobs(session, drop_expired_previews(session, utc_now()))


def get_import(session: Session, *, standing: Standing, preview: str) -> PendingImport:
    """A pending import, held against the draft as it is now.

    Raises NotFound once it is gone, StillReading before its files are read.
    """
    kept = find_pending(session, standing, preview)
    return pend(session, standing=standing, preview=kept)


def accept_import(
    session: Session, *, actor: Actor, project: str, command: AcceptImport
) -> Accepted:
    """Take a pending import over, all of it but what the person refused, in one transaction.

    Items whose artifact is locked are left out and reported. What people added to an item by
    hand stays where the document is silent on it. Files that nobody could read are kept as
    attachments.
    """
    standing = enter_project(session, actor=actor, project=project)
    ensure(why_not_import(standing))
    preview = find_pending(session, standing, command.preview)
    pending = pend(session, standing=standing, preview=preview)
    imported = pending.imported
    refused = pending.refused | {(one.kind, one.key) for one in command.refused}
    wanted = pending.removed | {(one.kind, one.key) for one in command.remove}
    left_out = tuple(
        row
        for row in pending.rows
        if row.status is not RowStatus.missing and (row.locked or (row.kind, row.key) in refused)
    )
    skipped = {(row.kind, row.key) for row in left_out}
    remove = frozenset(
        (row.kind, row.key)
        for row in pending.rows
        if row.status is RowStatus.missing and (row.kind, row.key) in wanted and not row.locked
    )
    items = [
        row.after
        for row in pending.rows
        if row.after is not None and (row.kind, row.key) not in skipped
    ]
    write = begin_write(session, project_id=standing.project.id, by=actor.id, at=utc_now())
    written = put_many(session, write=write, items=items, remove=remove)
    attachments = _attach(session, standing, imported, unpack_files(preview.files))
    _record(session, standing, imported)
    session.delete(preview)
    session.flush()
    return Accepted(written, left_out, attachments)


def _record(session: Session, standing: Standing, imported: Imported) -> None:
    by, at = standing.actor.id, utc_now()
    if not standing.state.handoff_received and standing.state.stage is Stage.received:
        sources = tuple(source.path for source in imported.sources)
        standing = record(session, standing, HandoffReceived(by=by, at=at, sources=sources))
    if standing.state.stage is Stage.accepted:
        record(session, standing, DesignStarted(by=by, at=at))
    if standing.state.stage is Stage.halted:
        lift_halt_if_mended(session, standing)


def find_pending(session: Session, standing: Standing, preview: str) -> ImportPreview:
    """The actor's own pending import as it is stored. Raises NotFound once it is gone."""
    found = find_preview(session, standing.project.id, preview)
    if found is None or found.expires_at <= utc_now() or found.person_id != standing.actor.id:
        raise NotFound("pending import")
    return found


def pend(session: Session, *, standing: Standing, preview: ImportPreview) -> PendingImport:
    """As `get_import`, of one that was found."""
    imported = imported_of(preview)
    draft = traced(session, standing=standing).design
    allowed = importable_artifacts(standing)
    places = {one.address: (one.source, one.line) for one in reversed(imported.items)}
    rows = []
    merged = _merge_into(draft, imported)
    for address, item in merged.items():
        before = draft.find(*address)
        if before is None or (get_kind(address[0]).single and before == type(before)()):
            status, before = RowStatus.added, None
        else:
            status = RowStatus.same if before == item else RowStatus.changed
        artifact = artifact_of(address[0], item)
        locked = "" if artifact in allowed or status is RowStatus.same else _locked(artifact)
        place = places[address]
        rows.append(ImportRow(*address, status, artifact, locked, *place, before, item))
    for kind, item in _missing(draft, merged):
        artifact = artifact_of(kind, item)
        locked = "" if artifact in allowed else _locked(artifact)
        status = RowStatus.missing
        rows.append(ImportRow(kind, item.item_key, status, artifact, locked, before=item))
    choices = preview.choices
    refused = frozenset((kind, key) for kind, key in choices.get("refused", ()))
    removed = frozenset((kind, key) for kind, key in choices.get("removed", ()))
    return PendingImport(preview.id, imported, tuple(rows), refused, removed)


def _missing(draft: Design, merged: dict[ItemAddress, Item]) -> Iterator[tuple[str, Item]]:
    for name in {address.kind: None for address in merged}:
        kind = get_kind(name)
        if kind.single:
            continue
        for item in getattr(draft, kind.section):
            if ItemAddress(name, item.item_key) not in merged:
                yield name, item


def _merge_into(draft: Design, imported: Imported) -> dict[ItemAddress, Item]:
    """Per address, the item as it would be written; of items with one address the first."""
    merged: dict[ItemAddress, Item] = {}
    for one in imported.items:
        if one.address not in merged:
            merged[one.address] = _keep_answers(draft.find(*one.address), one.item, one.kind)
    return merged


def _keep_answers(before: Item | None, item: Item, kind: str) -> Item:
    if before is None or before == item:
        return item
    fields = type(item).model_fields
    names = list(fields) if get_kind(kind).single else _KEPT.get(kind, ())
    kept = {
        name: getattr(before, name) for name in names if getattr(item, name) == fields[name].default
    }
    return item.model_copy(update=kept) if kept else item


def _locked(artifact: Artifact) -> str:
    return f"{ARTIFACT_TITLES[artifact]} is locked."


def _attach(
    session: Session, standing: Standing, imported: Imported, files: dict[str, bytes]
) -> int:
    unread = [one.path for one in imported.sources if one.kind == "attachment"]
    kept = [path for path in unread if path in files]
    for path in kept:
        content = files[path]
        session.add(
            Attachment(
                project_id=standing.project.id,
                path=path,
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
                content=content,
                by=standing.actor.id,
                at=utc_now(),
            )
        )
    return len(kept)
