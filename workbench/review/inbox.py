"""What waits for one person, in every project: why it is theirs and since when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.kinds import ARTIFACT_TITLES
from workbench.review.errors import Where
from workbench.review.machine import Stage
from workbench.review.policy import why_not_decide, why_not_settle
from workbench.review.projects import list_projects_for
from workbench.review.standing import Role, Standing
from workbench.store.comments import Comment, list_answers, list_open_comments
from workbench.store.interventions import list_interventions
from workbench.store.people import names_of
from workbench.store.rfis import list_rfis


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the actor."""

    project: str
    """Its address."""
    project_name: str
    what: str
    """`decide`, `settle`, `resume`, `revise`, `handoff`, `halted`, `rfi`, `intervention`,
    `comment` or `hand-on`."""
    title: str
    why: str
    """Why it is the actor's."""
    since: datetime
    where: Where


def inbox_of(session: Session, *, actor: Actor) -> list[Waiting]:
    """Everything that waits for the actor, oldest first."""
    found = [
        one
        for standing in list_projects_for(session, actor=actor)
        if standing.roles
        for one in _of_project(session, standing)
    ]
    return sorted(found, key=lambda one: (one.since, one.project, one.title))


def _of_project(session: Session, standing: Standing) -> Iterator[Waiting]:
    yield from _of_gate(session, standing)
    yield from _of_questions(session, standing)
    yield from _of_interventions(session, standing)
    yield from _of_comments(session, standing)


def _of_gate(session: Session, standing: Standing) -> Iterator[Waiting]:
    state = standing.state
    if why_not_decide(standing) is None:
        title = f"Decide on revision {state.revision}"
        yield _waiting(standing, "decide", title, "You are a reviewer here.", Where("decision"))
    if state.stage is Stage.escalated and why_not_settle(standing) is None:
        why = "Three revision cycles are used up, and you are an orchestrator here."
        yield _waiting(standing, "settle", "Settle the escalation", why, Where("decision"))
    if state.stage is Stage.paused and standing.has(Role.reviewer, Role.orchestrator, Role.pm):
        yield _waiting(
            standing, "resume", "The review is paused", "You can resume it.", Where("decision")
        )
    if state.stage is Stage.halted and standing.has(Role.orchestrator, Role.architect, Role.pm):
        title = f"The handoff is halted: {state.halt_reasons[0]}"
        why = f"{len(state.halt_reasons)} things are missing; work waits for them."
        yield _waiting(standing, "halted", title, why, Where("handoff"))
    yield from _of_architect(session, standing)


def _of_architect(session: Session, standing: Standing) -> Iterator[Waiting]:
    state = standing.state
    if not standing.has(Role.architect):
        return
    if state.stage is Stage.received and state.handoff_received:
        yield _waiting(
            standing,
            "handoff",
            "Accept the handoff",
            "It has arrived, and design starts when you accept it.",
            Where("handoff"),
        )
    if state.stage is Stage.in_design and state.flagged and state.last_decision is not None:
        by = state.last_decision.by
        name = names_of(session, {by}).get(by, "")
        flags = ", ".join(ARTIFACT_TITLES[one] for one in ARTIFACT_TITLES if one in state.unlocked)
        title = f"{name} asked for a revision of {flags}"
        why = f"Cycle {state.cycle} of 3; you are an architect here."
        yield _waiting(standing, "revise", title, why, Where("overview"))


def _of_questions(session: Session, standing: Standing) -> Iterator[Waiting]:
    for row in list_rfis(session, standing.project.id, unanswered_only=True):
        mine = row.owner_id == standing.actor.id
        escalated = row.status == "escalated" and standing.has(Role.orchestrator)
        if not mine and not escalated:
            continue
        why = "It was escalated to you." if escalated else "You owe the answer."
        where = Where("rfis", number=row.number)
        at = row.escalated_at if escalated and row.escalated_at else row.raised_at
        yield _waiting(standing, "rfi", row.question, why, where, at)


def _of_interventions(session: Session, standing: Standing) -> Iterator[Waiting]:
    if not standing.has(Role.architect, Role.orchestrator, Role.pm):
        return
    rows = list_interventions(session, standing.project.id, active_only=True)
    contested = {
        one
        for row in rows
        if row.conflicts_with and not row.settlement
        for one in (row.id, row.conflicts_with)
    }
    for row in rows:
        where = Where("interventions", number=row.id)
        if row.id in contested and standing.has(Role.orchestrator):
            why = "It contradicts another one; you settle which counts."
        elif row.urgency == "immediate":
            why = "It halts all editing until it is processed."
        elif row.urgency == "end-of-phase" and standing.has(Role.architect):
            why = "It must be worked in before the package can be presented."
        else:
            continue
        yield _waiting(standing, "intervention", row.topic, why, where, row.raised_at)


def _of_comments(session: Session, standing: Standing) -> Iterator[Waiting]:
    """Conversations whose last word is another's: all for architects, else the actor's own."""
    opened = list_open_comments(session, standing.project.id)
    answers = list_answers(session, [one.id for one in opened])
    for comment in opened:
        thread = [comment, *answers[comment.id]]
        last = thread[-1]
        if last.by == standing.actor.id or not _concerns(standing, thread):
            continue
        began = comment.by == standing.actor.id
        why = "Your comment was answered." if began else "It waits for an answer."
        where = Where("comments", comment.kind, comment.item, comment.pointer, comment.id)
        title = f"{comment.kind} {comment.item}: {last.text[:120]}"
        yield _waiting(standing, "comment", title, why, where, last.at)


def _concerns(standing: Standing, thread: list[Comment]) -> bool:
    if any(one.by == standing.actor.id for one in thread):
        return True
    return standing.has(Role.architect)


def _waiting(  # noqa: PLR0917 - read in this order at every call
    standing: Standing,
    what: str,
    title: str,
    why: str,
    where: Where,
    since: datetime | None = None,
) -> Waiting:
    moment = since or standing.state.since or standing.project.created_at
    project = standing.project
    return Waiting(project.slug, project.name, what, title, why, moment, where)
