"""Merges what several files state about the same things.

It runs last, over everything that was read: an endpoint is in the inventory and in the
OpenAPI document, a table in the schema's words and in SQL. Nothing that a document states is
overwritten by what was inferred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from workbench.design.access import Access
from workbench.design.annotations import plain_name, read_table_marks
from workbench.design.base import Item
from workbench.design.design import ItemAddress
from workbench.design.dictionary import Entity
from workbench.design.endpoints import Endpoint
from workbench.design.integrations import Webhook
from workbench.design.tables import Column, Table
from workbench.intake.result import Imported, Note, NoteLevel, ReadItem

#: Of two sources of one item, the later in this list has the last word.
_RANKS: Mapping[type[Item], tuple[str, ...]] = {
    Endpoint: ("openapi", "asyncapi"),
    Access: ("openapi",),
    Webhook: ("openapi", "asyncapi"),
    Table: ("",),
}
#: Tables are defined by SQL; everything else by the documents that people write.
_SQL = frozenset({"sql", "dbml", "migrations"})


def link(imported: Imported) -> Imported:
    """Join items of one address, read marks in comments, tie tables to entities by name.

    Endpoints, access, webhooks and tables that several files describe become one item each;
    items of other kinds are left as they are. Notes list what was joined and inferred.
    """
    kinds = {source.path: source.kind for source in imported.sources}
    items = [_marked(read) for read in imported.items]
    joined, notes = _joined(items, kinds)
    entities = [read.item for read in joined if isinstance(read.item, Entity)]
    tied, more = _with_entity(joined, entities)
    return replace(imported, items=tuple(tied), notes=(*imported.notes, *notes, *more))


def _marked(read: ReadItem) -> ReadItem:
    if not isinstance(read.item, Table):
        return read
    return _with_item(read, read_table_marks(read.item))


def _with_item(read: ReadItem, item: Item) -> ReadItem:
    return read if item is read.item else replace(read, item=item)


# --- One address, several files ------------------------------------------------------------------


def _joined(
    items: Iterable[ReadItem], kinds: Mapping[str, str]
) -> tuple[list[ReadItem], list[Note]]:
    found: dict[ItemAddress, int] = {}
    made: list[ReadItem] = []
    notes: list[Note] = []
    together: dict[tuple[str, str], Counter[str]] = {}
    for read in items:
        join = _JOINS.get(type(read.item))
        place = found.setdefault(read.address, len(made))
        if join is None or place == len(made):
            made.append(read)
            continue
        first, second = made[place], read
        if first.source == second.source:
            made.append(read)
            continue
        if _outranks(second, first, kinds):
            first, second = second, first
        made[place] = _with_item(first, join(first.item, second.item))
        together.setdefault((second.source, first.source), Counter())[read.kind] += 1
        notes += _differences(first, second)
    notes += [
        Note(source, 0, NoteLevel.info, _description(counts, other))
        for (source, other), counts in together.items()
    ]
    return made, notes


_WORDS = {
    "endpoint": ("endpoint", "endpoints"),
    "access": ("access rule", "access rules"),
    "webhook": ("webhook", "webhooks"),
    "table": ("table", "tables"),
}


def _description(counts: Mapping[str, int], other: str) -> str:
    """One sentence on all that two documents describe together."""
    words = [f"{count} {_WORDS[kind][count != 1]}" for kind, count in counts.items()]
    shown = " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
    are = "is" if sum(counts.values()) == 1 else "are"
    return f"{shown} {are} described here and in {other}, which takes precedence"


#: Fields in which two documents may differ, so that a note names the one that counts.
_COMPARED: Mapping[type[Item], tuple[str, ...]] = {
    Endpoint: ("covers", "kind"),
    Access: ("permissions", "public"),
    Webhook: ("event", "covers"),
}


def _differences(first: ReadItem, second: ReadItem) -> Iterator[Note]:
    for name in _COMPARED.get(type(first.item), ()):
        if name in {*getattr(first.item, "inferred", ()), *getattr(second.item, "inferred", ())}:
            continue
        mine, other = getattr(first.item, name), getattr(second.item, name)
        both = bool(mine) and bool(other)
        if both and (set(mine) != set(other) if isinstance(mine, tuple) else mine != other):
            shown = ", ".join(other) if isinstance(other, tuple) else str(other)
            counts = ", ".join(mine) if isinstance(mine, tuple) else str(mine)
            message = (
                f"{second.kind} {second.address.key}: {name} is {shown} here and {counts} in "
                f"{first.source} line {first.line}, which counts"
            )
            yield Note(second.source, second.line, NoteLevel.warning, message)


def _outranks(read_item: ReadItem, other: ReadItem, kinds: Mapping[str, str]) -> bool:
    """Whether `one` has the last word over `other`, which came first."""
    mine, theirs = kinds.get(read_item.source, ""), kinds.get(other.source, "")
    if isinstance(read_item.item, Table):
        return mine in _SQL and theirs not in _SQL
    return theirs in _RANKS[type(read_item.item)] and mine not in _RANKS[type(read_item.item)]


def _filled(first: Item, second: Item, skip: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Members that only the second item states."""
    fields = type(first).model_fields
    return {
        name: getattr(second, name)
        for name, info in fields.items()
        if name not in skip
        and getattr(first, name) == info.default
        and getattr(second, name) != info.default
    }


def _join_plain(first: Item, second: Item) -> Item:
    update = _filled(first, second)
    return first.model_copy(update=update) if update else first


def _join_endpoints(first: Item, second: Item) -> Item:
    update = _filled(first, second, frozenset({"inferred"}))
    taken = [name for name in getattr(second, "inferred", ()) if name in update]
    own = getattr(first, "inferred", ())
    # A kind that one document states outweighs what the other one was thought to mean.
    for name in own:
        if name not in getattr(second, "inferred", ()) and getattr(second, name, None):
            update[name] = getattr(second, name)
    inferred = tuple(dict.fromkeys([*(read for read in own if read not in update), *taken]))
    return first.model_copy(update={**update, "inferred": inferred})


def _join_access(first: Item, second: Item) -> Item:
    update = _filled(first, second)
    if getattr(first, "permissions", ()) and update.get("public"):
        # Permissions that a document requires outweigh a missing `security`.
        del update["public"]
    if getattr(first, "public", False):
        update.pop("permissions", None)
    return first.model_copy(update=update) if update else first


def _join_tables(first: Item, second: Item) -> Item:
    if not isinstance(first, Table) or not isinstance(second, Table):
        return first
    update = _filled(first, second)
    if first.columns:
        other = {column.name: column for column in second.columns}
        update["columns"] = tuple(
            _join_columns(column, other.get(column.name)) for column in first.columns
        )
    return first.model_copy(update=update)


def _join_columns(first: Column, second: Column | None) -> Column:
    if second is None:
        return first
    update = {
        name: getattr(second, name)
        for name in ("comment", "attribute", "data_class", "deviation")
        if not getattr(first, name) and getattr(second, name)
    }
    return first.model_copy(update=update) if update else first


_JOINS: dict[type[Item], Callable[[Item, Item], Item]] = {
    Endpoint: _join_endpoints,
    Access: _join_access,
    Webhook: _join_plain,
    Table: _join_tables,
}


# --- Tables and entities -------------------------------------------------------------------------


def _with_entity(
    items: list[ReadItem], entities: list[Entity]
) -> tuple[list[ReadItem], list[Note]]:
    """Set the entity of each table whose name is that of exactly one entity."""
    by_name: dict[str, list[str]] = {}
    for entity in entities:
        by_name.setdefault(plain_name(entity.key), []).append(entity.key)
    tables: dict[str, list[str]] = {}
    for read in items:
        if isinstance(read.item, Table) and not read.item.partition_of:
            tables.setdefault(plain_name(read.item.key), []).append(read.item.key)
    made = []
    pairs_by_source: dict[str, list[str]] = {}
    for read in items:
        item = read.item
        if isinstance(item, Table) and not item.entity:
            name = plain_name(item.key)
            found = by_name.get(name, [])
            if len(found) == 1 and len(tables.get(name, ())) == 1:
                read = _with_item(read, item.model_copy(update={"entity": found[0]}))  # noqa: PLW2901
                pairs_by_source.setdefault(read.source, []).append(f"{item.key} → {found[0]}")
        made.append(read)
    notes = [
        Note(
            source,
            0,
            NoteLevel.info,
            f"entities of tables inferred from the tables' names: {', '.join(pairs)}",
        )
        for source, pairs in pairs_by_source.items()
    ]
    return made, notes
