"""Suggested endpoints: add them to the inventory, dismiss or restore them."""

from __future__ import annotations

from collections.abc import Iterator
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
from workbench.store.suggestions import dismiss, list_dismissed, restore
from workbench.suggest.endpoints import Suggestion, Unserved, suggest

_Keys = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1, max_length=600)], ...],
    Field(max_length=5_000),
]


class AddSuggestions(Command):
    """Keys of the suggested endpoints to add."""

    keys: _Keys = ()
    everything: bool = False
    """Add every suggestion for a requirement without an endpoint, whatever the keys say."""


class DismissSuggestion(Command):
    """Key of the suggested endpoint to dismiss or to restore."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    dismissed: bool = True


@dataclass(frozen=True, slots=True)
class SuggestionList:
    """The suggested endpoints of a draft, by what people can do with them."""

    needed: tuple[Suggestion, ...]
    """Suggestions for a requirement that no endpoint covers yet."""
    more: tuple[Suggestion, ...]
    dismissed: tuple[Suggestion, ...]
    """Not suggested until somebody restores them."""
    unserved: tuple[Unserved, ...]
    """Requirements without an endpoint and without a suggestion, each with the reason."""


def list_suggestions(session: Session, *, access: ProjectAccess, design: Design) -> SuggestionList:
    """The suggestions for a draft as it is now."""
    places = {row.place for row in list_dismissed(session, access.project.id)}
    suggestions = suggest(design)
    active: list[Suggestion] = []
    dismissed: list[Suggestion] = []
    for suggestion in suggestions.found:
        (dismissed if _place(suggestion) in places else active).append(suggestion)
    needed = tuple(suggestion for suggestion in active if suggestion.needed)
    more = tuple(suggestion for suggestion in active if not suggestion.needed)
    served = {key for endpoint in design.endpoints for key in endpoint.covers}
    served |= {key for suggestion in needed for key in suggestion.endpoint.covers}
    unserved = (*suggestions.unserved, *_unserved_by_dismissal(dismissed, served))
    return SuggestionList(needed, more, tuple(dismissed), unserved)


def _unserved_by_dismissal(dismissed: list[Suggestion], served: set[str]) -> Iterator[Unserved]:
    """The requirements whose only suggestions were dismissed."""
    endpoints: dict[str, str] = {}
    for suggestion in dismissed:
        if suggestion.needed:
            endpoints.update(dict.fromkeys(suggestion.endpoint.covers, suggestion.key))
    for requirement, endpoint in endpoints.items():
        if requirement not in served:
            yield Unserved(requirement, f"{endpoint} would serve it but was dismissed.")


def _place(suggestion: Suggestion) -> str:
    return " ".join(suggestion.place)


def add_suggestions(
    session: Session, *, actor: Actor, project: str, command: AddSuggestions
) -> PutMany:
    """Add the chosen endpoints in one write that is undone as a whole.

    Keys that are no longer suggested, because the endpoint exists by now, are skipped. Raises
    Invalid if nothing was chosen, Refused if the inventory is locked.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_edit(access, Artifact.inventory))
    wanted = set(command.keys)
    if not wanted and not command.everything:
        raise Invalid({"keys": ["Choose at least one endpoint."]})
    design = traced(session, access=access).design
    found = list_suggestions(session, access=access, design=design)
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
    """Dismiss a suggestion, or restore it.

    It stays dismissed when its path would be spelled differently later. Raises Invalid if the
    endpoint is not suggested, Refused if the inventory is locked.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_edit(access, Artifact.inventory))
    found = suggest(traced(session, access=access).design).found
    chosen = next((suggestion for suggestion in found if suggestion.key == command.key), None)
    if chosen is None:
        raise Invalid({"keys": [f"{command.key} is no longer suggested."]})
    if command.dismissed:
        dismiss(session, access.project.id, [_place(chosen)], by=actor.id, at=utc_now())
    else:
        restore(session, access.project.id, _place(chosen))
