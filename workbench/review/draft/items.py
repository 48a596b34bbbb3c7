"""Reading the draft: single items, pages of a kind, counts, and the whole design.

Doors read through these functions, so that what a person may see is decided in one place: whoever
holds a ProjectAccess may read its draft.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from workbench.design.design import Design
from workbench.review.projects.access import ProjectAccess
from workbench.store import draft_recent, drafts
from workbench.store.draft_recent import LastWrite
from workbench.store.drafts import DraftChange, StoredItem
from workbench.store.projects import find_draft_version

__all__ = [
    "DraftChange",
    "LastWrite",
    "StoredItem",
    "count_by_kind",
    "draft_version",
    "find_item",
    "find_items",
    "find_last_write",
    "list_items",
    "list_keys",
    "load_design",
]


def find_item(session: Session, access: ProjectAccess, kind: str, key: str) -> StoredItem | None:
    """The item at that address; None if there is none."""
    return drafts.find_item(session, access.project.id, kind, key)


def find_items(
    session: Session, access: ProjectAccess, kind: str, keys: list[str]
) -> dict[str, StoredItem]:
    """Those of the given items that exist, by key, in one query."""
    return drafts.list_some(session, access.project.id, kind, keys)


def list_items(
    session: Session,
    access: ProjectAccess,
    kind: str,
    *,
    after: str | None = None,
    limit: int | None = None,
) -> list[StoredItem]:
    """Items of a kind in their order: all, or at most `limit` that follow the key `after`.

    The key of an item that was deleted gives the first page.
    """
    return drafts.list_items(session, access.project.id, kind, after=after, limit=limit)


def list_keys(session: Session, access: ProjectAccess, kind: str) -> list[str]:
    """Keys of a kind in their order."""
    return drafts.list_keys(session, access.project.id, kind)


def count_by_kind(session: Session, access: ProjectAccess) -> dict[str, int]:
    """Number of items by kind; kinds without items are left out."""
    return drafts.count_by_kind(session, access.project.id)


def load_design(
    session: Session, access: ProjectAccess, *, kinds: frozenset[str] | None = None
) -> Design:
    """The whole draft as a Design, or only the given kinds of it."""
    return drafts.load_design(session, access.project.id, kinds=kinds)


def draft_version(session: Session, access: ProjectAccess) -> int:
    """The number of the last write to the draft; 0 before the first."""
    return find_draft_version(session, access.project.id)


def find_last_write(
    session: Session, access: ProjectAccess, *, kinds: frozenset[str]
) -> LastWrite | None:
    """The actor's newest write to one of the kinds that is not undone; None if there is none."""
    return draft_recent.find_last_write(session, access.project.id, kinds=kinds, by=access.actor.id)
