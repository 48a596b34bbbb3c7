"""Actions of the gate: decide, resume, resolve an escalation, request a change, hand over.

Decisions name number and hash of the revision that was read, which must be the newest. If two
people decide at once, the second gets a StaleDecision with the decision that was recorded.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.kinds import Artifact, artifact_of, get_kind
from workbench.review.commands import (
    CloseOpenItem,
    Decide,
    HandOver,
    RequestChange,
    ResolveEscalation,
    Resume,
)
from workbench.review.errors import Invalid, NotFound, PageLink, Refused, StaleDecision
from workbench.review.gate.events import (
    ChangeRequested,
    Decided,
    DecisionOutcome,
    EscalationOutcome,
    EscalationSettled,
    HandedOn,
    ItemRef,
    OpenItemClosed,
    Resumed,
)
from workbench.review.gate.history import last_decision_record
from workbench.review.gate.machine import GateState, Stage
from workbench.review.gate.policy import (
    ensure,
    why_not_close_open_item,
    why_not_decide,
    why_not_hand_over,
    why_not_request_change,
    why_not_resolve_escalation,
    why_not_resume,
)
from workbench.review.projects.access import ProjectAccess, open_for_writing, record
from workbench.store.base import utc_now
from workbench.store.comments import list_open_comments
from workbench.store.drafts import find_item

#: Artifacts with items that belong to an endpoint.
_OF_ENDPOINT = frozenset(
    {Artifact.inventory, Artifact.request_response, Artifact.access, Artifact.prioritization}
)


def decide(session: Session, *, actor: Actor, project: str, command: Decide) -> GateState:
    """Record APPROVED, REVISE or PAUSE on the presented revision and return the state after it.

    Raises Invalid for a REVISE without text or flags, StaleDecision if somebody else decided
    first or a newer revision is presented, Refused if the actor may not decide now.
    """
    access = open_for_writing(session, actor=actor, project=project)
    _ensure_complete(command)
    _ensure_newest(session, access, command, {Stage.presented})
    ensure(why_not_decide(access))
    comments = list_open_comments(session, access.project.id)
    must_fix = [comment for comment in comments if comment.must_fix]
    if command.outcome is DecisionOutcome.approved and must_fix:
        raise Refused(
            "1 must-fix comment is unresolved."
            if len(must_fix) == 1
            else f"{len(must_fix)} must-fix comments are unresolved.",
            [PageLink("comments", o.kind, o.item, o.pointer, o.id) for o in must_fix],
        )
    event = Decided(
        by=actor.id,
        at=utc_now(),
        outcome=command.outcome,
        revision=command.revision,
        sha256=command.sha256,
        text=command.text,
        flagged=tuple(sorted(command.flagged)),
        open_items=command.open_items,
        comments=tuple(comment.id for comment in comments),
    )
    return record(session, access, event).state


def resume(session: Session, *, actor: Actor, project: str, command: Resume) -> GateState:
    """Resume a paused review in the stage in which it was paused."""
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_resume(access))
    _ensure_page_is_current(command.revision, access.state.revision)
    event = Resumed(by=actor.id, at=utc_now(), text=command.text)
    return record(session, access, event).state


def resolve_escalation(
    session: Session, *, actor: Actor, project: str, command: ResolveEscalation
) -> GateState:
    """Accept with limitations, descope named items, or pause for a synchronous review.

    Descoping unlocks the artifacts that the third REVISE flagged and those of the named items;
    the package can be presented once more when those items are out of scope.
    """
    access = open_for_writing(session, actor=actor, project=project)
    _ensure_newest(session, access, command, {Stage.escalated, Stage.presented})
    ensure(why_not_resolve_escalation(access))
    if command.outcome is EscalationOutcome.descope and not command.items:
        raise Invalid({"items": ["Choose at least one item to leave out of scope."]})
    artifacts = {
        artifact for item in command.items for artifact in _artifacts(session, access, item)
    }
    event = EscalationSettled(
        by=actor.id,
        at=utc_now(),
        outcome=command.outcome,
        revision=command.revision,
        sha256=command.sha256,
        text=command.text,
        items=command.items,
        artifacts=tuple(sorted(artifacts)),
    )
    return record(session, access, event).state


def request_change(
    session: Session, *, actor: Actor, project: str, command: RequestChange
) -> GateState:
    """Reopen artifacts of an approved design; the change goes through the gate again."""
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_request_change(access))
    _ensure_page_is_current(command.revision, access.state.approved_revision)
    event = ChangeRequested(
        by=actor.id,
        at=utc_now(),
        artifacts=tuple(sorted(command.artifacts)),
        text=command.text,
    )
    return record(session, access, event).state


def hand_over(session: Session, *, actor: Actor, project: str, command: HandOver) -> GateState:
    """Hand the approved design over to the implementers."""
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_hand_over(access))
    _ensure_page_is_current(command.revision, access.state.approved_revision)
    event = HandedOn(by=actor.id, at=utc_now(), text=command.text)
    return record(session, access, event).state


def close_open_item(
    session: Session, *, actor: Actor, project: str, command: CloseOpenItem
) -> GateState:
    """Close an open item of a conditional approval."""
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_close_open_item(access))
    event = OpenItemClosed(by=actor.id, at=utc_now(), number=command.number, text=command.text)
    return record(session, access, event).state


def _ensure_complete(command: Decide) -> None:
    if command.outcome is not DecisionOutcome.revise:
        return
    errors = {}
    if not command.text:
        errors["text"] = ["Say what to change."]
    if not command.flagged:
        errors["flagged"] = ["Flag at least one artifact."]
    if errors:
        raise Invalid(errors)


def _ensure_newest(
    session: Session, access: ProjectAccess, command: Decide | ResolveEscalation, stages: set[Stage]
) -> None:
    state = access.state
    newest = (command.revision, command.sha256) == (state.revision, state.sha256)
    if newest and state.stage in stages:
        return
    happened = last_decision_record(session, access)
    if not newest:
        raise StaleDecision(
            f"The newest revision is now {state.revision} ({state.sha256[:12]}); your decision was "
            f"about revision {command.revision} ({command.sha256[:12]}). Nothing was recorded.",
            happened,
        )
    if happened is not None and happened.is_on(state.revision, state.sha256):
        raise StaleDecision(
            f"{happened.by} has already recorded {happened.outcome} on this revision; "
            f"the package is {state.stage}. Your decision was not recorded.",
            happened,
        )


def _ensure_page_is_current(named: int | None, current: int) -> None:
    if named not in {None, current}:
        raise StaleDecision(
            f"This page was about revision {named}; the current revision is {current}. "
            "Nothing was recorded."
        )


def _artifacts(session: Session, access: ProjectAccess, item: ItemRef) -> frozenset[Artifact]:
    try:
        get_kind(item.kind)
    except KeyError:
        raise NotFound("kind of item", item.kind) from None
    stored = find_item(session, access.project.id, item.kind, item.key)
    if stored is None:
        raise NotFound(item.kind, item.key)
    if item.kind == "endpoint":
        return _OF_ENDPOINT
    return frozenset({artifact_of(item.kind, stored.item)})
