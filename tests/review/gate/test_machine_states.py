"""Random walks through the gate; what must hold everywhere is checked after every step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from workbench.design.kinds import Artifact
from workbench.review.gate import events as e
from workbench.review.gate.machine import advance, fold
from workbench.review.gate.state import (
    ALL_ARTIFACTS,
    MAX_CYCLES,
    GateState,
    Stage,
    TransitionRefused,
)

PEOPLE = st.integers(1, 5)
#: Somebody who never contributes.
JUDGE = 8
FLAGS = st.frozensets(st.sampled_from(list(Artifact)), max_size=3)
HASHES = st.sampled_from([digit * 64 for digit in "0123"])
ARTIFACTS = st.frozensets(st.sampled_from(list(Artifact)), min_size=1, max_size=3)
OUTCOMES = st.sampled_from(list(e.DecisionOutcome))
SIMPLE = (
    e.HandoffReceived,
    e.Halted,
    e.HaltLifted,
    e.HandoffAccepted,
    e.DesignStarted,
    e.HandedOn,
)
SIMPLE_FIELDS: dict[type[Any], dict[str, Any]] = {
    e.Halted: {"reasons": ("Something is missing.",)},
    e.HandoffAccepted: {"release_mode": "MVP"},
}


class GateWalk(RuleBasedStateMachine):
    """Tries any event at any time; the machine says which may come."""

    def __init__(self) -> None:
        super().__init__()
        self.state = GateState()
        self.events: list[Any] = []
        self.before = self.state
        self.at = datetime(2026, 1, 1, tzinfo=UTC)
        self.revises = 0
        self.serial = 0
        self.reason = "."
        self.contributed: set[int] = set()

    def attempt(self, event: type[Any], by: int, **fields: Any) -> bool:
        self.at += timedelta(minutes=1)
        made = event(by=by, at=self.at, **fields)
        self.before = self.state
        try:
            self.state = advance(self.state, made)
        except TransitionRefused as error:
            self.reason = str(error)
            return False
        self.events.append(made)
        self._remember_contribution(made)
        return True

    def _remember_contribution(self, event: Any) -> None:
        """Say again, in the words of W8, who contributed since the last approval."""
        if isinstance(event, e.ChangeRequested):
            self.contributed = {event.by}
        if isinstance(event, e.Presented):
            self.contributed |= {event.by, *event.editors}
        if isinstance(event, e.HandoffAccepted):
            self.contributed.add(event.by)

    @initialize(accepted=st.booleans())
    def begin(self, accepted: bool) -> None:
        if accepted:
            assert self.attempt(e.HandoffReceived, 1)
            assert self.attempt(e.HandoffAccepted, 1, release_mode="MVP")

    @rule(by=PEOPLE, event=st.sampled_from(SIMPLE))
    def try_something(self, by: int, event: type[Any]) -> None:
        self.attempt(event, by, **SIMPLE_FIELDS.get(event, {}))

    @rule(
        by=PEOPLE,
        editors=st.frozensets(PEOPLE, max_size=2),
        sha256=HASHES,
        required=st.integers(1, 2),
    )
    def present(self, by: int, editors: frozenset[int], sha256: str, required: int) -> None:
        self.attempt(
            e.Presented,
            by,
            revision=self.state.revision + 1,
            sha256=sha256,
            editors=tuple(sorted(editors)),
            required_approvals=required,
        )

    @rule(by=PEOPLE, outcome=OUTCOMES, flagged=FLAGS, sha256=HASHES)
    def decide_somehow(
        self, by: int, outcome: e.DecisionOutcome, flagged: frozenset[Artifact], sha256: str
    ) -> None:
        self._decide(by, outcome, sha256, flagged)

    @precondition(lambda self: self.state.stage is Stage.presented)
    @rule(by=PEOPLE, outcome=OUTCOMES, flagged=ARTIFACTS)
    def decide_on_what_is_there(
        self, by: int, outcome: e.DecisionOutcome, flagged: frozenset[Artifact]
    ) -> None:
        self._decide(by, outcome, self.state.sha256, flagged)

    def _decide(
        self, by: int, outcome: e.DecisionOutcome, sha256: str, flagged: frozenset[Artifact]
    ) -> bool:
        before = self.state
        done = self.attempt(
            e.Decided,
            by,
            outcome=outcome,
            revision=before.revision,
            sha256=sha256,
            text="Because.",
            flagged=tuple(sorted(flagged)),
        )
        if done:
            assert before.stage is Stage.presented
            assert sha256 == before.sha256, "a decision on a stale hash was taken"
            assert by not in self.contributed, "a contributor decided"
            assert by not in before.authors
        if done and outcome is e.DecisionOutcome.revise:
            self.revises += 1
            assert flagged
        if done and outcome is e.DecisionOutcome.approved:
            assert not before.immediate
            enough = len(before.approvals) + 1 >= before.required_approvals
            assert (self.state.stage is Stage.approved) is enough
        return done

    # The walk to the third REVISE and past it is long; these make it likely.
    @precondition(lambda self: self.state.stage is Stage.presented)
    @rule(flagged=ARTIFACTS)
    def revise(self, flagged: frozenset[Artifact]) -> None:
        by = next(one for one in range(1, 9) if one not in self.contributed)
        may = not self.state.final and self.state.cycle < MAX_CYCLES
        assert self._decide(by, e.DecisionOutcome.revise, self.state.sha256, flagged) is may

    @precondition(lambda self: self.state.stage is Stage.escalated and not self.state.final)
    @rule()
    def descope(self) -> None:
        items = (e.ItemRef(kind="role", key="x"),)
        assert self.attempt(
            e.EscalationSettled,
            JUDGE,
            outcome=e.EscalationOutcome.descope,
            revision=self.state.revision,
            sha256=self.state.sha256,
            text="Later.",
            items=items,
        )
        assert self.state.stage is Stage.in_design

    @precondition(lambda self: self.state.stage in {Stage.accepted, Stage.in_design})
    @rule(by=PEOPLE, editor=PEOPLE)
    def process_everything_and_present(self, by: int, editor: int) -> None:
        for number in sorted(self.state.immediate | self.state.end_of_phase):
            assert self.attempt(e.InterventionProcessed, 1, intervention=number)
        assert self.attempt(
            e.Presented, by, revision=self.state.revision + 1, sha256="5" * 64, editors=(editor,)
        )

    @rule(by=st.one_of(PEOPLE, st.just(JUDGE)), required=st.integers(1, 3))
    def ask_for_approvals(self, by: int, required: int) -> None:
        before = self.state
        if not self.attempt(e.ApprovalsChanged, by, required=required):
            return
        assert self.state.required_approvals == required
        if before.stage is Stage.presented and required < before.required_approvals:
            assert by not in self.contributed | {one.by for one in before.approvals}
        if self.state.stage is not before.stage:
            assert self.state.stage is Stage.approved
            assert not before.immediate

    @invariant()
    def what_waits_has_fewer_approvals_than_it_needs(self) -> None:
        if self.state.stage is Stage.presented:
            assert len(self.state.approvals) < self.state.required_approvals

    @rule(by=PEOPLE)
    def resume(self, by: int) -> None:
        paused_from = self.state.paused_from
        if self.attempt(e.Resumed, by):
            assert self.state.stage is paused_from

    @rule(
        by=PEOPLE,
        outcome=st.sampled_from(list(e.EscalationOutcome)),
        items=st.booleans(),
        artifacts=FLAGS,
    )
    def settle(
        self, by: int, outcome: e.EscalationOutcome, items: bool, artifacts: frozenset[Artifact]
    ) -> None:
        self.attempt(
            e.EscalationSettled,
            by,
            outcome=outcome,
            revision=self.state.revision,
            sha256=self.state.sha256,
            text="So it is.",
            items=(e.ItemRef(kind="role", key="x"),) if items else (),
            artifacts=tuple(sorted(artifacts)),
        )

    @rule(by=PEOPLE, urgency=st.sampled_from(["immediate", "end-of-phase", "backlog"]))
    def intervene(self, by: int, urgency: str) -> None:
        self.serial += 1
        assert self.attempt(e.InterventionRaised, by, intervention=self.serial, urgency=urgency)

    @precondition(lambda self: self.state.immediate or self.state.end_of_phase)
    @rule(by=PEOPLE, data=st.data())
    def process(self, by: int, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.state.immediate | self.state.end_of_phase)))
        assert self.attempt(e.InterventionProcessed, by, intervention=number)

    @rule(by=PEOPLE, artifacts=ARTIFACTS)
    def request_change(self, by: int, artifacts: frozenset[Artifact]) -> None:
        if self.attempt(
            e.ChangeRequested, by, artifacts=tuple(sorted(artifacts)), text="A change."
        ):
            self.revises = 0

    @invariant()
    def there_are_never_more_than_three_cycles(self) -> None:
        assert self.revises == self.state.cycle <= MAX_CYCLES

    @invariant()
    def the_third_cycle_never_returns_without_an_orchestrator(self) -> None:
        if self.state.cycle == MAX_CYCLES and self.state.stage is Stage.in_design:
            assert self.state.final

    @invariant()
    def what_waits_for_a_decision_is_locked(self) -> None:
        if self.state.stage in {
            Stage.presented,
            Stage.approved,
            Stage.escalated,
            Stage.handed_on,
            Stage.paused,
        }:
            assert self.state.editable == frozenset()

    @invariant()
    def after_a_revision_only_what_was_flagged_is_open(self) -> None:
        state = self.state
        if state.stage is Stage.in_design and 0 < state.cycle < MAX_CYCLES:
            assert state.unlocked == state.flagged != ALL_ARTIFACTS

    @invariant()
    def an_immediate_intervention_halts(self) -> None:
        if self.state.immediate:
            assert self.state.editable == frozenset()

    @invariant()
    def the_state_is_the_fold_of_what_happened(self) -> None:
        assert fold(self.events) == self.state

    @invariant()
    def an_approval_names_the_revision_it_was_made_on(self) -> None:
        if self.state.stage in {Stage.approved, Stage.handed_on}:
            assert self.state.approved_sha256 == self.state.sha256
            assert self.state.approved_revision == self.state.revision

    @invariant()
    def a_refusal_is_a_sentence(self) -> None:
        assert self.reason.endswith(".")

    @invariant()
    def a_stage_has_a_beginning(self) -> None:
        if self.state.stage is not Stage.received:
            assert self.state.since is not None
            assert self.state.since <= self.at

    def teardown(self) -> None:
        """What is stored and read again gives the same history."""
        again = [e.EVENT.validate_json(e.payload_of(one)) for one in self.events]
        assert again == self.events
        # Any prefix is a history of its own.
        half = self.events[: len(self.events) // 2]
        state = fold(half)
        for one in self.events[len(half) :]:
            state = advance(state, one)
        assert state == self.state


TestGateWalk = GateWalk.TestCase
TestGateWalk.settings = settings(max_examples=150, stateful_step_count=40)
