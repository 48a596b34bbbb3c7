"""A session reads each row of a draft once, and never gives an old one."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.scenarios import Journey
from workbench.design.access import Role
from workbench.store.base import utc_now
from workbench.store.draft_bulk import put_many
from workbench.store.drafts import (
    begin_write,
    count_by_kind,
    delete_item,
    find_item,
    list_keys,
    put_item,
)
from workbench.store.engine import Sessions, reading, transaction
from workbench.store.projects import find_draft_version, find_project, lock_project

CLERK = Role(key="clerk-2", no_flow_reason="A machine.")


@pytest.fixture
def house(sessions: Sessions) -> Journey:
    return Journey(sessions).begin()


def _project(session: Session) -> int:
    project = find_project(session, "made-house")
    assert project is not None
    return project.id


def _write(session: Session, role: Role = CLERK) -> None:
    project = find_project(session, "made-house")
    assert project is not None
    write = begin_write(session, project_id=project.id, by=project.created_by, at=utc_now())
    put_item(session, write=write, item=role, expected_version=None)


def test_each_row_is_read_once(house: Journey) -> None:
    with reading(house.sessions) as session:
        project = _project(session)
        statements: list[str] = []

        def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        engine = house.sessions.kw["bind"]
        event.listen(engine, "before_cursor_execute", note)
        for _ in range(3):
            assert find_item(session, project, "role", "nobody") is None
            assert find_item(session, project, "setup", "setup") is not None
            find_item(session, project, "planning", "planning")
            count_by_kind(session, project)
            list_keys(session, project, "role")
            find_draft_version(session, project)
        event.remove(engine, "before_cursor_execute", note)
    assert len(statements) == 4, "the two of which there is one each come together"


def test_a_session_sees_its_own_writes(house: Journey) -> None:
    with transaction(house.sessions) as session:
        project = _project(session)
        assert find_item(session, project, "role", CLERK.key) is None
        count, keys = count_by_kind(session, project)["role"], list_keys(session, project, "role")
        version = find_draft_version(session, project)
        _write(session)
        stored = find_item(session, project, "role", CLERK.key)
        assert stored is not None
        assert (stored.item, stored.version) == (CLERK, version + 1)
        assert find_draft_version(session, project) == version + 1
        assert count_by_kind(session, project)["role"] == count + 1
        assert list_keys(session, project, "role") == [*keys, CLERK.key]
        write = begin_write(session, project_id=project, by=stored.updated_by, at=utc_now())
        changed = CLERK.model_copy(update={"no_flow_reason": "Another reason."})
        put_many(session, write=write, items=[changed], remove=frozenset())
        again = find_item(session, project, "role", CLERK.key)
        assert again is not None
        assert again.item == changed
        delete_item(session, write=write, kind="role", key=CLERK.key, expected_version=None)
        assert find_item(session, project, "role", CLERK.key) is None
        assert list_keys(session, project, "role") == keys


def test_a_rollback_drops_what_was_read(house: Journey) -> None:
    with transaction(house.sessions) as session:
        project = _project(session)
        _write(session)
        assert find_item(session, project, "role", CLERK.key) is not None
        session.rollback()
        assert find_item(session, project, "role", CLERK.key) is None


def test_whoever_waited_for_the_lock_reads_what_was_written_meanwhile(
    postgres_sessions: Sessions,
) -> None:
    Journey(postgres_sessions).begin()
    with transaction(postgres_sessions) as session:
        project = _project(session)
        assert find_item(session, project, "role", CLERK.key) is None
        with transaction(postgres_sessions) as other:
            _write(other)
        lock_project(session, "made-house")
        assert find_item(session, project, "role", CLERK.key) is not None
