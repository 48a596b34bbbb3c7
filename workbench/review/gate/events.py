"""What can happen at a gate. Recorded once, read for ever: a field is added, never changed."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from workbench.design.kinds import Artifact
from workbench.store.events import GateEvent


class DecisionOutcome(StrEnum):
    """What a reviewer can decide, in the words that stand on the page."""

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
    """Id of the person."""
    at: AwareDatetime


class HandoffReceived(_Event):
    """The first documents came in."""

    type: Literal["handoff-received"] = "handoff-received"
    sources: tuple[str, ...] = ()


class Halted(_Event):
    """The No-Go check of the handoff failed."""

    type: Literal["halted"] = "halted"
    reasons: tuple[str, ...]


class HaltLifted(_Event):
    """What halted the handoff is mended."""

    type: Literal["halt-lifted"] = "halt-lifted"


class HandoffAccepted(_Event):
    """The handoff passed its No-Go check and somebody took it over."""

    type: Literal["handoff-accepted"] = "handoff-accepted"
    release_mode: str


class StepTaken(_Event):
    """A person took one step of accepting the handoff; the newest of a type counts."""


class ReleaseModeChosen(StepTaken):
    """Somebody said how much of the product this release carries."""

    type: Literal["release-mode-chosen"] = "release-mode-chosen"
    mode: str
    include_p1: bool = False


class MvpSetConfirmed(StepTaken):
    """Somebody confirmed which requirements the MVP carries."""

    type: Literal["mvp-set-confirmed"] = "mvp-set-confirmed"
    inside: int
    outside: int
    sha256: str
    """Of the set, so that a later change of it is seen."""


class ReadBackSigned(StepTaken):
    """Somebody signed the restatement of intent."""

    type: Literal["read-back-signed"] = "read-back-signed"
    sha256: str
    """Of the text."""
    facts: tuple[tuple[str, str], ...] = ()
    """What the documents said then: part of the draft and its hash."""


class SetupAnswered(StepTaken):
    """Somebody answered the set-up questions, or confirmed what the documents answer."""

    type: Literal["setup-answered"] = "setup-answered"
    api_style: str = ""
    database: str = ""
    versioning: str = ""


class QuestionAssigned(StepTaken):
    """Somebody said who owes the answer to a question."""

    type: Literal["question-assigned"] = "question-assigned"
    number: int
    owner: int | None = None
    """Id of the person, None for nobody."""


HandoffStep = (
    ReleaseModeChosen | MvpSetConfirmed | ReadBackSigned | SetupAnswered | QuestionAssigned
)


class DesignStarted(_Event):
    """The first edit after the handoff was accepted."""

    type: Literal["design-started"] = "design-started"


class Presented(_Event):
    """The whole design was frozen as a revision."""

    type: Literal["presented"] = "presented"
    revision: int
    sha256: str
    editors: tuple[int, ...]
    """People who edited since the presentation before."""
    required_approvals: int = 1
    answered: tuple[int, ...] = ()
    """Comments that were answered with it."""


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
    """Comments that were unresolved then."""


class ApprovalsChanged(_Event):
    """The project asks for another number of approvals from now on."""

    type: Literal["approvals-changed"] = "approvals-changed"
    required: int


class Resumed(_Event):
    """A pause ended."""

    type: Literal["resumed"] = "resumed"
    text: str = ""


class EscalationSettled(_Event):
    """An orchestrator settled what three cycles could not."""

    type: Literal["escalation-settled"] = "escalation-settled"
    outcome: EscalationOutcome
    sha256: str
    text: str
    revision: int = 0
    """0 in records made before it was asked for: the newest revision then."""
    items: tuple[ItemRef, ...] = ()
    """What leaves the scope, for `descope`."""
    artifacts: tuple[Artifact, ...] = ()
    """Artifacts of those items."""


class InterventionRaised(_Event):
    """Somebody raised an intervention."""

    type: Literal["intervention-raised"] = "intervention-raised"
    intervention: int
    urgency: str


class InterventionProcessed(_Event):
    """An intervention was worked in and confirmed."""

    type: Literal["intervention-processed"] = "intervention-processed"
    intervention: int


class OpenItemClosed(_Event):
    """An open item of a conditional approval is done."""

    type: Literal["open-item-closed"] = "open-item-closed"
    number: int
    """Place in the list of open items, from 1."""
    text: str = ""


class ChangeRequested(_Event):
    """An approved design is opened again, in part."""

    type: Literal["change-requested"] = "change-requested"
    artifacts: tuple[Artifact, ...]
    text: str


class HandedOn(_Event):
    """The approved design went to those who build it."""

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
