"""Writing several items of one kind at once: rows pasted from a spreadsheet, cells of a matrix."""

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
    """Items of one kind; one that is there already gets the fields that are given."""

    kind: KindName
    bodies: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=MAX_ITEMS)]


class WriteTogether(Command):
    """Items of any kinds to write and addresses to delete, as one write."""

    items: tuple[tuple[KindName, dict[str, Any]], ...] = ()
    remove: tuple[tuple[KindName, str], ...] = ()


def add_items(session: Session, *, actor: Actor, project: str, command: AddItems) -> PutMany:
    """Write all of them or none, as one write that is undone as one.

    Raises Invalid naming the row and the field, Refused where the artifact is locked.
    """
    access = open_for_writing(session, actor=actor, project=project)
    items = [_parse(command.kind, body, at) for at, body in enumerate(command.bodies)]
    keys = [parsed.item_key for parsed in items]
    known = list_some(session, access.project.id, command.kind, keys)
    merged: dict[str, Item] = {}
    for at, item in enumerate(items):
        before = merged.get(item.item_key) or (
            known[item.item_key].item if item.item_key in known else None
        )
        merged[item.item_key] = (
            item
            if before is None
            else _parse(command.kind, before.model_dump(mode="json") | command.bodies[at], at)
        )
    return _write(session, access, list(merged.values()), frozenset())


def write_together(
    session: Session, *, actor: Actor, project: str, command: WriteTogether
) -> PutMany:
    """Write and delete items of several kinds in one write that is undone as one.

    Raises Invalid for a body that does not fit, Refused where one of the artifacts is locked.
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
    _go_on(session, access, write)
    return done


def _go_on(session: Session, access: ProjectAccess, write: Write) -> None:
    if access.state.stage is Stage.accepted:
        record(session, access, DesignStarted(by=write.by, at=write.at))
    update_halt(session, access)


def _parse(kind: str, body: dict[str, Any], at: int) -> Item:
    try:
        return get_kind(kind).model.model_validate(body)
    except ValidationError as error:
        raise Invalid(
            {f"{at}.{name}": said for name, said in invalid_of(error).errors.items()}
        ) from error
