"""The draft: one row per item, so that the cost of an edit does not grow with the design.

Each row has the number of the write that made it, from one counter per project. An item that was
deleted and created again therefore never has the version of the old one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Double,
    ForeignKey,
    Index,
    Row,
    Select,
    String,
    Text,
    delete,
    func,
    insert,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.design.base import Item
from workbench.design.design import Design, DesignError, item_to_json, parse_item
from workbench.design.kinds import KIND_OF_MODEL, KINDS
from workbench.store.base import Base, KeyText, Moment
from workbench.store.draft_rows import rows_of
from workbench.store.gc_pause import gc_paused
from workbench.store.projects import raise_draft_version


class StaleWrite(Exception):  # noqa: N818 - named by what happened
    """Somebody else wrote the item meanwhile; `current` is the newest, None if it was deleted."""

    def __init__(self, kind: str, key: str, current: StoredItem | None) -> None:
        """Take the address of the item and its current state."""
        self.kind, self.key, self.current = kind, key, current
        super().__init__(f"Someone else has changed {kind} {key!r} in the meantime.")


class DraftItem(Base):
    """An item of the draft."""

    __tablename__ = "draft_item"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(KeyText, primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    """JSON without defaults."""
    version: Mapped[int]
    position: Mapped[float] = mapped_column(Double)
    """Position among the items of its kind."""
    updated_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    updated_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index(None, "project_id", "kind", "position", "key"),)


class DraftChange(Base):
    """The state of an item before a write. Never changed or deleted: an undo is a write, too."""

    __tablename__ = "draft_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(KeyText)
    version: Mapped[int]
    """Number of the write."""
    before: Mapped[str | None] = mapped_column(Text)
    """JSON; None if the item did not exist."""
    position: Mapped[float] = mapped_column(Double)
    together: Mapped[bool] = mapped_column(default=False)
    """Whether all changes of this write are undone together, such as those of a rename."""
    undoes: Mapped[int | None] = mapped_column(ForeignKey("draft_change.id"))
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        Index(None, "project_id", "kind", "key", "id"),
        Index(None, "project_id", "version"),
        Index(None, "undoes"),
    )


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item with its version, position and last writer."""

    kind: str
    key: str
    item: Item
    version: int
    position: float
    updated_by: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Write:
    """A write: who, when, and its number, which all of its changes share."""

    project_id: int
    by: int
    at: datetime
    version: int
    together: bool = False
    undoes: int | None = None


_COLUMNS = (
    DraftItem.kind,
    DraftItem.key,
    DraftItem.body,
    DraftItem.version,
    DraftItem.position,
    DraftItem.updated_by,
    DraftItem.updated_at,
)


def begin_write(
    session: Session, *, project_id: int, by: int, at: datetime, together: bool = False
) -> Write:
    """Begin a write; other writers of the project wait until the transaction ends."""
    number = raise_draft_version(session, project_id)
    return Write(project_id, by, at, number, together)


def find_item(session: Session, project_id: int, kind: str, key: str) -> StoredItem | None:
    """The item at that address; None if there is none.

    Items that are usually needed with it are read in the same query: those with the key of the
    same endpoint, or all single items of the project.
    """
    known = rows_of(session, project_id).items
    if (kind, key) not in known:
        known.update(_read_with_companions(session, project_id, kind, key))
    found = known[kind, key]
    stored: StoredItem | None = _stored(found) if isinstance(found, Row) else found
    known[kind, key] = stored
    return stored


def list_items(
    session: Session,
    project_id: int,
    kind: str,
    *,
    after: str | None = None,
    limit: int | None = None,
) -> list[StoredItem]:
    """Items of a kind in their order: all, or at most `limit` that follow the key `after`.

    A key that does not exist gives the first items.
    """
    query = _rows(project_id).where(DraftItem.kind == kind)
    if after is not None:
        place = (
            select(DraftItem.position)
            .where(
                DraftItem.project_id == project_id, DraftItem.kind == kind, DraftItem.key == after
            )
            .scalar_subquery()
        )
        cursor = tuple_(func.coalesce(place, _BEFORE_ALL), after)
        query = query.where(tuple_(DraftItem.position, DraftItem.key) > cursor)
    query = query.order_by(DraftItem.position, DraftItem.key).limit(limit)
    return [_stored(row) for row in session.execute(query)]


def list_keys(session: Session, project_id: int, kind: str) -> list[str]:
    """Keys of a kind in their order."""
    known = rows_of(session, project_id).keys
    if kind not in known:
        query = select(DraftItem.key).where(
            DraftItem.project_id == project_id, DraftItem.kind == kind
        )
        known[kind] = list(session.scalars(query.order_by(DraftItem.position, DraftItem.key)))
    return [*known[kind]]


def list_some(
    session: Session, project_id: int, kind: str, keys: list[str]
) -> dict[str, StoredItem]:
    """Those of the given items that exist, by key, in one query."""
    query = _rows(project_id).where(DraftItem.kind == kind, DraftItem.key.in_(keys))
    return {row.key: _stored(row) for row in session.execute(query)}


def list_waivers_of(session: Session, project_id: int, kind: str, key: str) -> list[StoredItem]:
    """All waivers of findings on an item, in one query."""
    query = _rows(project_id).where(
        DraftItem.kind == "waiver", DraftItem.key.contains(f"|{kind}|{key}|", autoescape=True)
    )
    return [_stored(row) for row in session.execute(query)]


def count_by_kind(session: Session, project_id: int) -> dict[str, int]:
    """Number of items by kind; kinds without items are left out."""
    rows = rows_of(session, project_id)
    if rows.counts is None:
        query = (
            select(DraftItem.kind, func.count())
            .where(DraftItem.project_id == project_id)
            .group_by(DraftItem.kind)
        )
        rows.counts = {row[0]: row[1] for row in session.execute(query)}
    return {**rows.counts}


def load_design(
    session: Session, project_id: int, *, kinds: frozenset[str] | None = None
) -> Design:
    """The whole draft as a Design, or only the given kinds of it; every body is validated.

    Raises DesignError with the first item whose stored body is no longer valid.
    """
    query = (
        select(DraftItem.kind, DraftItem.key, DraftItem.body)
        .where(DraftItem.project_id == project_id)
        .order_by(DraftItem.kind, DraftItem.position, DraftItem.key)
    )
    if kinds is not None:
        query = query.where(DraftItem.kind.in_(kinds))
    with gc_paused():
        rows = session.execute(query.execution_options(yield_per=2_000))
        return Design.from_items(_parsed(rows))


def put_item(
    session: Session,
    *,
    write: Write,
    item: Item,
    expected_version: int | None,
    position: float | None = None,
) -> StoredItem:
    """Write an item and store its state before.

    `expected_version` is the version to replace, 0 for an item that must not exist yet, None for
    any. Raises StaleWrite on a mismatch. A new item is appended to its kind unless a position is
    given.
    """
    kind, key = KIND_OF_MODEL[type(item)].name, item.item_key
    known = find_item(session, write.project_id, kind, key)
    current = 0 if known is None else known.version
    if expected_version is not None and current != expected_version:
        raise StaleWrite(kind, key, known)
    if position is None:
        position = known.position if known else _end_of(session, write.project_id, kind)
    _remember(session, write, (kind, key), known, position)
    values: dict[str, Any] = {
        "body": item_to_json(item),
        "version": write.version,
        "position": position,
        "updated_by": write.by,
        "updated_at": write.at,
    }
    address = {"project_id": write.project_id, "kind": kind, "key": key}
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    query = make(DraftItem).values(**address, **values)
    session.execute(query.on_conflict_do_update(index_elements=list(address), set_=values))
    stored = StoredItem(kind, key, item, write.version, position, write.by, write.at)
    rows_of(session, write.project_id).wrote(kind, key, stored)
    return stored


def delete_item(
    session: Session, *, write: Write, kind: str, key: str, expected_version: int | None
) -> StoredItem | None:
    """Delete an item, store its state, and return it; None if there was none.

    Raises StaleWrite as `put_item` does.
    """
    known = find_item(session, write.project_id, kind, key)
    current = 0 if known is None else known.version
    if expected_version is not None and current != expected_version:
        raise StaleWrite(kind, key, known)
    if known is None:
        return None
    _remember(session, write, (kind, key), known, known.position)
    session.execute(
        delete(DraftItem).where(
            DraftItem.project_id == write.project_id,
            DraftItem.kind == kind,
            DraftItem.key == key,
        )
    )
    rows_of(session, write.project_id).wrote(kind, key, None)
    return known


def list_editors(session: Session, project_id: int, *, since: int) -> frozenset[int]:
    """People who wrote to the draft after that write."""
    query = select(DraftChange.by).where(
        DraftChange.project_id == project_id, DraftChange.version > since
    )
    return frozenset(session.scalars(query.distinct()))


_BEFORE_ALL = -1e300
#: Kinds that share an endpoint's key.
_ENDPOINT_KINDS = frozenset({"endpoint", "operation", "access", "score"})
_SINGLE_KINDS = frozenset(name for name, kind in KINDS.items() if kind.single)


def _read_with_companions(
    session: Session, project_id: int, kind: str, key: str
) -> dict[tuple[str, str], Any]:
    """Rows by address, not parsed yet; None if the item does not exist."""
    kinds = next((group for group in (_ENDPOINT_KINDS, _SINGLE_KINDS) if kind in group), {kind})
    keys = {key, *kinds} if kinds is _SINGLE_KINDS else {key}
    found: dict[tuple[str, str], Any] = {
        (name, name if kinds is _SINGLE_KINDS else key): None for name in kinds
    }
    found[kind, key] = None
    query = _rows(project_id).where(DraftItem.kind.in_(kinds), DraftItem.key.in_(keys))
    return found | {(row.kind, row.key): row for row in session.execute(query)}


def _rows(project_id: int) -> Select[str, str, str, int, float, int, datetime]:
    return select(*_COLUMNS).where(DraftItem.project_id == project_id)


def _stored(row: Any) -> StoredItem:  # noqa: ANN401 - a row of seven columns
    kind, key, body, version, position, by, at = row
    return StoredItem(kind, key, _parse(kind, key, body), version, position, by, at)


def _parsed(rows: Any) -> Iterator[Item]:  # noqa: ANN401 - rows of three columns
    for kind, key, body in rows:
        yield _parse(kind, key, body)


def _parse(kind: str, key: str, body: str) -> Item:
    try:
        return parse_item(kind, body)
    except DesignError as error:
        raise DesignError(f"the stored {kind} {key!r} cannot be read: {error}") from error


def _end_of(session: Session, project_id: int, kind: str) -> float:
    query = select(func.max(DraftItem.position)).where(
        DraftItem.project_id == project_id, DraftItem.kind == kind
    )
    return (session.scalar(query) or 0.0) + 1.0


def _remember(
    session: Session,
    write: Write,
    address: tuple[str, str],
    known: StoredItem | None,
    position: float,
) -> None:
    kind, key = address
    before = item_to_json(known.item) if known else None
    place = known.position if known else position
    change = {"kind": kind, "key": key, "before": before, "position": place}
    write_changes(session, write, [change])


def write_changes(session: Session, write: Write, changes: list[dict[str, Any]]) -> None:
    """Store the state before a write: `kind`, `key`, `before`, `position` of each item."""
    if not changes:
        return
    stamp = {
        "project_id": write.project_id,
        "version": write.version,
        "together": write.together,
        "undoes": write.undoes,
        "by": write.by,
        "at": write.at,
    }
    session.execute(insert(DraftChange), [{**stamp, **change} for change in changes])
