"""What each action is told, one model per action, the same for every door.

A limit is written here once. Doors validate into these and show pydantic's messages at the
field, `errors.invalid_of` turns them into an Invalid.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from workbench.artifacts.pdf.content import Content
from workbench.design.base import Key, Line, Text
from workbench.design.handoff import ReleaseMode
from workbench.design.kinds import KINDS, Artifact
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
"""Number of a person, a comment, an intervention: what a database column holds."""
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
RevisionNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]
KindName = Annotated[str, AfterValidator(_known_kind)]
Said = Annotated[Text, StringConstraints(min_length=1)]
"""Text that must say something."""


class Command(BaseModel):
    """What an action is told."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class CreateProject(Command):
    """A new project; its maker gets the roles, architect unless others are named."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=200)]
    slug: Annotated[str, StringConstraints(max_length=80), AfterValidator(_slug)] | None = None
    """Address; made from the name where it is left out."""
    required_approvals: Annotated[int, Field(ge=1, le=9)] = 1
    roles: Annotated[frozenset[Role], Field(min_length=1), AfterValidator(_not_a_judge)] = (
        frozenset({Role.architect})
    )


class ChangeSettings(Command):
    """Settings of a project."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=200)]
    required_approvals: Annotated[int, Field(ge=1, le=9)]
    seen_approvals: Annotated[int, Field(ge=1, le=9)] | None = None
    """Number that the page showed, so that an older page changes nothing that it did not mean
    to; None for whatever is set."""


class SetRoles(Command):
    """The roles of a person; none takes the person out of the project."""

    person: RowNumber
    roles: frozenset[Role]


class Invite(Command):
    """An invitation of somebody who need not have an account yet."""

    email: Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    roles: Annotated[frozenset[Role], Field(min_length=1)]


class SaveItem(Command):
    """One item of the draft, whole."""

    kind: KindName
    key: Annotated[str, StringConstraints(max_length=600)] = ""
    """Key it has now; empty for a new one. A body with another key renames it."""
    body: dict[str, Any]
    expected_version: Version
    """Version that the person saw; 0 for a new item."""


class DeleteItem(Command):
    """One item that goes."""

    kind: KindName
    key: Key
    expected_version: RowNumber


class MoveItem(Command):
    """One item that goes to another place among its kind."""

    kind: KindName
    key: Key
    after: Annotated[str, StringConstraints(max_length=600)] | None = None
    """Key of the item before it; None for the first place."""


class UndoLast(Command):
    """The last write to one address, taken back with all that belongs to it."""

    kind: KindName
    key: Key


class ApplyFix(Command):
    """One finding that a rule can mend by itself."""

    code: Key
    kind: KindName
    item: Key
    pointer: Line = ""


class AddWaiver(Command):
    """A quality finding, accepted with a reason."""

    rule: Key
    kind: KindName
    item: Key
    pointer: Line = ""
    reason: Said
    owner: Line = ""
    expires: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""


class AnswerJudgement(Command):
    """A person's answer to a checklist question."""

    key: Key
    answer: Literal["yes", "no", ""]
    note: Text = ""


class SetReleaseMode(Command):
    """How much of the product this release carries."""

    mode: ReleaseMode
    include_p1: bool = False


class AcceptImport(Command):
    """Which items of a pending import to take over."""

    preview: Annotated[str, StringConstraints(min_length=1, max_length=43)]
    refused: tuple[ItemRef, ...] = ()
    """Items to leave out."""
    remove: tuple[ItemRef, ...] = ()
    """Items of the draft to delete, because the new documents no longer have them."""


class Present(Command):
    """What goes with a presentation from the second on."""

    responses: dict[int, Said] = {}
    """Answers by comment."""
    reasons: dict[Artifact, Said] = {}
    """Why each changed artifact changed."""
    expected_draft_version: Version | None = None
    """Draft that the person looked at; None presents whatever is there."""


class Decide(Command):
    """A decision on a revision."""

    outcome: DecisionOutcome
    revision: RevisionNumber
    """Number of the revision that was read: two revisions may have one hash."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """Hash of the revision that was read."""
    text: Text = ""
    flagged: frozenset[Artifact] = frozenset()
    open_items: tuple[Annotated[Text, StringConstraints(min_length=1)], ...] = ()


class Resume(Command):
    """The end of a pause."""

    text: Text = ""
    revision: RevisionNumber | None = None
    """Revision that the page was about; None for whichever is newest."""


class SettleEscalation(Command):
    """What an orchestrator decides after the third REVISE."""

    outcome: EscalationOutcome
    revision: RevisionNumber
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    text: Said
    items: tuple[ItemRef, ...] = ()


class RequestChange(Command):
    """What is to change in an approved design, and why (W10)."""

    artifacts: Annotated[frozenset[Artifact], Field(min_length=1)]
    text: Said
    revision: RevisionNumber | None = None
    """Approved revision that the page was about; None for whichever is approved."""


class HandOn(Command):
    """The approved design goes on."""

    text: Text = ""
    revision: RevisionNumber | None = None
    """Approved revision that the page was about; None for whichever is approved."""


class CloseOpenItem(Command):
    """A condition of an approval that is met."""

    number: Annotated[int, Field(ge=1)]
    text: Text = ""


class AddComment(Command):
    """A comment on a part of the package."""

    kind: KindName
    item: Key
    pointer: Line = ""
    text: Said
    must_fix: bool = False


class AnswerComment(Command):
    """An answer to a comment."""

    comment: RowNumber
    text: Said


class ResolveComment(Command):
    """A conversation that is over, or opened again."""

    comment: RowNumber
    resolved: bool = True


class MarkViewed(Command):
    """An artifact that the actor has read, as it is in a revision."""

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
    """Somebody's words, kept as they are (W9)."""

    # White space belongs to what was said.
    model_config = ConfigDict(str_strip_whitespace=False)

    phase: Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    topic: Annotated[
        str,
        StringConstraints(
            max_length=120, pattern=r"^[a-z0-9]+(-[a-z0-9]+){1,3}$", strip_whitespace=True
        ),
    ]
    """Two to four words in kebab-case."""
    type: InterventionType
    urgency: Urgency
    feedback: Annotated[str, StringConstraints(min_length=1, max_length=200_000)]
    conflicts_with: RowNumber | None = None


class AssessIntervention(Command):
    """What an intervention means."""

    intervention: RowNumber
    interpretation: Text = ""
    phases_affected: tuple[Line, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    decisions_invalidated: Text = ""
    downstream: Text = ""
    conflicts_with: RowNumber | None = None


class PlannedAction(Command):
    """One action of a plan."""

    action: Said
    owner: Line = ""
    outcome: Text = ""


class PlanIntervention(Command):
    """What is done about an intervention."""

    intervention: RowNumber
    plan: tuple[PlannedAction, ...]


class SettleConflict(Command):
    """How an orchestrator settles two interventions that contradict each other."""

    intervention: RowNumber
    text: Said


class ProcessIntervention(Command):
    """The confirmation that an intervention is worked in."""

    intervention: RowNumber
    resolution: Said


class RaiseRfi(Command):
    """A question about the handoff."""

    question: Said
    kind: Annotated[str, StringConstraints(max_length=40)] = ""
    item: Annotated[str, StringConstraints(max_length=600)] = ""
    pointer: Line = ""
    owner: RowNumber | None = None
    """Person who is assigned to answer."""


class AnswerRfi(Command):
    """An answer in words, or by the item where it stands."""

    number: RowNumber
    answer: Text = ""
    kind: Annotated[str, StringConstraints(max_length=40)] = ""
    item: Annotated[str, StringConstraints(max_length=600)] = ""


class AssignRfi(Command):
    """Somebody else is assigned to answer."""

    number: RowNumber
    owner: RowNumber | None


class EscalateRfi(Command):
    """A question that nobody here can answer."""

    number: RowNumber


class SignReadBack(Command):
    """The restatement of intent, signed by the actor."""

    text: Said


class AskForExport(Command):
    """What files to make of a revision or the draft."""

    content: Content = Content.everything
    """`all`, `summary` (for who decides), or `changes` (since the presentation before)."""
