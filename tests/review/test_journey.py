"""The main job (W2): from the handoff to the approval, with one REVISE on the way."""

from __future__ import annotations

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, PAULA, REN, TOMAS, VIC, YUSRA
from workbench.design.access import Role
from workbench.design.kinds import Artifact
from workbench.design.package import PackageState
from workbench.design.tables import Table
from workbench.review.commands import AddComment, HandOver, Present, RequestChange
from workbench.review.discussion.comments import add_comment, comments_of
from workbench.review.errors import Invalid, Refused
from workbench.review.gate.deciding import hand_over, request_change
from workbench.review.gate.history import decisions_of
from workbench.review.gate.machine import Stage
from workbench.review.package.contents import changes_since, package_of
from workbench.review.package.presentation_blockers import blockers_of
from workbench.review.package.presenting import present
from workbench.store.engine import Sessions


def test_from_handoff_to_approval_with_one_revision(sessions: Sessions) -> None:
    journey = Journey(sessions).begin()
    assert journey.stage() is Stage.received
    with pytest.raises(Refused, match="handoff is accepted"):
        journey.save(Role(key="guest"))

    journey.accept()
    assert journey.see(MIRA, blockers_of) == []
    journey.save(Role(key="clerk", description="Keeps things."))
    assert journey.stage() is Stage.in_design
    first = journey.present()
    assert journey.stage() is Stage.presented
    with pytest.raises(Refused, match="awaiting a decision"):
        journey.save(Role(key="auditor"))

    journey.do(REN, add_comment, AddComment(kind="role", item="clerk", text="Why this one?"))
    journey.revise(Artifact.access, Artifact.schema)
    assert journey.stage() is Stage.in_design
    assert journey.state.cycle == 1
    journey.save(Role(key="clerk", description="Keeps everything."))
    endpoint = journey.see(MIRA, package_of).design.endpoints[0]
    with pytest.raises(Refused, match="Endpoint Inventory is locked"):
        journey.save(endpoint.model_copy(update={"description": "Sneaked in."}))

    with pytest.raises(Invalid) as caught:
        journey.do(MIRA, present, Present())
    (asked,) = journey.see(MIRA, comments_of)
    assert caught.value.errors.keys() == {f"responses.{asked.id}"}
    with pytest.raises(Invalid) as caught:
        journey.do(MIRA, present, Present(responses={asked.id: "Because."}))
    assert caught.value.errors.keys() == {"reasons.auth-permission-model"}

    second = journey.present()
    assert second != first
    package = journey.see(REN, package_of, revision=2)
    assert {(one.kind, one.item) for one in package.changes} == {("role", "clerk")}
    assert package.changes == journey.see(REN, changes_since, old=1, new=2)
    assert package.previous == first
    assert package.reasons == {"auth-permission-model": "Asked for."}
    assert [answer.text for one in package.comments for answer in one.answers] == ["Done."]

    journey.decide("APPROVED", open_items=("Measure it.",))
    assert journey.stage() is Stage.approved
    assert [one.text for one in journey.state.open_items] == ["Measure it."]
    approved = journey.see(VIC, package_of, revision=2)
    assert approved.state is PackageState.approved
    assert approved.hash == second == approved.design.sha256
    assert [one.outcome for one in approved.decisions] == ["REVISE", "APPROVED"]
    assert [one.by for one in approved.decisions] == [REN.name, REN.name]
    assert journey.see(VIC, package_of, revision=1).state is PackageState.presented


def test_after_the_approval_a_change_request_opens_parts(presented: Journey) -> None:
    presented.decide("APPROVED")
    presented.do(PAULA, hand_over, HandOver(text="To the builders."))
    assert presented.stage() is Stage.handed_on
    request = RequestChange(artifacts=frozenset({Artifact.schema}), text="A column is missing.")
    presented.do(PAULA, request_change, request)
    state = presented.state
    assert (state.stage, state.cycle, state.unlocked) == (
        Stage.in_design,
        0,
        frozenset({Artifact.schema}),
    )
    assert state.approved_revision == 1
    with pytest.raises(Refused, match="change request unlocked only Schema Design"):
        presented.save(Role(key="guest"))
    table = presented.see(MIRA, package_of).design.tables[0]
    presented.save(Table.model_validate({**table.model_dump(), "description": "Changed."}))
    presented.present()
    presented.decide("APPROVED")
    assert presented.state.approved_revision == 2


def test_two_approvals_by_two_people(sessions: Sessions) -> None:
    journey = Journey(sessions).begin(required_approvals=2).accept()
    journey.present()
    journey.decide("APPROVED", open_items=("One.",))
    assert journey.stage() is Stage.presented
    with pytest.raises(Refused, match="You have approved"):
        journey.decide("APPROVED")
    journey.decide("APPROVED", who=YUSRA, open_items=("Two.",))
    assert journey.stage() is Stage.approved
    assert [one.text for one in journey.state.open_items] == ["One.", "Two."]


def test_a_second_architect_counts_as_editor(journey: Journey) -> None:
    journey.save(Role(key="clerk", description="Keeps things."), who=TOMAS)
    journey.present()
    revision = journey.state
    assert revision.presented_by != 0
    assert len(revision.editors) == 2


def test_decisions_tell_their_cycle(presented: Journey) -> None:
    presented.revise(Artifact.access)
    presented.present()
    presented.decide("PAUSE")
    records = presented.see(VIC, decisions_of)
    assert [(one.outcome, one.cycle) for one in records] == [("REVISE", 1), ("PAUSE", 1)]
