"""Taking endpoints that the documents ask for into the inventory, one by one or all."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.kinds import Artifact
from workbench.design.suggest import Suggestions, suggest
from workbench.review.commands import Command
from workbench.review.errors import Invalid
from workbench.review.events import DesignStarted
from workbench.review.machine import Stage
from workbench.review.policy import ensure, why_not_edit
from workbench.review.standing import Standing, enter_project, record
from workbench.review.tracing import traced
from workbench.store.base import utc_now
from workbench.store.draft_bulk import PutMany, put_many
from workbench.store.drafts import begin_write


class TakeSuggestions(Command):
    """Keys of the suggested endpoints to take."""

    keys: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=600)], ...],
        Field(max_length=5_000),
    ] = ()
    everything: bool = False
    """Take all that serve a requirement which nothing serves yet, whatever is among the keys."""


def suggestions_of(session: Session, *, standing: Standing) -> Suggestions:
    """What the documents ask for beyond the inventory, as the draft is now."""
    return suggest(traced(session, standing=standing).design)


def take_suggestions(
    session: Session, *, actor: Actor, project: str, command: TakeSuggestions
) -> PutMany:
    """Write the chosen endpoints in one write that is undone as one.

    What is not suggested any more, because somebody wrote it meanwhile, is left alone. Raises
    Invalid where nothing was chosen, Refused where the inventory is locked.
    """
    standing = enter_project(session, actor=actor, project=project)
    ensure(why_not_edit(standing, Artifact.inventory))
    wanted = set(command.keys)
    if not wanted and not command.everything:
        raise Invalid({"keys": ["Choose at least one endpoint."]})
    items = [
        one.endpoint
        for one in suggestions_of(session, standing=standing).found
        if one.key in wanted or (command.everything and one.needed)
    ]
    write = begin_write(
        session, project_id=standing.project.id, by=actor.id, at=utc_now(), together=True
    )
    done = put_many(session, write=write, items=list(items), remove=frozenset())
    if standing.state.stage is Stage.accepted:
        record(session, standing, DesignStarted(by=actor.id, at=write.at))
    return done
