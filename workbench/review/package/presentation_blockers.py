"""Blockers: the reasons why a package cannot be presented, each with a link to fix it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.design.design import Design
from workbench.design.kinds import ARTIFACT_TITLES, Artifact, artifact_of
from workbench.design.package import Finding, Level
from workbench.design.scope import Scope, scope_of
from workbench.review.draft.reports import DraftReport, findings_of
from workbench.review.errors import PageLink
from workbench.review.gate.events import ItemRef
from workbench.review.gate.machine import GateState, Stage
from workbench.review.projects.access import ProjectAccess
from workbench.store.comments import list_answers, list_open_comments
from workbench.store.drafts import load_design
from workbench.store.interventions import list_interventions

#: Position of each artifact in the order of work.
_POSITIONS = {artifact: position for position, artifact in enumerate(ARTIFACT_TITLES)}
#: Position of the artifact that rules of an area check, by the letters of their codes.
_AREAS = {
    "API": _POSITIONS[Artifact.request_response],
    "SCH": _POSITIONS[Artifact.schema],
    "AUT": _POSITIONS[Artifact.access],
    "INT": _POSITIONS[Artifact.integrations],
}
#: Characters of a comment that are shown.
_SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason why the package cannot be presented."""

    message: str
    link: PageLink
    code: str = ""
    """Rule code, for a finding."""
    level: str = ""
    """`no-go` or `quality`, for a finding."""


def blockers_of(
    session: Session, *, access: ProjectAccess, report: DraftReport | None = None
) -> list[Blocker]:
    """Everything that blocks presenting now, the most general first, then phase by phase.

    Unanswered comments of the last REVISE are included, although they can be answered with the
    presentation itself.
    """
    state = access.state
    blockers = _of_stage(state)
    if state.stage not in {Stage.accepted, Stage.in_design}:
        return blockers
    report = report or findings_of(session, access=access)
    blockers += _of_interventions(session, access)
    blockers += _of_descoped(session, access)
    blockers += [
        Blocker(
            f"Comment “{_short(unanswered.text)}” on {unanswered.kind} {unanswered.item} "
            "needs an answer.",
            PageLink(
                "comments", unanswered.kind, unanswered.item, unanswered.pointer, unanswered.id
            ),
        )
        for unanswered in unanswered_comments(session, access)
    ]
    found = sorted((finding for finding in report.findings if blocks(finding)), key=_working_order)
    return blockers + [_of_finding(finding) for finding in found]


def makeup_of(blockers: Sequence[Blocker]) -> str:
    """Number of blockers by type, to compare with the numbers on the findings page.

    >>> here = PageLink("handoff")
    >>> makeup_of([Blocker("a", here, "API-01", "no-go"), Blocker("b", here)])
    '1 no-go finding, 1 other item to resolve'
    >>> makeup_of([Blocker("b", here)])
    ''
    """
    no_go = sum(blocker.level == Level.no_go for blocker in blockers)
    quality = sum(blocker.level == Level.quality for blocker in blockers)
    other = len(blockers) - no_go - quality
    parts = (
        (no_go, "no-go finding" if no_go == 1 else "no-go findings"),
        (quality, f"quality finding{'' if quality == 1 else 's'} without a waiver"),
        (other, "other item to resolve" if other == 1 else "other items to resolve"),
    )
    if other == len(blockers):
        return ""
    return ", ".join(f"{number} {words}" for number, words in parts if number)


def _short(text: str) -> str:
    line = " ".join(text.replace("**", "").split())
    return line if len(line) <= _SHOWN_CHARACTERS else f"{line[:_SHOWN_CHARACTERS].rstrip()}…"


def _working_order(finding: Finding) -> tuple[int, bool]:
    """Sort key: the artifact in which a finding is fixed, and no-go findings first.

    A rule about tables that reports an entity is fixed in the schema, not in the handoff.
    """
    reported = _POSITIONS[artifact_of(finding.kind)]
    checked = _AREAS.get(finding.code.partition("-")[0], reported)
    return max(reported, checked), finding.level is not Level.no_go


def blocks(finding: Finding) -> bool:
    """Whether a finding blocks presenting."""
    return finding.open and finding.level in {Level.no_go, Level.quality}


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A comment of the last REVISE that is neither answered nor resolved."""

    id: int
    kind: str
    item: str
    pointer: str
    text: str
    by: int


def unanswered_comments(session: Session, access: ProjectAccess) -> list[Unanswered]:
    """Comments that must be answered before, or with, the next presentation."""
    if not access.state.unanswered:
        return []
    wanted = set(access.state.unanswered)
    opened = [
        comment
        for comment in list_open_comments(session, access.project.id)
        if comment.id in wanted
    ]
    answers = list_answers(session, [comment.id for comment in opened])
    since = access.state.since
    return [
        Unanswered(
            comment.id, comment.kind, comment.item, comment.pointer, comment.text, comment.by
        )
        for comment in opened
        if not any(
            answer.by != comment.by and (since is None or answer.at >= since)
            for answer in answers[comment.id]
        )
    ]


def _of_stage(state: GateState) -> list[Blocker]:
    match state.stage:
        case Stage.accepted | Stage.in_design:
            return []
        case Stage.received:
            return [Blocker("The handoff has not been accepted yet.", PageLink("handoff"))]
        case Stage.halted:
            return [Blocker(reason, PageLink("handoff")) for reason in state.halt_reasons]
        case _:
            return [Blocker(f"The package is {state.stage}.", PageLink("review"))]


def _of_interventions(session: Session, access: ProjectAccess) -> list[Blocker]:
    state = access.state
    if not state.immediate and not state.end_of_phase:
        return []
    return [
        Blocker(
            f"Process the {intervention.urgency} intervention {intervention.topic} first.",
            PageLink("interventions", number=intervention.id),
        )
        for intervention in list_interventions(session, access.project.id, active_only=True)
        if intervention.id in state.immediate | state.end_of_phase
    ]


def _of_descoped(session: Session, access: ProjectAccess) -> list[Blocker]:
    if not access.state.descoped:
        return []
    kinds = frozenset({ref.kind for ref in access.state.descoped})
    # The scope is computed from these kinds.
    kinds |= {"handoff", "requirement", "score", "endpoint", "entity", "table", "story"}
    kinds |= {"flow", "screen", "webhook", "content_type", "feedback_channel"}
    return descoped_blockers(load_design(session, access.project.id, kinds=kinds), access.state)


def descoped_blockers(design: Design, state: GateState) -> list[Blocker]:
    """A blocker for each item that an escalation descoped and that is still in scope."""
    scope = scope_of(design)
    return [
        Blocker(
            f"{ref.kind} {ref.key} was descoped but is still in scope.",
            PageLink("item", ref.kind, ref.key),
        )
        for ref in state.descoped
        if design.find(ref.kind, ref.key) is not None and _is_in_scope(scope, ref)
    ]


def _is_in_scope(scope: Scope, item_ref: ItemRef) -> bool:
    # A withdrawn requirement is not deferred; it is not in any scope.
    if item_ref.kind == "requirement":
        return item_ref.key in scope.requirements
    return scope.contains(item_ref.kind, item_ref.key)


def _of_finding(finding: Finding) -> Blocker:
    """The finding as a blocker; its message names the item."""
    named = all(word in finding.message for word in finding.item.split())
    is_complete = named or finding.item == finding.kind
    message = finding.message if is_complete else f"{finding.item}: {finding.message}"
    return Blocker(message, _link_to_fix(finding), finding.code, str(finding.level))


def _link_to_fix(finding: Finding) -> PageLink:
    """Where a finding is fixed: its item, or the page on which a missing item is created."""
    match finding.code, finding.kind:
        case "TRC-02", "requirement" if "no endpoint" in finding.message:
            return PageLink("suggestions")
        case "TRC-12", "endpoint":
            return PageLink("requests", finding.kind, finding.item)
        case "SCH-37", "entity":
            return PageLink("schema")
        case "SCH-34", "migration" if finding.item == finding.kind:
            return PageLink("migrations")
        case "API-01", "contract" if "no OpenAPI document" in finding.message:
            return PageLink("requests")
    return PageLink("item", finding.kind, finding.item, finding.pointer)
