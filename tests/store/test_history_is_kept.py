from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.users import MIRA, actor, meet
from workbench.design.access import Role
from workbench.store.audit import list_entries, record
from workbench.store.base import utc_now
from workbench.store.comments import Comment
from workbench.store.drafts import begin_write, put_item
from workbench.store.engine import Sessions, transaction
from workbench.store.events import append_event, list_events, list_events_of
from workbench.store.interventions import Intervention
from workbench.store.revisions import Revision, find_last_revision, list_revisions

WRITTEN_ONCE = ("gate_event", "revision", "draft_change", "audit_entry")


def _fill(session: Session) -> int:
    project = meet(session)
    by, at = actor(session, MIRA).id, utc_now()
    append_event(session, project_id=project.id, name="resumed", by=by, at=at, payload="{}")
    session.add(
        Revision(
            project_id=project.id,
            number=1,
            sha256="0" * 64,
            body="{}",
            findings="[]",
            checklist="[]",
            artifact_hashes={},
            rule_set="1",
            reasons={},
            editors=[by],
            draft_version=0,
            presented_by=by,
            presented_at=at,
        )
    )
    write = begin_write(session, project_id=project.id, by=by, at=at)
    put_item(session, write=write, item=Role(key="member"), expected_version=0)
    record(session, at=at, person_id=by, event="signed-in", address="::1")
    session.add(
        Comment(
            project_id=project.id,
            kind="role",
            item="member",
            pointer="",
            text="Why?",
            revision=1,
            by=by,
            at=at,
        )
    )
    session.add(
        Intervention(
            project_id=project.id,
            raised_at=at,
            raised_by=by,
            phase="all",
            topic="new-scope",
            type="other",
            urgency="backlog",
            feedback="  As I said.\n",
        )
    )
    session.flush()
    return project.id


@pytest.mark.parametrize("table", WRITTEN_ONCE)
@pytest.mark.parametrize("change", ["UPDATE {} SET at = NULL", "DELETE FROM {}"])
def test_what_is_written_once_stays(sessions: Sessions, table: str, change: str) -> None:
    with transaction(sessions) as session:
        _fill(session)
    statement = change.format(table)
    if table == "revision":
        statement = statement.replace("at = NULL", "body = 'other'")
    with transaction(sessions) as session:
        with pytest.raises(DBAPIError, match=f"{table} is never"):
            session.execute(text(statement))
        session.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE comment SET text = 'other'",
        "UPDATE comment SET item = 'other'",
        "DELETE FROM comment",
        "UPDATE intervention SET feedback = 'other'",
        "UPDATE intervention SET urgency = 'immediate'",
        "DELETE FROM intervention",
    ],
)
def test_what_somebody_said_stays(sessions: Sessions, statement: str) -> None:
    with transaction(sessions) as session:
        _fill(session)
        with pytest.raises(DBAPIError, match=r"(comment|intervention) is never"):
            session.execute(text(statement))
        session.rollback()


def test_what_is_made_of_it_can_change(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        _fill(session)
        session.execute(text("UPDATE comment SET must_fix = true"))
        session.execute(text("UPDATE intervention SET resolution = 'done'"))


def test_postgresql_tables_are_not_emptied_either(postgres_sessions: Sessions) -> None:
    with transaction(postgres_sessions) as session:
        _fill(session)
        with pytest.raises(DBAPIError, match="is never"):
            session.execute(text("TRUNCATE gate_event"))
        session.rollback()


def test_events_are_numbered_without_gaps(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        one, other = meet(session, "one"), meet(session, "other")
        by = actor(session, MIRA).id
        for project in (one, other, one):
            append_event(
                session,
                project_id=project.id,
                name="resumed",
                by=by,
                at=utc_now(),
                payload="{}",
            )
        assert [row.ordinal for row in list_events(session, one.id)] == [1, 2]
        several = list_events_of(session, [one.id, other.id, 4_711])
    assert {key: len(rows) for key, rows in several.items()} == {
        one.id: 2,
        other.id: 1,
        4_711: 0,
    }


def test_revisions_come_without_their_large_texts(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        project_id = _fill(session)
        session.expire_all()
        (row,) = list_revisions(session, project_id)
        assert "body" not in vars(row)
        assert row.body == "{}"
        last = find_last_revision(session, project_id)
        assert last is row


def test_the_audit_log_is_read_backwards(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        for number in range(3):
            record(session, at=utc_now(), person_id=None, event=f"e{number}")
        first = list_entries(session, limit=2)
        rest = list_entries(session, before=first[-1].id, limit=2)
    assert [one.event for one in (*first, *rest)] == ["e2", "e1", "e0"]
