"""Editing the draft, one item at a time, as far as the gate allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
from workbench.rules.engine.checklist import QUESTIONS
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
    """Result of a write."""

    stored: StoredItem | None
    """None if the item was deleted."""
    findings: tuple[Finding, ...]
    """Findings of the rules that check this item alone; the others run with `findings_of`."""
    draft_version: int


def save_item(session: Session, *, actor: Actor, project: str, command: SaveItem) -> Saved:
    """Create, change or rename an item.

    With an endpoint, its operation, access and score are renamed. Raises Invalid if the body is
    not valid for its kind or the key exists, Refused if the artifact is locked, StaleWrite if
    somebody else wrote the item meanwhile.
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
    """Delete an item; with an endpoint, also its operation, access and score.

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
    """Move an item behind another of its kind."""
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
    """Undo the last write to an item, with everything that was written in the same step.

    Undoing again goes further back. Raises Refused if there is nothing to undo or an artifact is
    locked, StaleWrite if a part of it has been written again since.
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
    """Waive a quality finding with a reason; an existing waiver is replaced.

    Raises Invalid if it would have expired already.
    """
    access = open_for_writing(session, actor=actor, project=project)
    if command.expires and date.fromisoformat(command.expires) < utc_now().date():
        raise Invalid({"expires": ["Enter today's date or a later one."]})
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
    """Answer a checklist question that no rule can answer, in the actor's name.

    Raises NotFound if the checklist has no such question.
    """
    access = open_for_writing(session, actor=actor, project=project)
    if command.key not in {question.key for question in QUESTIONS}:
        raise NotFound("checklist question", command.key)
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
    """Every write to an item, newest first, each with the body before it."""
    return list_changes(session, access.project.id, kind, key)


def findings_at(
    session: Session, *, access: ProjectAccess, kind: str, key: str
) -> tuple[Finding, ...]:
    """Findings of the rules that check an item alone, for the stored item."""
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
    """The items that share an endpoint's key. Raises Refused if one of them is locked."""
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
    """Raise Forbidden for a change to a field that people sign with their names."""
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
