from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.scenarios import Journey
from tests.users import MIRA, PAULA, REN, TOMAS, VIC, Character, actor, token_actor
from workbench.accounts.actor import Scope
from workbench.design.access import Access, Auth, Role
from workbench.design.contract import Operation
from workbench.design.design import item_data
from workbench.design.endpoints import Endpoint, Planning, Score
from workbench.design.handoff import Judgement, Waiver
from workbench.design.kinds import Artifact
from workbench.design.requirements import Requirement
from workbench.review.commands import (
    AddWaiver,
    AnswerJudgement,
    DeleteItem,
    MoveItem,
    SaveItem,
    UndoLast,
)
from workbench.review.draft.editing import (
    add_waiver,
    answer_judgement,
    delete_item,
    findings_at,
    history_of,
    move_item,
    save_item,
    undo_last,
)
from workbench.review.errors import Invalid, NotFound, Refused, StaleWrite
from workbench.review.gate.machine import Stage
from workbench.review.package.contents import package_of
from workbench.store.drafts import find_item, list_keys
from workbench.store.engine import Sessions, reading, transaction

OLD = "GET /v1/amber-anchors/{id}"
NEW = "GET /v1/amber-anchors/{anchorId}"


def _version(journey: Journey, kind: str, key: str) -> int:
    with reading(journey.sessions) as session:
        stored = find_item(session, journey.access().project.id, kind, key)
        return stored.version if stored else 0


def _save(journey: Journey, who: Character = MIRA, **told: object) -> object:
    return journey.do(who, save_item, SaveItem.model_validate(told))


def test_an_item_that_fits_no_model_names_its_fields(journey: Journey) -> None:
    with pytest.raises(Invalid) as caught:
        _save(
            journey,
            kind="table",
            body={"key": "orders", "columns": [{"name": "id"}], "colour": "red"},
            expected_version=0,
        )
    assert caught.value.errors.keys() == {"columns.0.type", "colour"}


def test_a_colleague_who_was_faster_is_shown(journey: Journey) -> None:
    seen = _version(journey, "role", "member")
    journey.save(Role(key="member", description="Tomas was here."), who=TOMAS)
    with pytest.raises(StaleWrite) as caught:
        _save(
            journey,
            kind="role",
            key="member",
            body={"key": "member", "description": "Mira too."},
            expected_version=seen,
        )
    current = caught.value.current
    assert current is not None
    assert current.item == Role(key="member", description="Tomas was here.")
    assert journey.find("role", "member") == current.item


def test_a_new_item_does_not_overwrite_one_of_the_same_key(journey: Journey) -> None:
    with pytest.raises(StaleWrite):
        _save(journey, kind="role", body={"key": "member"}, expected_version=0)


def test_saving_the_same_again_writes_nothing(journey: Journey) -> None:
    role = Role(key="guest", no_flow_reason="A machine.")
    first = journey.save(role)
    again = journey.save(role)
    assert first.stored is not None
    assert again.stored is not None
    assert again.stored.version == first.stored.version
    assert again.draft_version == first.draft_version


def test_a_renamed_endpoint_takes_its_operation_access_and_score_along(
    journey: Journey,
) -> None:
    before = journey.see(MIRA, package_of).design
    place = [one.item_key for one in before.endpoints].index(OLD)
    endpoint = journey.find("endpoint", OLD)
    assert isinstance(endpoint, Endpoint)
    body = {**item_data(endpoint), "path": "/v1/amber-anchors/{anchorId}"}
    _save(
        journey,
        kind="endpoint",
        key=OLD,
        body=body,
        expected_version=_version(journey, "endpoint", OLD),
    )
    after = journey.see(MIRA, package_of).design
    assert after.endpoints[place].item_key == NEW
    for kind in ("operation", "access", "score"):
        assert after.find(kind, OLD) is None
        old, new = before.find(kind, OLD), after.find(kind, NEW)
        assert old is not None
        assert new == old.model_copy(update={"endpoint": NEW})
    journey.do(MIRA, undo_last, UndoLast(kind="endpoint", key=NEW))
    assert journey.see(MIRA, package_of).design == before


def test_a_rename_onto_another_item_is_refused(journey: Journey) -> None:
    with pytest.raises(Invalid, match="already"):
        _save(
            journey,
            kind="role",
            key="member",
            body={"key": "clerk"},
            expected_version=_version(journey, "role", "member"),
        )


def test_a_rename_of_what_is_gone_is_refused(journey: Journey) -> None:
    with pytest.raises(StaleWrite):
        _save(journey, kind="role", key="gone", body={"key": "here"}, expected_version=3)


def test_a_rename_is_refused_while_what_it_carries_is_locked(presented: Journey) -> None:
    presented.revise(Artifact.inventory)
    endpoint = presented.find("endpoint", OLD)
    assert endpoint is not None
    body = {**item_data(endpoint), "path": "/v1/amber-anchors/{anchorId}"}
    version = _version(presented, "endpoint", OLD)
    with pytest.raises(Refused, match="locked"):
        _save(presented, kind="endpoint", key=OLD, body=body, expected_version=version)
    command = DeleteItem(kind="endpoint", key=OLD, expected_version=version)
    with pytest.raises(Refused, match="locked"):
        presented.do(MIRA, delete_item, command)
    assert presented.find("operation", OLD) is not None


def test_a_deleted_endpoint_comes_back_whole(journey: Journey) -> None:
    before = journey.see(MIRA, package_of).design
    version = _version(journey, "endpoint", OLD)
    command = DeleteItem(kind="endpoint", key=OLD, expected_version=version)
    journey.do(MIRA, delete_item, command)
    for kind, model in (("operation", Operation), ("access", Access), ("score", Score)):
        assert isinstance(before.find(kind, OLD), model)
        assert journey.find(kind, OLD) is None
    journey.do(MIRA, undo_last, UndoLast(kind="endpoint", key=OLD))
    assert journey.see(MIRA, package_of).design == before


def test_deleting_what_is_not_there(journey: Journey) -> None:
    with pytest.raises(NotFound):
        journey.do(MIRA, delete_item, DeleteItem(kind="role", key="gone", expected_version=1))


def test_deleting_what_somebody_changed_meanwhile(journey: Journey) -> None:
    version = _version(journey, "role", "member")
    journey.save(Role(key="member", description="Changed."), who=TOMAS)
    with pytest.raises(StaleWrite):
        journey.do(
            MIRA, delete_item, DeleteItem(kind="role", key="member", expected_version=version)
        )


def test_moving_an_item(journey: Journey) -> None:
    journey.do(MIRA, move_item, MoveItem(kind="role", key="steward", after=None))
    with reading(journey.sessions) as session:
        keys = list_keys(session, journey.access().project.id, "role")
    assert keys == ["steward", "member", "clerk"]
    with pytest.raises(NotFound):
        journey.do(MIRA, move_item, MoveItem(kind="role", key="gone", after=None))


def test_there_is_an_end_to_undoing(journey: Journey) -> None:
    journey.save(Role(key="guest"))
    journey.do(MIRA, undo_last, UndoLast(kind="role", key="guest"))
    assert journey.find("role", "guest") is None
    with pytest.raises(Refused, match="nothing to undo"):
        journey.do(MIRA, undo_last, UndoLast(kind="role", key="guest"))


def test_undoing_respects_the_locks(presented: Journey) -> None:
    presented.revise(Artifact.access)
    presented.save(Role(key="guest", no_flow_reason="A machine."))
    with pytest.raises(Refused, match="locked"):
        presented.do(MIRA, undo_last, UndoLast(kind="endpoint", key=OLD))
    presented.do(MIRA, undo_last, UndoLast(kind="role", key="guest"))
    assert presented.find("role", "guest") is None


def test_a_waiver_goes_with_the_artifact_of_what_it_excuses(presented: Journey) -> None:
    presented.revise(Artifact.access)
    told = {"rule": "AUT-12", "item": "member", "reason": "On purpose."}
    presented.do(MIRA, add_waiver, AddWaiver.model_validate({"kind": "role", **told}))
    waiver = presented.find("waiver", "AUT-12|role|member|")
    assert isinstance(waiver, Waiver)
    assert (waiver.reason, waiver.owner) == ("On purpose.", MIRA.name)
    with pytest.raises(Refused, match="Schema Design is locked"):
        presented.do(MIRA, add_waiver, AddWaiver.model_validate({"kind": "table", **told}))


def test_a_judgement_is_kept_with_its_judge(journey: Journey) -> None:
    told = AnswerJudgement(key="status-codes-apt", answer="yes", note="Looked at each.")
    journey.do(MIRA, answer_judgement, told)
    assert journey.find("judgement", "status-codes-apt") == Judgement(
        key="status-codes-apt", answer="yes", note="Looked at each.", by=MIRA.name
    )


def test_a_question_that_the_checklist_does_not_have_is_not_answered(journey: Journey) -> None:
    with pytest.raises(NotFound, match="zzz"):
        journey.do(MIRA, answer_judgement, AnswerJudgement(key="zzz", answer="yes"))
    assert journey.find("judgement", "zzz") is None


@pytest.mark.parametrize("who", [REN, VIC])
def test_who_does_not_design_does_not_edit(journey: Journey, who: Character) -> None:
    with pytest.raises(Refused, match="you must be an architect"):
        journey.save(Role(key="guest"), who=who)


def test_a_pm_edits_scope_and_priorities_only(journey: Journey) -> None:
    journey.save(Planning(capacity=40), who=PAULA)
    journey.save(Requirement(key="FR-9000", title="One more"), who=PAULA)
    with pytest.raises(Refused, match="you must be an architect in"):
        journey.save(Auth(strategy="JWT"), who=PAULA)


def test_a_reading_token_does_not_write(journey: Journey) -> None:
    command = SaveItem(kind="role", body={"key": "guest"}, expected_version=0)
    with transaction(journey.sessions) as session:
        for scopes in ({Scope.read}, {Scope.read, Scope.write}):
            mira = token_actor(session, MIRA, *scopes)
            if Scope.write in scopes:
                save_item(session, actor=mira, project=journey.slug, command=command)
            else:
                with pytest.raises(Refused, match="read-only"):
                    save_item(session, actor=mira, project=journey.slug, command=command)
    assert journey.find("role", "guest") == Role(key="guest")


def test_saving_tells_what_the_rules_say_of_the_item(journey: Journey) -> None:
    endpoint = Endpoint.model_validate({"method": "GET", "path": "/v1/getThings/", "kind": "list"})
    saved = journey.save(endpoint)
    assert saved.findings
    assert {one.item for one in saved.findings} == {endpoint.item_key}
    assert journey.see(MIRA, findings_at, kind="endpoint", key=endpoint.item_key) == (
        saved.findings
    )


def test_the_history_of_an_item_is_kept(journey: Journey) -> None:
    journey.save(Role(key="guest"))
    journey.save(Role(key="guest", description="More."), who=TOMAS)
    rows = journey.see(VIC, history_of, kind="role", key="guest")
    with reading(journey.sessions) as session:
        who = [actor(session, TOMAS).id, actor(session, MIRA).id]
    assert [row.by for row in rows] == who


def test_the_first_edit_starts_the_design(journey: Journey) -> None:
    assert journey.stage() is Stage.accepted
    journey.save(Role(key="guest"))
    assert journey.stage() is Stage.in_design


def test_an_edit_costs_the_same_number_of_queries_in_any_design(sessions: Sessions) -> None:
    costs = []
    for size in (5, 60):
        journey = Journey(sessions, slug=f"of-{size}").begin(endpoints=size).accept()
        journey.save(Role(key="guest"))
        with _counted(sessions) as queries:
            journey.save(Role(key="guest", description="Changed."))
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[0] <= 20


@contextmanager
def _counted(sessions: Sessions) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(sessions.kw["bind"], "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(sessions.kw["bind"], "before_cursor_execute", note)
