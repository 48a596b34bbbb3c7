"""Saving, undoing, importing and fixing tell a boolean from a number."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.scenarios import Journey
from tests.users import MIRA, meet
from tests.users import actor as actor_of
from workbench.accounts.actor import Actor
from workbench.design.contract import Operation, Schema
from workbench.design.design import item_to_json
from workbench.design.kinds import Artifact
from workbench.review.commands import AcceptImport, ApplyFix, UndoLast
from workbench.review.draft.bulk import AddItems, WriteTogether, add_items, write_together
from workbench.review.draft.editing import Saved, undo_last
from workbench.review.draft.fixes import apply_fix
from workbench.review.imports.detail import details_of
from workbench.review.imports.importing import (
    ImportResult,
    ImportRow,
    PendingImport,
    RowStatus,
    accept_import,
    get_import,
    upload_files,
)
from workbench.review.projects.access import open_project
from workbench.store.draft_bulk import PutMany
from workbench.store.engine import Sessions, reading, transaction

SWAPS = [(1, True), (True, 1), (0, False), (1.0, True)]
SPEC = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths: {}
components:
  schemas:
    Order: {type: object, x-limit: VALUE, enum: [VALUE], description: WORDS}
"""


@pytest.fixture
def empty(sessions: Sessions) -> Journey:
    with transaction(sessions) as session:
        meet(session)
    return Journey(sessions)


def _schema(value: Any) -> Schema:
    return Schema(key="Order", body={"type": "integer", "x-limit": value})


def _kept(journey: Journey) -> str:
    found = journey.find("schema", "Order")
    assert isinstance(found, Schema)
    return item_to_json(found)


@pytest.mark.parametrize(("one", "other"), SWAPS)
def test_a_save_over_what_python_takes_for_the_same_is_kept(
    journey: Journey, one: Any, other: Any
) -> None:
    first = journey.save(_schema(one))
    second = journey.save(_schema(other))
    assert _kept(journey) == item_to_json(_schema(other))
    assert second.draft_version == first.draft_version + 1
    again = journey.save(_schema(other))
    assert again.draft_version == second.draft_version, "saving the same again writes nothing"


@pytest.mark.parametrize(("one", "other"), SWAPS)
def test_undoing_brings_back_the_value_of_before(journey: Journey, one: Any, other: Any) -> None:
    journey.save(_schema(one))
    journey.save(_schema(other))
    undone: Saved = journey.do(MIRA, undo_last, UndoLast(kind="schema", key="Order"))
    assert undone.stored is not None
    assert _kept(journey) == item_to_json(_schema(one))


def test_the_same_number_in_other_digits_is_the_same(journey: Journey) -> None:
    first = journey.save(_schema(1))
    assert journey.save(_schema(1.0)).draft_version == first.draft_version


@pytest.mark.parametrize(("one", "other"), SWAPS)
def test_rows_and_several_items_at_once_are_kept_too(
    journey: Journey, one: Any, other: Any
) -> None:
    journey.save(_schema(one))
    rows = AddItems(kind="schema", bodies=({"key": "Order", "body": _schema(other).body},))
    done: PutMany = journey.do(MIRA, add_items, rows)
    assert (done.changed, done.same) == (1, 0)
    assert _kept(journey) == item_to_json(_schema(other))
    body = {"key": "Order", "body": _schema(one).body}
    together = WriteTogether(items=(("schema", body),))
    done = journey.do(MIRA, write_together, together)
    assert (done.changed, done.same) == (1, 0)
    assert _kept(journey) == item_to_json(_schema(one))


def _bring(journey: Journey, value: str, words: str = "An order.") -> PendingImport:
    files = {"api.yaml": SPEC.replace("VALUE", value).replace("WORDS", words).encode()}

    def bring(session: Session, *, actor: Actor, project: str) -> str:
        return upload_files(session, actor=actor, project=project, files=files).id

    pending: PendingImport = journey.see(MIRA, get_import, preview=journey.do(MIRA, bring))
    return pending


def _accept(journey: Journey, pending: PendingImport) -> ImportResult:
    accepted: ImportResult = journey.do(MIRA, accept_import, AcceptImport(preview=pending.id))
    return accepted


def _row(pending: PendingImport) -> ImportRow:
    return next(one for one in pending.rows if (one.kind, one.key) == ("schema", "Order"))


WRITTEN = [("1", "true"), ("true", "1"), ("0", "false"), ("[1]", "[true]"), ("1.0", "true")]


@pytest.mark.parametrize(("one", "other"), WRITTEN)
def test_a_preview_shows_what_an_import_would_change(empty: Journey, one: str, other: str) -> None:
    _accept(empty, _bring(empty, one))
    assert _row(_bring(empty, one)).status is RowStatus.same
    pending = _bring(empty, other)
    assert _row(pending).status is RowStatus.changed
    with reading(empty.sessions) as session:
        me = actor_of(session, MIRA)
        access = open_project(session, actor=me, project=empty.slug)
        rows = [_row(pending)]
        (detail,) = details_of(session, access=access, pending=pending, rows=rows)
    assert {change.pointer.split("/")[2] for change in detail.changes} >= {"x-limit", "enum"}
    assert _accept(empty, pending).written.changed == 1
    assert _row(_bring(empty, other)).status is RowStatus.same


@pytest.mark.parametrize("value", ["1.0", "1"])
def test_an_import_of_the_same_leaves_the_draft_as_it_is(empty: Journey, value: str) -> None:
    _accept(empty, _bring(empty, "1"))
    before = _kept(empty)
    pending = _bring(empty, value)
    assert _row(pending).status is RowStatus.same
    assert _accept(empty, pending).written.changed == 0
    assert _kept(empty) == before


def test_a_locked_artifact_is_not_changed_by_what_counts_as_the_same(presented: Journey) -> None:
    """Its hash says that it did not change, so not even the digits of a number may."""
    presented.revise(Artifact.request_response)
    _accept(presented, _bring(presented, "1"))
    presented.present()
    presented.revise(Artifact.schema)
    before = _kept(presented)
    for value, locked in (("true", True), ("1.0", False)):
        pending = _bring(presented, value)
        assert bool(_row(pending).locked) is locked
        _accept(presented, pending)
        assert _kept(presented) == before


def test_a_fix_removes_the_duplicate_that_is_one(journey: Journey) -> None:
    journey.save(Schema(key="Order", body={"enum": [1, True, 1.0]}))
    fix = ApplyFix(code="API-27", kind="schema", item="Order", pointer="/body/enum/2")
    journey.do(MIRA, apply_fix, fix)
    found = journey.find("schema", "Order")
    assert isinstance(found, Schema)
    assert isinstance(found.body, dict)
    assert repr(found.body["enum"]) == "[1, True]"


def test_an_operation_is_compared_with_its_extensions(journey: Journey) -> None:
    found = journey.find("operation", "GET /v1/amber-anchors/{id}")
    assert isinstance(found, Operation)
    one = found.model_copy(update={"body": {**found.body, "x-limit": 1}})
    other = found.model_copy(update={"body": {**found.body, "x-limit": True}})
    first = journey.save(one)
    assert journey.save(other).draft_version == first.draft_version + 1
