"""Proposing a migration plan for the tables of the draft."""

from __future__ import annotations

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.artifacts.sql.migrations import propose_migrations
from workbench.design.design import item_data
from workbench.review.draft.bulk import AddItems, add_items
from workbench.review.draft.items import list_keys
from workbench.review.draft.tracing import traced
from workbench.review.errors import Refused
from workbench.review.projects.access import open_for_writing


def propose_migration_plan(session: Session, *, actor: Actor, project: str) -> int:
    """Write one migration per logical change for the tables; returns their number.

    Raises Refused if there are migrations already, or no tables.
    """
    access = open_for_writing(session, actor=actor, project=project)
    if list_keys(session, access, "migration"):
        raise Refused("This project already has migrations; a proposal would overwrite them.")
    plan = propose_migrations(traced(session, access=access).design)
    if not plan:
        raise Refused("There are no tables to propose migrations for. Add a table first.")
    command = AddItems(kind="migration", bodies=tuple(item_data(step) for step in plan))
    return add_items(session, actor=actor, project=project, command=command).added
