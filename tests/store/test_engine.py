from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError, StatementError

from tests.users import MIRA, actor, meet
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, is_reading, make_engine, reading, transaction
from workbench.store.projects import Membership, Project, find_project


def test_a_transaction_commits_at_its_end(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        meet(session)
    with reading(sessions) as session:
        assert find_project(session, "made-house") is not None


def test_any_exception_takes_everything_back(sessions: Sessions) -> None:
    def fail_half_way() -> None:
        with transaction(sessions) as session:
            meet(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with reading(sessions) as session:
        assert find_project(session, "made-house") is None


def test_a_reading_session_refuses_to_write(sessions: Sessions) -> None:
    with reading(sessions) as session:
        assert is_reading(session)
        who = actor(session, MIRA)
        session.add(Project(slug="x", name="X", created_by=who.id, created_at=utc_now()))
        with pytest.raises(RuntimeError, match="only reads"):
            session.flush()


def test_foreign_keys_are_enforced(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        session.add(Membership(project_id=4_711, person_id=4_711, role="viewer"))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_sqlite_keeps_a_write_ahead_log(sqlite_sessions: Sessions) -> None:
    with reading(sqlite_sessions) as session:
        modes = [
            session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert modes == ["wal", 1, 1]


def test_writers_wait_for_one_another_and_lose_nothing(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        project_id = meet(session).id
    failures: list[BaseException] = []

    def count_up() -> None:
        try:
            for _ in range(10):
                with transaction(sessions) as session:
                    project = session.get_one(Project, project_id, with_for_update=True)
                    # Read, then write: a lost update shows as a missing count.
                    project.required_approvals += 1
        except BaseException as error:  # noqa: BLE001 - handed to the main thread
            failures.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failures
    with reading(sessions) as session:
        assert session.get_one(Project, project_id).required_approvals == 41


def test_nothing_connects_before_it_is_needed(tmp_path: Path) -> None:
    make_engine(f"sqlite:///{tmp_path}/never.db").dispose()
    assert not list(tmp_path.iterdir())


def test_moments_come_back_with_their_zone(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        made = meet(session)
        at = made.created_at
    with reading(sessions) as session:
        project = session.get_one(Project, made.id)
        assert project.created_at == at
        assert project.created_at.utcoffset() is not None


def test_a_moment_without_zone_is_refused(sessions: Sessions) -> None:
    with reading(sessions) as session:
        who = actor(session, MIRA).id
    bare = utc_now().replace(tzinfo=None)
    with transaction(sessions) as session:
        session.add(Project(slug="x", name="X", created_by=who, created_at=bare))
        with pytest.raises(StatementError, match="time zone"):
            session.flush()
        session.rollback()


def test_what_belongs_together_is_found_through_an_index(sessions: Sessions) -> None:
    """References to people excepted, who are never deleted and rarely asked for that way."""
    bare = []
    inspector = inspect(sessions.kw["bind"])
    for table in inspector.get_table_names():
        leading = {one["column_names"][0] for one in inspector.get_indexes(table)}
        leading.add(inspector.get_pk_constraint(table)["constrained_columns"][0])
        leading |= {one["column_names"][0] for one in inspector.get_unique_constraints(table)}
        bare += [
            (table, one["constrained_columns"])
            for one in inspector.get_foreign_keys(table)
            if one["referred_table"] != "person" and one["constrained_columns"][0] not in leading
        ]
    assert bare == [("intervention", ["conflicts_with"])]
