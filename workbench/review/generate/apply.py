"""Writing the first drafts of tables and of the contract, each as one undoable write."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.base import Item
from workbench.design.design import Design, item_data
from workbench.design.kinds import KIND_OF_MODEL
from workbench.review.draft.bulk import WriteTogether, write_together
from workbench.review.draft.tracing import traced
from workbench.review.errors import Invalid, Refused
from workbench.review.generate.contract import generate_contract
from workbench.review.generate.tables import generate_table, generate_tables
from workbench.review.projects.access import open_for_writing
from workbench.store.draft_bulk import PutMany

_NAME = re.compile(r"[^\W\d][\w$]{0,62}(?:\.[^\W\d][\w$]{0,62})?")


def draft_tables(session: Session, *, actor: Actor, project: str) -> PutMany:
    """Write a table for every entity without one.

    Raises Refused if none is missing or the schema is locked.
    """
    items = generate_tables(_design(session, actor, project))
    if not items:
        raise Refused("Every entity in the data dictionary already has a table.")
    return _write(session, actor, project, items)


def draft_table(session: Session, *, actor: Actor, project: str, entity: str, name: str) -> str:
    """Write a table, with columns from the entity if one is given; returns its name.

    Raises Invalid if neither is given, the entity does not exist or the name is taken, Refused if
    the schema is locked.
    """
    design = _design(session, actor, project)
    found = next((candidate for candidate in design.entities if candidate.key == entity), None)
    if entity and found is None:
        raise Invalid({"entity": [f"The data dictionary has no entity {entity}."]})
    if found is None and not name:
        raise Invalid({"name": ["Enter a table name, or choose the entity that the table stores."]})
    if name and not _NAME.fullmatch(name):
        raise Invalid({"name": ["A table name can contain only letters, digits and underscores."]})
    table = generate_table(design, found, name)
    if not table.key:
        raise Invalid({"name": ["Enter a name; none can be derived from the entity."]})
    if design.find("table", table.key) is not None:
        raise Invalid({"name": [f"Table {table.key} already exists; choose another name."]})
    _write(session, actor, project, (table,))
    return table.key


def draft_contract(session: Session, *, actor: Actor, project: str, endpoint: str = "") -> PutMany:
    """Write the metadata of the OpenAPI document and an operation for every unwritten endpoint.

    With the key of an endpoint, only its operation and what that refers to. Raises Refused if
    nothing is missing or an affected artifact is locked.
    """
    items = generate_contract(_design(session, actor, project), endpoint)
    if not items:
        raise Refused("Every endpoint in scope already has an operation.")
    return _write(session, actor, project, items)


def _design(session: Session, actor: Actor, project: str) -> Design:
    access = open_for_writing(session, actor=actor, project=project)
    return traced(session, access=access).design


def _write(session: Session, actor: Actor, project: str, items: Iterable[Item]) -> PutMany:
    bodies = tuple((KIND_OF_MODEL[type(item)].name, item_data(item)) for item in items)
    return write_together(
        session, actor=actor, project=project, command=WriteTogether(items=bodies)
    )
