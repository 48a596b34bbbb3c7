"""Input of each action, one model per action, for the web pages, the API and the command line.

Limits are defined here once. Callers validate into these models; `errors.invalid_of` turns a
ValidationError into an Invalid with the messages by field.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from workbench.artifacts.pdf.content import Content
from workbench.design.base import Key, Line, Text
from workbench.design.handoff import ReleaseMode
from workbench.design.kinds import KINDS, Artifact
from workbench.review.field_types import Email, OptionalDate, PhaseName, Sha256, Topic
from workbench.review.gate.events import DecisionOutcome, EscalationOutcome, ItemRef
from workbench.review.projects.access import JUDGES, Role

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _known_kind(value: str) -> str:
    if value not in KINDS:
        raise ValueError("is not an item kind")
    return value


def _not_a_judge(roles: frozenset[Role]) -> frozenset[Role]:
    if not roles.isdisjoint(JUDGES):
        raise ValueError(
            "You can't make yourself a reviewer or an orchestrator; ask someone else in the "
            "project to give you that role."
        )
    return roles


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise ValueError("can contain only lowercase letters, digits and single hyphens")
    return value


RowNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""ID of a person, a comment or an intervention: a positive 32-bit integer."""
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
RevisionNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]
KindName = Annotated[str, AfterValidator(_known_kind)]
RequiredText = Annotated[Text, StringConstraints(min_length=1)]
"""Text that must not be empty."""


class Command(BaseModel):
    """Base of the models: immutable, without unknown fields, texts stripped of white space."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class CreateProject(Command):
    """A new project; its creator gets the roles, by default architect."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=200)]
    slug: Annotated[str, StringConstraints(max_length=80), AfterValidator(_slug)] | None = None
    """Part of the project's URL; derived from the name if omitted."""
    required_approvals: Annotated[int, Field(ge=1, le=9)] = 1
    roles: Annotated[frozenset[Role], Field(min_length=1), AfterValidator(_not_a_judge)] = (
        frozenset({Role.architect})
    )


class ChangeSettings(Command):
    """Settings of a project."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=200)]
    required_approvals: Annotated[int, Field(ge=1, le=9)]
    seen_approvals: Annotated[int, Field(ge=1, le=9)] | None = None
    """Number that the page showed. Submitting it unchanged keeps the current number; changing it
    is refused if somebody else has changed it meanwhile. None sets the number in any case."""


class SetRoles(Command):
    """The roles of a person; an empty set removes the person from the project."""

    person: RowNumber
    roles: frozenset[Role]


class Invite(Command):
    """An invitation by e-mail; the person need not have an account yet."""

    email: Email
    roles: Annotated[frozenset[Role], Field(min_length=1)]


class SaveItem(Command):
    """One item of the draft, with all its fields."""

    kind: KindName
    key: Annotated[str, StringConstraints(max_length=600)] = ""
    """Current key; empty for a new item. A body with another key renames the item."""
    body: dict[str, Any]
    expected_version: Version
    """Version on which the edit is based; 0 for a new item."""


class DeleteItem(Command):
    """An item to delete."""

    kind: KindName
    key: Key
    expected_version: RowNumber


class MoveItem(Command):
    """An item to move to another place among the items of its kind."""

    kind: KindName
    key: Key
    after: Annotated[str, StringConstraints(max_length=600)] | None = None
    """Key of the item that comes before it; None for the first place."""


class UndoLast(Command):
    """The last write to an item, to undo together with all other changes of that write."""

    kind: KindName
    key: Key


class ApplyFix(Command):
    """A finding that its rule can fix automatically."""

    code: Key
    kind: KindName
    item: Key
    pointer: Line = ""


class AddWaiver(Command):
    """A waiver: a quality finding that is accepted with a reason."""

    rule: Key
    kind: KindName
    item: Key
    pointer: Line = ""
    reason: RequiredText
    owner: Line = ""
    expires: OptionalDate = ""
    """Last day on which the waiver has an effect; empty for no end."""


class AnswerJudgement(Command):
    """A person's answer to a checklist question."""

    key: Key
    answer: Literal["yes", "no", ""]
    note: Text = ""


class SetReleaseMode(Command):
    """Release scope: the whole product or an MVP."""

    mode: ReleaseMode
    include_p1: bool = False


class AcceptImport(Command):
    """A pending import, and the items to leave out or to delete."""

    preview: Annotated[str, StringConstraints(min_length=1, max_length=43)]
    refused: tuple[ItemRef, ...] = ()
    """Items to leave out."""
    remove: tuple[ItemRef, ...] = ()
    """Items of the draft to delete, because the new documents no longer have them."""


class Present(Command):
    """Answers to comments and reasons for changes, from the second presentation on."""

    responses: dict[int, RequiredText] = {}
    """Answers, by the ID of the comment."""
    reasons: dict[Artifact, RequiredText] = {}
    """Reason for the change of each changed artifact."""
    expected_draft_version: Version | None = None
    """Version of the draft to present; if it has changed since, nothing is presented. None presents
    the draft as it is."""


class Decide(Command):
    """A decision on a revision."""

    outcome: DecisionOutcome
    revision: RevisionNumber
    """Number of the revision that was reviewed; two revisions may have the same hash."""
    sha256: Sha256
    """SHA-256 of the revision that was reviewed."""
    text: Text = ""
    flagged: frozenset[Artifact] = frozenset()
    open_items: tuple[Annotated[Text, StringConstraints(min_length=1)], ...] = ()


class Resume(Command):
    """The end of a pause."""

    text: Text = ""
    revision: RevisionNumber | None = None
    """Revision that the page showed; None for the newest."""


class ResolveEscalation(Command):
    """An orchestrator's decision after the third REVISE."""

    outcome: EscalationOutcome
    revision: RevisionNumber
    sha256: Sha256
    text: RequiredText
    items: tuple[ItemRef, ...] = ()


class RequestChange(Command):
    """Artifacts of an approved design to reopen, and why."""

    artifacts: Annotated[frozenset[Artifact], Field(min_length=1)]
    text: RequiredText
    revision: RevisionNumber | None = None
    """Approved revision that the page showed; None for the current one."""


class HandOver(Command):
    """The hand-over of the approved design."""

    text: Text = ""
    revision: RevisionNumber | None = None
    """Approved revision that the page showed; None for the current one."""


class CloseOpenItem(Command):
    """A condition of an approval that has been met."""

    number: Annotated[int, Field(ge=1)]
    text: Text = ""


class AddComment(Command):
    """A comment on a part of the package."""

    kind: KindName
    item: Key
    pointer: Line = ""
    text: RequiredText
    must_fix: bool = False


class AnswerComment(Command):
    """An answer to a comment."""

    comment: RowNumber
    text: RequiredText


class ResolveComment(Command):
    """A comment to resolve or to reopen."""

    comment: RowNumber
    resolved: bool = True


class MarkViewed(Command):
    """An artifact to mark as viewed by the actor, as it is in a revision."""

    artifact: Artifact
    revision: RevisionNumber
    viewed: bool = True


InterventionType = Literal[
    "requirement-change",
    "design-feedback",
    "scope-change",
    "technical-constraint",
    "priority-shift",
    "bug-report",
    "timeline-change",
    "other",
]
Urgency = Literal["immediate", "end-of-phase", "backlog"]
INTERVENTION_TYPES: tuple[str, ...] = get_args(InterventionType)
URGENCIES: tuple[str, ...] = get_args(Urgency)


class RaiseIntervention(Command):
    """An intervention; its text is stored verbatim."""

    # The text is stored verbatim, with its white space.
    model_config = ConfigDict(str_strip_whitespace=False)

    phase: PhaseName
    topic: Topic
    """Two to four words in kebab-case."""
    type: InterventionType
    urgency: Urgency
    feedback: Annotated[str, StringConstraints(min_length=1, max_length=200_000)]
    conflicts_with: RowNumber | None = None


class AssessIntervention(Command):
    """Assessment of an intervention: interpretation and consequences."""

    intervention: RowNumber
    interpretation: Text = ""
    phases_affected: tuple[Line, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    decisions_invalidated: Text = ""
    downstream: Text = ""
    conflicts_with: RowNumber | None = None


class PlannedAction(Command):
    """One action of the plan for an intervention."""

    action: RequiredText
    owner: Line = ""
    outcome: Text = ""


class PlanIntervention(Command):
    """Plan for an intervention."""

    intervention: RowNumber
    plan: tuple[PlannedAction, ...]


class ResolveConflict(Command):
    """An orchestrator's decision on two interventions that contradict each other."""

    intervention: RowNumber
    text: RequiredText


class ProcessIntervention(Command):
    """Confirmation that an intervention is resolved."""

    intervention: RowNumber
    resolution: RequiredText


class RaiseRfi(Command):
    """A question about the handoff."""

    question: RequiredText
    kind: Annotated[str, StringConstraints(max_length=40)] = ""
    item: Annotated[str, StringConstraints(max_length=600)] = ""
    pointer: Line = ""
    owner: RowNumber | None = None
    """Person who is assigned to answer."""


class AnswerRfi(Command):
    """An answer to an RFI: a text, or the item of the design that contains it."""

    number: RowNumber
    answer: Text = ""
    kind: Annotated[str, StringConstraints(max_length=40)] = ""
    item: Annotated[str, StringConstraints(max_length=600)] = ""


class AssignRfi(Command):
    """The person to assign an RFI to; None to unassign it."""

    number: RowNumber
    owner: RowNumber | None


class EscalateRfi(Command):
    """An RFI to escalate: only an orchestrator can answer it then."""

    number: RowNumber


class SignReadBack(Command):
    """The read-back: the product's intent restated by the actor, who signs it."""

    text: RequiredText


class AskForExport(Command):
    """An export of a revision or the draft to generate."""

    content: Content = Content.everything
    """`all`, `summary` (executive summary) or `changes` (since the previous revision)."""
