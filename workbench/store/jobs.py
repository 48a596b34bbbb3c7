"""Long work (exports, imports) that outlives a request and a process.

A worker holds a job by a lease and renews it with each heartbeat. A job whose lease ran out
was lost with its worker and is given to the next one.
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
    """One piece of work; its key makes asking for the same thing twice harmless."""

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
    """What it is at, or why it failed."""
    result: Mapped[str] = mapped_column(Text, default="")
    """What whoever waits wants to know beside the message, in the words of its kind."""
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
    """The job of that key: the one that is there, or a new one. A failed one waits again."""
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
    """Lease the oldest job (of a kind) that waits or lost its worker, or None.

    On PostgreSQL several workers ask at once and none waits for another.
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
    """Renew the lease and tell how far it is; False when another worker has the job now."""
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
    """Let a job wait for the next worker, as if this one had never taken it."""
    query = (
        update(Job)
        .where(Job.id == job_id, Job.worker == worker, Job.state == "running")
        .values(state="waiting", worker="", attempts=Job.attempts - 1, lease_until=None)
    )
    session.execute(query)


def finish(
    session: Session, *, job_id: int, worker: str, result: str = "", error: str = ""
) -> bool:
    """End a job, well or with an error; False when another worker has it now."""
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
    """The jobs of these keys, as far as there are any, by key."""
    return {job.key: job for job in session.scalars(select(Job).where(Job.key.in_(keys)))}


def find_job(session: Session, key: str) -> Job | None:
    """The job of that key, if there is one."""
    return session.scalar(select(Job).where(Job.key == key))


def delete_jobs(session: Session, keys: Collection[str]) -> None:
    """Forget jobs; who works on one learns it with the next heartbeat."""
    session.execute(delete(Job).where(Job.key.in_(keys)))
