"""Generating the files of an export: read the design, write its documents, lay out the PDF.

A job that is started again reuses the chapters that were laid out before.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import orjson

from workbench.accounts.actor import actor_of
from workbench.artifacts.bundle import MANIFEST, build_files, write_zip
from workbench.artifacts.pdf.cache import FolderCache
from workbench.artifacts.pdf.content import Content
from workbench.artifacts.pdf.fragment import ChapterError
from workbench.artifacts.pdf.workers import Laid
from workbench.design.package import Package
from workbench.review.errors import NotFound, ReviewError
from workbench.review.exports.exporting import (
    ABOUT,
    DRAFT,
    KIND,
    PDF,
    PDFS,
    ZIP,
    content_hash,
    export_folder,
    export_key,
    prefix,
)
from workbench.review.package.contents import package_of, with_earlier
from workbench.review.projects.access import open_project
from workbench.review.worker import Heartbeat, JobType
from workbench.store.engine import Sessions, reading
from workbench.store.jobs import Job
from workbench.store.people import find_person

#: Progress in per cent before the PDF is laid out, which takes longest.
_BEFORE_PDF = 30
#: Progress in per cent before the archive is written.
_DONE = 95


def export_job_type(data_dir: Path) -> JobType:
    """The job type that generates exports; their files are stored under `data_dir`."""

    def make(sessions: Sessions, job: Job, heartbeat: Heartbeat) -> None:
        try:
            _make(sessions, job, data_dir, heartbeat)
        except ChapterError as failure:
            raise ReviewError(f"The PDF could not be generated: {failure}.") from failure

    return JobType(KIND, make, defect="The files could not be generated")


def _make(sessions: Sessions, job: Job, data_dir: Path, heartbeat: Heartbeat) -> None:
    which = str(job.payload["which"])
    content = Content(job.payload.get("content", Content.everything.value))
    heartbeat.report(1, "Reading the design")
    with reading(sessions) as session:
        person = find_person(session, job.created_by)
        if person is None:
            raise NotFound("person", job.created_by)
        actor = actor_of(person)
        access = open_project(session, actor=actor, project=str(job.payload["project"]))
        key = export_key(access, which, content, content_hash(session, access, which))
        number = None if which == DRAFT else int(which)
        package = package_of(session, access=access, revision=number)
        package = with_earlier(session, access=access, package=package)
    folder = export_folder(data_dir, access, which, content, key)
    folder.mkdir(parents=True, exist_ok=True)
    cache = FolderCache(data_dir / "chapters")
    before = _BEFORE_PDF if content is Content.everything else 1

    def make_pdf(package: Package) -> bytes:
        # The PDF engine is slow to load, and only a worker that generates a PDF needs it.
        from workbench.artifacts.pdf.package import typeset  # noqa: PLC0415

        def report(laid: Laid) -> None:
            share = (_DONE - before) * laid.done // max(1, laid.total)
            chapters = [astuple(chapter) for chapter in laid.chapters if chapter.title]
            message = f"Laid out {laid.done} of {laid.total} parts of the PDF"
            heartbeat.report(before + share, message, orjson.dumps(chapters).decode())

        heartbeat.report(before, "Starting the PDF")
        document = typeset(package, content=content, cache=cache, progress=report)
        _write(folder / ABOUT, orjson.dumps({"pages": document.pages}))
        return document.content

    if content is Content.everything:
        _write_all(folder, package, make_pdf, heartbeat)
    else:
        _write(folder / PDFS[content], make_pdf(package))
    _remove_older(folder, prefix(which, content))
    cache.tidy()


def _write_all(
    folder: Path, package: Package, make_pdf: Callable[[Package], bytes], heartbeat: Heartbeat
) -> None:
    files: list[tuple[str, bytes]] = []
    for nth, (name, content) in enumerate(build_files(package, make_pdf=make_pdf), 1):
        _write(folder / name, content)
        files.append((name, content))
        heartbeat.report(
            _DONE if name in {PDF, MANIFEST} else min(_BEFORE_PDF, nth), f"Wrote {name}"
        )
    _write(folder / ZIP, write_zip(files))


def _write(path: Path, content: bytes) -> None:
    """Write a file atomically, because somebody may be waiting for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _remove_older(folder: Path, start: str) -> None:
    for other in folder.parent.glob(f"{start}*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
