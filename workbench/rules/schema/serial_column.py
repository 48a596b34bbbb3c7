"""A column uses serial instead of identity.

What it checks: No PostgreSQL column has the type serial or a `nextval(…)` default, and no
migration adds one.

Why it matters: A serial is a sequence with permissions, an owner and a default of its own, and
rows inserted with explicit numbers collide with it later. An identity column is part of the table.

How to fix: Use `bigint GENERATED ALWAYS AS IDENTITY`.

Good: `id bigint GENERATED ALWAYS AS IDENTITY`

Bad: `id bigserial`

Source: squawk prefer-identity and adding-serial-primary-key-field.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.design.tables import Column, Migration, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, parse_pointer, replaced
from workbench.rules.lib.sql.migration_statements import join_names
from workbench.sql.types import compared_type

_SERIAL = "serial"


def check(table: Table | Migration, facts: ItemFacts) -> Iterator[Found]:
    """Look at types and defaults."""
    if isinstance(table, Migration):
        yield from _check_step(table, facts)
        return
    if facts.dialect(table) != "postgresql":
        return
    for at, column in enumerate(table.columns):
        serial = _SERIAL in column.type.lower()
        if serial or column.default.lower().startswith("nextval("):
            source = column.type if serial else f"`{column.default}`"
            message = f"`{table.key}.{column.name}` uses {source}; use an identity column"
            yield found(table, message, "columns", at, fixable=True)


def _check_step(step: Migration, facts: ItemFacts) -> Iterator[Found]:
    dialect, changes = facts.unmodelled_changes(step)
    serial = [change for change in changes if _SERIAL in change.type.lower()]
    if serial and dialect == "postgresql":
        columns = join_names(f"`{act.table}.{act.name}`" for act in serial)
        yield found(
            step, f"migration {step.key} uses serial for {columns}; use identity columns", "up"
        )


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Make it an identity column; rows may still bring their number, as before."""
    table = design.find("table", finding.item)
    if not isinstance(table, Table):
        return ()
    at = int(parse_pointer(finding.pointer)[1])
    columns = tuple(
        _with_identity(column) if n == at else column for n, column in enumerate(table.columns)
    )
    return (replaced(table, columns=columns),)


def _with_identity(column: Column) -> Column:
    written = compared_type(column.type) if _SERIAL in column.type.lower() else column.type
    return column.model_copy(
        update={"type": written, "default": "", "identity": "by default", "nullable": False}
    )


RULE = define(
    __name__,
    __doc__,
    "SCH-12",
    Level.advice,
    check_item=check,
    kinds=("table", "migration"),
    fix=fix,
)
