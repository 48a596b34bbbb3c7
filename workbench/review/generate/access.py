"""Taking proposed permissions of endpoints into the permission model."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.design import item_data
from workbench.review.commands import Command
from workbench.review.draft.bulk import WriteTogether, write_together
from workbench.review.draft.tracing import traced
from workbench.review.errors import Refused
from workbench.review.projects.access import open_for_writing
from workbench.store.draft_bulk import PutMany
from workbench.suggest.access import propose_access


class AddProposedAccess(Command):
    """Endpoints whose proposal is taken."""

    endpoints: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=600)], ...],
        Field(max_length=5_000),
    ] = ()
    everything: bool = False


def add_proposed_access(
    session: Session, *, actor: Actor, project: str, command: AddProposedAccess
) -> PutMany:
    """Write what is proposed for these endpoints, in one write that is undone as one.

    An endpoint that somebody decided on meanwhile is left alone. Raises Refused where nothing
    is left to take or the model is locked.
    """
    access = open_for_writing(session, actor=actor, project=project)
    found = propose_access(traced(session, access=access).design).found
    wanted = set(command.endpoints)
    items = tuple(
        ("access", item_data(proposal.access))
        for proposal in found
        if command.everything or proposal.endpoint in wanted
    )
    if not items:
        raise Refused("These endpoints have no proposals any more. Reload the page.")
    return write_together(session, actor=actor, project=project, command=WriteTogether(items=items))
