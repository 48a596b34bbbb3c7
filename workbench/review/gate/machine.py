"""State machine of the gate: the state after events, and whether an event is possible.

Pure: it reads neither clock nor database and checks no roles. `fold` returns the state after
events, `advance` the state after a further one, or raises the reason why it is not possible.
The state of a gate is stored nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import singledispatch

from workbench.review.gate.events import (
    ApprovalsChanged,
    ChangeRequested,
    Decided,
    DecisionOutcome,
    DesignStarted,
    EscalationOutcome,
    EscalationSettled,
    Event,
    Halted,
    HaltLifted,
    HandedOn,
    HandoffAccepted,
    HandoffReceived,
    InterventionProcessed,
    InterventionRaised,
    OpenItemClosed,
    Presented,
    QuestionAssigned,
    Resumed,
    StepTaken,
)
from workbench.review.gate.state import (
    ALL_ARTIFACTS,
    MAX_CYCLES,
    NO_ARTIFACTS,
    GateState,
    OpenItem,
    RevisionMismatch,
    Stage,
    TransitionRefused,
)

__all__ = [
    "ALL_ARTIFACTS",
    "MAX_CYCLES",
    "GateState",
    "RevisionMismatch",
    "Stage",
    "TransitionRefused",
    "advance",
    "fold",
    "follow",
]


def fold(events: Iterable[Event]) -> GateState:
    """The state after the events. Raises TransitionRefused for an impossible history."""
    state = GateState()
    for event in events:
        state = follow(state, event)
    return state


def follow(state: GateState, event: Event) -> GateState:
    """The state after a recorded event.

    Whether the person could decide was checked when it was recorded: a stricter rule does not
    invalidate older decisions.
    """
    after = _apply(event, state)
    return after if after.stage is state.stage else replace(after, since=event.at)


def advance(state: GateState, event: Event) -> GateState:
    """The state after one more event. Raises TransitionRefused with the reason."""
    after = follow(state, event)
    _ensure_impartial(event, state)
    return after


def _ensure_impartial(event: Event, state: GateState) -> None:
    match event:
        case Decided() if event.by == state.presented_by:
            raise TransitionRefused("You presented this revision, so you cannot decide on it.")
        case Decided() if event.by in state.editors:
            raise TransitionRefused("You edited this revision, so you cannot decide on it.")
        case Decided() | EscalationSettled() if event.by in state.authors:
            raise TransitionRefused("You contributed to this design, so you cannot decide on it.")
        case ApprovalsChanged() if state.lowers(event.required):
            if event.by in state.authors | {approval.by for approval in state.approvals}:
                raise TransitionRefused(
                    f"Revision {state.revision} is awaiting a decision: only someone who neither "
                    "contributed to it nor approved it can lower the number of approvals."
                )


@singledispatch
def _apply(event: object, state: GateState) -> GateState:
    raise TransitionRefused(f"{type(event).__name__} is not a gate event (stage: {state.stage}).")


@_apply.register
def _(_event: HandoffReceived, state: GateState) -> GateState:
    if state.handoff_received:
        raise TransitionRefused("The handoff has already been received.")
    return replace(state, handoff_received=True)


@_apply.register
def _(event: Halted, state: GateState) -> GateState:
    _ensure(state, {Stage.received, Stage.halted}, "The handoff has already been accepted.")
    if not event.reasons:
        raise TransitionRefused("Halting needs at least one reason.")
    return replace(state, stage=Stage.halted, halt_reasons=event.reasons)


@_apply.register
def _(_event: HaltLifted, state: GateState) -> GateState:
    _ensure(state, {Stage.halted}, "The handoff is not halted.")
    return replace(state, stage=Stage.received, halt_reasons=())


@_apply.register
def _(event: HandoffAccepted, state: GateState) -> GateState:
    _ensure(state, {Stage.received}, "Only a received handoff that is not halted can be accepted.")
    return replace(
        state,
        stage=Stage.accepted,
        unlocked=ALL_ARTIFACTS,
        accepted=event,
        authors=state.authors | {event.by},
    )


@_apply.register
def _(event: StepTaken, state: GateState) -> GateState:
    others = tuple(step for step in state.steps if type(step) is not type(event))
    # Assigning a question is not a contribution to the design.
    by = frozenset() if isinstance(event, QuestionAssigned) else frozenset({event.by})
    return replace(state, steps=(*others, event), authors=state.authors | by)


@_apply.register
def _(_event: DesignStarted, state: GateState) -> GateState:
    _ensure(state, {Stage.accepted}, "Design starts once, after the handoff is accepted.")
    return replace(state, stage=Stage.in_design)


@_apply.register
def _(event: Presented, state: GateState) -> GateState:
    _ensure(
        state,
        {Stage.accepted, Stage.in_design},
        f"The package can only be presented while it is in design; it is {state.stage}.",
    )
    if state.immediate:
        raise TransitionRefused(
            "An immediate intervention is open; work stops until it is processed."
        )
    if state.end_of_phase:
        raise TransitionRefused("An end-of-phase intervention is open; resolve it first.")
    if event.revision != state.revision + 1:
        raise TransitionRefused(f"The next revision is {state.revision + 1}, not {event.revision}.")
    return replace(
        state,
        stage=Stage.presented,
        unlocked=NO_ARTIFACTS,
        revision=event.revision,
        sha256=event.sha256,
        presented_by=event.by,
        presented_at=event.at,
        editors=frozenset(event.editors),
        authors=state.authors | frozenset(event.editors) | {event.by},
        required_approvals=event.required_approvals,
        approvals=(),
        unanswered=(),
    )


@_apply.register
def _(event: Decided, state: GateState) -> GateState:
    _ensure_decidable(event, state)
    state = replace(state, last_decision=event)
    match event.outcome:
        case DecisionOutcome.approved:
            return _approve(event, state)
        case DecisionOutcome.revise:
            return _revise(event, state)
        case DecisionOutcome.pause:
            return replace(state, stage=Stage.paused, paused_from=Stage.presented)


def _ensure_decidable(event: Decided, state: GateState) -> None:
    if state.stage is not Stage.presented:
        raise RevisionMismatch(f"No revision is awaiting a decision; the package is {state.stage}.")
    if event.sha256 != state.sha256 or event.revision != state.revision:
        raise RevisionMismatch(
            f"Revision {state.revision} ({state.sha256[:12]}) is presented; "
            f"the decision is about {event.sha256[:12]}."
        )


def _approve(event: Decided, state: GateState) -> GateState:
    if state.immediate:
        raise TransitionRefused("An immediate intervention is open; process it before approving.")
    if any(approval.by == event.by for approval in state.approvals):
        raise TransitionRefused(
            "You have already approved this revision; someone else must give the next approval."
        )
    state = replace(state, approvals=(*state.approvals, event))
    return _approved(state) if state.approves(state.required_approvals) else state


@_apply.register
def _(event: ApprovalsChanged, state: GateState) -> GateState:
    if state.lowers(event.required) and state.stage is Stage.paused:
        raise TransitionRefused(
            "The review is paused; resume it before lowering the number of approvals."
        )
    state = replace(state, required_approvals=event.required)
    if not state.approves(event.required):
        return state
    if state.immediate:
        raise TransitionRefused("An immediate intervention is open; process it before approving.")
    return _approved(state)


def _approved(state: GateState) -> GateState:
    new = [text for approval in state.approvals for text in approval.open_items]
    numbered = enumerate(new, len(state.open_items) + 1)
    return replace(
        state,
        stage=Stage.approved,
        open_items=(*state.open_items, *(OpenItem(at, text) for at, text in numbered)),
        flagged=NO_ARTIFACTS,
        approved_revision=state.revision,
        approved_sha256=state.sha256,
        change_request="",
    )


def _revise(event: Decided, state: GateState) -> GateState:
    if not event.text.strip():
        raise TransitionRefused("A REVISE needs a text that says what to change.")
    if not event.flagged:
        raise TransitionRefused("A REVISE must flag at least one artifact.")
    if state.final or state.cycle >= MAX_CYCLES:
        raise TransitionRefused(
            "All three revision cycles are used. This is the presentation after descoping: it "
            "can be approved or paused, or an orchestrator can accept it with limitations."
        )
    cycle = state.cycle + 1
    flagged = frozenset(event.flagged)
    state = replace(state, cycle=cycle, flagged=flagged, unanswered=event.comments, approvals=())
    if cycle == MAX_CYCLES:
        return replace(state, stage=Stage.escalated)
    return replace(state, stage=Stage.in_design, unlocked=flagged)


@_apply.register
def _(_event: Resumed, state: GateState) -> GateState:
    _ensure(state, {Stage.paused}, "The review is not paused.")
    return replace(state, stage=state.paused_from or Stage.presented, paused_from=None)


@_apply.register
def _(event: EscalationSettled, state: GateState) -> GateState:
    last_presentation = state.final and state.stage is Stage.presented
    if state.stage is not Stage.escalated and not last_presentation:
        raise RevisionMismatch(f"The package is not escalated; it is {state.stage}.")
    if event.sha256 != state.sha256 or event.revision not in {0, state.revision}:
        raise RevisionMismatch(f"Revision {state.revision} ({state.sha256[:12]}) is escalated.")
    if not event.text.strip():
        raise TransitionRefused(
            "Resolving an escalation needs a text: the limitations, or the reason."
        )
    state = replace(state, last_decision=event)
    match event.outcome:
        case EscalationOutcome.accept:
            if state.immediate:
                raise TransitionRefused(
                    "An immediate intervention is open; process it before accepting."
                )
            return replace(_approved(state), limitations=event.text)
        case EscalationOutcome.pause:
            return replace(state, stage=Stage.paused, paused_from=state.stage)
        case EscalationOutcome.descope:
            return _descope(event, state)


def _descope(event: EscalationSettled, state: GateState) -> GateState:
    if not event.items:
        raise TransitionRefused("Choose at least one item to leave out of scope.")
    if state.final:
        raise TransitionRefused(
            "Items have already been descoped once; accept with limitations or pause."
        )
    return replace(
        state,
        stage=Stage.in_design,
        final=True,
        descoped=(*state.descoped, *event.items),
        unlocked=state.flagged | frozenset(event.artifacts),
    )


@_apply.register
def _(event: InterventionRaised, state: GateState) -> GateState:
    if event.urgency == "immediate":
        return replace(state, immediate=state.immediate | {event.intervention})
    if event.urgency == "end-of-phase":
        return replace(state, end_of_phase=state.end_of_phase | {event.intervention})
    return state


@_apply.register
def _(event: InterventionProcessed, state: GateState) -> GateState:
    gone = {event.intervention}
    return replace(state, immediate=state.immediate - gone, end_of_phase=state.end_of_phase - gone)


@_apply.register
def _(event: OpenItemClosed, state: GateState) -> GateState:
    known = [
        open_item
        for open_item in state.open_items
        if open_item.number == event.number and not open_item.closed
    ]
    if not known:
        raise TransitionRefused(f"There is no open item {event.number}.")
    items = tuple(
        replace(open_item, closed=True) if open_item.number == event.number else open_item
        for open_item in state.open_items
    )
    return replace(state, open_items=items)


@_apply.register
def _(event: ChangeRequested, state: GateState) -> GateState:
    _ensure(
        state,
        {Stage.approved, Stage.handed_on},
        f"A change request needs an approved design; this one is {state.stage}.",
    )
    if not event.artifacts or not event.text.strip():
        raise TransitionRefused("A change request needs a reason and at least one artifact.")
    return replace(
        state,
        stage=Stage.in_design,
        cycle=0,
        unlocked=frozenset(event.artifacts),
        flagged=NO_ARTIFACTS,
        authors=frozenset({event.by}),
        approvals=(),
        final=False,
        limitations="",
        change_request=event.text,
    )


@_apply.register
def _(_event: HandedOn, state: GateState) -> GateState:
    _ensure(
        state, {Stage.approved}, f"Only an approved design can be handed over; it is {state.stage}."
    )
    return replace(state, stage=Stage.handed_on)


def _ensure(state: GateState, stages: set[Stage], reason: str) -> None:
    if state.stage not in stages:
        raise TransitionRefused(reason)
