"""Work in the background: workers that take jobs by lease, in this process or another.

A worker renews its lease while it works. One that is killed loses it, and the next begins anew
with what was kept by then.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from workbench.review.errors import ReviewError
from workbench.store import jobs
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, transaction
from workbench.store.jobs import Job

_log = logging.getLogger("workbench.jobs")
_PULSE_SECONDS = 20.0
#: Of a worker, as the table has room for it.
_LONGEST_NAME = 100


class LeaseLost(Exception):  # noqa: N818 - named by what happened
    """Another worker has the job by now, or nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class JobType:
    """One kind of job: how it is done, and what is said of it when it goes wrong."""

    kind: str
    do: Callable[[Sessions, Job, Heartbeat], None]
    defect: str
    """A sentence for whoever waits, where a defect stopped it."""
    system_error: str = "The files could not be saved"
    """What could not be done where the system refused; its reason follows."""


def worker_name() -> str:
    """Return a name that no other worker of this installation has at the same time."""
    return f"{os.uname().nodename}-{os.getpid()}-{threading.get_ident()}"[-_LONGEST_NAME:]


def work_once(
    sessions: Sessions,
    *,
    job_type: JobType,
    worker: str,
    taken: Callable[[Job], None] | None = None,
) -> bool:
    """Do the next job that waits, or whose worker was lost; False where there is none.

    `taken` is called with the job when it is leased. A worker that is told to stop half-way
    (KeyboardInterrupt, SystemExit) gives the job back.
    """
    with transaction(sessions) as session:
        job = jobs.lease_next(session, worker=worker, now=utc_now(), kind=job_type.kind)
    if job is None:
        return False
    error = ""
    try:
        if taken:
            taken(job)
        with Heartbeat(sessions, job.id, worker).running() as heartbeat:
            job_type.do(sessions, job, heartbeat)
    except LeaseLost:
        return True
    except ReviewError as failure:
        error = str(failure)
    except OSError as failure:
        # Its whole text would name paths of the server.
        error = f"{job_type.system_error}: {failure.strerror}."
    except Exception:  # noqa: BLE001 - a defect is told to whoever waits, and the next job is done
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
    """The one worker of this process for a kind: it lives while there is work and is woken."""

    def __init__(self, sessions: Sessions, job_type: JobType) -> None:
        """Nothing starts yet."""
        self._sessions, self._trade = sessions, job_type
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """See to it that somebody is at work."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                name = f"{self._trade.kind}-{os.getpid()}"
                self._thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Wait until the work is done."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        worker = worker_name()
        while work_once(self._sessions, job_type=self._trade, worker=worker):
            pass


class Heartbeat:
    """Renews a lease while the work goes on, and tells how far it is."""

    def __init__(self, sessions: Sessions, job_id: int, worker: str) -> None:
        """Nothing beats yet."""
        self._sessions, self._job, self._worker = sessions, job_id, worker
        self._stop = threading.Event()
        self._lost = False
        self._said: tuple[int, str, str] = (0, "", "")

    @contextmanager
    def running(self) -> Iterator[Heartbeat]:
        """Keep the lease until the block is left."""
        thread = threading.Thread(target=self._beat_on, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()

    def tell(self, progress: int, message: str, result: str = "") -> None:
        """Say how far it is, in per cent, and what there is by now.

        Raises LeaseLost where the job is not ours any more.
        """
        self._said = (progress, message, result)
        self._beat()
        if self._lost:
            raise LeaseLost

    def _beat_on(self) -> None:
        while not self._stop.wait(_PULSE_SECONDS):
            self._beat()

    def _beat(self) -> None:
        progress, message, result = self._said
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
