"""Adding proposed permissions of endpoints to the permission model."""

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
    """Endpoints whose proposals are accepted."""

    endpoints: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=600)], ...],
        Field(max_length=5_000),
    ] = ()
    everything: bool = False


def add_proposed_access(
    session: Session, *, actor: Actor, project: str, command: AddProposedAccess
) -> PutMany:
    """Write the proposals for these endpoints, in one write that is undone as a whole.

    Endpoints that have been decided meanwhile are skipped. Raises Refused if no proposal is left
    or the permission model is locked.
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
