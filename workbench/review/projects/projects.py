"""Making projects, and who takes part in them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.accounts.invitations import invite_person
from workbench.accounts.people import normal_email
from workbench.review.commands import ChangeSettings, CreateProject, Invite, SetRoles
from workbench.review.errors import Invalid, NotFound, Refused
from workbench.review.gate.approval_blockers import approval_blockers
from workbench.review.gate.events import ApprovalsChanged
from workbench.review.gate.machine import Stage
from workbench.review.gate.policy import ensure, why_not_lower_approvals, why_not_manage
from workbench.review.projects.access import (
    ProjectAccess,
    Role,
    gate_states,
    open_for_writing,
    record,
)
from workbench.store.audit import record as audit
from workbench.store.base import utc_now
from workbench.store.people import Person, find_person
from workbench.store.projects import (
    Project,
    find_project,
    find_roles,
    list_members,
    list_projects,
    list_roles,
    set_roles,
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a project."""

    person: Person
    roles: frozenset[Role]


def create_project(session: Session, *, actor: Actor, command: CreateProject) -> Project:
    """Make an empty project; the actor becomes a member of it.

    Raises Invalid where the address is taken, Refused for a token that may only read.
    """
    if not actor.may_write:
        raise Refused("This token is read-only.")
    slug = command.slug or _free_slug(session, command.name)
    if find_project(session, slug) is not None:
        raise Invalid({"slug": ["A project with this address already exists."]})
    project = Project(
        slug=slug,
        name=command.name,
        created_by=actor.id,
        created_at=utc_now(),
        required_approvals=command.required_approvals,
    )
    session.add(project)
    session.flush()
    set_roles(session, project.id, actor.id, frozenset(command.roles))
    return project


def list_projects_for(session: Session, *, actor: Actor) -> list[ProjectAccess]:
    """Every project the actor takes part in, by name, with their roles and its state.

    An admin sees all projects. At most three queries, however many projects there are.
    """
    projects = list_projects(session, None if actor.admin else actor.id)
    roles = list_roles(session, actor.id)
    states = gate_states(session, projects)
    return [
        ProjectAccess(
            project,
            actor,
            frozenset(Role(name) for name in roles.get(project.id, frozenset())),
            states[project.id],
        )
        for project in projects
    ]


def invited_project(session: Session, project_id: int | None) -> Project | None:
    """The project that an invitation leads to, for somebody who holds it and is no member yet."""
    return session.get(Project, project_id) if project_id is not None else None


def list_members_of(session: Session, *, access: ProjectAccess) -> list[Member]:
    """Everybody in the project, by name."""
    return [
        Member(person, frozenset(Role(role) for role in roles))
        for person, roles in list_members(session, access.project.id)
    ]


def change_settings(
    session: Session, *, actor: Actor, project: str, command: ChangeSettings
) -> Project:
    """Change the name and the number of approvals, which counts at once.

    A package that waits needs the new number too: more keep it waiting, fewer may be what it has,
    which approves it. Raises Invalid where somebody changed the number meanwhile, and for fewer
    where the actor contributed to that package or approved it; Refused where something holds its
    approval back.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_manage(access))
    access.project.name = command.name
    required, now = command.required_approvals, access.project.required_approvals
    if command.seen_approvals not in {None, required}:
        _ensure_seen(command.seen_approvals, now)
    elif command.seen_approvals is not None:
        required = now
    access.project.required_approvals = required
    under_review = access.state.stage in {Stage.presented, Stage.paused}
    if required != now or (under_review and required != access.state.required_approvals):
        _require_approvals(session, access, required)
    session.flush()
    return access.project


def _ensure_seen(seen: int | None, now: int) -> None:
    if seen != now:
        message = f"Someone has changed this to {now}. Check it before you change it again."
        raise Invalid({"required_approvals": [message]})


def _require_approvals(session: Session, access: ProjectAccess, required: int) -> None:
    refusal = why_not_lower_approvals(access, required)
    if refusal is not None:
        raise Invalid({"required_approvals": [refusal.reason]})
    blockers = access.state.approves(required) and approval_blockers(session, access=access)
    if blockers:
        raise Refused(
            f"Requiring {required} would approve the presented package, which cannot be approved "
            f"now: {blockers[0].message}",
            [blocker.link for blocker in blockers],
        )
    event = ApprovalsChanged(by=access.actor.id, at=utc_now(), required=required)
    record(session, access, event)


def add_member(session: Session, *, actor: Actor, project: str, command: SetRoles) -> None:
    """Give a person roles in the project, or take them all.

    Nobody changes their own, an admin neither, so that no one makes themselves a judge.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_manage(access))
    person = find_person(session, command.person)
    if person is None:
        raise NotFound("person", command.person)
    if person.id == actor.id:
        raise Refused("You can't change your own roles. Ask someone else who manages this project.")
    before = find_roles(session, access.project.id, person.id)
    set_roles(session, access.project.id, person.id, frozenset(command.roles))
    audit(
        session,
        at=utc_now(),
        person_id=actor.id,
        event="roles-changed",
        detail=f"{project}: {person.email}: {_names(before)} -> {_names(command.roles)}",
    )


def invite(session: Session, *, actor: Actor, project: str, command: Invite) -> str:
    """Invite somebody by address and return the secret of the link, which is shown only now.

    Who has an account already gets the roles by following it too. Raises Invalid for the
    actor's own address.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_manage(access))
    inviter = find_person(session, actor.id)
    if inviter is not None and normal_email(command.email) == inviter.email:
        message = "This is your own address. Ask someone else to give you roles here."
        raise Invalid({"email": [message]})
    return invite_person(
        session,
        email=command.email,
        project_id=access.project.id,
        roles=[str(role) for role in sorted(command.roles)],
        invited_by=actor.id,
        now=utc_now(),
    )


def _free_slug(session: Session, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "project"
    slug, number = base, 1
    while find_project(session, slug) is not None:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _names(roles: frozenset[str] | frozenset[Role]) -> str:
    return ", ".join(sorted(str(role) for role in roles)) or "none"
