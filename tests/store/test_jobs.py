from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from tests.users import MIRA, actor, meet
from workbench.store.engine import Sessions, reading, transaction
from workbench.store.jobs import (
    LEASE,
    MAX_ATTEMPTS,
    Job,
    beat,
    enqueue,
    find_job,
    finish,
    lease_next,
)

NOW = datetime(2026, 4, 1, tzinfo=UTC)
LATER = NOW + LEASE


@pytest.fixture
def project_id(sessions: Sessions) -> int:
    with transaction(sessions) as session:
        return meet(session).id


def _ask(session: Session, project_id: int, key: str) -> Job:
    return enqueue(
        session,
        key=key,
        kind="pdf",
        project_id=project_id,
        payload={"revision": 1},
        by=actor(session, MIRA).id,
        at=NOW,
    )


def _take(sessions: Sessions, worker: str, now: datetime = NOW) -> str | None:
    with transaction(sessions) as session:
        job = lease_next(session, worker=worker, now=now)
        return job.key if job else None


def test_asking_twice_makes_one_job(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        assert _ask(session, project_id, "a").id == _ask(session, project_id, "a").id
    assert _take(sessions, "one") == "a"
    assert _take(sessions, "two") is None


def test_asking_at_once_makes_one_job(sessions: Sessions, project_id: int) -> None:
    barrier = threading.Barrier(3)
    ids: list[int] = []

    def ask() -> None:
        barrier.wait()
        with transaction(sessions) as session:
            ids.append(_ask(session, project_id, "a").id)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(ids) == 3
    assert len(set(ids)) == 1


def test_workers_get_different_jobs_oldest_first(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        for key in ("a", "b"):
            _ask(session, project_id, key)
    assert [_take(sessions, worker) for worker in ("one", "two", "three")] == ["a", "b", None]


def test_several_workers_on_postgresql_do_not_wait_for_one_another(
    postgres_sessions: Sessions,
) -> None:
    with transaction(postgres_sessions) as session:
        project_id = meet(session).id
        for key in ("a", "b"):
            _ask(session, project_id, key)
    with transaction(postgres_sessions) as one, transaction(postgres_sessions) as two:
        first = lease_next(one, worker="one", now=NOW)
        second = lease_next(two, worker="two", now=NOW)
        assert first is not None
        assert second is not None
        assert (first.key, second.key) == ("a", "b")


def test_a_job_whose_worker_died_goes_to_the_next(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        job_id = _ask(session, project_id, "a").id
    assert _take(sessions, "one") == "a"
    assert _take(sessions, "two", LATER - LEASE / 2) is None
    assert _take(sessions, "two", LATER) == "a"
    with transaction(sessions) as session:
        told = {"job_id": job_id, "worker": "one"}
        assert not beat(session, now=LATER, progress=50, message="", **told)  # type: ignore[arg-type]
        assert not finish(session, result="x.pdf", **told)  # type: ignore[arg-type]
        assert finish(session, job_id=job_id, worker="two", result="y.pdf")
    with reading(sessions) as session:
        job = find_job(session, "a")
        assert job is not None
        assert (job.state, job.progress, job.result) == ("done", 100, "y.pdf")


def test_a_heartbeat_keeps_the_job(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        job_id = _ask(session, project_id, "a").id
    _take(sessions, "one")
    with transaction(sessions) as session:
        now = NOW + LEASE / 2
        assert beat(session, job_id=job_id, worker="one", now=now, progress=40, message="Chapter 2")
    assert _take(sessions, "two", LATER) is None
    with reading(sessions) as session:
        job = find_job(session, "a")
        assert job is not None
        assert (job.progress, job.message) == (40, "Chapter 2")


def test_a_job_that_kills_its_workers_is_given_up(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        _ask(session, project_id, "bad")
        _ask(session, project_id, "good")
    now = NOW
    for _ in range(MAX_ATTEMPTS):
        assert _take(sessions, "one", now) == "bad"
        now += LEASE
    assert _take(sessions, "one", now) == "good"
    with transaction(sessions) as session:
        job = find_job(session, "bad")
        assert job is not None
        assert job.state == "failed"
        assert str(MAX_ATTEMPTS) in job.message
        assert _ask(session, project_id, "bad").state == "waiting"


def test_a_failure_says_why_and_can_be_asked_for_again(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        job_id = _ask(session, project_id, "a").id
    _take(sessions, "one")
    with transaction(sessions) as session:
        assert finish(session, job_id=job_id, worker="one", error="Chapter 3: no font.")
    with transaction(sessions) as session:
        job = find_job(session, "a")
        assert job is not None
        assert (job.state, job.message) == ("failed", "Chapter 3: no font.")
        _ask(session, project_id, "a")
    assert _take(sessions, "one") == "a"
