"""Order of a draft's items within their kind."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from workbench.store.draft_rows import rows_of
from workbench.store.drafts import DraftItem, StoredItem, Write, find_item, list_keys, put_item


def move_item(
    session: Session, *, write: Write, kind: str, key: str, after: str | None
) -> StoredItem | None:
    """Move an item behind another of its kind, or first for None; None if it does not exist."""
    known = find_item(session, write.project_id, kind, key)
    if known is None:
        return None
    mine = (DraftItem.project_id == write.project_id, DraftItem.kind == kind, DraftItem.key != key)
    low = None
    if after is not None:
        low = session.scalar(select(DraftItem.position).where(*mine, DraftItem.key == after))
    higher = select(func.min(DraftItem.position)).where(*mine)
    if low is not None:
        higher = higher.where(DraftItem.position > low)
    high = session.scalar(higher)
    position = _between(low, high)
    if position in {low, high}:
        # The positions of the neighbours leave no room in between.
        _spread(session, write.project_id, kind)
        return move_item(session, write=write, kind=kind, key=key, after=after)
    return put_item(session, write=write, item=known.item, expected_version=None, position=position)


def _between(low: float | None, high: float | None) -> float:
    if high is None:
        return (low or 0.0) + 1.0
    return high - 1.0 if low is None else (low + high) / 2


def _spread(session: Session, project_id: int, kind: str) -> None:
    for place, key in enumerate(list_keys(session, project_id, kind), 1):
        session.execute(
            update(DraftItem)
            .where(DraftItem.project_id == project_id, DraftItem.kind == kind, DraftItem.key == key)
            .values(position=float(place))
        )
    rows_of(session, project_id).clear()
