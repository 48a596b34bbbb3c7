"""Events of the gate in plain words."""

from __future__ import annotations

from functools import singledispatch

from workbench.design.kinds import ARTIFACT_TITLES
from workbench.review.gate import events
from workbench.review.gate.machine import MAX_CYCLES, GateState, Stage
from workbench.review.handoff.acceptance import release_words

#: Stages in which a presented package waits or has been decided on.
_BEYOND_DESIGN = frozenset(
    {Stage.presented, Stage.paused, Stage.escalated, Stage.approved, Stage.handed_on}
)


@singledispatch
def happening_words(event: object) -> str:
    """What happened, to follow a name: "Ada presented revision 2"."""
    return type(event).__name__


@happening_words.register
def _(event: events.HandoffReceived) -> str:
    sources = ", ".join(event.sources[:6])
    return "brought the handoff in" + (f": {sources}" if sources else "")


@happening_words.register
def _(event: events.Halted) -> str:
    return f"tried to accept the handoff; it halted: {'; '.join(event.reasons[:3])}"


@happening_words.register
def _(_event: events.HaltLifted) -> str:
    return "mended what halted the handoff"


@happening_words.register
def _(event: events.HandoffAccepted) -> str:
    return f"accepted the handoff for {event.release_mode}"


@happening_words.register
def _(event: events.ReleaseModeChosen) -> str:
    return f"chose {release_words(event.mode, include_p1=event.include_p1)}"


@happening_words.register
def _(event: events.MvpSetConfirmed) -> str:
    return f"confirmed the MVP set: {event.inside} in, {event.outside} for later"


@happening_words.register
def _(_event: events.ReadBackSigned) -> str:
    return "signed the read-back"


@happening_words.register
def _(event: events.SetupAnswered) -> str:
    said = ", ".join(one for one in (event.api_style, event.database, event.versioning) if one)
    return "answered the set-up questions" + (f": {said}" if said else "")


@happening_words.register
def _(event: events.QuestionAssigned) -> str:
    done = "said who answers" if event.owner else "took the owner from"
    return f"{done} question {event.number}"


@happening_words.register
def _(_event: events.DesignStarted) -> str:
    return "began the design"


@happening_words.register
def _(event: events.Presented) -> str:
    return f"presented revision {event.revision} ({event.sha256[:8]})"


@happening_words.register
def _(event: events.Decided) -> str:
    flagged = ", ".join(ARTIFACT_TITLES[one] for one in event.flagged)
    words = f"recorded {event.outcome.value} on revision {event.revision} ({event.sha256[:8]})"
    return words + (f", flagging {flagged}" if flagged else "")


@happening_words.register
def _(event: events.ApprovalsChanged) -> str:
    return f"set the approvals needed to {event.required}"


@happening_words.register
def _(_event: events.Resumed) -> str:
    return "resumed the review"


@happening_words.register
def _(event: events.EscalationSettled) -> str:
    return f"settled the escalation: {event.outcome.value.replace('-', ' ')}"


@happening_words.register
def _(event: events.InterventionRaised) -> str:
    return f"raised intervention {event.intervention} ({event.urgency})"


@happening_words.register
def _(event: events.InterventionProcessed) -> str:
    return f"confirmed intervention {event.intervention} as processed"


@happening_words.register
def _(event: events.OpenItemClosed) -> str:
    return f"closed open item {event.number}"


@happening_words.register
def _(event: events.ChangeRequested) -> str:
    opened = ", ".join(ARTIFACT_TITLES[one] for one in event.artifacts)
    return f"asked for a change, opening {opened}"


@happening_words.register
def _(_event: events.HandedOn) -> str:
    return "handed the design on"


def stage_words(state: GateState) -> str:
    """Where a project stands; before the first documents there is nothing that was received.

    >>> stage_words(GateState())
    'waits for the handoff'
    >>> stage_words(GateState(handoff_received=True))
    'handoff received'
    """
    if state.stage is Stage.received and not state.handoff_received:
        return "waits for the handoff"
    return state.stage.value


def cycle_words(state: GateState) -> str:
    """Which cycle of the gate a project is in, empty before its first presentation.

    What is presented belongs to the cycle that its decision ends; what was returned to the one
    that a REVISE has ended.

    >>> cycle_words(GateState(stage=Stage.presented, cycle=1))
    'cycle 2 of 3'
    """
    begun = state.stage in _BEYOND_DESIGN
    number = min(state.cycle + begun, MAX_CYCLES)
    return f"cycle {number} of {MAX_CYCLES}" if number else ""
