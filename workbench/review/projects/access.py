"""Access of an actor to a project: the only way to load one, so that no check is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.cache import LruCache
from workbench.review.errors import Forbidden, NotFound, Refused
from workbench.review.gate.events import Event, HandoffStep, event_of, payload_of
from workbench.review.gate.machine import GateState, TransitionRefused, advance, fold
from workbench.store.engine import database_id
from workbench.store.events import append_event, list_events_of, sees_committed_events
from workbench.store.projects import Project, find_project, find_roles, lock_project


class Role(StrEnum):
    """Role of a person in a project."""

    architect = "architect"
    reviewer = "reviewer"
    pm = "pm"
    orchestrator = "orchestrator"
    viewer = "viewer"

    @property
    def label(self) -> str:
        """The role as people read it."""
        return "PM" if self is Role.pm else self.value


#: Roles that decide on the work of others; people cannot give them to themselves.
JUDGES = frozenset({Role.reviewer, Role.orchestrator})


#: States of gates by database, project and number of events; events are never changed.
_states: LruCache[tuple[int, int, int], GateState] = LruCache(1_000)


@dataclass(frozen=True, slots=True)
class ProjectAccess:
    """A project, the roles that one actor has in it, and the state of its gate."""

    project: Project
    actor: Actor
    roles: frozenset[Role]
    state: GateState

    def has(self, *roles: Role) -> bool:
        """Whether the actor has one of the roles."""
        return not self.roles.isdisjoint(roles)


def open_project(session: Session, *, actor: Actor, project: str) -> ProjectAccess:
    """The project with that slug, for reading.

    Raises NotFound if it does not exist or the actor is not a member. Administrators may read
    every project.
    """
    return _load_access(session, actor, find_project(session, project), project)


def open_for_writing(session: Session, *, actor: Actor, project: str) -> ProjectAccess:
    """The project for writing, locked until this transaction ends.

    Raises NotFound as `open_project` does, Forbidden for a read-only token.
    """
    access = _load_access(session, actor, lock_project(session, project), project)
    if not actor.may_write:
        raise Forbidden("This token is read-only.")
    return access


def record(session: Session, access: ProjectAccess, event: Event) -> ProjectAccess:
    """Record an event and return the access with the state after it.

    Raises Refused with the reason if the event is not possible now.
    """
    try:
        state = advance(access.state, event)
    except TransitionRefused as error:
        raise Refused(str(error)) from error
    append_event(
        session,
        project_id=access.project.id,
        name=event.type,
        by=event.by,
        at=event.at,
        payload=payload_of(event),
    )
    return ProjectAccess(access.project, access.actor, access.roles, state)


def record_step(session: Session, access: ProjectAccess, event: HandoffStep) -> ProjectAccess:
    """Record an acceptance step, unless the newest of its type is equal."""
    known = next((step for step in access.state.steps if type(step) is type(event)), None)
    if known is not None and known.model_copy(update={"at": event.at}) == event:
        return access
    return record(session, access, event)


def _load_access(session: Session, actor: Actor, found: Project | None, slug: str) -> ProjectAccess:
    if found is None:
        raise NotFound("project", slug)
    roles = frozenset(Role(name) for name in find_roles(session, found.id, actor.id))
    if not roles and not actor.admin:
        raise NotFound("project", slug)
    return ProjectAccess(found, actor, roles, gate_states(session, [found])[found.id])


def gate_states(session: Session, projects: Sequence[Project]) -> dict[int, GateState]:
    """The state of each gate by project ID; at most one query, for those not in the cache."""
    database = database_id(session)
    states = {row.id: _states.get((database, row.id, row.event_count)) for row in projects}
    missing = {row.id: row.event_count for row in projects if states[row.id] is None}
    rows_of_project = list_events_of(session, missing) if missing else {}
    for project_id, rows in rows_of_project.items():
        state = states[project_id] = fold(event_of(row) for row in rows)
        # Another event may have come since the project was read.
        if sees_committed_events(session, project_id) and len(rows) == missing[project_id]:
            _states.put((database, project_id, len(rows)), state)
    return {project_id: state for project_id, state in states.items() if state is not None}
