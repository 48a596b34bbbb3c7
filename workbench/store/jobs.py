"""Background jobs, such as exports and imports, which outlive requests and processes.

A worker leases a job and renews the lease with each heartbeat. A job whose lease has run out has
lost its worker and is given to the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, JsonValue, Moment

LEASE = timedelta(minutes=2)
#: A job that took its worker down this often is not tried again.
MAX_ATTEMPTS = 3


class Job(Base):
    """A job. Its key is unique, so that requesting the same work twice creates one job."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    """`waiting`, `running`, `done` or `failed`."""
    progress: Mapped[int] = mapped_column(default=0)
    """Per cent."""
    message: Mapped[str] = mapped_column(Text, default="")
    """The current activity, or why it failed."""
    result: Mapped[str] = mapped_column(Text, default="")
    """An intermediate result, in a format of its kind."""
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    worker: Mapped[str] = mapped_column(String(100), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    heartbeat_at: Mapped[datetime | None] = mapped_column(Moment)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index(None, "state", "lease_until"),)


def enqueue(
    session: Session,
    *,
    key: str,
    kind: str,
    project_id: int,
    payload: dict[str, Any],
    by: int,
    at: datetime,
) -> Job:
    """The existing job with that key, or a new one. A failed job waits again."""
    wanted = {
        "key": key,
        "kind": kind,
        "project_id": project_id,
        "payload": payload,
        "created_by": by,
        "created_at": at,
    }
    # Whoever asks at the same moment gets the same job.
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(make(Job).values(wanted).on_conflict_do_nothing(index_elements=[Job.key]))
    found = session.scalars(select(Job).where(Job.key == key).with_for_update()).one()
    if found.state == "failed":
        found.state, found.attempts, found.progress, found.message = "waiting", 0, 0, ""
    session.flush()
    return found


def lease_next(
    session: Session, *, worker: str, now: datetime, kind: str | None = None
) -> Job | None:
    """Lease the oldest job (of a kind) that is waiting or lost its worker; None if there is none.

    On PostgreSQL, several workers can ask at once without waiting for one another.
    """
    free = or_(Job.state == "waiting", (Job.state == "running") & (Job.lease_until <= now))
    if kind is not None:
        free &= Job.kind == kind
    query = select(Job).where(free).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
    job = session.scalar(query)
    while job is not None and job.attempts >= MAX_ATTEMPTS:
        job.state, job.message = "failed", f"The job stopped its worker {MAX_ATTEMPTS} times."
        session.flush()
        job = session.scalar(query)
    if job is not None:
        job.state, job.worker, job.attempts = "running", worker, job.attempts + 1
        job.heartbeat_at, job.lease_until = now, now + LEASE
        session.flush()
    return job


def beat(
    session: Session,
    *,
    job_id: int,
    worker: str,
    now: datetime,
    progress: int,
    message: str,
    result: str = "",
) -> bool:
    """Renew the lease and store the progress; False if another worker has the job."""
    query = (
        update(Job)
        .where(Job.id == job_id, Job.worker == worker, Job.state == "running")
        .values(
            heartbeat_at=now,
            lease_until=now + LEASE,
            progress=progress,
            message=message,
            result=result,
        )
        .returning(Job.id)
    )
    return session.scalar(query) is not None


def release(session: Session, *, job_id: int, worker: str) -> None:
    """Return a job to the queue as if it had not been leased."""
    query = (
        update(Job)
        .where(Job.id == job_id, Job.worker == worker, Job.state == "running")
        .values(state="waiting", worker="", attempts=Job.attempts - 1, lease_until=None)
    )
    session.execute(query)


def finish(
    session: Session, *, job_id: int, worker: str, result: str = "", error: str = ""
) -> bool:
    """Finish a job, successfully or with an error; False if another worker has it."""
    query = (
        update(Job)
        .where(Job.id == job_id, Job.worker == worker, Job.state == "running")
        .values(
            state="failed" if error else "done",
            progress=Job.progress if error else 100,
            message=error,
            result=result,
            lease_until=None,
        )
        .returning(Job.id)
    )
    return session.scalar(query) is not None


def find_jobs(session: Session, keys: Iterable[str]) -> dict[str, Job]:
    """The existing jobs with these keys, by key."""
    return {job.key: job for job in session.scalars(select(Job).where(Job.key.in_(keys)))}


def find_job(session: Session, key: str) -> Job | None:
    """The job with that key; None if there is none."""
    return session.scalar(select(Job).where(Job.key == key))


def delete_jobs(session: Session, keys: Collection[str]) -> None:
    """Delete jobs; their workers notice it with the next heartbeat."""
    session.execute(delete(Job).where(Job.key.in_(keys)))
