from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from workbench.design.kinds import Artifact
from workbench.review.gate import events as e
from workbench.review.gate.machine import advance, fold
from workbench.review.gate.state import (
    ALL_ARTIFACTS,
    HANDOFF_ONLY,
    GateState,
    RevisionMismatch,
    Stage,
    TransitionRefused,
)

MIRA, REN, YUSRA, OTTO = 1, 2, 3, 4
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ONE, TWO, THREE, FOUR = ("1" * 64, "2" * 64, "3" * 64, "4" * 64)


class Gate:
    """Events one after another, each an hour later."""

    def __init__(self) -> None:
        self.state = GateState()
        self.hours = 0

    def then(self, event: type[Any], by: int = MIRA, **fields: Any) -> Gate:
        self.hours += 1
        at = START + timedelta(hours=self.hours)
        self.state = advance(self.state, event(by=by, at=at, **fields))
        return self

    def accepted(self) -> Gate:
        return self.then(e.HandoffReceived).then(e.HandoffAccepted, release_mode="MVP")

    def presented(self, sha256: str = ONE, *, editors: tuple[int, ...] = (MIRA,)) -> Gate:
        return self.then(
            e.Presented, revision=self.state.revision + 1, sha256=sha256, editors=editors
        )

    def decided(self, outcome: str, by: int = REN, **fields: Any) -> Gate:
        told: dict[str, Any] = {
            "revision": self.state.revision,
            "sha256": self.state.sha256,
            "text": "Because.",
        }
        if outcome == "REVISE":
            told["flagged"] = (Artifact.schema,)
        return self.then(e.Decided, by=by, outcome=outcome, **{**told, **fields})

    def escalated(self) -> Gate:
        self.accepted()
        for sha256 in (ONE, TWO, THREE):
            self.presented(sha256).decided("REVISE")
        return self

    def settled(self, outcome: str, **fields: Any) -> Gate:
        told = {
            "revision": self.state.revision,
            "sha256": self.state.sha256,
            "text": "So it is.",
            **fields,
        }
        return self.then(e.EscalationSettled, by=OTTO, outcome=outcome, **told)


ITEM = e.ItemRef(kind="endpoint", key="GET /late")


def test_a_project_begins_with_its_handoff() -> None:
    state = fold([])
    assert (state.stage, state.unlocked, state.since) == (Stage.received, HANDOFF_ONLY, None)


def test_a_halt_and_its_end() -> None:
    gate = Gate().then(e.HandoffReceived).then(e.Halted, reasons=("FR-1 has no flow.",))
    halted = gate.state
    assert (halted.stage, halted.editable) == (Stage.halted, HANDOFF_ONLY)
    with pytest.raises(TransitionRefused, match="not halted"):
        gate.then(e.HandoffAccepted, release_mode="MVP")
    gate.then(e.HaltLifted).then(e.HandoffAccepted, release_mode="MVP").then(e.DesignStarted)
    after = gate.state
    assert (after.stage, after.halt_reasons) == (Stage.in_design, ())


def test_accepting_opens_every_artifact() -> None:
    assert Gate().accepted().state.unlocked == ALL_ARTIFACTS


def test_presenting_locks_everything() -> None:
    state = Gate().accepted().presented().state
    assert state.unlocked == frozenset()
    assert state.since == START + timedelta(hours=3)


@pytest.mark.parametrize("cycle", [1, 2])
def test_the_first_two_revisions_open_only_what_is_flagged(cycle: int) -> None:
    gate = Gate().accepted()
    for number in range(cycle):
        gate.presented(str(number) * 64).decided("REVISE", flagged=(Artifact.access,))
    assert gate.state.stage is Stage.in_design
    assert gate.state.cycle == cycle
    assert gate.state.unlocked == {Artifact.access}


def test_the_third_revision_escalates_and_opens_nothing() -> None:
    state = Gate().escalated().state
    assert (state.stage, state.cycle, state.unlocked) == (Stage.escalated, 3, frozenset())


def test_a_revision_needs_its_text_and_a_flag() -> None:
    gate = Gate().accepted().presented()
    with pytest.raises(TransitionRefused, match="text"):
        gate.decided("REVISE", text=" ")
    with pytest.raises(TransitionRefused, match="at least one artifact"):
        gate.decided("REVISE", flagged=())


def test_accepting_with_limitations_approves() -> None:
    state = Gate().escalated().settled("accept-with-limitations", text="No search yet.").state
    assert state.stage is Stage.approved
    assert state.limitations == "No search yet."
    assert state.approved_sha256 == THREE


def test_descoping_gives_one_more_presentation_and_no_more_revision() -> None:
    gate = Gate().escalated()
    gate.settled("descope", items=(ITEM,), artifacts=(Artifact.inventory,))
    assert gate.state.stage is Stage.in_design
    assert gate.state.unlocked == {Artifact.schema, Artifact.inventory}
    gate.presented(FOUR)
    with pytest.raises(TransitionRefused, match="three revision cycles"):
        gate.decided("REVISE")
    with pytest.raises(TransitionRefused, match="already been descoped"):
        gate.settled("descope", items=(ITEM,))
    assert gate.decided("APPROVED").state.stage is Stage.approved


def test_after_descoping_an_orchestrator_can_still_accept() -> None:
    gate = Gate().escalated().settled("descope", items=(ITEM,)).presented(FOUR)
    assert gate.settled("accept-with-limitations").state.stage is Stage.approved


def test_descoping_names_what_leaves() -> None:
    with pytest.raises(TransitionRefused, match="at least one item"):
        Gate().escalated().settled("descope")


def test_a_paused_escalation_resumes_as_an_escalation() -> None:
    gate = Gate().escalated().settled("pause")
    assert gate.state.stage is Stage.paused
    assert gate.then(e.Resumed, by=OTTO).state.stage is Stage.escalated


def test_a_pause_keeps_everything() -> None:
    gate = Gate().accepted().presented()
    before = gate.state
    gate.decided("PAUSE")
    assert gate.state.stage is Stage.paused
    assert gate.state.unlocked == frozenset()
    after = gate.then(e.Resumed, by=REN).state
    assert after.stage is Stage.presented
    assert (after.sha256, after.cycle, after.editors) == (before.sha256, 0, before.editors)


def test_a_decision_on_another_revision_is_refused() -> None:
    gate = Gate().accepted().presented()
    with pytest.raises(RevisionMismatch, match="Revision 1"):
        gate.decided("APPROVED", sha256=TWO)
    with pytest.raises(RevisionMismatch):
        gate.decided("APPROVED", revision=2)
    gate.decided("APPROVED")
    with pytest.raises(RevisionMismatch, match="approved"):
        gate.decided("APPROVED", by=YUSRA)


def test_who_presented_or_edited_does_not_decide() -> None:
    gate = Gate().accepted().presented(editors=(MIRA, YUSRA))
    for outcome in ("APPROVED", "REVISE", "PAUSE"):
        with pytest.raises(TransitionRefused, match="presented"):
            gate.decided(outcome, by=MIRA)
        with pytest.raises(TransitionRefused, match="edited"):
            gate.decided(outcome, by=YUSRA)


def test_whoever_contributed_since_the_last_approval_does_not_decide() -> None:
    gate = Gate().accepted().presented(editors=(MIRA, YUSRA)).decided("REVISE")
    gate.presented(TWO, editors=(MIRA,))
    for outcome in ("APPROVED", "REVISE", "PAUSE"):
        with pytest.raises(TransitionRefused, match="contributed"):
            gate.decided(outcome, by=YUSRA)
    assert gate.decided("APPROVED", by=REN).state.stage is Stage.approved
    gate.then(e.ChangeRequested, by=OTTO, artifacts=(Artifact.schema,), text="One column.")
    gate.presented(THREE, editors=(MIRA,))
    with pytest.raises(TransitionRefused, match="contributed"):
        gate.decided("APPROVED", by=OTTO)
    assert gate.decided("APPROVED", by=YUSRA).state.stage is Stage.approved


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        (e.ReleaseModeChosen, {"mode": "MVP"}),
        (e.MvpSetConfirmed, {"inside": 1, "outside": 2, "sha256": ONE}),
        (e.ReadBackSigned, {"sha256": ONE}),
        (e.SetupAnswered, {}),
        (e.HandoffAccepted, {"release_mode": "MVP"}),
    ],
)
def test_who_took_a_step_of_accepting_contributed(step: type[Any], fields: dict[str, Any]) -> None:
    gate = Gate().then(e.HandoffReceived).then(step, by=REN, **fields)
    if step is not e.HandoffAccepted:
        gate.then(e.HandoffAccepted, release_mode="MVP")
    gate.presented()
    with pytest.raises(TransitionRefused, match="contributed"):
        gate.decided("APPROVED", by=REN)


def test_who_gave_a_question_its_owner_may_decide() -> None:
    gate = Gate().then(e.HandoffReceived).then(e.QuestionAssigned, by=REN, number=1, owner=MIRA)
    gate.then(e.HandoffAccepted, release_mode="MVP").presented()
    assert gate.decided("APPROVED", by=REN).state.stage is Stage.approved


def test_an_author_does_not_settle_the_escalation() -> None:
    gate = Gate().accepted().presented(editors=(OTTO,)).decided("REVISE")
    for sha256 in (TWO, THREE):
        gate.presented(sha256).decided("REVISE")
    with pytest.raises(TransitionRefused, match="contributed"):
        gate.settled("accept-with-limitations")


def test_what_was_decided_under_an_older_rule_stays_decided() -> None:
    at = START + timedelta(hours=1)
    told: dict[str, Any] = {"at": at, "sha256": ONE}
    events: list[e.Event] = [
        e.HandoffReceived(by=MIRA, at=at),
        e.HandoffAccepted(by=REN, at=at, release_mode="MVP"),
        e.Presented(by=MIRA, revision=1, editors=(MIRA,), **told),
        e.Decided(by=REN, outcome=e.DecisionOutcome.approved, revision=1, **told),
    ]
    assert fold(events).stage is Stage.approved


def _approvals(gate: Gate, required: int, by: int = OTTO) -> Gate:
    return gate.then(e.ApprovalsChanged, by=by, required=required)


def test_more_approvals_keep_a_package_waiting() -> None:
    gate = _approvals(Gate().accepted().presented(), 2, by=MIRA)
    assert gate.decided("APPROVED").state.stage is Stage.presented
    assert gate.decided("APPROVED", by=YUSRA).state.stage is Stage.approved


def test_fewer_approvals_count_for_a_waiting_package_too() -> None:
    gate = _approvals(Gate().accepted().presented(), 3, by=MIRA).decided("APPROVED")
    for by in (MIRA, REN):
        with pytest.raises(TransitionRefused, match="neither"):
            _approvals(gate, 2, by=by)
    assert _approvals(gate, 2).state.stage is Stage.presented
    assert _approvals(gate, 1).state.stage is Stage.approved
    assert gate.state.approved_revision == 1


def test_fewer_approvals_approve_nothing_that_is_halted_or_paused() -> None:
    gate = _approvals(Gate().accepted().presented(), 2, by=MIRA).decided("APPROVED")
    gate.then(e.InterventionRaised, intervention=1, urgency="immediate")
    with pytest.raises(TransitionRefused, match="immediate intervention"):
        _approvals(gate, 1)
    gate.then(e.InterventionProcessed, intervention=1).decided("PAUSE", by=YUSRA)
    with pytest.raises(TransitionRefused, match="resume it"):
        _approvals(gate, 1)
    assert _approvals(gate.then(e.Resumed, by=OTTO), 1).state.stage is Stage.approved


def test_settling_names_the_newest_revision() -> None:
    gate = Gate().escalated()
    with pytest.raises(RevisionMismatch):
        gate.settled("accept-with-limitations", revision=2)
    assert gate.settled("accept-with-limitations").state.stage is Stage.approved


def test_two_approvals_must_be_two_people_and_a_revision_takes_them_back() -> None:
    gate = Gate().accepted()
    gate.then(e.Presented, revision=1, sha256=ONE, editors=(MIRA,), required_approvals=2)
    gate.decided("APPROVED", open_items=("Later.",))
    assert gate.state.stage is Stage.presented
    with pytest.raises(TransitionRefused, match="already approved"):
        gate.decided("APPROVED")
    gate.decided("REVISE", by=YUSRA)
    assert gate.state.approvals == ()
    assert gate.state.open_items == ()


def test_open_items_are_closed_one_by_one_and_survive_a_change_request() -> None:
    gate = Gate().accepted().presented().decided("APPROVED", open_items=("One.", "Two."))
    gate.then(e.OpenItemClosed, number=1)
    with pytest.raises(TransitionRefused, match="no open item 1"):
        gate.then(e.OpenItemClosed, number=1)
    gate.then(e.ChangeRequested, artifacts=(Artifact.schema,), text="A column.")
    gate.presented(TWO).decided("APPROVED", open_items=("Three.",))
    assert [(one.number, one.text, one.closed) for one in gate.state.open_items] == [
        (1, "One.", True),
        (2, "Two.", False),
        (3, "Three.", False),
    ]


def test_an_immediate_intervention_halts_editing_anywhere() -> None:
    gate = Gate().accepted().then(e.InterventionRaised, intervention=7, urgency="immediate")
    assert gate.state.unlocked == ALL_ARTIFACTS
    assert gate.state.editable == frozenset()
    with pytest.raises(TransitionRefused, match="immediate intervention"):
        gate.presented()
    gate.then(e.InterventionProcessed, intervention=7)
    assert gate.state.editable == ALL_ARTIFACTS


def test_nothing_is_approved_under_an_immediate_intervention() -> None:
    gate = Gate().accepted().presented()
    gate.then(e.InterventionRaised, intervention=7, urgency="immediate")
    with pytest.raises(TransitionRefused, match="immediate intervention"):
        gate.decided("APPROVED")
    assert gate.decided("PAUSE").state.stage is Stage.paused


def test_an_end_of_phase_intervention_holds_only_presenting_back() -> None:
    gate = Gate().accepted().then(e.InterventionRaised, intervention=7, urgency="end-of-phase")
    assert gate.state.editable == ALL_ARTIFACTS
    with pytest.raises(TransitionRefused, match="end-of-phase"):
        gate.presented()
    gate.then(e.InterventionRaised, intervention=8, urgency="backlog")
    gate.then(e.InterventionProcessed, intervention=7)
    assert gate.presented().state.stage is Stage.presented


def test_a_change_request_begins_a_new_gate() -> None:
    gate = Gate().accepted().presented().decided("REVISE").presented(TWO).decided("APPROVED")
    gate.then(e.HandedOn)
    with pytest.raises(TransitionRefused):
        gate.then(e.HandedOn)
    gate.then(e.ChangeRequested, artifacts=(Artifact.access,), text="A role.")
    state = gate.state
    assert (state.stage, state.cycle, state.unlocked) == (
        Stage.in_design,
        0,
        frozenset({Artifact.access}),
    )
    assert state.approved_sha256 == TWO
    assert state.change_request == "A role."


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (e.Resumed, {}),
        (e.HandedOn, {}),
        (e.DesignStarted, {}),
        (e.HaltLifted, {}),
        (e.ChangeRequested, {"artifacts": (Artifact.schema,), "text": "x"}),
        (e.EscalationSettled, {"outcome": "pause", "sha256": ONE, "text": "x"}),
        (e.Presented, {"revision": 1, "sha256": ONE, "editors": ()}),
        (e.Decided, {"outcome": "APPROVED", "revision": 1, "sha256": ONE}),
    ],
)
def test_nothing_else_can_happen_to_a_new_project(event: type[Any], fields: dict[str, Any]) -> None:
    with pytest.raises(TransitionRefused):
        Gate().then(event, **fields)


def test_what_is_no_event_is_refused() -> None:
    with pytest.raises(TransitionRefused, match="not a gate event"):
        advance(GateState(), "APPROVED")  # type: ignore[arg-type]
