"""Undo of writes to the draft, and the history of an item."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from workbench.design.design import parse_item
from workbench.store.drafts import (
    DraftChange,
    StaleWrite,
    Write,
    delete_item,
    find_item,
    put_item,
)


def list_changes(session: Session, project_id: int, kind: str, key: str) -> list[DraftChange]:
    """Every write to an item, newest first."""
    query = select(DraftChange).where(
        DraftChange.project_id == project_id, DraftChange.kind == kind, DraftChange.key == key
    )
    return list(session.scalars(query.order_by(DraftChange.id.desc())))


def find_undoable(session: Session, project_id: int, kind: str, key: str) -> list[DraftChange]:
    """The changes that undoing at an item would revert, newest first; empty for none.

    These are the changes of the last write that is neither an undo nor undone.
    """
    last = _last_effective(session, project_id, kind, key)
    if last is None:
        return []
    if not last.together:
        return [last]
    query = select(DraftChange).where(
        DraftChange.project_id == project_id, DraftChange.version == last.version
    )
    return list(session.scalars(query.order_by(DraftChange.id.desc())))


def undo(session: Session, *, write: Write, changes: list[DraftChange]) -> None:
    """Revert the changes, in the given order.

    Raises StaleWrite if one of the items has been written again since.
    """
    for change in changes:
        last = _last_effective(session, change.project_id, change.kind, change.key)
        if last is None or last.id != change.id:
            current = find_item(session, change.project_id, change.kind, change.key)
            raise StaleWrite(change.kind, change.key, current)
        step = replace(write, undoes=change.id)
        if change.before is None:
            delete_item(
                session, write=step, kind=change.kind, key=change.key, expected_version=None
            )
        else:
            item = parse_item(change.kind, change.before)
            put_item(
                session, write=step, item=item, expected_version=None, position=change.position
            )


def _last_effective(session: Session, project_id: int, kind: str, key: str) -> DraftChange | None:
    undoing = aliased(DraftChange)
    query = (
        select(DraftChange)
        .where(
            DraftChange.project_id == project_id,
            DraftChange.kind == kind,
            DraftChange.key == key,
            DraftChange.undoes.is_(None),
            ~exists().where(undoing.undoes == DraftChange.id),
        )
        .order_by(DraftChange.id.desc())
        .limit(1)
    )
    return session.scalar(query)
