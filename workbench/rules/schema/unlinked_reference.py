"""A column is named like a foreign key but is none.

What it checks: A column `<singular>_id`, where a table of that name exists, is part of a foreign
key or has a documented deviation.

Why it matters: Without the foreign key the database keeps rows that refer to deleted ones.

How to fix: Add the foreign key, or document the deviation.

Good: `customer_id uuid REFERENCES customers (id)`

Bad: `customer_id uuid` next to a table `customers`

Source: Azimutt relationMissing.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.ids import plural
from workbench.design.package import Finding, Level
from workbench.design.tables import Column, ForeignKey, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.item_patch import ItemChange, parse_pointer, replaced
from workbench.rules.lib.sql.index_columns import index_on, leading_columns
from workbench.rules.lib.sql.table_names import plain_name
from workbench.sql.types import compared_type

_SUFFIX = "_id"


def check(facts: Facts) -> Iterator[Found]:
    """Look for tables by the plural of the name before `_id`."""
    by_name = _by_name(facts.design)
    for table in facts.design.tables:
        if table.partition_of:
            continue
        linked = {name for key in table.foreign_keys for name in key.columns}
        own_key = set(table.primary_key.columns) if table.primary_key else set()
        names = {column.name for column in table.columns}
        for at, column in enumerate(table.columns):
            target = _target(column, by_name)
            if target is None or target is table or column.name in linked or column.deviation:
                continue
            # `subject_id` beside `subject_type` refers to more than one table.
            other = f"{column.name.removesuffix(_SUFFIX)}_type"
            if other in names or own_key == {column.name}:
                continue
            message = f"`{table.key}.{column.name}` has no foreign key to `{target.key}`"
            can_fix = _fits(column, target)
            yield found(table, message, "columns", at, fixable=can_fix)


def _by_name(design: Design) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for table in design.tables:
        tables.setdefault(plain_name(table.key), table)
    return tables


def _target(column: Column, by_name: dict[str, Table]) -> Table | None:
    if not column.name.endswith(_SUFFIX):
        return None
    name = column.name.removesuffix(_SUFFIX)
    return by_name.get(plural(name)) or by_name.get(name) if name else None


def _fits(column: Column, target: Table) -> bool:
    key = target.primary_key.columns if target.primary_key else ()
    other = target.column(key[0]) if len(key) == 1 else None
    return other is not None and compared_type(other.type) == compared_type(column.type)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Add the key, which refuses to leave rows behind, and an index where there is none."""
    table = design.find("table", finding.item)
    if not isinstance(table, Table):
        return ()
    column = table.columns[int(parse_pointer(finding.pointer)[1])]
    target = _target(column, _by_name(design))
    if target is None or target.primary_key is None:
        return ()
    key = ForeignKey(
        columns=(column.name,),
        target=target.key,
        target_columns=target.primary_key.columns,
        on_delete="RESTRICT",
        on_update="NO ACTION",
    )
    indexes = table.indexes
    if not any(leading_column[:1] == (column.name,) for leading_column in leading_columns(table)):
        indexes = (*indexes, index_on(table, (column.name,)))
    return (replaced(table, foreign_keys=(*table.foreign_keys, key), indexes=indexes),)


RULE = define(__name__, __doc__, "SCH-04", Level.quality, check=check, fix=fix)
