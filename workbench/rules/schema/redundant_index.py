"""An index duplicates another index or key.

What it checks: No index has the same columns as another index or key, and no non-unique index has
columns that another one starts with.

Why it matters: Every index is updated on every write and takes its share of memory.

How to fix: Drop it.

Good: `idx_orders_customer_id_created_at (customer_id, created_at)`

Bad: the same next to `idx_orders_customer_id (customer_id)`

Source: splinter 0009, Azimutt indexDuplicated.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.design.tables import Index, IndexPart, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, parse_pointer, replaced

Parts = tuple[IndexPart, ...]
_BTREE = frozenset({"", "btree"})


def check(table: Table, _: ItemFacts) -> Iterator[Found]:
    """Compare the indexes of one table with one another and with its keys."""
    for at, index in enumerate(table.indexes):
        if index.method in _BTREE:
            other = _covering_key(table, index) or _covering_index(table, at)
        else:
            other = _identical_index(table, at)
        if other:
            message = f"index {_label(index)} is covered by {other}"
            yield found(table, message, "indexes", at, fixable=True)


def _label(index: Index) -> str:
    """The index's name or, where it has none, its columns."""
    return f"`{index.name}`" if index.name else f"on ({', '.join(index.columns)})"


def _covering_key(table: Table, index: Index) -> str:
    """The primary key or unique constraint that makes an index unnecessary; empty if none."""
    if index.where:
        return ""
    keys = [("the primary key", table.primary_key.columns)] if table.primary_key else []
    keys += [
        (f"the unique constraint on {', '.join(unique.columns)}", unique.columns)
        for unique in table.uniques
    ]
    for label, columns in keys:
        parts = tuple(IndexPart(column=column) for column in columns)
        if parts == index.parts or (not index.unique and _starts(parts, index.parts)):
            return label
    return ""


def _covering_index(table: Table, at: int) -> str:
    """The B-tree index that makes another one unnecessary; empty if none."""
    index = table.indexes[at]
    for position, other in enumerate(table.indexes):
        if position != at and _covers(other, index, earlier=position < at):
            return _label(other)
    return ""


def _covers(other: Index, index: Index, *, earlier: bool) -> bool:
    """Whether `other` serves every query of `index`; of two equal indexes the earlier does."""
    if other.method not in _BTREE or other.where != index.where:
        return False
    if set(index.include) - set(other.include) - set(other.columns):
        return False
    if other.parts != index.parts:
        return not index.unique and _starts(other.parts, index.parts)
    stronger = other.unique and not index.unique
    return stronger or (earlier and other.unique == index.unique)


def _identical_index(table: Table, at: int) -> str:
    """An earlier index that differs in name or comment at most; empty if none."""
    wanted = _anonymous(table.indexes[at])
    for other in table.indexes[:at]:
        if _anonymous(other) == wanted:
            return _label(other)
    return ""


def _anonymous(index: Index) -> Index:
    return index.model_copy(update={"name": "", "comment": ""})


def _starts(parts: Parts, start: Parts) -> bool:
    return len(parts) > len(start) and parts[: len(start)] == start


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Drop the index."""
    table = design.find("table", finding.item)
    if not isinstance(table, Table):
        return ()
    at = int(parse_pointer(finding.pointer)[1])
    kept = tuple(index for n, index in enumerate(table.indexes) if n != at)
    return (replaced(table, indexes=kept),)


RULE = define(
    __name__, __doc__, "SCH-06", Level.quality, check_item=check, kinds=("table",), fix=fix
)
