"""Versions of a person's inbox, so that its entries are counted only after a change.

The inbox is computed from events, comments, RFIs, interventions, settings and roles. Every write to
these raises a number: the project's `event_count` for events, its `inbox_version` for the others,
and the person's own for roles.
"""

from __future__ import annotations

from sqlalchemy import event, func, inspect, select, update
from sqlalchemy.orm import Session, sessionmaker

from workbench.store.comments import Comment
from workbench.store.interventions import Intervention
from workbench.store.people import Person
from workbench.store.projects import Membership, Project
from workbench.store.rfis import Rfi


def find_inbox_version(session: Session, person_id: int) -> tuple[int, int, int]:
    """The person's own version, the number of their projects, and the sum of their versions.

    Versions only rise, so equal values mean an unchanged inbox. One query.
    """
    own = select(Person.inbox_version).where(Person.id == person_id).scalar_subquery()
    project_ids = select(Membership.project_id).where(Membership.person_id == person_id)
    total = func.coalesce(func.sum(Project.event_count + Project.inbox_version), 0)
    query = select(func.coalesce(own, 0), func.count(), total).where(Project.id.in_(project_ids))
    own_version, projects, versions = session.execute(query).one()
    return own_version, projects, versions


def raise_inbox_versions(sessions: sessionmaker[Session]) -> None:
    """Let sessions of this factory raise the versions when they write what an inbox shows."""
    event.listen(sessions, "after_flush", _raise)


def _raise(session: Session, _context: object) -> None:
    written = [*session.new, *session.deleted, *filter(session.is_modified, session.dirty)]
    projects = {row.project_id for row in written if isinstance(row, Comment | Rfi | Intervention)}
    projects |= {row.id for row in written if isinstance(row, Project) and inspect(row).persistent}
    people = {row.person_id for row in written if isinstance(row, Membership)}
    for model, ids in ((Project, projects), (Person, people)):
        if ids:
            query = update(model).where(model.id.in_(ids))
            session.execute(
                query.values(inbox_version=model.inbox_version + 1),
                execution_options={"synchronize_session": False},
            )
