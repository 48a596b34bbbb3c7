"""A primary key is too small a number.

What it checks: A primary key of one column is not a 16-bit or 32-bit integer.

Why it matters: A table that grows past two billion rows accepts no new ones, and widening the key
rewrites every table that references it.

How to fix: Use bigint or uuid.

Good: `id bigint`

Bad: `id integer`

Source: squawk prefer-bigint-over-int and prefer-bigint-over-smallint.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.design.tables import Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.sql.types import compared_type

_NARROW = frozenset({"integer", "smallint", "integer unsigned", "smallint unsigned", "tinyint"})


def check(table: Table, facts: ItemFacts) -> Iterator[Found]:
    """Look at the key; in SQLite every integer key has 64 bits."""
    if table.primary_key is None or len(table.primary_key.columns) != 1:
        return
    if facts.dialect(table) == "sqlite":
        return
    name = table.primary_key.columns[0]
    for at, column in enumerate(table.columns):
        if column.name == name and compared_type(column.type) in _NARROW:
            message = f"primary key `{table.key}.{name}` is {column.type}; use bigint or uuid"
            yield found(table, message, "columns", at, "type")


RULE = define(__name__, __doc__, "SCH-11", Level.advice, check_item=check, kinds=("table",))
