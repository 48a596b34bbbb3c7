"""Events of a gate. Stored ones stay readable: fields are added, never changed or removed."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from workbench.design.kinds import Artifact
from workbench.store.events import GateEvent


class DecisionOutcome(StrEnum):
    """What a reviewer can decide."""

    approved = "APPROVED"
    revise = "REVISE"
    pause = "PAUSE"


class EscalationOutcome(StrEnum):
    """What an orchestrator can decide after the third REVISE."""

    accept = "accept-with-limitations"
    descope = "descope"
    pause = "pause"


class ItemRef(BaseModel):
    """The address of an item."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    key: str


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    by: int
    """ID of the person."""
    at: AwareDatetime


class HandoffReceived(_Event):
    """The first documents were imported."""

    type: Literal["handoff-received"] = "handoff-received"
    sources: tuple[str, ...] = ()


class Halted(_Event):
    """The No-Go check of the handoff failed."""

    type: Literal["halted"] = "halted"
    reasons: tuple[str, ...]


class HaltLifted(_Event):
    """The handoff is no longer halted."""

    type: Literal["halt-lifted"] = "halt-lifted"


class HandoffAccepted(_Event):
    """The handoff passed its No-Go check and was accepted."""

    type: Literal["handoff-accepted"] = "handoff-accepted"
    release_mode: str


class StepTaken(_Event):
    """A person completed an acceptance step of the handoff; the newest of a type counts."""


class ReleaseModeChosen(StepTaken):
    """Somebody chose the release scope."""

    type: Literal["release-mode-chosen"] = "release-mode-chosen"
    mode: str
    include_p1: bool = False


class MvpSetConfirmed(StepTaken):
    """Somebody confirmed which requirements are in the MVP."""

    type: Literal["mvp-set-confirmed"] = "mvp-set-confirmed"
    inside: int
    outside: int
    sha256: str
    """Hash of the set, to detect later changes."""


class ReadBackSigned(StepTaken):
    """Somebody signed the read-back."""

    type: Literal["read-back-signed"] = "read-back-signed"
    sha256: str
    """Hash of the text."""
    facts: tuple[tuple[str, str], ...] = ()
    """Hashes of the parts of the draft when it was signed, by name."""


class SetupAnswered(StepTaken):
    """Somebody answered the set-up questions, or confirmed the proposed answers."""

    type: Literal["setup-answered"] = "setup-answered"
    api_style: str = ""
    database: str = ""
    versioning: str = ""


class QuestionAssigned(StepTaken):
    """Somebody assigned a question."""

    type: Literal["question-assigned"] = "question-assigned"
    number: int
    owner: int | None = None
    """ID of the person; None to unassign it."""


HandoffStep = (
    ReleaseModeChosen | MvpSetConfirmed | ReadBackSigned | SetupAnswered | QuestionAssigned
)


class DesignStarted(_Event):
    """The first edit after the handoff was accepted."""

    type: Literal["design-started"] = "design-started"


class Presented(_Event):
    """The whole design was presented as a revision."""

    type: Literal["presented"] = "presented"
    revision: int
    sha256: str
    editors: tuple[int, ...]
    """People who edited since the previous presentation."""
    required_approvals: int = 1
    answered: tuple[int, ...] = ()
    """Comments that were answered with the presentation."""


class Decided(_Event):
    """A reviewer decided on a revision."""

    type: Literal["decided"] = "decided"
    outcome: DecisionOutcome
    revision: int
    sha256: str
    text: str = ""
    flagged: tuple[Artifact, ...] = ()
    open_items: tuple[str, ...] = ()
    comments: tuple[int, ...] = ()
    """Comments that were unresolved at that time."""


class ApprovalsChanged(_Event):
    """The number of required approvals was changed."""

    type: Literal["approvals-changed"] = "approvals-changed"
    required: int


class Resumed(_Event):
    """A paused review was resumed."""

    type: Literal["resumed"] = "resumed"
    text: str = ""


class EscalationSettled(_Event):
    """An orchestrator resolved the escalation."""

    type: Literal["escalation-settled"] = "escalation-settled"
    outcome: EscalationOutcome
    sha256: str
    text: str
    revision: int = 0
    """0 in older events without it: the newest revision at that time."""
    items: tuple[ItemRef, ...] = ()
    """Items to descope, for the outcome `descope`."""
    artifacts: tuple[Artifact, ...] = ()
    """Artifacts of those items."""


class InterventionRaised(_Event):
    """Somebody raised an intervention."""

    type: Literal["intervention-raised"] = "intervention-raised"
    intervention: int
    urgency: str


class InterventionProcessed(_Event):
    """Somebody confirmed the resolution of an intervention."""

    type: Literal["intervention-processed"] = "intervention-processed"
    intervention: int


class OpenItemClosed(_Event):
    """An open item of a conditional approval was closed."""

    type: Literal["open-item-closed"] = "open-item-closed"
    number: int
    """Position in the list of open items, from 1."""
    text: str = ""


class ChangeRequested(_Event):
    """Artifacts of an approved design were reopened."""

    type: Literal["change-requested"] = "change-requested"
    artifacts: tuple[Artifact, ...]
    text: str


class HandedOn(_Event):
    """The approved design was handed over to the implementers."""

    type: Literal["handed-on"] = "handed-on"
    text: str = ""


Event = Annotated[
    HandoffReceived
    | Halted
    | HaltLifted
    | HandoffAccepted
    | ReleaseModeChosen
    | MvpSetConfirmed
    | ReadBackSigned
    | SetupAnswered
    | QuestionAssigned
    | DesignStarted
    | Presented
    | Decided
    | ApprovalsChanged
    | Resumed
    | EscalationSettled
    | InterventionRaised
    | InterventionProcessed
    | OpenItemClosed
    | ChangeRequested
    | HandedOn,
    Field(discriminator="type"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def event_of(row: GateEvent) -> Event:
    """The typed event of a stored row."""
    return EVENT.validate_json(row.payload)


def payload_of(event: Event) -> str:
    """An event as it is stored."""
    return event.model_dump_json()
