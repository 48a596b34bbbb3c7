"""A worker's heartbeat while others write to the same database."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.users import MIRA, actor, meet
from workbench.review.worker import Heartbeat, LeaseLost
from workbench.store import engine, jobs
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, make_engine, make_sessions, reading, transaction


def _leased(sessions: Sessions) -> int:
    """A job that worker `a` holds."""
    with transaction(sessions) as session:
        job = jobs.enqueue(
            session,
            key="k",
            kind="test",
            project_id=meet(session).id,
            payload={},
            by=actor(session, MIRA).id,
            at=utc_now(),
        )
        jobs.lease_next(session, worker="a", now=utc_now(), kind="test")
        return job.id


def _progress(sessions: Sessions, job: int) -> int:
    with reading(sessions) as session:
        return session.scalars(select(jobs.Job.progress).where(jobs.Job.id == job)).one()


def test_a_heartbeat_that_finds_the_database_locked_is_tried_again(
    sqlite_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = _leased(sqlite_sessions)
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 1)
    impatient = make_engine(str(sqlite_sessions.kw["bind"].url))
    heartbeat = Heartbeat(make_sessions(impatient), job, "a")
    with transaction(sqlite_sessions):
        heartbeat.report(30, "locked")
    assert _progress(sqlite_sessions, job) == 0
    heartbeat.report(40, "free")
    assert _progress(sqlite_sessions, job) == 40
    impatient.dispose()


def test_a_worker_whose_job_another_holds_is_told(sqlite_sessions: Sessions) -> None:
    job = _leased(sqlite_sessions)
    with pytest.raises(LeaseLost):
        Heartbeat(sqlite_sessions, job, "b").report(30, "")
    assert _progress(sqlite_sessions, job) == 0
