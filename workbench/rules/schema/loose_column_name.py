"""A column name does not say what it holds.

What it checks: Booleans start with `is_`, `has_` or `can_`. Timestamps end with `_at`.

Why it matters: `paid` could be a boolean, an amount or a time. `is_paid` and `paid_at` leave no
doubt.

How to fix: Rename the column.

Good: `is_active boolean`, `paid_at timestamptz`

Bad: `active boolean`, `paid timestamptz`

Source: workbench naming conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.design.tables import Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.sql.types import compared_type, is_instant

_STARTS = ("is_", "has_", "can_")


def check(table: Table, _: ItemFacts) -> Iterator[Found]:
    """Check the names of booleans and timestamps."""
    if table.partition_of:
        return
    for at, column in enumerate(table.columns):
        if compared_type(column.type) == "boolean" and not column.name.startswith(_STARTS):
            message = f"boolean `{table.key}.{column.name}` does not start with is_, has_ or can_"
            yield found(table, message, "columns", at, "name")
        elif is_instant(column.type) and not column.name.endswith("_at"):
            message = f"timestamp `{table.key}.{column.name}` does not end with _at"
            yield found(table, message, "columns", at, "name")


RULE = define(__name__, __doc__, "SCH-31", Level.quality, check_item=check, kinds=("table",))
