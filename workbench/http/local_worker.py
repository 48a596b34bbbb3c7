"""The export worker of this process, for installations that run none of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import current_app

from workbench.http.database import sessions
from workbench.http.settings import current_settings
from workbench.review.exports.building import export_job_type
from workbench.review.worker import LocalWorker

_WORKER: Final = "workbench_export_worker"


def local_worker() -> LocalWorker:
    """The worker of this process; it is made when first asked for."""
    worker: LocalWorker | None = current_app.extensions.get(_WORKER)
    if worker is None:
        worker = LocalWorker(sessions(), export_job_type(current_settings().data_dir))
        current_app.extensions[_WORKER] = worker
    return worker


def waker() -> Callable[[], None]:
    """A function that wakes this process's worker; it may be called after the request has ended.

    It does nothing where exports are made by separate worker processes (`WORKBENCH_EXPORTS`).
    """
    return local_worker().wake if current_settings().exports_here else _do_nothing


def _do_nothing() -> None:
    """Leave the work to the separate worker processes."""
