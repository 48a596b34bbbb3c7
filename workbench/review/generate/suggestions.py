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
    """Add every suggestion for a requirement without an endpoint, whatever the keys say."""


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
    gone = {dismissed.place for dismissed in list_dismissed(session, access.project.id)}
    found = suggest(design)
    kept = [suggestion for suggestion in found.found if _place(suggestion) not in gone]
    left = tuple(suggestion for suggestion in found.found if _place(suggestion) in gone)
    still = {key for suggestion in kept if suggestion.needed for key in suggestion.endpoint.covers}
    waiting = {
        key: suggestion.key
        for suggestion in left
        if suggestion.needed
        for key in suggestion.endpoint.covers
    }
    served = {key for row in design.endpoints for key in row.covers} | still
    return Offered(
        tuple(suggestion for suggestion in kept if suggestion.needed),
        tuple(suggestion for suggestion in kept if not suggestion.needed),
        left,
        (
            *found.unserved,
            *(
                Unserved(key, f"{endpoint} would serve it but was dismissed.")
                for key, endpoint in waiting.items()
                if key not in served
            ),
        ),
    )


def _place(suggestion: Suggestion) -> str:
    return " ".join(suggestion.place)


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
        suggestion.endpoint
        for suggestion in (*found.needed, *found.more)
        if suggestion.key in wanted or (command.everything and suggestion.needed)
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
    chosen = next((suggestion for suggestion in found if suggestion.key == command.key), None)
    if chosen is None:
        raise Invalid({"keys": [f"{command.key} is no longer suggested."]})
    if command.left:
        leave(session, access.project.id, [_place(chosen)], by=actor.id, at=utc_now())
    else:
        put_back(session, access.project.id, _place(chosen))
