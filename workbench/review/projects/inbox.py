"""Inbox of a person: what needs them in each project, why, and since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.cache import LruCache
from workbench.design.kinds import ARTIFACT_TITLES
from workbench.review.errors import PageLink
from workbench.review.gate.events import (
    ReadBackSigned,
    ReleaseModeChosen,
    SetupAnswered,
    StepTaken,
)
from workbench.review.gate.machine import GateState, Stage
from workbench.review.gate.policy import why_not_decide, why_not_resolve_escalation
from workbench.review.projects.access import ProjectAccess, Role
from workbench.review.projects.projects import list_projects_for
from workbench.store.comments import Comment, list_answers, list_open_comments_of
from workbench.store.engine import database_id, is_reading
from workbench.store.inbox import find_inbox_version
from workbench.store.interventions import Intervention, list_active_of
from workbench.store.people import names_of
from workbench.store.rfis import Rfi, list_unanswered_of


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """One thing that needs the actor."""

    project: str
    """Slug of the project."""
    project_name: str
    what: str
    """`decide`, `settle`, `resume`, `revise`, `handoff`, `halted`, `rfi`, `intervention` or
    `comment`."""
    title: str
    why: str
    """Why it needs the actor."""
    since: datetime
    link: PageLink


def inbox_of(session: Session, *, actor: Actor) -> list[InboxEntry]:
    """Everything that needs the actor, oldest first."""
    accessible = [project for project in list_projects_for(session, actor=actor) if project.roles]
    pending = _load(session, accessible)
    entries = [entry for access in accessible for entry in _of_project(pending, access)]
    return sorted(entries, key=lambda entry: (entry.since, entry.project, entry.title))


def count_inbox(session: Session, *, actor: Actor) -> int:
    """Number of things that need the actor; one query if nothing in their projects has changed."""
    if not is_reading(session):
        return len(inbox_of(session, actor=actor))
    scope = (database_id(session), actor.id, actor.may_write, actor.by_token)
    version = find_inbox_version(session, actor.id)
    return _counts.get_or_make((scope, version), lambda: len(inbox_of(session, actor=actor)))


@dataclass(frozen=True, slots=True)
class _Pending:
    """Open records of all projects, loaded in one query per kind."""

    rfis: dict[int, list[Rfi]]
    interventions: dict[int, list[Intervention]]
    comments: dict[int, list[Comment]]
    answers: dict[int, list[Comment]]
    """By ID of the comment."""
    names: dict[int, str]
    """Names of the people who made the last decisions, by ID."""


#: By database, actor and version of the inbox.
_counts: LruCache[tuple[tuple[int, int, bool, bool], tuple[int, int, int]], int] = LruCache(5_000)
_Row = TypeVar("_Row", Rfi, Intervention, Comment)


def _load(session: Session, accessible: list[ProjectAccess]) -> _Pending:
    ids = [access.project.id for access in accessible]
    deciders = {
        access.state.last_decision.by for access in accessible if access.state.last_decision
    }
    comments = list_open_comments_of(session, ids)
    return _Pending(
        rfis=_by_project(list_unanswered_of(session, ids)),
        interventions=_by_project(list_active_of(session, ids)),
        comments=_by_project(comments),
        answers=list_answers(session, [comment.id for comment in comments]),
        names=names_of(session, deciders),
    )


def _by_project(rows: list[_Row]) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.project_id].append(row)
    return found


def _of_project(pending: _Pending, access: ProjectAccess) -> Iterator[InboxEntry]:
    yield from _of_gate(access)
    yield from _of_architect(pending, access)
    yield from _of_questions(pending, access)
    yield from _of_interventions(pending, access)
    yield from _of_comments(pending, access)


def _of_gate(access: ProjectAccess) -> Iterator[InboxEntry]:
    state = access.state
    if why_not_decide(access) is None:
        title = f"Decide on revision {state.revision}"
        yield _entry(access, "decide", title, "You are a reviewer here.", PageLink("decision"))
    if state.stage is Stage.escalated and why_not_resolve_escalation(access) is None:
        why = "All three revision cycles are used, and you are an orchestrator here."
        yield _entry(access, "settle", "Resolve the escalation", why, PageLink("decision"))
    if state.stage is Stage.paused and access.has(Role.reviewer, Role.orchestrator, Role.pm):
        yield _entry(
            access, "resume", "The review is paused", "You can resume it.", PageLink("decision")
        )
    if state.stage is Stage.halted and access.has(Role.orchestrator, Role.architect, Role.pm):
        title = f"The handoff is halted: {state.halt_reasons[0]}"
        count = len(state.halt_reasons)
        missing = "1 thing is" if count == 1 else f"{count} things are"
        why = f"{missing} missing; work can't start until then."
        yield _entry(access, "halted", title, why, PageLink("handoff"))


#: Acceptance steps that a person completes, with the event that records them.
_STEPS: dict[str, type[StepTaken]] = {
    "release mode": ReleaseModeChosen,
    "read-back": ReadBackSigned,
    "set-up answers": SetupAnswered,
}


def _why_accept(state: GateState) -> str:
    """What keeps the handoff from being accepted, as far as events show it."""
    remaining = [
        name
        for name, kind in _STEPS.items()
        if not any(isinstance(step, kind) for step in state.steps)
    ]
    if remaining:
        return f"The handoff has arrived. Steps still to do: {', '.join(remaining)}."
    return "The handoff has arrived. Design starts when you accept it."


def _of_architect(pending: _Pending, access: ProjectAccess) -> Iterator[InboxEntry]:
    state = access.state
    if not access.has(Role.architect):
        return
    if state.stage is Stage.received and state.handoff_received:
        yield _entry(
            access,
            "handoff",
            "Accept the handoff",
            _why_accept(state),
            PageLink("handoff"),
        )
    if state.stage is Stage.in_design and state.flagged and state.last_decision is not None:
        name = pending.names.get(state.last_decision.by, "")
        flags = ", ".join(
            ARTIFACT_TITLES[artifact] for artifact in ARTIFACT_TITLES if artifact in state.unlocked
        )
        title = f"{name} asked for a revision of {flags}"
        why = f"Cycle {state.cycle} of 3; you are an architect here."
        yield _entry(access, "revise", title, why, PageLink("overview"))


def _of_questions(pending: _Pending, access: ProjectAccess) -> Iterator[InboxEntry]:
    for row in pending.rfis.get(access.project.id, ()):
        is_assigned = row.owner_id == access.actor.id
        escalated = row.status == "escalated" and access.has(Role.orchestrator)
        if not is_assigned and not escalated:
            continue
        why = "It was escalated to you." if escalated else "You are assigned to answer it."
        link = PageLink("rfis", number=row.number)
        at = row.escalated_at if escalated and row.escalated_at else row.raised_at
        yield _entry(access, "rfi", row.question, why, link, since=at)


def _of_interventions(pending: _Pending, access: ProjectAccess) -> Iterator[InboxEntry]:
    if not access.has(Role.architect, Role.orchestrator, Role.pm):
        return
    rows = pending.interventions.get(access.project.id, [])
    contested = {
        number
        for row in rows
        if row.conflicts_with and not row.settlement
        for number in (row.id, row.conflicts_with)
    }
    for row in rows:
        link = PageLink("interventions", number=row.id)
        if row.id in contested and access.has(Role.orchestrator):
            why = "It contradicts another intervention; you decide which one applies."
        elif row.urgency == "immediate":
            why = "It stops all editing until it is processed."
        elif row.urgency == "end-of-phase" and access.has(Role.architect):
            why = "It must be resolved before the package can be presented."
        else:
            continue
        yield _entry(access, "intervention", row.topic, why, link, since=row.raised_at)


def _of_comments(pending: _Pending, access: ProjectAccess) -> Iterator[InboxEntry]:
    """Threads whose last entry is another person's: all for architects, else the actor's own."""
    for comment in pending.comments.get(access.project.id, ()):
        thread = [comment, *pending.answers[comment.id]]
        last = thread[-1]
        if last.by == access.actor.id or not _concerns(access, thread):
            continue
        began = comment.by == access.actor.id
        why = "Your comment was answered." if began else "Awaiting your answer."
        link = PageLink("comments", comment.kind, comment.item, comment.pointer, comment.id)
        title = f"{comment.kind} {comment.item}: {last.text[:120]}"
        yield _entry(access, "comment", title, why, link, since=last.at)


def _concerns(access: ProjectAccess, thread: list[Comment]) -> bool:
    if any(comment.by == access.actor.id for comment in thread):
        return True
    return access.has(Role.architect)


def _entry(
    access: ProjectAccess,
    what: str,
    title: str,
    why: str,
    link: PageLink,
    *,
    since: datetime | None = None,
) -> InboxEntry:
    moment = since or access.state.since or access.project.created_at
    project = access.project
    return InboxEntry(project.slug, project.name, what, title, why, moment, link)
