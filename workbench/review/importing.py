"""Bringing files: read, shown against the draft, and only then taken over, all at once."""

from __future__ import annotations

import hashlib
import io
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.base import Item
from workbench.design.design import Design, ItemAddress
from workbench.design.kinds import ARTIFACT_TITLES, Artifact, artifact_of, get_kind
from workbench.intake.archive import MAX_FILES, MAX_TOTAL_BYTES, ArchiveError, is_archive, unpack
from workbench.intake.folder import read_files
from workbench.intake.imported import Imported
from workbench.review.commands import AcceptImport
from workbench.review.errors import Invalid, NotFound
from workbench.review.events import DesignStarted, HandoffReceived
from workbench.review.halts import lift_halt_if_mended
from workbench.review.machine import Stage
from workbench.review.policy import ensure, importable_artifacts, why_not_import
from workbench.review.standing import Standing, enter_project, record
from workbench.store.base import utc_now
from workbench.store.drafts import PutMany, begin_write, load_design, put_many
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


@dataclass(frozen=True, slots=True)
class PendingImport:
    """What was read from the files, and what taking it over would change."""

    id: str
    imported: Imported
    rows: tuple[ImportRow, ...]

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


def begin_import(
    session: Session, *, actor: Actor, project: str, files: Mapping[str, bytes]
) -> PendingImport:
    """Read files and keep them for a day, until somebody accepts; the draft stays as it is.

    Raises Invalid for no files, too many or too large ones, Refused where nothing may be
    imported now.
    """
    standing = enter_project(session, actor=actor, project=project)
    ensure(why_not_import(standing))
    _ensure_bounded(files)
    now = utc_now()
    drop_expired_previews(session, now)
    preview = ImportPreview(
        id=secrets.token_urlsafe(32),
        project_id=standing.project.id,
        person_id=actor.id,
        files=_pack(files),
        created_at=now,
        expires_at=now + PREVIEW_LASTS,
    )
    session.add(preview)
    session.flush()
    return _pending(session, standing, preview.id, read_files(files))


def get_import(session: Session, *, standing: Standing, preview: str) -> PendingImport:
    """A pending import, held against the draft as it is now. Raises NotFound once it is gone."""
    return _pending(session, standing, preview, read_files(_files(session, standing, preview)))


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
    files = _files(session, standing, command.preview)
    imported = read_files(files)
    pending = _pending(session, standing, command.preview, imported)
    refused = {(one.kind, one.key) for one in command.refused}
    wanted = {(one.kind, one.key) for one in command.remove}
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
        item
        for address, item in _merged(session, standing, imported).items()
        if address not in skipped
    ]
    write = begin_write(session, project_id=standing.project.id, by=actor.id, at=utc_now())
    written = put_many(session, write=write, items=items, remove=remove)
    attachments = _attach(session, standing, imported, files)
    _record(session, standing, imported)
    session.delete(find_preview(session, standing.project.id, command.preview))
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


def _pending(
    session: Session, standing: Standing, preview: str, imported: Imported
) -> PendingImport:
    draft = load_design(session, standing.project.id)
    allowed = importable_artifacts(standing)
    places = {one.address: (one.source, one.line) for one in reversed(imported.items)}
    rows = []
    merged = _merge_into(draft, imported)
    for address, item in merged.items():
        before = draft.find(*address)
        if before is None or (get_kind(address[0]).single and before == type(before)()):
            status = RowStatus.added
        else:
            status = RowStatus.same if before == item else RowStatus.changed
        artifact = artifact_of(address[0], item)
        locked = "" if artifact in allowed or status is RowStatus.same else _locked(artifact)
        rows.append(ImportRow(*address, status, artifact, locked, *places[address]))
    rows += [
        ImportRow(
            kind, key, RowStatus.missing, artifact, "" if artifact in allowed else _locked(artifact)
        )
        for kind, key, artifact in _missing(draft, merged)
    ]
    return PendingImport(preview, imported, tuple(rows))


def _missing(draft: Design, merged: dict[ItemAddress, Item]) -> Iterator[tuple[str, str, Artifact]]:
    for name in {address.kind: None for address in merged}:
        kind = get_kind(name)
        if kind.single:
            continue
        for item in getattr(draft, kind.section):
            if ItemAddress(name, item.item_key) not in merged:
                yield name, item.item_key, artifact_of(name, item)


def _merged(session: Session, standing: Standing, imported: Imported) -> dict[ItemAddress, Item]:
    return _merge_into(load_design(session, standing.project.id), imported)


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


def _ensure_bounded(files: Mapping[str, bytes]) -> None:
    if not files:
        raise Invalid({"files": ["Choose at least one file."]})
    if len(files) > MAX_FILES:
        raise Invalid({"files": [f"Bring at most {MAX_FILES} files at once."]})
    if sum(len(content) for content in files.values()) > MAX_TOTAL_BYTES:
        raise Invalid({"files": [f"Bring at most {MAX_TOTAL_BYTES // 1024**2} MiB at once."]})


def _pack(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, (path, content) in enumerate(files.items()):
            # Names inside are numbers: a path that a zip cannot hold must not stop an import.
            info = zipfile.ZipInfo(str(number))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
            archive.writestr(f"{number}.path", path.encode("utf-8", "surrogatepass"))
    return target.getvalue()


def _unpack(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {
            archive.read(f"{name}.path").decode("utf-8", "surrogatepass"): archive.read(name)
            for name in archive.namelist()
            if not name.endswith(".path")
        }


def _files(session: Session, standing: Standing, preview: str) -> dict[str, bytes]:
    found = find_preview(session, standing.project.id, preview)
    if found is None or found.expires_at <= utc_now():
        raise NotFound("pending import")
    if found.person_id != standing.actor.id:
        raise NotFound("pending import")
    return _unpack(found.files)


def _contents(files: dict[str, bytes]) -> dict[str, bytes]:
    """Files under the paths that `read_files` gives them, those of archives too."""
    contents = {}
    for path, content in files.items():
        if not is_archive(content):
            contents[path] = content
            continue
        folder = "" if len(files) == 1 else path.rpartition("/")[0]
        with suppress(ArchiveError):
            inside = unpack(content)
            contents |= {f"{folder}/{name}" if folder else name: inside[name] for name in inside}
    return contents


def _attach(
    session: Session, standing: Standing, imported: Imported, files: dict[str, bytes]
) -> int:
    unread = [one.path for one in imported.sources if one.kind == "attachment"]
    contents = _contents(files) if unread else {}
    kept = [path for path in unread if path in contents]
    for path in kept:
        content = contents[path]
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
