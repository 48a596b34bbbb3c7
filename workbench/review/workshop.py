"""Who makes the files of exports: workers that take jobs by lease, in this process or another.

A worker renews its lease while it works. One that is killed loses it, and the next worker begins
anew with the chapters that were laid out by then.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path

import orjson

from workbench.accounts.actor import actor_of
from workbench.artifacts.bundle import MANIFEST, build_files, write_zip
from workbench.artifacts.pdf_cache import FolderCache
from workbench.artifacts.pdf_content import Content
from workbench.artifacts.pdf_fragment import ChapterError
from workbench.artifacts.pdf_workers import Laid
from workbench.design.package import Package
from workbench.review.errors import NotFound, ReviewError
from workbench.review.exporting import (
    ABOUT,
    DRAFT,
    KIND,
    PDF,
    PDFS,
    ZIP,
    export_folder,
    export_key,
    prefix,
    what_it_shows,
)
from workbench.review.packages import package_of, with_earlier
from workbench.review.standing import open_project
from workbench.store import jobs
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, reading, transaction
from workbench.store.jobs import Job
from workbench.store.people import find_person

_log = logging.getLogger("workbench.exports")
_PULSE_SECONDS = 20.0
#: Share of the work that is done before the PDF is laid out; it takes longest.
_BEFORE_PDF = 30
#: What is left for the archive.
_DONE = 95
#: Of a worker, as the table has room for it.
_LONGEST_NAME = 100


class TakenOver(Exception):  # noqa: N818 - named by what happened
    """The lease of this worker ran out, and another one has the job."""


def work_once(
    sessions: Sessions,
    *,
    data_dir: Path,
    worker: str,
    taken: Callable[[Job], None] | None = None,
) -> bool:
    """Do the next job that waits, or whose worker was lost; False where there is none.

    `taken` is called with the job when it is leased. A worker that is told to stop half-way
    (KeyboardInterrupt, SystemExit) gives the job back.
    """
    with transaction(sessions) as session:
        job = jobs.take_next(session, worker=worker, now=utc_now(), kind=KIND)
    if job is None:
        return False
    error = ""
    try:
        if taken:
            taken(job)
        with _Pulse(sessions, job.id, worker).beating() as pulse:
            _make(sessions, job, data_dir, pulse)
    except TakenOver:
        return True
    except ReviewError as failure:
        error = str(failure)
    except ChapterError as failure:
        error = f"The PDF was not made. {failure}."
    except OSError as failure:
        # Its whole text would name paths of the server.
        error = f"The files could not be kept: {failure.strerror}."
    except Exception:  # noqa: BLE001 - a defect of any renderer is told to whoever waits
        _log.exception("export %s failed", job.key)
        error = "The files could not be made; the log of the server says why."
    except BaseException:
        with transaction(sessions) as session:
            jobs.give_back(session, job_id=job.id, worker=worker)
        raise
    with transaction(sessions) as session:
        jobs.finish(session, job_id=job.id, worker=worker, error=error)
    return True


def worker_name() -> str:
    """A name that no other worker of this installation has at the same time."""
    return f"{os.uname().nodename}-{os.getpid()}-{threading.get_ident()}"[-_LONGEST_NAME:]


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
        worker = worker_name()
        while work_once(self._sessions, data_dir=self._data_dir, worker=worker):
            pass


class _Pulse:
    """Renews a lease while the work goes on, and tells how far it is."""

    def __init__(self, sessions: Sessions, job_id: int, worker: str) -> None:
        self._sessions, self._job, self._worker = sessions, job_id, worker
        self._stop = threading.Event()
        self._lost = False
        self._said: tuple[int, str, str] = (0, "", "")

    @contextmanager
    def beating(self) -> Iterator[_Pulse]:
        thread = threading.Thread(target=self._beat_on, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()

    def tell(self, progress: int, message: str, chapters: str = "") -> None:
        """Say how far it is. Raises TakenOver where the job is another's by now."""
        self._said = (progress, message, chapters)
        self._beat()
        if self._lost:
            raise TakenOver

    def _beat_on(self) -> None:
        while not self._stop.wait(_PULSE_SECONDS):
            self._beat()

    def _beat(self) -> None:
        progress, message, chapters = self._said
        with transaction(self._sessions) as session:
            alive = jobs.beat(
                session,
                job_id=self._job,
                worker=self._worker,
                now=utc_now(),
                progress=progress,
                message=message,
                result=chapters,
            )
        self._lost = self._lost or not alive


def _make(sessions: Sessions, job: Job, data_dir: Path, pulse: _Pulse) -> None:
    which = str(job.payload["which"])
    content = Content(job.payload.get("content", Content.everything.value))
    pulse.tell(1, "Reading the design")
    with reading(sessions) as session:
        person = find_person(session, job.created_by)
        if person is None:
            raise NotFound("person", job.created_by)
        actor = actor_of(person)
        standing = open_project(session, actor=actor, project=str(job.payload["project"]))
        key = export_key(standing, which, content, what_it_shows(session, standing, which))
        number = None if which == DRAFT else int(which)
        package = package_of(session, standing=standing, revision=number)
        package = with_earlier(session, standing=standing, package=package)
    folder = export_folder(data_dir, standing, which, content, key)
    folder.mkdir(parents=True, exist_ok=True)
    chapters = FolderCache(data_dir / "chapters")
    before = _BEFORE_PDF if content is Content.everything else 1

    def make_pdf(package: Package) -> bytes:
        # The engine is slow to load, and only who makes a PDF needs it.
        from workbench.artifacts.pdf import typeset  # noqa: PLC0415

        def laid(how_far: Laid) -> None:
            share = (_DONE - before) * how_far.done // max(1, how_far.total)
            told = orjson.dumps([astuple(one) for one in how_far.chapters if one.title])
            message = f"Laid out {how_far.done} of {how_far.total} parts of the PDF"
            pulse.tell(before + share, message, told.decode())

        pulse.tell(before, "Beginning the PDF")
        made = typeset(package, content=content, cache=chapters, progress=laid)
        _write(folder / ABOUT, orjson.dumps({"pages": made.pages}))
        return made.content

    if content is Content.everything:
        _write_all(folder, package, make_pdf, pulse)
    else:
        _write(folder / PDFS[content], make_pdf(package))
    _remove_older(folder, prefix(which, content))
    chapters.tidy()


def _write_all(
    folder: Path, package: Package, make_pdf: Callable[[Package], bytes], pulse: _Pulse
) -> None:
    files: list[tuple[str, bytes]] = []
    for nth, (name, content) in enumerate(build_files(package, make_pdf=make_pdf), 1):
        _write(folder / name, content)
        files.append((name, content))
        pulse.tell(_DONE if name in {PDF, MANIFEST} else min(_BEFORE_PDF, nth), f"Wrote {name}")
    _write(folder / ZIP, write_zip(files))


def _write(path: Path, content: bytes) -> None:
    """A file appears whole or not at all, because somebody may be waiting for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        half.write_bytes(content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _remove_older(folder: Path, start: str) -> None:
    for other in folder.parent.glob(f"{start}*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
