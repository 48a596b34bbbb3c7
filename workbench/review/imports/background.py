"""Reading the files of a pending import: at once, or in the background where that takes long."""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from workbench.cache import LruCache
from workbench.design.design import DesignError
from workbench.intake.folder import read_files
from workbench.intake.result import Imported
from workbench.review.errors import ReviewError
from workbench.review.imports.files import unpack_files
from workbench.review.imports.serialization import dump_reading, load_reading
from workbench.review.worker import Heartbeat, JobType, LeaseLost
from workbench.store import jobs
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, reading, transaction
from workbench.store.gc_pause import gc_paused
from workbench.store.imports import ImportPreview
from workbench.store.jobs import Job

KIND: Final = "import"
#: What is larger than this is read in the background: it would take more than a second or two.
LONG_BYTES: Final = 700_000
LONG_FILES: Final = 150
#: Share of the work that is done when every document is read.
_READ = 90
_KEPT_AT = 96
#: Nobody looks more often than that.
_TOLD_SECONDS = 0.4
#: What was read last stays in memory, so that turning a page does not load it again.
_CAPACITY_CHARACTERS = 16_000_000

#: By the hash of the uploaded files.
_imported: LruCache[str, Imported] = LruCache(
    _CAPACITY_CHARACTERS, weigh=lambda imported: sum(map(len, imported.texts.values()))
)


class ImportNotReady(ReviewError):  # noqa: N818 - named by what happened
    """The files of a pending import are not read yet, or reading them failed."""

    def __init__(self, preview: str) -> None:
        """Keep which one."""
        self.preview = preview
        super().__init__("The files are still being read.")


@dataclass(frozen=True, slots=True)
class ReadingState:
    """How far reading the files of a pending import is."""

    state: str
    """`done`, `running` or `failed`."""
    progress: int = 0
    """Per cent; 0 where it cannot be told."""
    message: str = ""
    """What it is at, or why it failed; empty before it begins."""


def takes_long(files: Mapping[str, bytes]) -> bool:
    """Whether reading these files is work for the background."""
    return len(files) > LONG_FILES or sum(map(len, files.values())) > LONG_BYTES


def read_at_once(preview: ImportPreview, files: Mapping[str, bytes]) -> None:
    """Read the files and keep what they say with them."""
    imported = _read(files)
    preview.reading, preview.read_from = dump_reading(imported), _digest(preview.files)
    _imported.put(preview.read_from, imported)


def ask_to_read(session: Session, preview: ImportPreview, *, project: str) -> None:
    """Have the files read in the background, from the beginning."""
    preview.reading, preview.read_from = None, ""
    session.flush()
    cancel_jobs(session, [preview.id])
    jobs.enqueue(
        session,
        key=job_key(preview.id),
        kind=KIND,
        project_id=preview.project_id,
        payload={"preview": preview.id, "project": project},
        by=preview.person_id,
        at=utc_now(),
    )


def cancel_jobs(session: Session, previews: Collection[str]) -> None:
    """Stop reading what nobody wants any more."""
    if previews:
        jobs.delete_jobs(session, [job_key(preview) for preview in previews])


def job_key(preview: str) -> str:
    """Key of the job that reads a pending import."""
    return f"{KIND}-{preview}"


def state_of(session: Session, preview: ImportPreview) -> ReadingState:
    """How far reading a pending import is."""
    if preview.read_from:
        return ReadingState("done", 100)
    job = jobs.find_job(session, job_key(preview.id))
    if job is None:
        return ReadingState("failed", 0, "Processing these files was cancelled. Upload them again.")
    if job.state == "failed":
        return ReadingState("failed", job.progress, job.message)
    return ReadingState("running", job.progress, job.message)


def ensure_read(preview: ImportPreview) -> None:
    """Raise ImportNotReady unless the files are read."""
    if not preview.read_from:
        raise ImportNotReady(preview.id)


def imported_of(preview: ImportPreview) -> Imported:
    """What the files say, from memory where it was asked for a moment ago.

    Raises ImportNotReady before they are read.
    """
    ensure_read(preview)
    known = _imported.get(preview.read_from)
    if known is not None:
        return known
    files = unpack_files(preview.files)
    try:
        with gc_paused():
            imported = load_reading(preview.reading or b"", files)
    except (DesignError, zlib.error):
        imported = _read(files)
    _imported.put(preview.read_from, imported)
    return imported


def import_job_type() -> JobType:
    """How pending imports are read in the background."""
    return JobType(KIND, _work, defect="The files could not be read")


def _work(sessions: Sessions, job: Job, heartbeat: Heartbeat) -> None:
    preview_id = str(job.payload["preview"])
    with reading(sessions) as session:
        preview = session.get(ImportPreview, preview_id)
        if preview is None:
            raise LeaseLost
        packed = preview.files
    files = unpack_files(packed)
    imported = _read(files, _Teller(files, heartbeat).tell)
    heartbeat.tell(_KEPT_AT, "Saving the result")
    kept, digest = dump_reading(imported), _digest(packed)
    with transaction(sessions) as session:
        preview = session.get(ImportPreview, preview_id, with_for_update=True)
        if preview is None or _digest(preview.files) != digest:
            raise LeaseLost
        preview.reading, preview.read_from = kept, digest
        jobs.delete_jobs(session, [job.key])
    _imported.put(digest, imported)


class _Teller:
    """Turns the paths that a reader tells into how far it is, by bytes."""

    def __init__(self, files: Mapping[str, bytes], heartbeat: Heartbeat) -> None:
        self._sizes = {path: len(content) for path, content in files.items()}
        self._total = max(1, sum(self._sizes.values()))
        self._pulse = heartbeat
        self._begun = self._done = self._before = 0
        self._told = 0.0

    def tell(self, path: str) -> None:
        self._done += self._before
        self._before = self._sizes.get(path, 0)
        if not path:
            self._pulse.tell(_READ, "Merging the documents")
            return
        self._begun += 1
        now = time.monotonic()
        if now - self._told >= _TOLD_SECONDS:
            self._told = now
            share = _READ * self._done // self._total
            message = f"Reading {self._begun} of {len(self._sizes)}: {path}"
            self._pulse.tell(share, message.encode("utf-8", "replace").decode())


def _read(files: Mapping[str, bytes], tell: Callable[[str], None] | None = None) -> Imported:
    with gc_paused():
        return read_files(files, opened=True, tell=tell)


def _digest(packed: bytes) -> str:
    return hashlib.sha256(packed).hexdigest()
