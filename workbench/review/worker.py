"""Background workers, in this process or another, which lease jobs from the database.

A worker renews its lease while it works. If it is killed, the lease runs out and another worker
starts the job again.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError

from workbench.review.errors import ReviewError
from workbench.store import jobs
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, transaction
from workbench.store.jobs import Job

_log = logging.getLogger("workbench.jobs")
_HEARTBEAT_SECONDS = 20.0
#: Length of a worker's name, as the table stores it.
_LONGEST_NAME = 100


class LeaseLost(Exception):  # noqa: N818 - named by what happened
    """Another worker has leased the job, or the job was deleted."""


@dataclass(frozen=True, slots=True)
class JobType:
    """A kind of job: the function that does it, and the messages when it fails."""

    kind: str
    do: Callable[[Sessions, Job, Heartbeat], None]
    defect: str
    """Message after an unexpected exception."""
    system_error: str = "The files could not be saved"
    """Message after an OSError; the system's reason is appended."""


def worker_name() -> str:
    """A name that no other running worker of this installation has."""
    return f"{os.uname().nodename}-{os.getpid()}-{threading.get_ident()}"[-_LONGEST_NAME:]


def work_once(
    sessions: Sessions,
    *,
    job_type: JobType,
    worker: str,
    on_lease: Callable[[Job], None] | None = None,
) -> bool:
    """Do the next job that is waiting or whose lease has run out; False if there is none.

    `on_lease` is called with the job when it is leased. If the worker is stopped meanwhile
    (KeyboardInterrupt, SystemExit), it releases the job.
    """
    with transaction(sessions) as session:
        job = jobs.lease_next(session, worker=worker, now=utc_now(), kind=job_type.kind)
    if job is None:
        return False
    error = ""
    try:
        if on_lease:
            on_lease(job)
        with Heartbeat(sessions, job.id, worker).running() as heartbeat:
            job_type.do(sessions, job, heartbeat)
    except LeaseLost:
        return True
    except ReviewError as failure:
        error = str(failure)
    except OSError as failure:
        # Its whole text would name paths of the server.
        error = f"{job_type.system_error}: {failure.strerror}."
    except Exception:  # noqa: BLE001 - the job fails with a message, and the worker goes on
        _log.exception("job %s failed", job.key)
        error = f"{job_type.defect}; see the server log."
    except BaseException:
        with transaction(sessions) as session:
            jobs.release(session, job_id=job.id, worker=worker)
        raise
    with transaction(sessions) as session:
        jobs.finish(session, job_id=job.id, worker=worker, error=error)
    return True


class LocalWorker:
    """The worker of this process for a kind of job: a thread that runs while there are jobs."""

    def __init__(self, sessions: Sessions, job_type: JobType) -> None:
        """Create the worker; `wake` starts it."""
        self._sessions, self._job_type = sessions, job_type
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Start the thread unless it is running."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                name = f"{self._job_type.kind}-{os.getpid()}"
                self._thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Wait until the thread has ended."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        worker = worker_name()
        while work_once(self._sessions, job_type=self._job_type, worker=worker):
            pass


class Heartbeat:
    """Renews a lease while the job runs, and reports its progress."""

    def __init__(self, sessions: Sessions, job_id: int, worker: str) -> None:
        """Create the heartbeat; `running` starts it."""
        self._sessions, self._job, self._worker = sessions, job_id, worker
        self._stop = threading.Event()
        self._lost = False
        self._progress: tuple[int, str, str] = (0, "", "")

    @contextmanager
    def running(self) -> Iterator[Heartbeat]:
        """Renew the lease until the block is left."""
        thread = threading.Thread(target=self._renew_until_stopped, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()

    def report(self, progress: int, message: str, result: str = "") -> None:
        """Store the progress in per cent, a message and an intermediate result.

        Raises LeaseLost if the lease is lost.
        """
        self._progress = (progress, message, result)
        self._try_to_renew()
        if self._lost:
            raise LeaseLost

    def _renew_until_stopped(self) -> None:
        while not self._stop.wait(_HEARTBEAT_SECONDS):
            self._try_to_renew()

    def _try_to_renew(self) -> None:
        # A lease outlasts several heartbeats, so the job survives one that a busy database misses.
        try:
            self._renew()
        except OperationalError as error:
            _log.warning("the lease of job %d could not be renewed: %s", self._job, error.orig)

    def _renew(self) -> None:
        progress, message, result = self._progress
        with transaction(self._sessions) as session:
            alive = jobs.beat(
                session,
                job_id=self._job,
                worker=self._worker,
                now=utc_now(),
                progress=progress,
                message=message,
                result=result,
            )
        self._lost = self._lost or not alive
