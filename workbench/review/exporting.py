"""Packages as files: made once in the background, kept with their revision, served many times.

An export is a folder below the data directory whose name says what is in it: the revision,
everything around it that documents show, and the programme that wrote it. Where the folder is
complete nothing is made again. The jobs table only carries who works on it and how far it is.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

import orjson
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor, actor_of
from workbench.artifacts.bundle import MANIFEST, build_files, write_zip
from workbench.artifacts.pdf_cache import FolderCache
from workbench.design.package import Package
from workbench.review.commenting import comments_of
from workbench.review.errors import NotFound, ReviewError
from workbench.review.history import decisions_of
from workbench.review.interventions import interventions_of
from workbench.review.packages import get_revision, package_of
from workbench.review.reports import findings_of
from workbench.review.rfis import rfis_of
from workbench.review.standing import Standing, open_project
from workbench.store import jobs
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, reading, transaction
from workbench.store.jobs import Job
from workbench.store.people import find_person

KIND: Final = "package"
PDF: Final = "design-package.pdf"
ZIP: Final = "package.zip"
#: The name of the draft among revisions.
DRAFT: Final = "draft"

_log = logging.getLogger("workbench.exports")
_PULSE_SECONDS = 20.0
#: Share of the work that is done before the PDF is laid out; it takes longest.
_BEFORE_PDF = 30
#: What is left for the archive.
_DONE = 95


class TakenOver(Exception):  # noqa: N818 - named by what happened
    """The lease of this worker ran out, and another one has the job."""


@dataclass(frozen=True, slots=True)
class Export:
    """The files of one revision, or of the draft, as far as they are made."""

    which: str
    """Number of the revision, or `draft`."""
    key: str
    folder: Path
    job: Job | None

    @property
    def complete(self) -> bool:
        """Whether everything is there."""
        return (self.folder / ZIP).is_file()

    @property
    def state(self) -> str:
        """`done`, `running`, `failed`, or `none` where nobody has asked for it."""
        if self.complete:
            return "done"
        if self.job is None or self.job.state == "done":
            return "none"
        return "failed" if self.job.state == "failed" else "running"

    def files(self) -> list[tuple[str, int]]:
        """Name and size of each file that can be had by now, sorted, folders last."""
        if not self.folder.is_dir():
            return []
        found = [
            (path.relative_to(self.folder).as_posix(), path.stat().st_size)
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.startswith(".") and path.name != ZIP
        ]
        return sorted(found, key=lambda one: (one[0].count("/"), one[0]))

    def find(self, name: str) -> Path | None:
        """The file of that name, if it is one of this export and made by now."""
        known = {one for one, _ in self.files()} | ({ZIP} if self.complete else set())
        return self.folder / name if name in known else None


def find_export(session: Session, *, standing: Standing, which: str, data_dir: Path) -> Export:
    """What there is of an export; a fixed number of queries. Raises NotFound for no revision."""
    key = _key_of(session, standing, which)
    return Export(which, key, _folder(data_dir, standing, which, key), jobs.find_job(session, key))


def ask_for_export(
    session: Session, *, actor: Actor, project: str, which: str, data_dir: Path
) -> Export:
    """Ask for the files of a revision or the draft; asking again changes nothing."""
    standing = open_project(session, actor=actor, project=project)
    export = find_export(session, standing=standing, which=which, data_dir=data_dir)
    if export.complete:
        return export
    if export.job is not None and export.job.state == "done":
        # Its files were removed since, so it is work again.
        session.delete(export.job)
        session.flush()
    job = jobs.ask_for(
        session,
        key=export.key,
        kind=KIND,
        project_id=standing.project.id,
        payload={"project": project, "which": which},
        by=actor.id,
        at=utc_now(),
    )
    return Export(which, export.key, export.folder, job)


def work_once(sessions: Sessions, *, data_dir: Path, worker: str) -> bool:
    """Do the next job that waits, or whose worker was lost; False where there is none."""
    with transaction(sessions) as session:
        job = jobs.take_next(session, worker=worker, now=utc_now())
    if job is None:
        return False
    error = ""
    try:
        with _Pulse(sessions, job.id, worker).beating() as pulse:
            _make(sessions, job, data_dir, pulse)
    except TakenOver:
        return True
    except ReviewError as failure:
        error = str(failure)
    except OSError as failure:
        # Its whole text would name paths of the server.
        error = f"The files could not be kept: {failure.strerror}."
    except Exception:  # noqa: BLE001 - a defect of any renderer is told to whoever waits
        _log.exception("export %s failed", job.key)
        error = "The files could not be made; the log of the server says why."
    with transaction(sessions) as session:
        jobs.finish(session, job_id=job.id, worker=worker, error=error)
    return True


class Workshop:
    """The one worker of this process: it lives while there is work and is woken by who waits."""

    def __init__(self, sessions: Sessions, data_dir: Path) -> None:
        """Nothing starts yet."""
        self._sessions, self._data_dir = sessions, data_dir
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """See to it that somebody is at work."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                name = f"exports-{os.getpid()}"
                self._thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._thread.start()

    def rest(self) -> None:
        """Wait until the work is done."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        worker = f"{os.uname().nodename}-{os.getpid()}-{threading.get_ident()}"
        while work_once(self._sessions, data_dir=self._data_dir, worker=worker):
            pass


class _Pulse:
    """Renews a lease while the work goes on, and tells how far it is."""

    def __init__(self, sessions: Sessions, job_id: int, worker: str) -> None:
        self._sessions, self._job, self._worker = sessions, job_id, worker
        self._stop = threading.Event()
        self._lost = False
        self._said = (0, "")

    @contextmanager
    def beating(self) -> Iterator[_Pulse]:
        thread = threading.Thread(target=self._beat_on, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()

    def tell(self, progress: int, message: str) -> None:
        """Say how far it is. Raises TakenOver where the job is another's by now."""
        self._said = (progress, message)
        self._beat()
        if self._lost:
            raise TakenOver

    def _beat_on(self) -> None:
        while not self._stop.wait(_PULSE_SECONDS):
            self._beat()

    def _beat(self) -> None:
        progress, message = self._said
        with transaction(self._sessions) as session:
            alive = jobs.beat(
                session,
                job_id=self._job,
                worker=self._worker,
                now=utc_now(),
                progress=progress,
                message=message,
            )
        self._lost = self._lost or not alive


def _make(sessions: Sessions, job: Job, data_dir: Path, pulse: _Pulse) -> None:
    which = str(job.payload["which"])
    pulse.tell(1, "Reading the design")
    with reading(sessions) as session:
        person = find_person(session, job.created_by)
        if person is None:
            raise NotFound("person", job.created_by)
        actor = actor_of(person)
        standing = open_project(session, actor=actor, project=str(job.payload["project"]))
        key = _key_of(session, standing, which)
        number = None if which == DRAFT else int(which)
        package = package_of(session, standing=standing, revision=number)
    folder = _folder(data_dir, standing, which, key)
    folder.mkdir(parents=True, exist_ok=True)
    chapters = FolderCache(data_dir / "chapters")

    def make_pdf(package: Package) -> bytes:
        # The engine is slow to load, and only who makes a PDF needs it.
        from workbench.artifacts.pdf import render_pdf  # noqa: PLC0415

        def laid(done: int, total: int, title: str) -> None:
            share = (_DONE - _BEFORE_PDF) * done // max(1, total)
            pulse.tell(_BEFORE_PDF + share, f"Laid out {title}" if title else "Laying out the PDF")

        pulse.tell(_BEFORE_PDF, "Laying out the PDF")
        return render_pdf(package, cache=chapters, progress=laid)

    files: list[tuple[str, bytes]] = []
    for nth, (name, content) in enumerate(build_files(package, make_pdf=make_pdf), 1):
        _write(folder / name, content)
        files.append((name, content))
        pulse.tell(_DONE if name in {PDF, MANIFEST} else min(_BEFORE_PDF, nth), f"Wrote {name}")
    _write(folder / ZIP, write_zip(files))
    _remove_older(folder, which)
    chapters.tidy()


def _write(path: Path, content: bytes) -> None:
    """A file appears whole or not at all, because somebody may be waiting for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    half.write_bytes(content)
    half.replace(path)


def _remove_older(folder: Path, which: str) -> None:
    for other in folder.parent.glob(f"{which}-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def _folder(data_dir: Path, standing: Standing, which: str, key: str) -> Path:
    return data_dir / "exports" / str(standing.project.id) / f"{which}-{key[-24:]}"


def _key_of(session: Session, standing: Standing, which: str) -> str:
    """What the files depend on, so that equal keys mean equal files."""
    if which == DRAFT:
        report = findings_of(session, standing=standing)
        day = utc_now().date().isoformat()
        own: list[object] = [report.draft_version, report.rule_set, day, standing.state.sha256]
    else:
        if not which.isascii() or not which.isdigit() or len(which) > 9:  # noqa: PLR2004
            raise NotFound("revision", which)
        row = get_revision(session, standing, int(which))
        own = [row.number, row.sha256, row.rule_set]
    around = [
        decisions_of(session, standing=standing),
        comments_of(session, standing=standing),
        [
            (
                one.row.topic,
                one.row.feedback,
                one.row.interpretation,
                one.row.plan,
                one.row.resolution,
                one.row.processed_at,
                one.raised_by,
            )
            for one in interventions_of(session, standing=standing)
        ],
        [
            (one.row.question, one.row.status, one.row.answer, one.row.answer_item, one.owner)
            for one in rfis_of(session, standing=standing)
        ],
    ]
    told = orjson.dumps(
        [_version(), standing.project.name, own, around], default=_plain, option=orjson.OPT_UTC_Z
    )
    return f"{KIND}-{standing.project.id}-{which}-{hashlib.sha256(told).hexdigest()[:32]}"


def _plain(value: object) -> object:
    return astuple(value) if hasattr(value, "__dataclass_fields__") else str(value)  # type: ignore[call-overload]


def _version() -> str:
    try:
        return metadata.version("design-workbench")
    except metadata.PackageNotFoundError:
        return "0"
