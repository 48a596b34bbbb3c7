"""Where a gate stands: everything that follows from what happened, as one value."""

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
#: What can be worked on before the handoff is accepted.
HANDOFF_ONLY = frozenset({Artifact.handoff})


class Stage(StrEnum):
    """Where a project stands."""

    received = "handoff received"
    halted = "halted"
    accepted = "accepted"
    in_design = "in design"
    presented = "presented"
    approved = "approved"
    paused = "paused"
    escalated = "escalated"
    handed_on = "handed on"


class TransitionRefused(Exception):  # noqa: N818 - named by what it says
    """The event cannot follow; the message is a sentence for people."""


class RevisionMismatch(TransitionRefused):
    """A decision names another revision than the one that is presented, or comes too late."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One condition of a conditional approval."""

    number: int
    text: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class GateState:
    """Everything that follows from the events. Made by `fold`, never by hand."""

    stage: Stage = Stage.received
    since: datetime | None = None
    """When the stage was entered; None before the first event."""
    cycle: int = 0
    """How many REVISE decisions this gate has had, 0 to 3."""
    unlocked: frozenset[Artifact] = HANDOFF_ONLY
    """Artifacts that the stage lets be edited; an immediate intervention closes them all."""
    flagged: frozenset[Artifact] = NO_ARTIFACTS
    """Artifacts of the last REVISE, until the next presentation is decided on."""
    handoff_received: bool = False
    halt_reasons: tuple[str, ...] = ()
    steps: tuple[StepTaken, ...] = ()
    """The newest of each type: what people did towards accepting, and since."""
    accepted: HandoffAccepted | None = None
    immediate: frozenset[int] = frozenset()
    """Open immediate interventions: they halt editing wherever the project stands."""
    end_of_phase: frozenset[int] = frozenset()
    """Open end-of-phase interventions: they keep the package from being presented."""
    revision: int = 0
    """Number of the newest revision; 0 before the first."""
    sha256: str = ""
    presented_by: int = 0
    presented_at: datetime | None = None
    editors: frozenset[int] = frozenset()
    """Who edited what the newest revision changed."""
    authors: frozenset[int] = frozenset()
    """Who contributed since the last approval: edited, presented, took a step of accepting the
    handoff, or asked for the change. None of them decides."""
    required_approvals: int = 1
    """How many the project asks for now."""
    approvals: tuple[Decided, ...] = ()
    """Of the newest revision."""
    last_decision: Decided | EscalationSettled | None = None
    unanswered: tuple[int, ...] = ()
    """Comments that the last REVISE listed."""
    open_items: tuple[OpenItem, ...] = ()
    limitations: str = ""
    """What was noted when the package was accepted with limitations."""
    descoped: tuple[ItemRef, ...] = ()
    final: bool = False
    """Whether the one presentation after descoping is due or done: no more REVISE."""
    paused_from: Stage | None = None
    approved_revision: int = 0
    approved_sha256: str = ""
    change_request: str = ""
    """What the running change request wants, after an approval."""

    @property
    def halted(self) -> bool:
        """Whether nothing may be edited until an immediate intervention is processed."""
        return bool(self.immediate)

    @property
    def editable(self) -> frozenset[Artifact]:
        """Artifacts that can be edited right now."""
        return NO_ARTIFACTS if self.halted else self.unlocked

    def lowers(self, required: int) -> bool:
        """Whether that many approvals are fewer than what a presented package waits for."""
        waiting = self.stage in {Stage.presented, Stage.paused}
        return waiting and required < self.required_approvals

    def approves(self, required: int) -> bool:
        """Whether the presented package would be approved if that many approvals were enough."""
        return self.stage is Stage.presented and len(self.approvals) >= required
