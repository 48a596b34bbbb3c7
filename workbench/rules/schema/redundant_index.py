"""An index does what another one does already.

What it checks: No index has the same columns as another, and no plain index has columns that
another one starts with.

Why it matters: Every index is written at every change and takes its share of memory.

How to fix: Drop it.

Good: `idx_orders_customer_id_created_at (customer_id, created_at)`

Bad: the same beside `idx_orders_customer_id (customer_id)`

Source: splinter 0009, Azimutt indexDuplicated.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.design.tables import Index, IndexPart, Table
from workbench.rules.engine.facts import ItemFacts
from workbench.rules.engine.rule import Found, ItemChange, define, found
from workbench.rules.lib.item_patch import parse_pointer, replaced

Parts = tuple[IndexPart, ...]


def check(table: Table, _: ItemFacts) -> Iterator[Found]:
    """Compare the indexes of one table with one another and with its constraints."""
    plain = _constraints(table)
    for at, index in enumerate(table.indexes):
        other = _covering(table, index, at, plain)
        if other:
            name = index.name or ", ".join(index.columns)
            yield found(table, f"`{name}` is covered by {other}", "indexes", at, fixable=True)


def _constraints(table: Table) -> list[tuple[str, Parts]]:
    rows = []
    if table.primary_key is not None:
        rows.append(("the primary key", _parts(table.primary_key.columns)))
    rows.extend(
        (f"the unique constraint on {', '.join(one.columns)}", _parts(one.columns))
        for one in table.uniques
    )
    return rows


def _parts(columns: tuple[str, ...]) -> Parts:
    return tuple(IndexPart(column=one) for one in columns)


def _covering(table: Table, index: Index, at: int, plain: list[tuple[str, Parts]]) -> str:
    if index.method not in {"", "btree"}:
        same = [one for n, one in enumerate(table.indexes) if n < at and _same(one, index)]
        return f"`{same[0].name}`" if same else ""
    for name, parts in plain:
        exact = parts == index.parts
        if not index.where and (exact or (not index.unique and _starts(parts, index.parts))):
            return name
    for n, other in enumerate(table.indexes):
        if n == at or other.method not in {"", "btree"} or other.where != index.where:
            continue
        if set(index.include) - set(other.include) - set(other.columns):
            continue
        equal = other.parts == index.parts
        first = n < at or (other.unique and not index.unique)
        if (equal and first and other.unique >= index.unique) or (
            not equal and not index.unique and _starts(other.parts, index.parts)
        ):
            return f"`{other.name or ', '.join(other.columns)}`"
    return ""


def _same(one: Index, other: Index) -> bool:
    return one.model_copy(update={"name": "", "comment": ""}) == other.model_copy(
        update={"name": "", "comment": ""}
    )


def _starts(parts: Parts, start: Parts) -> bool:
    return len(parts) > len(start) and parts[: len(start)] == start


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Drop the index."""
    table = design.find("table", finding.item)
    if not isinstance(table, Table):
        return ()
    at = int(parse_pointer(finding.pointer)[1])
    kept = tuple(one for n, one in enumerate(table.indexes) if n != at)
    return (replaced(table, indexes=kept),)


RULE = define(
    __name__, __doc__, "SCH-06", Level.quality, check_item=check, kinds=("table",), fix=fix
)
