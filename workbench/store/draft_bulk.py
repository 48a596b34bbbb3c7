"""Bulk writes to a draft, with few statements for many items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from workbench.design.base import Item
from workbench.design.design import item_to_json
from workbench.design.kinds import KIND_OF_MODEL
from workbench.store.draft_rows import rows_of
from workbench.store.drafts import DraftItem, Write, write_changes

#: Parameters per statement stay below the limits of both databases.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class PutMany:
    """Number of items that a bulk write added, changed and removed."""

    added: int
    changed: int
    same: int
    removed: int


def put_many(
    session: Session, *, write: Write, items: list[Item], remove: frozenset[tuple[str, str]]
) -> PutMany:
    """Write many items at once and delete the given (kind, key), in bulk statements.

    Equal items are not written again; new items are appended in the given order.
    """
    kinds = {KIND_OF_MODEL[type(written)].name for written in items} | {kind for kind, _ in remove}
    known = _bodies(session, write.project_id, kinds)
    ends: dict[str, float] = {}
    for (kind, _), (_, position) in known.items():
        ends[kind] = max(ends.get(kind, 0.0), position)
    rows, changes, same = [], [], 0
    stamp = {"version": write.version, "updated_by": write.by, "updated_at": write.at}
    for item in items:
        kind, key = KIND_OF_MODEL[type(item)].name, item.item_key
        body = item_to_json(item)
        before, position = known.get((kind, key), (None, ends.get(kind, 0.0) + 1.0))
        if before == body:
            same += 1
            continue
        if before is None:
            ends[kind] = position
        rows.append({"kind": kind, "key": key, "body": body, "position": position, **stamp})
        changes.append({"kind": kind, "key": key, "before": before, "position": position})
    deleted = [address for address in sorted(remove) if address in known]
    for kind, key in deleted:
        before, position = known[kind, key]
        changes.append({"kind": kind, "key": key, "before": before, "position": position})
    _write_rows(session, write, rows)
    _delete_rows(session, write.project_id, deleted)
    rows_of(session, write.project_id).clear()
    write_changes(session, write, changes)
    new = sum(1 for row in rows if (row["kind"], row["key"]) not in known)
    return PutMany(new, len(rows) - new, same, len(deleted))


def _bodies(
    session: Session, project_id: int, kinds: set[str]
) -> dict[tuple[str, str], tuple[str, float]]:
    query = select(DraftItem.kind, DraftItem.key, DraftItem.body, DraftItem.position).where(
        DraftItem.project_id == project_id, DraftItem.kind.in_(kinds)
    )
    return {(kind, key): (body, position) for kind, key, body, position in session.execute(query)}


def _write_rows(session: Session, write: Write, rows: list[dict[str, Any]]) -> None:
    addresses = [(row["kind"], row["key"]) for row in rows]
    _delete_rows(session, write.project_id, addresses)
    if rows:
        session.execute(insert(DraftItem), [{"project_id": write.project_id, **r} for r in rows])


def _delete_rows(session: Session, project_id: int, addresses: list[tuple[str, str]]) -> None:
    by_kind: dict[str, list[str]] = {}
    for kind, key in addresses:
        by_kind.setdefault(kind, []).append(key)
    for kind, keys in by_kind.items():
        for start in range(0, len(keys), _BATCH):
            session.execute(
                delete(DraftItem).where(
                    DraftItem.project_id == project_id,
                    DraftItem.kind == kind,
                    DraftItem.key.in_(keys[start : start + _BATCH]),
                )
            )
