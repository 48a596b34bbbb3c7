"""Writing several items at once: rows pasted from a spreadsheet, cells of a matrix."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, ValidationError
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.base import Item
from workbench.design.kinds import KIND_OF_MODEL, artifact_of, get_kind
from workbench.review.commands import Command, KindName
from workbench.review.errors import Invalid, invalid_of
from workbench.review.gate.events import DesignStarted
from workbench.review.gate.machine import Stage
from workbench.review.gate.policy import ensure, why_not_edit
from workbench.review.handoff.halt import update_halt
from workbench.review.projects.access import ProjectAccess, open_for_writing, record
from workbench.store.base import utc_now
from workbench.store.draft_bulk import PutMany, put_many
from workbench.store.drafts import Write, begin_write, list_some

MAX_ITEMS = 2_000


class AddItems(Command):
    """Items of one kind; existing items get the fields that are given."""

    kind: KindName
    bodies: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=MAX_ITEMS)]


class WriteTogether(Command):
    """Items of any kinds to write, and (kind, key) of items to delete, as one write."""

    items: tuple[tuple[KindName, dict[str, Any]], ...] = ()
    remove: tuple[tuple[KindName, str], ...] = ()


def add_items(session: Session, *, actor: Actor, project: str, command: AddItems) -> PutMany:
    """Write all items or none, as one write that is undone as a whole.

    Raises Invalid with the row and the field, Refused if the artifact is locked.
    """
    access = open_for_writing(session, actor=actor, project=project)
    items = [_parse(command.kind, body, at) for at, body in enumerate(command.bodies)]
    keys = [parsed.item_key for parsed in items]
    known = list_some(session, access.project.id, command.kind, keys)
    merged: dict[str, Item] = {}
    for at, item in enumerate(items):
        key = item.item_key
        before = merged.get(key) or (known[key].item if key in known else None)
        if before is None:
            merged[key] = item
        else:
            body = before.model_dump(mode="json") | command.bodies[at]
            merged[key] = _parse(command.kind, body, at)
    return _write(session, access, list(merged.values()), frozenset())


def write_together(
    session: Session, *, actor: Actor, project: str, command: WriteTogether
) -> PutMany:
    """Write and delete items of several kinds in one write that is undone as a whole.

    Raises Invalid for a body that is not valid, Refused if one of the artifacts is locked.
    """
    access = open_for_writing(session, actor=actor, project=project)
    items = [_parse(kind, body, at) for at, (kind, body) in enumerate(command.items)]
    for kind, _ in command.remove:
        ensure(why_not_edit(access, artifact_of(kind)))
    return _write(session, access, items, frozenset(command.remove))


def _write(
    session: Session, access: ProjectAccess, items: list[Item], remove: frozenset[tuple[str, str]]
) -> PutMany:
    for artifact in {artifact_of(KIND_OF_MODEL[type(item)].name, item) for item in items}:
        ensure(why_not_edit(access, artifact))
    write = begin_write(
        session,
        project_id=access.project.id,
        by=access.actor.id,
        at=utc_now(),
        together=True,
    )
    done = put_many(session, write=write, items=items, remove=remove)
    _update_gate(session, access, write)
    return done


def _update_gate(session: Session, access: ProjectAccess, write: Write) -> None:
    if access.state.stage is Stage.accepted:
        record(session, access, DesignStarted(by=write.by, at=write.at))
    update_halt(session, access)


def _parse(kind: str, body: dict[str, Any], at: int) -> Item:
    try:
        return get_kind(kind).model.model_validate(body)
    except ValidationError as error:
        raise Invalid(
            {f"{at}.{name}": messages for name, messages in invalid_of(error).errors.items()}
        ) from error
