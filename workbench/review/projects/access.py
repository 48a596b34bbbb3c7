"""Where an actor stands in a project: the one way in, so that no action can forget to ask."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.review.errors import NotFound, NotYours, Refused
from workbench.review.gate.events import Event, HandoffStep, event_of, payload_of
from workbench.review.gate.machine import GateState, NotNow, advance, fold
from workbench.store.events import append_event, list_events
from workbench.store.projects import Project, find_project, find_roles, lock_project


class Role(StrEnum):
    """What a person does in one project (W1)."""

    architect = "architect"
    reviewer = "reviewer"
    pm = "pm"
    orchestrator = "orchestrator"
    viewer = "viewer"


#: Roles that decide on what others made. Nobody gives them to themselves.
JUDGES = frozenset({Role.reviewer, Role.orchestrator})


@dataclass(frozen=True, slots=True)
class Standing:
    """A project as one actor meets it: their roles in it and the state of its gate."""

    project: Project
    actor: Actor
    roles: frozenset[Role]
    state: GateState

    def has(self, *roles: Role) -> bool:
        """Whether the actor has one of the roles."""
        return not self.roles.isdisjoint(roles)


def open_project(session: Session, *, actor: Actor, project: str) -> Standing:
    """The project at that address, for reading.

    Raises NotFound for a stranger, exactly as if there were no such project. An admin may
    read every project.
    """
    return _stand(session, actor, find_project(session, project), project)


def enter_project(session: Session, *, actor: Actor, project: str) -> Standing:
    """The project for writing: whoever else writes to it waits until this transaction ends.

    Raises NotFound as `open_project` does, Refused for a token that may only read.
    """
    standing = _stand(session, actor, lock_project(session, project), project)
    if not actor.may_write:
        raise NotYours("This token may only read.")
    return standing


def record(session: Session, standing: Standing, event: Event) -> Standing:
    """Write an event if it may come now, and return the standing after it.

    Raises Refused with the machine's reason otherwise.
    """
    try:
        state = advance(standing.state, event)
    except NotNow as error:
        raise Refused(str(error)) from error
    append_event(
        session,
        project_id=standing.project.id,
        name=event.type,
        by=event.by,
        at=event.at,
        payload=payload_of(event),
    )
    return Standing(standing.project, standing.actor, standing.roles, state)


def record_step(session: Session, standing: Standing, event: HandoffStep) -> Standing:
    """Write that somebody took a step; the same step of the same person is written once."""
    known = next((one for one in standing.state.steps if type(one) is type(event)), None)
    if known is not None and known.model_copy(update={"at": event.at}) == event:
        return standing
    return record(session, standing, event)


def _stand(session: Session, actor: Actor, found: Project | None, slug: str) -> Standing:
    if found is None:
        raise NotFound("project", slug)
    roles = frozenset(Role(one) for one in find_roles(session, found.id, actor.id))
    if not roles and not actor.admin:
        raise NotFound("project", slug)
    state = fold(event_of(row) for row in list_events(session, found.id))
    return Standing(found, actor, roles, state)
