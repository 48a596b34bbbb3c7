"""Work in the background: a worker per kind of job, alive while there is work, held by leases."""

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


class TakenOver(Exception):  # noqa: N818 - named by what happened
    """Another worker has the job by now, or nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class Trade:
    """One kind of job: how it is done, and what is said of it when it goes wrong."""

    kind: str
    do: Callable[[Sessions, Job, Pulse], None]
    broke: str
    """A sentence for whoever waits, where a defect stopped it."""
    unkept: str = "The files could not be kept"
    """What could not be done where the system refused; its reason follows."""


def work_once(sessions: Sessions, *, trade: Trade, worker: str) -> bool:
    """Do the next job that waits, or whose worker was lost; False where there is none."""
    with transaction(sessions) as session:
        job = jobs.take_next(session, worker=worker, now=utc_now(), kind=trade.kind)
    if job is None:
        return False
    error = ""
    try:
        with Pulse(sessions, job.id, worker).beating() as pulse:
            trade.do(sessions, job, pulse)
    except TakenOver:
        return True
    except ReviewError as failure:
        error = str(failure)
    except OSError as failure:
        # Its whole text would name paths of the server.
        error = f"{trade.unkept}: {failure.strerror}."
    except Exception:  # noqa: BLE001 - a defect is told to whoever waits, and the next job is done
        _log.exception("job %s failed", job.key)
        error = f"{trade.broke}; the log of the server says why."
    with transaction(sessions) as session:
        jobs.finish(session, job_id=job.id, worker=worker, error=error)
    return True


class Workshop:
    """The one worker of this process for a kind: it lives while there is work and is woken."""

    def __init__(self, sessions: Sessions, trade: Trade) -> None:
        """Nothing starts yet."""
        self._sessions, self._trade = sessions, trade
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """See to it that somebody is at work."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                name = f"{self._trade.kind}-{os.getpid()}"
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
        while work_once(self._sessions, trade=self._trade, worker=worker):
            pass


class Pulse:
    """Renews a lease while the work goes on, and tells how far it is."""

    def __init__(self, sessions: Sessions, job_id: int, worker: str) -> None:
        """Nothing beats yet."""
        self._sessions, self._job, self._worker = sessions, job_id, worker
        self._stop = threading.Event()
        self._lost = False
        self._said = (0, "")

    @contextmanager
    def beating(self) -> Iterator[Pulse]:
        """Keep the lease until the block is left."""
        thread = threading.Thread(target=self._beat_on, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()

    def tell(self, progress: int, message: str) -> None:
        """Say how far it is, in per cent. Raises TakenOver where the job is not ours any more."""
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
