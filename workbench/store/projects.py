"""Projects and the roles of people in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, Moment
from workbench.store.draft_rows import rows_of
from workbench.store.people import Person


class Project(Base):
    """A design and its gate. Never deleted, because decisions refer to it."""

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    required_approvals: Mapped[int] = mapped_column(default=1)
    draft_version: Mapped[int] = mapped_column(default=0)
    """Rises with each write to the draft; every written item has the number of its write."""
    event_count: Mapped[int] = mapped_column(default=0)
    """Ordinal of the last gate event."""
    inbox_version: Mapped[int] = mapped_column(default=0, server_default="0")
    """Rises with each change to comments, RFIs, interventions and settings."""
    archived_at: Mapped[datetime | None] = mapped_column(Moment)


class Membership(Base):
    """A role of a person in a project."""

    __tablename__ = "membership"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)

    __table_args__ = (Index(None, "person_id"),)


def find_project(session: Session, slug: str) -> Project | None:
    """The project with that slug; None if there is none."""
    # Counters are raised in the database, so what the session knows of them may be old.
    query = select(Project).where(Project.slug == slug)
    return _with_version(session, session.scalar(query.execution_options(populate_existing=True)))


def lock_project(session: Session, slug: str) -> Project | None:
    """The project, locked for other writers until this transaction ends."""
    query = select(Project).where(Project.slug == slug).with_for_update()
    return _with_version(session, session.scalar(query.execution_options(populate_existing=True)))


def _with_version(session: Session, project: Project | None) -> Project | None:
    if project is not None:
        rows_of(session, project.id).ensure_version(project.draft_version)
    return project


def list_projects(session: Session, person_id: int | None) -> list[Project]:
    """Projects in which a person has a role, or all of them for None; by name."""
    query = select(Project).where(Project.archived_at.is_(None))
    if person_id is not None:
        mine = select(Membership.project_id).where(Membership.person_id == person_id)
        query = query.where(Project.id.in_(mine))
    query = query.order_by(Project.name, Project.id).execution_options(populate_existing=True)
    return list(session.scalars(query))


def find_roles(session: Session, project_id: int, person_id: int) -> frozenset[str]:
    """The roles of a person in a project; empty if they are not a member."""
    query = select(Membership.role).where(
        Membership.project_id == project_id, Membership.person_id == person_id
    )
    return frozenset(session.scalars(query))


def list_roles(session: Session, person_id: int) -> dict[int, frozenset[str]]:
    """A person's roles by project."""
    query = select(Membership.project_id, Membership.role).where(Membership.person_id == person_id)
    roles: dict[int, set[str]] = {}
    for project_id, role in session.execute(query):
        roles.setdefault(project_id, set()).add(role)
    return {project_id: frozenset(names) for project_id, names in roles.items()}


def list_members(session: Session, project_id: int) -> list[tuple[Person, frozenset[str]]]:
    """All members of a project with their roles, by name."""
    query = (
        select(Person, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.project_id == project_id)
        .order_by(Person.name, Person.id)
    )
    members: dict[int, tuple[Person, set[str]]] = {}
    for person, role in session.execute(query):
        members.setdefault(person.id, (person, set()))[1].add(role)
    return [(person, frozenset(roles)) for person, roles in members.values()]


def set_roles(session: Session, project_id: int, person_id: int, roles: frozenset[str]) -> None:
    """Set the roles of a person in a project; an empty set removes the person."""
    held = find_roles(session, project_id, person_id)
    for role in sorted(held - roles):
        row = session.get(Membership, (project_id, person_id, role))
        session.delete(row)
    for role in sorted(roles - held):
        session.add(Membership(project_id=project_id, person_id=person_id, role=role))
    session.flush()


def raise_draft_version(session: Session, project_id: int) -> int:
    """Count a write to the draft and return its number.

    The database adds, so that concurrent writers get different numbers.
    """
    query = (
        update(Project)
        .where(Project.id == project_id)
        .values(draft_version=Project.draft_version + 1)
        .returning(Project.draft_version)
        .execution_options(synchronize_session=False)
    )
    number: int = session.execute(query).scalar_one()
    rows_of(session, project_id).version = number
    return number


def find_draft_version(session: Session, project_id: int) -> int:
    """The number of the last write to the draft, as this session sees it."""
    rows = rows_of(session, project_id)
    if rows.version is None:
        rows.version = read_draft_version(session, project_id)
    return rows.version


def read_draft_version(session: Session, project_id: int) -> int:
    """As `find_draft_version`, but always read from the database."""
    return session.scalar(select(Project.draft_version).where(Project.id == project_id)) or 0
