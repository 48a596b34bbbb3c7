"""A timestamp has no time zone.

What it checks: In PostgreSQL, no column is a timestamp without time zone, and no migration creates
one.

Why it matters: `2030-03-31 02:30` without a zone can be two points in time or none. The database
does not convert it, so each reader guesses.

How to fix: Use `timestamptz`.

Good: `created_at timestamptz`

Bad: `created_at timestamp`

Source: squawk prefer-timestamptz.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.design.tables import Migration, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, parse_pointer, replaced
from workbench.rules.lib.sql.migration_statements import join_names
from workbench.sql.types import compared_type

_PLAIN = "timestamp without time zone"
_PRECISION = re.compile(r"\(\s*\d+\s*\)")


def check(table: Table | Migration, facts: ItemFacts) -> Iterator[Found]:
    """Look at the type of every column."""
    if isinstance(table, Migration):
        yield from _check_step(table, facts)
        return
    if facts.dialect(table) != "postgresql":
        return
    for at, column in enumerate(table.columns):
        if compared_type(column.type).removesuffix("[]") == _PLAIN:
            message = f"`{table.key}.{column.name}` is `{column.type}`; use timestamptz"
            yield found(table, message, "columns", at, "type", fixable=True)


def _check_step(step: Migration, facts: ItemFacts) -> Iterator[Found]:
    dialect, changes = facts.unmodelled_changes(step)
    plain = [
        change for change in changes if compared_type(change.type).removesuffix("[]") == _PLAIN
    ]
    if plain and dialect == "postgresql":
        columns = join_names(f"`{act.table}.{act.name}`" for act in plain)
        yield found(
            step, f"migration {step.key} creates {columns} without time zone; use timestamptz", "up"
        )


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Use timestamptz, precision and array kept."""
    table = design.find("table", finding.item)
    if not isinstance(table, Table):
        return ()
    at = int(parse_pointer(finding.pointer)[1])
    old = table.columns[at].type
    precision = _PRECISION.search(old)
    new = f"timestamptz{precision.group() if precision else ''}{'[]' if '[]' in old else ''}"
    columns = tuple(
        column.model_copy(update={"type": new}) if n == at else column
        for n, column in enumerate(table.columns)
    )
    return (replaced(table, columns=columns),)


RULE = define(
    __name__,
    __doc__,
    "SCH-13",
    Level.quality,
    check_item=check,
    kinds=("table", "migration"),
    fix=fix,
)
