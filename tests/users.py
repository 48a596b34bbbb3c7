"""The same people in every test, and the project they meet in.

Mira designs and Tomas designs with her; Ren and Yusra review; Paula plans; Otto is asked when
work halts; Vic reads; Ada runs the installation. Sam is a stranger to the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from tests.passwords import CHEAP_HASHER
from workbench.accounts.actor import Actor, Scope, actor_of
from workbench.review.commands import CreateProject
from workbench.review.projects.access import Role
from workbench.review.projects.projects import create_project
from workbench.store.base import utc_now
from workbench.store.people import Person, find_person_by_email
from workbench.store.projects import Project, set_roles

#: Everybody's password.
PASSWORD = "a long walk by the sea"


@dataclass(frozen=True)
class Character:
    """Somebody of the cast."""

    name: str
    email: str
    role: Role | None = None
    admin: bool = False


MIRA = Character("Mira Castellano", "mira@example.org", Role.architect)
TOMAS = Character("Tomas Berg", "tomas@example.org", Role.architect)
REN = Character("Ren Ishii", "ren@example.org", Role.reviewer)
YUSRA = Character("Yusra Haddad", "yusra@example.org", Role.reviewer)
PAULA = Character("Paula Nowak", "paula@example.org", Role.pm)
OTTO = Character("Otto Lindqvist", "otto@example.org", Role.orchestrator)
VIC = Character("Vic Moreau", "vic@example.org", Role.viewer)
ADA = Character("Ada Okafor", "ada@example.org", admin=True)
SAM = Character("Sam Stranger", "sam@example.org")
EVERYBODY = (MIRA, TOMAS, REN, YUSRA, PAULA, OTTO, VIC, ADA, SAM)

PROJECT = "made-house"


def gather(session: Session) -> None:
    """Give everybody an account; the password is hashed once, because hashing is slow."""
    for one in EVERYBODY:
        session.add(
            Person(
                email=one.email,
                name=one.name,
                password_hash=_hash_of(PASSWORD),
                admin=one.admin,
                created_at=utc_now(),
            )
        )
    session.flush()


def actor(session: Session, one: Character) -> Actor:
    """One of the cast, signed in."""
    return actor_of(_person(session, one))


def token_actor(session: Session, one: Character, *scopes: Scope) -> Actor:
    """One of the cast, acting through a token."""
    return actor_of(_person(session, one), frozenset(scopes))


def meet(session: Session, slug: str = PROJECT, *, required_approvals: int = 1) -> Project:
    """A project of Mira's in which everybody but Ada and Sam has their role."""
    project = create_project(
        session,
        actor=actor(session, MIRA),
        command=CreateProject(
            name=slug.replace("-", " ").title(), slug=slug, required_approvals=required_approvals
        ),
    )
    for one in EVERYBODY:
        if one.role is not None:
            person = _person(session, one)
            set_roles(session, project.id, person.id, frozenset({one.role}))
    return project


def _person(session: Session, one: Character) -> Person:
    found = find_person_by_email(session, one.email)
    assert found is not None, f"{one.name} has no account: call gather() first"
    return found


@cache
def _hash_of(password: str) -> str:
    return CHEAP_HASHER.hash(password)
