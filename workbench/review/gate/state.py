"""State of a gate: one value that is computed from its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workbench.design.kinds import Artifact
from workbench.review.gate.events import (
    Decided,
    EscalationSettled,
    HandoffAccepted,
    ItemRef,
    StepTaken,
)

#: The third REVISE escalates; a fourth does not exist.
MAX_CYCLES = 3
ALL_ARTIFACTS = frozenset(Artifact)
NO_ARTIFACTS: frozenset[Artifact] = frozenset()
#: Artifacts that are unlocked before the handoff is accepted.
HANDOFF_ONLY = frozenset({Artifact.handoff})


class Stage(StrEnum):
    """Stage of a project."""

    received = "handoff received"
    halted = "halted"
    accepted = "accepted"
    in_design = "in design"
    presented = "presented"
    approved = "approved"
    paused = "paused"
    escalated = "escalated"
    handed_on = "handed on"


class TransitionRefused(Exception):  # noqa: N818 - named by what happened
    """The event is not possible in this state; the message is a sentence for people."""


class RevisionMismatch(TransitionRefused):
    """A decision is about another revision than the presented one, or comes too late."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One condition of a conditional approval."""

    number: int
    text: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class GateState:
    """State of a gate, made by `fold` from its events."""

    stage: Stage = Stage.received
    since: datetime | None = None
    """When the stage was entered; None before the first event."""
    cycle: int = 0
    """How many REVISE decisions this gate has had, 0 to 3."""
    unlocked: frozenset[Artifact] = HANDOFF_ONLY
    """Artifacts that are unlocked in this stage; an immediate intervention locks them all."""
    flagged: frozenset[Artifact] = NO_ARTIFACTS
    """Artifacts that the last REVISE flagged, until the next presentation is decided on."""
    handoff_received: bool = False
    halt_reasons: tuple[str, ...] = ()
    steps: tuple[StepTaken, ...] = ()
    """The newest event of each type of acceptance step."""
    accepted: HandoffAccepted | None = None
    immediate: frozenset[int] = frozenset()
    """Open immediate interventions: they halt all editing in any stage."""
    end_of_phase: frozenset[int] = frozenset()
    """Open end-of-phase interventions: they block presenting."""
    revision: int = 0
    """Number of the newest revision; 0 before the first."""
    sha256: str = ""
    presented_by: int = 0
    presented_at: datetime | None = None
    editors: frozenset[int] = frozenset()
    """People who edited between the last two revisions."""
    authors: frozenset[int] = frozenset()
    """People who contributed since the last approval: they edited, presented, completed an
    acceptance step or requested the change. They cannot decide."""
    required_approvals: int = 1
    """Number of approvals that the project requires now."""
    approvals: tuple[Decided, ...] = ()
    """Approvals of the newest revision."""
    last_decision: Decided | EscalationSettled | None = None
    unanswered: tuple[int, ...] = ()
    """Comments that the last REVISE listed."""
    open_items: tuple[OpenItem, ...] = ()
    limitations: str = ""
    """Limitations with which an escalated package was accepted."""
    descoped: tuple[ItemRef, ...] = ()
    final: bool = False
    """Whether items were descoped: one more presentation is allowed, and no REVISE."""
    paused_from: Stage | None = None
    approved_revision: int = 0
    approved_sha256: str = ""
    change_request: str = ""
    """Text of the current change request to an approved design."""

    @property
    def halted(self) -> bool:
        """Whether an immediate intervention stops all editing."""
        return bool(self.immediate)

    @property
    def editable(self) -> frozenset[Artifact]:
        """Artifacts that can be edited now."""
        return NO_ARTIFACTS if self.halted else self.unlocked

    def lowers(self, required: int) -> bool:
        """Whether a presented or paused package requires more approvals than that."""
        waiting = self.stage in {Stage.presented, Stage.paused}
        return waiting and required < self.required_approvals

    def approves(self, required: int) -> bool:
        """Whether the presented package has at least that number of approvals."""
        return self.stage is Stage.presented and len(self.approvals) >= required
