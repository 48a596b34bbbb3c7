"""What is written into a JSON column is sent, though Python takes 1 and true for equal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, event

from tests.users import MIRA, actor, meet
from workbench.store.base import JsonValue, utc_now
from workbench.store.engine import Sessions, reading, transaction
from workbench.store.imports import ImportPreview
from workbench.store.tables import metadata


@contextmanager
def _updates(sessions: Sessions) -> Iterator[list[str]]:
    engine, sent = sessions.kw["bind"], list[str]()

    def note(*told: Any) -> None:
        if told[2].startswith("UPDATE"):
            sent.append(told[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _keep(sessions: Sessions, choices: dict[str, Any]) -> None:
    with transaction(sessions) as session:
        project, person, now = meet(session), actor(session, MIRA), utc_now()
        session.add(
            ImportPreview(
                id="a", project_id=project.id, person_id=person.id, files=b"", choices=choices,
                created_at=now, expires_at=now + timedelta(hours=1),
            )
        )  # fmt: skip


def _change(sessions: Sessions, choices: dict[str, Any]) -> list[str]:
    with _updates(sessions) as sent, transaction(sessions) as session:
        kept = session.get_one(ImportPreview, "a")
        kept.choices = choices
    return sent


def _kept(sessions: Sessions) -> dict[str, Any]:
    with reading(sessions) as session:
        return session.get_one(ImportPreview, "a").choices


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"x": 1}, {"x": True}),
        ({"x": False}, {"x": 0}),
        ({"x": [{"y": True}]}, {"x": [{"y": 1}]}),
    ],
)
def test_a_number_over_a_boolean_is_written(
    sessions: Sessions, before: dict[str, Any], after: dict[str, Any]
) -> None:
    _keep(sessions, before)
    assert len(_change(sessions, after)) == 1
    assert repr(_kept(sessions)) == repr(after)


def test_what_is_equal_is_not_written_again(sessions: Sessions) -> None:
    _keep(sessions, {"x": [1, True], "y": None})
    assert _change(sessions, {"y": None, "x": [1.0, True]}) == []
    assert repr(_kept(sessions)) == repr({"x": [1, True], "y": None})


def test_every_json_column_compares_so() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]
    found = [one for one in columns if isinstance(one.type, JSON | JsonValue)]
    assert found
    assert [str(one) for one in found if not isinstance(one.type, JsonValue)] == []
