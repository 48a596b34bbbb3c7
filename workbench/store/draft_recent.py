"""The last write of a person, for which pages offer to undo it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from workbench.store.drafts import DraftChange


class LastWrite(NamedTuple):
    """The item that a write changed."""

    kind: str
    key: str
    version: int


def find_last_write(
    session: Session, project_id: int, *, kinds: frozenset[str], by: int
) -> LastWrite | None:
    """The newest write of a person to one of the kinds that is not undone; None for none."""
    undoing = aliased(DraftChange)
    query = (
        select(DraftChange.kind, DraftChange.key, DraftChange.version)
        .where(
            DraftChange.project_id == project_id,
            DraftChange.kind.in_(kinds),
            DraftChange.by == by,
            DraftChange.undoes.is_(None),
            ~exists().where(undoing.undoes == DraftChange.id),
        )
        .order_by(DraftChange.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return LastWrite(*row) if row is not None else None
