"""Endpoints that the documents ask for: taken into the inventory, or left, one by one or all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.design import Design
from workbench.design.kinds import Artifact
from workbench.review.commands import Command
from workbench.review.draft.tracing import traced
from workbench.review.errors import Invalid
from workbench.review.gate.events import DesignStarted
from workbench.review.gate.machine import Stage
from workbench.review.gate.policy import ensure, why_not_edit
from workbench.review.projects.access import ProjectAccess, open_for_writing, record
from workbench.store.base import utc_now
from workbench.store.draft_bulk import PutMany, put_many
from workbench.store.drafts import begin_write
from workbench.store.suggestions import leave, list_dismissed, put_back
from workbench.suggest.endpoints import Suggestion, Unserved, suggest

_Keys = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1, max_length=600)], ...],
    Field(max_length=5_000),
]


class AddSuggestions(Command):
    """Keys of the suggested endpoints to take."""

    keys: _Keys = ()
    everything: bool = False
    """Take all that serve a requirement which nothing serves yet, whatever is among the keys."""


class DismissSuggestion(Command):
    """Key of the suggested endpoint to leave, or to suggest again."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    left: bool = True


@dataclass(frozen=True, slots=True)
class Offered:
    """What the documents ask for beyond the inventory, and what people said to it."""

    needed: tuple[Suggestion, ...]
    """They would serve a requirement that nothing serves yet."""
    more: tuple[Suggestion, ...]
    left: tuple[Suggestion, ...]
    """Somebody decided to leave these; they stay left until somebody puts them back."""
    unserved: tuple[Unserved, ...]


def offered(session: Session, *, access: ProjectAccess, design: Design) -> Offered:
    """The suggestions for a draft as it is now."""
    gone = {one.place for one in list_dismissed(session, access.project.id)}
    found = suggest(design)
    kept = [one for one in found.found if _place(one) not in gone]
    left = tuple(one for one in found.found if _place(one) in gone)
    still = {key for one in kept if one.needed for key in one.endpoint.covers}
    waiting = {key: one.key for one in left if one.needed for key in one.endpoint.covers}
    served = {key for one in design.endpoints for key in one.covers} | still
    return Offered(
        tuple(one for one in kept if one.needed),
        tuple(one for one in kept if not one.needed),
        left,
        (
            *found.unserved,
            *(
                Unserved(key, f"{endpoint} would serve it and was left out.")
                for key, endpoint in waiting.items()
                if key not in served
            ),
        ),
    )


def _place(one: Suggestion) -> str:
    return " ".join(one.place)


def add_suggestions(
    session: Session, *, actor: Actor, project: str, command: AddSuggestions
) -> PutMany:
    """Write the chosen endpoints in one write that is undone as one.

    What is not suggested any more, because somebody wrote it meanwhile, is left alone. Raises
    Invalid where nothing was chosen, Refused where the inventory is locked.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_edit(access, Artifact.inventory))
    wanted = set(command.keys)
    if not wanted and not command.everything:
        raise Invalid({"keys": ["Choose at least one endpoint."]})
    design = traced(session, access=access).design
    found = offered(session, access=access, design=design)
    items = [
        one.endpoint
        for one in (*found.needed, *found.more)
        if one.key in wanted or (command.everything and one.needed)
    ]
    write = begin_write(
        session, project_id=access.project.id, by=actor.id, at=utc_now(), together=True
    )
    done = put_many(session, write=write, items=list(items), remove=frozenset())
    if access.state.stage is Stage.accepted:
        record(session, access, DesignStarted(by=actor.id, at=write.at))
    return done


def dismiss_suggestion(
    session: Session, *, actor: Actor, project: str, command: DismissSuggestion
) -> None:
    """Keep that a suggestion was left, or make it again.

    It stays left however its path would be spelled later. Raises Invalid for what nobody
    suggests, Refused where the inventory is locked.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_edit(access, Artifact.inventory))
    found = suggest(traced(session, access=access).design).found
    one = next((one for one in found if one.key == command.key), None)
    if one is None:
        raise Invalid({"keys": [f"{command.key} is not suggested any more."]})
    if command.left:
        leave(session, access.project.id, [_place(one)], by=actor.id, at=utc_now())
    else:
        put_back(session, access.project.id, _place(one))
