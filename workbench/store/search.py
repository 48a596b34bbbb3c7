"""Finding items of drafts by words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session

from workbench.store.drafts import DraftItem


def search_items(
    session: Session, project_ids: Sequence[int], words: Sequence[str], *, limit: int
) -> list[tuple[int, str, str, str]]:
    """(project, kind, key, body) of items that hold every word, in any case.

    Items whose key holds the first word come first. Reads each body of the projects once.
    """
    if not project_ids or not words:
        return []
    query = select(DraftItem.project_id, DraftItem.kind, DraftItem.key, DraftItem.body)
    query = query.where(DraftItem.project_id.in_(project_ids))
    for word in words:
        query = query.where(
            or_(
                DraftItem.key.icontains(word, autoescape=True),
                DraftItem.body.icontains(word, autoescape=True),
            )
        )
    first = case((DraftItem.key.icontains(words[0], autoescape=True), 0), else_=1)
    query = query.order_by(first, DraftItem.kind, DraftItem.position).limit(limit)
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
