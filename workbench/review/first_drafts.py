"""Writing the first drafts of tables and of the contract, each as one write, undone as one."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.base import Item
from workbench.design.design import Design, item_data
from workbench.design.kinds import KIND_OF_MODEL
from workbench.review.adding import WriteTogether, write_together
from workbench.review.errors import Refused
from workbench.review.first_contract import first_contract
from workbench.review.first_tables import first_tables
from workbench.review.standing import enter_project
from workbench.review.tracing import traced
from workbench.store.draft_bulk import PutMany


def draft_tables(session: Session, *, actor: Actor, project: str) -> PutMany:
    """Write a table for every entity that has none.

    Raises Refused where nothing is missing or the schema is locked.
    """
    items = first_tables(_design(session, actor, project))
    if not items:
        raise Refused("Every entity of the data dictionary has its table.")
    return _write(session, actor, project, items)


def draft_contract(session: Session, *, actor: Actor, project: str, endpoint: str = "") -> PutMany:
    """Write the frame of the OpenAPI document and an operation for every unwritten endpoint.

    With the key of an endpoint only its operation and what that refers to. Raises Refused where
    nothing is missing or an artifact that it touches is locked.
    """
    items = first_contract(_design(session, actor, project), endpoint)
    if not items:
        raise Refused("Every endpoint in scope is written in the contract.")
    return _write(session, actor, project, items)


def _design(session: Session, actor: Actor, project: str) -> Design:
    standing = enter_project(session, actor=actor, project=project)
    return traced(session, standing=standing).design


def _write(session: Session, actor: Actor, project: str, items: Iterable[Item]) -> PutMany:
    told = tuple((KIND_OF_MODEL[type(one)].name, item_data(one)) for one in items)
    return write_together(session, actor=actor, project=project, command=WriteTogether(items=told))
