"""Full-text search for items of drafts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from workbench.design.kinds import KINDS
from workbench.store.drafts import DraftItem

#: Kinds that repeat the key of another item.
_REPEATING = ("operation", "score", "grant", "access", "waiver", "judgement")


def search_items(
    session: Session, project_ids: Sequence[int], words: Sequence[str], *, limit: int
) -> list[tuple[int, str, str, str]]:
    """(project, kind, key, body) of items that contain all words, in any case.

    Items whose key is the first word come first, then those whose key contains it; among these,
    kinds follow the order of work, and kinds that repeat an endpoint's key come last. Reads each
    body of the projects once.
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
    key = DraftItem.key
    first = case(
        (func.lower(key) == words[0].lower(), 0),
        (key.icontains(words[0], autoescape=True) & DraftItem.kind.not_in(_REPEATING), 1),
        (DraftItem.kind.not_in(_REPEATING), 2),
        else_=3,
    )
    kind = case({name: place for place, name in enumerate(KINDS)}, value=DraftItem.kind)
    query = query.order_by(first, kind, DraftItem.position).limit(limit)
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
