"""Working on the draft: one item at a time, under the locks of the gate."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.base import Item
from workbench.design.design import parse_item
from workbench.design.handoff import Judgement, Waiver, waiver_key
from workbench.design.kinds import KIND_OF_MODEL, artifact_of, get_kind
from workbench.design.package import Finding
from workbench.review.commands import (
    AddWaiver,
    AnswerJudgement,
    DeleteItem,
    MoveItem,
    SaveItem,
    UndoLast,
)
from workbench.review.errors import Forbidden, Invalid, NotFound, Refused, invalid_of
from workbench.review.gate.events import DesignStarted
from workbench.review.gate.machine import Stage
from workbench.review.gate.policy import ensure, why_not_edit
from workbench.review.handoff.halt import update_halt
from workbench.review.projects.access import ProjectAccess, open_for_writing, record
from workbench.rules.engine.run import check_item
from workbench.store import drafts
from workbench.store.base import utc_now
from workbench.store.draft_history import find_undoable, list_changes, undo
from workbench.store.draft_items import DraftItems
from workbench.store.draft_order import move_item as move_item_after
from workbench.store.drafts import StaleWrite, StoredItem, Write, begin_write

#: Items that share an endpoint's key and follow it when it is renamed.
_FOLLOWERS = ("operation", "access", "score")


@dataclass(frozen=True, slots=True)
class Saved:
    """What a write left behind."""

    stored: StoredItem | None
    """None where the item is gone."""
    findings: tuple[Finding, ...]
    """Of the rules that look at this item alone; the others run with `findings_of`."""
    draft_version: int


def save_item(session: Session, *, actor: Actor, project: str, command: SaveItem) -> Saved:
    """Write one item, new, changed or renamed.

    A renamed endpoint takes its operation, its access and its score along. Raises Invalid for
    a body that does not fit its kind, Refused where the artifact is locked or the key taken,
    StaleWrite where somebody else wrote it meanwhile.
    """
    access = open_for_writing(session, actor=actor, project=project)
    item = _parse(command.kind, command.body)
    key = item.item_key if get_kind(command.kind).single else command.key
    ensure(why_not_edit(access, artifact_of(command.kind, item)))
    if key and key != item.item_key:
        return _rename(session, access, command, item)
    known = drafts.find_item(session, access.project.id, command.kind, item.item_key)
    _ensure_version(command.kind, item.item_key, known, command.expected_version)
    if known is not None and known.item == item:
        return _saved(session, access, known)
    if actor.by_token:
        _ensure_no_signature(known, item)
    write = _begin(session, access)
    stored = drafts.put_item(session, write=write, item=item, expected_version=None)
    return _finish(session, access, stored, write)


def delete_item(session: Session, *, actor: Actor, project: str, command: DeleteItem) -> Saved:
    """Delete one item. An endpoint takes its operation, access and score along.

    Raises NotFound, Refused or StaleWrite.
    """
    access = open_for_writing(session, actor=actor, project=project)
    known = drafts.find_item(session, access.project.id, command.kind, command.key)
    if known is None:
        raise NotFound(command.kind, command.key)
    ensure(why_not_edit(access, artifact_of(command.kind, known.item)))
    _ensure_version(command.kind, command.key, known, command.expected_version)
    followers = _followers(session, access, command.kind, command.key)
    write = _begin(session, access, together=bool(followers))
    for stored in (known, *followers):
        drafts.delete_item(
            session, write=write, kind=stored.kind, key=stored.key, expected_version=stored.version
        )
    return _finish(session, access, None, write)


def move_item(session: Session, *, actor: Actor, project: str, command: MoveItem) -> Saved:
    """Put an item behind another of its kind."""
    access = open_for_writing(session, actor=actor, project=project)
    known = drafts.find_item(session, access.project.id, command.kind, command.key)
    if known is None:
        raise NotFound(command.kind, command.key)
    ensure(why_not_edit(access, artifact_of(command.kind, known.item)))
    write = _begin(session, access)
    stored = move_item_after(
        session, write=write, kind=command.kind, key=command.key, after=command.after
    )
    return _finish(session, access, stored, write)


def undo_last(session: Session, *, actor: Actor, project: str, command: UndoLast) -> Saved:
    """Take back the last write to an item, and whatever was written with it.

    Undoing again goes further back. Raises Refused where there is nothing to take back or one
    of the artifacts is locked, StaleWrite where a part of it was written again since.
    """
    access = open_for_writing(session, actor=actor, project=project)
    changes = find_undoable(session, access.project.id, command.kind, command.key)
    if not changes:
        raise Refused("There is nothing to undo.")
    for change in changes:
        stored = drafts.find_item(session, access.project.id, change.kind, change.key)
        item = stored.item if stored else parse_item(change.kind, change.before or "{}")
        ensure(why_not_edit(access, artifact_of(change.kind, item)))
    write = _begin(session, access)
    undo(session, write=write, changes=changes)
    stored = drafts.find_item(session, access.project.id, command.kind, command.key)
    return _finish(session, access, stored, write)


def add_waiver(session: Session, *, actor: Actor, project: str, command: AddWaiver) -> Saved:
    """Accept a quality finding with a reason; doing it again changes the reason."""
    access = open_for_writing(session, actor=actor, project=project)
    waiver = Waiver(
        key=waiver_key(command.rule, command.kind, command.item, command.pointer),
        rule=command.rule,
        kind=command.kind,
        item=command.item,
        pointer=command.pointer,
        reason=command.reason,
        owner=command.owner or actor.name,
        expires=command.expires,
    )
    return _put(session, access, waiver)


def answer_judgement(
    session: Session, *, actor: Actor, project: str, command: AnswerJudgement
) -> Saved:
    """Answer a checklist question that no rule can; it is kept with the actor's name."""
    access = open_for_writing(session, actor=actor, project=project)
    answer = Judgement(
        key=command.key,
        answer=command.answer,
        note=command.note,
        by=actor.name if command.answer else "",
    )
    return _put(session, access, answer)


def history_of(
    session: Session, *, access: ProjectAccess, kind: str, key: str
) -> list[drafts.DraftChange]:
    """Every write to one item, newest first, each with what was there before it."""
    return list_changes(session, access.project.id, kind, key)


def findings_at(
    session: Session, *, access: ProjectAccess, kind: str, key: str
) -> tuple[Finding, ...]:
    """What the rules that look at one item alone say of it as it is stored."""
    stored = drafts.find_item(session, access.project.id, kind, key)
    return _check(session, access, stored)


def _put(session: Session, access: ProjectAccess, item: Item) -> Saved:
    kind = KIND_OF_MODEL[type(item)].name
    ensure(why_not_edit(access, artifact_of(kind, item)))
    write = _begin(session, access)
    stored = drafts.put_item(session, write=write, item=item, expected_version=None)
    return _finish(session, access, stored, write)


def _rename(session: Session, access: ProjectAccess, command: SaveItem, item: Item) -> Saved:
    project_id, kind = access.project.id, command.kind
    known = drafts.find_item(session, project_id, kind, command.key)
    _ensure_version(kind, command.key, known, command.expected_version)
    if known is None:
        raise NotFound(kind, command.key)
    followers = _followers(session, access, kind, command.key)
    for name in (kind, *(follower.kind for follower in followers)):
        if drafts.find_item(session, project_id, name, item.item_key) is not None:
            raise Invalid({"": [f"A {name} {item.item_key!r} already exists."]})
    write = _begin(session, access, together=True)
    moved = [
        (known, item),
        *(
            (follower, follower.item.model_copy(update={"endpoint": item.item_key}))
            for follower in followers
        ),
    ]
    stored = None
    for before, after in moved:
        drafts.delete_item(
            session, write=write, kind=before.kind, key=before.key, expected_version=None
        )
        put = drafts.put_item(
            session, write=write, item=after, expected_version=None, position=before.position
        )
        stored = stored or put
    return _finish(session, access, stored, write)


def _followers(session: Session, access: ProjectAccess, kind: str, key: str) -> list[StoredItem]:
    """What shares an endpoint's key; raises Refused where one of them is locked."""
    if kind != "endpoint":
        return []
    found = [
        follower
        for name in _FOLLOWERS
        if (follower := drafts.find_item(session, access.project.id, name, key)) is not None
    ]
    for stored in found:
        ensure(why_not_edit(access, artifact_of(stored.kind, stored.item)))
    return found


def _parse(kind: str, body: dict[str, object]) -> Item:
    try:
        return get_kind(kind).model.model_validate(body)
    except ValidationError as error:
        raise invalid_of(error) from error


def _ensure_version(kind: str, key: str, known: StoredItem | None, expected: int) -> None:
    if (known.version if known else 0) != expected:
        raise StaleWrite(kind, key, known)


def _ensure_no_signature(known: StoredItem | None, item: Item) -> None:
    """What people sign with their names, no program writes."""
    for name in ("read_back_by", "tradeoff_by", "by"):
        if name in type(item).model_fields:
            before = getattr(known.item, name) if known is not None else ""
            if getattr(item, name) != before:
                raise Forbidden(f"`{name}` is a signature and cannot be set with an API token.")


def _begin(session: Session, access: ProjectAccess, *, together: bool = False) -> Write:
    return begin_write(
        session,
        project_id=access.project.id,
        by=access.actor.id,
        at=utc_now(),
        together=together,
    )


def _finish(
    session: Session, access: ProjectAccess, stored: StoredItem | None, write: Write
) -> Saved:
    if access.state.stage is Stage.accepted:
        record(session, access, DesignStarted(by=write.by, at=write.at))
    update_halt(session, access)
    return Saved(stored, _check(session, access, stored), write.version)


def _saved(session: Session, access: ProjectAccess, stored: StoredItem) -> Saved:
    findings = _check(session, access, stored)
    return Saved(stored, findings, access.project.draft_version)


def _check(
    session: Session, access: ProjectAccess, stored: StoredItem | None
) -> tuple[Finding, ...]:
    if stored is None:
        return ()
    items = DraftItems(session, access.project.id, stored.kind, stored.key)
    return check_item(items, stored.item, today=utc_now().date())
