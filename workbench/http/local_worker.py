"""Background workers in this process, for installations without separate worker processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import current_app

from workbench.http.database import sessions
from workbench.http.settings import current_settings
from workbench.review.exports.building import export_job_type
from workbench.review.package.second_opinion import second_opinion_job_type
from workbench.review.worker import JobType, LocalWorker

_WORKERS: Final = "workbench_local_workers"


def local_worker() -> LocalWorker:
    """The worker of this process that generates exports."""
    return _worker(export_job_type(current_settings().data_dir))


def second_opinion_worker() -> LocalWorker:
    """The worker of this process that obtains second opinions."""
    return _worker(second_opinion_job_type())


def waker() -> Callable[[], None]:
    """A function that wakes the worker of exports; it can be called after the request has ended.

    It does nothing if separate worker processes generate exports (`WORKBENCH_EXPORTS`).
    """
    return local_worker().wake if current_settings().exports_here else _do_nothing


def second_opinion_waker() -> Callable[[], None]:
    """A function that wakes the worker of second opinions; as `waker`."""
    return second_opinion_worker().wake if current_settings().exports_here else _do_nothing


def _worker(job_type: JobType) -> LocalWorker:
    """The worker for that type of jobs, created on first use."""
    workers: dict[str, LocalWorker] = current_app.extensions.setdefault(_WORKERS, {})
    if job_type.kind not in workers:
        workers[job_type.kind] = LocalWorker(sessions(), job_type)
    return workers[job_type.kind]


def _do_nothing() -> None:
    """Do nothing, because separate worker processes do the work."""
