from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from tests.factories import made_design
from tests.users import MIRA, TOMAS, actor, meet
from workbench.design.access import Role
from workbench.design.design import Design, DesignError
from workbench.design.endpoints import Endpoint
from workbench.design.handoff import Handoff
from workbench.store.base import utc_now
from workbench.store.draft_bulk import put_many
from workbench.store.draft_history import find_undoable, list_changes, undo
from workbench.store.draft_items import DraftItems
from workbench.store.draft_order import move_item
from workbench.store.drafts import (
    StaleWrite,
    Write,
    begin_write,
    count_by_kind,
    delete_item,
    find_item,
    list_editors,
    list_items,
    list_keys,
    list_some,
    load_design,
    put_item,
)
from workbench.store.engine import Sessions, reading, transaction

NOTHING: frozenset[tuple[str, str]] = frozenset()


@pytest.fixture
def project_id(sessions: Sessions) -> int:
    with transaction(sessions) as session:
        return meet(session).id


def _write(session: Session, project_id: int, *, together: bool = False) -> Write:
    by = actor(session, MIRA).id
    return begin_write(session, project_id=project_id, by=by, at=utc_now(), together=together)


def _put(session: Session, project_id: int, key: str, description: str = "") -> int:
    item = Role(key=key, description=description)
    write = _write(session, project_id)
    return put_item(session, write=write, item=item, expected_version=None).version


def test_an_item_comes_back_as_it_was_put(sessions: Sessions, project_id: int) -> None:
    item = Role(key="clé 🗝 Ω", description="Line\nline “quoted” \\ ")
    with transaction(sessions) as session:
        put_item(session, write=_write(session, project_id), item=item, expected_version=0)
    with reading(sessions) as session:
        stored = find_item(session, project_id, "role", item.key)
        assert stored is not None
        assert stored.item == item
        assert stored.updated_by == actor(session, MIRA).id


def test_a_stale_write_is_refused_with_what_is_there(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        first = _put(session, project_id, "member", "one")
        _put(session, project_id, "member", "two")
        write = _write(session, project_id)
        late = Role(key="member", description="late")
        with pytest.raises(StaleWrite) as caught:
            put_item(session, write=write, item=late, expected_version=first)
        with pytest.raises(StaleWrite):
            put_item(session, write=write, item=late, expected_version=0)
        with pytest.raises(StaleWrite):
            delete_item(session, write=write, kind="role", key="member", expected_version=first)
    assert caught.value.current is not None
    assert caught.value.current.item == Role(key="member", description="two")


def test_a_version_is_never_used_twice(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        old = _put(session, project_id, "member")
        write = _write(session, project_id)
        delete_item(session, write=write, kind="role", key="member", expected_version=old)
        new = _put(session, project_id, "member")
        assert new > old
        with pytest.raises(StaleWrite):
            put_item(
                session,
                write=_write(session, project_id),
                item=Role(key="member", description="from before"),
                expected_version=old,
            )


def test_pages_follow_one_another_without_gap_or_repeat(
    sessions: Sessions, project_id: int
) -> None:
    with transaction(sessions) as session:
        for key in ("delta", "alpha", "Omega", "beta", "zeta"):
            _put(session, project_id, key)
        move_item(
            session,
            write=_write(session, project_id),
            kind="role",
            key="zeta",
            after="alpha",
        )
    with reading(sessions) as session:
        seen: list[str] = []
        after = None
        while page := list_items(session, project_id, "role", after=after, limit=2):
            assert len(page) <= 2
            seen += [one.key for one in page]
            after = page[-1].key
        assert seen == ["delta", "alpha", "zeta", "Omega", "beta"]
        assert list_keys(session, project_id, "role") == seen
        assert list_items(session, project_id, "role", after="gone", limit=1)[0].key == "delta"


def test_items_of_the_same_place_are_paged_by_key(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        for key in ("b", "A", "a", "ä"):
            write = _write(session, project_id)
            put_item(session, write=write, item=Role(key=key), expected_version=0, position=1.0)
        first = list_items(session, project_id, "role", limit=2)
        rest = list_items(session, project_id, "role", after=first[-1].key)
    assert [one.key for one in (*first, *rest)] == ["A", "a", "b", "ä"]


def test_moving_to_the_front(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        for key in ("one", "two", "three"):
            _put(session, project_id, key)
        write = _write(session, project_id)
        move_item(session, write=write, kind="role", key="three", after=None)
        assert list_keys(session, project_id, "role") == ["three", "one", "two"]
        assert move_item(session, write=write, kind="role", key="gone", after=None) is None


def test_moving_never_runs_out_of_places(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        for key in ("first", "a", "b", "last"):
            _put(session, project_id, key)
        write = _write(session, project_id)
        for _ in range(40):
            for key in ("a", "b"):
                move_item(session, write=write, kind="role", key=key, after="first")
                assert list_keys(session, project_id, "role")[:2] == ["first", key]
        assert list_keys(session, project_id, "role") == ["first", "b", "a", "last"]


def test_a_whole_design_comes_back_in_its_order(sessions: Sessions, project_id: int) -> None:
    design = made_design(23)
    with transaction(sessions) as session:
        write = _write(session, project_id)
        done = put_many(session, write=write, items=list(design.items()), remove=NOTHING)
    assert done.added == len(list(design.items()))
    with reading(sessions) as session:
        assert load_design(session, project_id) == design
        some = load_design(session, project_id, kinds=frozenset({"endpoint"}))
        assert some == Design.from_items(design.endpoints)
        counts = count_by_kind(session, project_id)
        assert counts["endpoint"] == 23
        assert "webhook" not in counts


def test_putting_many_leaves_alone_what_is_the_same(sessions: Sessions, project_id: int) -> None:
    design = made_design(5)
    items = list(design.items())
    with transaction(sessions) as session:
        put_many(session, write=_write(session, project_id), items=items, remove=NOTHING)
        before = find_item(session, project_id, "endpoint", design.endpoints[0].item_key)
        changed = [
            one.model_copy(update={"description": "new"}) if isinstance(one, Role) else one
            for one in items
        ]
        done = put_many(
            session,
            write=_write(session, project_id),
            items=[*changed, Role(key="guest")],
            remove=frozenset({("endpoint", design.endpoints[1].item_key), ("role", "nobody")}),
        )
        after = find_item(session, project_id, "endpoint", design.endpoints[0].item_key)
        assert before == after
        assert list_keys(session, project_id, "role") == ["member", "clerk", "steward", "guest"]
        assert find_item(session, project_id, "endpoint", design.endpoints[1].item_key) is None
    assert (done.added, done.changed, done.removed) == (1, 3, 1)
    assert done.same == len(items) - 3


def test_a_stored_item_that_fits_no_model_is_named(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        _put(session, project_id, "member")
        session.execute(text("UPDATE draft_item SET body = '{\"key\": 5}'"))
        with pytest.raises(DesignError, match="role 'member'"):
            load_design(session, project_id)


def test_single_items_are_loaded_once(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        _put(session, project_id, "member")
    with reading(sessions) as session, _counted(sessions) as queries:
        items = DraftItems(session, project_id, "table", "orders")
        for _ in range(3):
            assert items.find("role", "member") == Role(key="member")
            assert items.find("role", "nobody") is None
    assert len(queries) == 2


def test_some_items_by_key_in_one_query(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        for key in ("one", "two", "three"):
            _put(session, project_id, key)
    with reading(sessions) as session, _counted(sessions) as queries:
        found = list_some(session, project_id, "role", ["three", "one", "nobody"])
    assert found.keys() == {"one", "three"}
    assert len(queries) == 1


def test_an_edit_costs_the_same_in_a_large_draft(sessions: Sessions, project_id: int) -> None:
    costs = []
    for size in (5, 100):
        with transaction(sessions) as session:
            items = list(made_design(size).items())
            put_many(session, write=_write(session, project_id), items=items, remove=NOTHING)
        with transaction(sessions) as session, _counted(sessions) as queries:
            _put(session, project_id, "member", f"among {size}")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 8


def test_undoing_goes_back_step_by_step(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        for words in ("one", "two", "three"):
            _put(session, project_id, "member", words)
        seen = []
        while changes := find_undoable(session, project_id, "role", "member"):
            undo(session, write=_write(session, project_id), changes=changes)
            stored = find_item(session, project_id, "role", "member")
            seen.append(stored.item if stored else None)
    assert seen == [
        Role(key="member", description="two"),
        Role(key="member", description="one"),
        None,
    ]


def test_what_was_written_together_is_undone_together(sessions: Sessions, project_id: int) -> None:
    before, after = (Endpoint(method="GET", path=path) for path in ("/one", "/two"))
    with transaction(sessions) as session:
        put_item(session, write=_write(session, project_id), item=before, expected_version=0)
        write = _write(session, project_id, together=True)
        delete_item(session, write=write, kind="endpoint", key="GET /one", expected_version=None)
        put_item(session, write=write, item=after, expected_version=0)
        changes = find_undoable(session, project_id, "endpoint", "GET /two")
        assert len(changes) == 2
        undo(session, write=_write(session, project_id), changes=changes)
        assert list_keys(session, project_id, "endpoint") == ["GET /one"]


def test_undoing_together_stops_where_a_part_was_written_since(
    sessions: Sessions, project_id: int
) -> None:
    with transaction(sessions) as session:
        write = _write(session, project_id, together=True)
        for key in ("one", "two"):
            put_item(session, write=write, item=Role(key=key), expected_version=0)
        _put(session, project_id, "two", "since")
        changes = find_undoable(session, project_id, "role", "one")
        write = _write(session, project_id)
        with pytest.raises(StaleWrite, match="two"):
            undo(session, write=write, changes=changes)


def test_an_undone_deletion_returns_to_its_place(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        for key in ("one", "two", "three"):
            _put(session, project_id, key)
        write = _write(session, project_id)
        delete_item(session, write=write, kind="role", key="two", expected_version=None)
        changes = find_undoable(session, project_id, "role", "two")
        undo(session, write=_write(session, project_id), changes=changes)
        assert list_keys(session, project_id, "role") == ["one", "two", "three"]


def test_the_history_tells_what_was_there_before(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        _put(session, project_id, "member", "one")
        _put(session, project_id, "member", "two")
        rows = list_changes(session, project_id, "role", "member")
    before = [json.loads(row.before) if row.before else None for row in rows]
    assert before == [{"key": "member", "description": "one"}, None]


def test_editors_since_a_write(sessions: Sessions, project_id: int) -> None:
    with transaction(sessions) as session:
        version = _put(session, project_id, "member")
        tomas = actor(session, TOMAS).id
        write = begin_write(session, project_id=project_id, by=tomas, at=utc_now())
        put_item(session, write=write, item=Role(key="guest"), expected_version=0)
        mira = actor(session, MIRA).id
        assert list_editors(session, project_id, since=0) == {mira, tomas}
        assert list_editors(session, project_id, since=version) == {tomas}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["put", "delete", "undo"])), max_size=12
    )
)
def test_undoing_everything_leaves_nothing(
    sqlite_sessions: Sessions, steps: list[tuple[str, str]]
) -> None:
    with sqlite_sessions() as session:
        project = meet(session, "undone")
        for number, (key, what) in enumerate(steps):
            write = _write(session, project.id)
            if what == "put":
                item = (
                    Handoff(product=key) if key == "c" else Role(key=key, description=f"{number}")
                )
                put_item(session, write=write, item=item, expected_version=None)
            elif what == "delete":
                delete_item(session, write=write, kind="role", key=key, expected_version=None)
            else:
                undo(
                    session,
                    write=write,
                    changes=find_undoable(session, project.id, "role", key),
                )
        for kind, key in (("role", "a"), ("role", "b"), ("role", "c"), ("handoff", "handoff")):
            while changes := find_undoable(session, project.id, kind, key):
                undo(session, write=_write(session, project.id), changes=changes)
        assert count_by_kind(session, project.id) == {}
        session.rollback()


@contextmanager
def _counted(sessions: Sessions) -> Iterator[list[str]]:
    engine = sessions.kw["bind"]
    statements: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
