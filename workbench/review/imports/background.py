"""Reading the files of a pending import: at once if they are small, else in the background."""

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
#: Larger uploads are read in the background, as they take more than a second or two.
LONG_BYTES: Final = 700_000
LONG_FILES: Final = 150
#: Progress in per cent when every document is read, and when the result is being saved.
_READ = 90
_SAVING = 96
#: Shortest time between two progress reports.
_REPORT_SECONDS = 0.4
#: Capacity of the cache of read files, so that a further page need not load them again.
_CAPACITY_CHARACTERS = 16_000_000

#: By the hash of the uploaded files.
_imported: LruCache[str, Imported] = LruCache(
    _CAPACITY_CHARACTERS, weigh=lambda imported: sum(map(len, imported.texts.values()))
)


class ImportNotReady(ReviewError):  # noqa: N818 - named by what happened
    """The files of a pending import are not read yet, or reading them failed."""

    def __init__(self, preview: str) -> None:
        """Take the ID of the pending import."""
        self.preview = preview
        super().__init__("The files are still being read.")


@dataclass(frozen=True, slots=True)
class ReadingState:
    """Progress of reading the files of a pending import."""

    state: str
    """`done`, `running` or `failed`."""
    progress: int = 0
    """Per cent; 0 if unknown."""
    message: str = ""
    """The current activity, or why it failed; empty before it begins."""


def takes_long(files: Mapping[str, bytes]) -> bool:
    """Whether these files are to be read in the background."""
    return len(files) > LONG_FILES or sum(map(len, files.values())) > LONG_BYTES


def read_at_once(preview: ImportPreview, files: Mapping[str, bytes]) -> None:
    """Read the files and store the result with them."""
    imported = _read(files)
    preview.reading, preview.read_from = dump_reading(imported), _digest(preview.files)
    _imported.put(preview.read_from, imported)


def ask_to_read(session: Session, preview: ImportPreview, *, project: str) -> None:
    """Enqueue a job that reads all files in the background."""
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
    """Delete the jobs that read these pending imports."""
    if previews:
        jobs.delete_jobs(session, [job_key(preview) for preview in previews])


def job_key(preview: str) -> str:
    """Key of the job that reads a pending import."""
    return f"{KIND}-{preview}"


def state_of(session: Session, preview: ImportPreview) -> ReadingState:
    """Progress of reading a pending import."""
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
    """The content of the files, from the cache if possible.

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
    """The job type that reads pending imports."""
    return JobType(KIND, _work, defect="The files could not be read")


def _work(sessions: Sessions, job: Job, heartbeat: Heartbeat) -> None:
    preview_id = str(job.payload["preview"])
    with reading(sessions) as session:
        preview = session.get(ImportPreview, preview_id)
        if preview is None:
            raise LeaseLost
        packed = preview.files
    files = unpack_files(packed)
    imported = _read(files, _ProgressReporter(files, heartbeat).report)
    heartbeat.report(_SAVING, "Saving the result")
    body, digest = dump_reading(imported), _digest(packed)
    with transaction(sessions) as session:
        preview = session.get(ImportPreview, preview_id, with_for_update=True)
        if preview is None or _digest(preview.files) != digest:
            raise LeaseLost
        preview.reading, preview.read_from = body, digest
        jobs.delete_jobs(session, [job.key])
    _imported.put(digest, imported)


class _ProgressReporter:
    """Reports progress, as the share of bytes that have been read."""

    def __init__(self, files: Mapping[str, bytes], heartbeat: Heartbeat) -> None:
        self._sizes = {path: len(content) for path, content in files.items()}
        self._total = max(1, sum(self._sizes.values()))
        self._heartbeat = heartbeat
        self._begun = self._done = self._current = 0
        self._reported_at = 0.0

    def report(self, path: str) -> None:
        """Report that a document begins; the empty path stands for merging all of them."""
        self._done += self._current
        self._current = self._sizes.get(path, 0)
        if not path:
            self._heartbeat.report(_READ, "Merging the documents")
            return
        self._begun += 1
        now = time.monotonic()
        if now - self._reported_at >= _REPORT_SECONDS:
            self._reported_at = now
            share = _READ * self._done // self._total
            message = f"Reading {self._begun} of {len(self._sizes)}: {path}"
            self._heartbeat.report(share, message.encode("utf-8", "replace").decode())


def _read(files: Mapping[str, bytes], tell: Callable[[str], None] | None = None) -> Imported:
    with gc_paused():
        return read_files(files, opened=True, tell=tell)


def _digest(packed: bytes) -> str:
    return hashlib.sha256(packed).hexdigest()
