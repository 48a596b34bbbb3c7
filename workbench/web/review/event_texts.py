"""Events and stages of the gate as text."""

from __future__ import annotations

from functools import singledispatch

from workbench.design.kinds import ARTIFACT_TITLES
from workbench.review.gate import events
from workbench.review.gate.machine import MAX_CYCLES, GateState, Stage
from workbench.review.handoff.acceptance import release_words
from workbench.sql.dialect import database_title

#: Stages in which a presented package waits or has been decided on.
_BEYOND_DESIGN = frozenset(
    {Stage.presented, Stage.paused, Stage.escalated, Stage.approved, Stage.handed_on}
)


@singledispatch
def event_text(event: object) -> str:
    """What happened, to follow a name: "Ada presented revision 2"."""
    return type(event).__name__


@event_text.register
def _(event: events.HandoffReceived) -> str:
    sources = ", ".join(event.sources[:6])
    return "imported the handoff" + (f": {sources}" if sources else "")


@event_text.register
def _(event: events.Halted) -> str:
    return f"tried to accept the handoff; work was halted: {'; '.join(event.reasons[:3])}"


@event_text.register
def _(_event: events.HaltLifted) -> str:
    return "fixed what halted the handoff"


@event_text.register
def _(event: events.HandoffAccepted) -> str:
    return f"accepted the handoff for {event.release_mode}"


@event_text.register
def _(event: events.ReleaseModeChosen) -> str:
    return f"chose {release_words(event.mode, include_p1=event.include_p1)}"


@event_text.register
def _(event: events.MvpSetConfirmed) -> str:
    return f"confirmed the MVP set: {event.inside} included, {event.outside} deferred"


@event_text.register
def _(_event: events.ReadBackSigned) -> str:
    return "signed the read-back"


@event_text.register
def _(event: events.SetupAnswered) -> str:
    database = database_title(event.database)
    answers = ", ".join(filter(None, (event.api_style, database, event.versioning)))
    return "answered the set-up questions" + (f": {answers}" if answers else "")


@event_text.register
def _(event: events.QuestionAssigned) -> str:
    done = "assigned" if event.owner else "unassigned"
    return f"{done} question {event.number}"


@event_text.register
def _(_event: events.DesignStarted) -> str:
    return "started the design"


@event_text.register
def _(event: events.Presented) -> str:
    return f"presented revision {event.revision} ({event.sha256[:8]})"


@event_text.register
def _(event: events.Decided) -> str:
    flagged = ", ".join(ARTIFACT_TITLES[artifact] for artifact in event.flagged)
    text = f"recorded {event.outcome.value} on revision {event.revision} ({event.sha256[:8]})"
    return text + (f", flagging {flagged}" if flagged else "")


@event_text.register
def _(event: events.ApprovalsChanged) -> str:
    return f"set the required approvals to {event.required}"


@event_text.register
def _(_event: events.Resumed) -> str:
    return "resumed the review"


@event_text.register
def _(event: events.EscalationSettled) -> str:
    return f"resolved the escalation: {event.outcome.value.replace('-', ' ')}"


@event_text.register
def _(event: events.InterventionRaised) -> str:
    return f"raised intervention {event.intervention} ({event.urgency})"


@event_text.register
def _(event: events.InterventionProcessed) -> str:
    return f"confirmed the resolution of intervention {event.intervention}"


@event_text.register
def _(event: events.OpenItemClosed) -> str:
    return f"closed open item {event.number}"


@event_text.register
def _(event: events.ChangeRequested) -> str:
    opened = ", ".join(ARTIFACT_TITLES[artifact] for artifact in event.artifacts)
    return f"requested a change, reopening {opened}"


@event_text.register
def _(_event: events.HandedOn) -> str:
    return "handed over the design"


def stage_words(state: GateState) -> str:
    """Stage of a project; before the first documents no handoff has been received.

    >>> stage_words(GateState())
    'awaiting the handoff'
    >>> stage_words(GateState(handoff_received=True))
    'handoff received'
    """
    if state.stage is Stage.received and not state.handoff_received:
        return "awaiting the handoff"
    return state.stage.value


def cycle_words(state: GateState) -> str:
    """Cycle of the gate that a project is in, empty before its first presentation.

    A presented package belongs to the cycle that its decision ends, a returned one to the cycle
    that the REVISE has ended.

    >>> cycle_words(GateState(stage=Stage.presented, cycle=1))
    'cycle 2 of 3'
    """
    begun = state.stage in _BEYOND_DESIGN
    number = min(state.cycle + begun, MAX_CYCLES)
    return f"cycle {number} of {MAX_CYCLES}" if number else ""
