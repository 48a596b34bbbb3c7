"""A table has no creation or update timestamp.

What it checks: Every table whose rows change has `created_at` and `updated_at`; an append-only
table has `created_at` or another timestamp. Junction tables that contain only their keys need
neither.

Why it matters: Support, synchronisation and clean-up rely on when a row changed, which cannot be
found out later.

How to fix: Add the columns with the current time as default.

Good: `created_at timestamptz NOT NULL DEFAULT now()`

Bad: a table `orders` without them

Source: workbench schema conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.ids import snake_case
from workbench.design.package import Finding, Level
from workbench.design.schema_dialect import database_of
from workbench.design.tables import Column, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, replaced
from workbench.sql.types import is_instant

_CREATED = frozenset({"created_at", "inserted_at", "created_on", "creation_date"})
_UPDATED = frozenset({"updated_at", "modified_at", "updated_on", "last_update", "last_updated_at"})
_TYPES = {"mysql": ("timestamp", "CURRENT_TIMESTAMP"), "sqlite": ("text", "CURRENT_TIMESTAMP")}
_COMMENTS = {
    "created_at": "When the row was created.",
    "updated_at": "When the row was last updated.",
}


def check(table: Table, _: ItemFacts) -> Iterator[Found]:
    """Look for the columns by name."""
    if table.partition_of or table.inherits or not table.columns or _is_plain_junction(table):
        return
    missing = _missing(table)
    if missing:
        message = f"`{table.key}` has no {' and no '.join(f'`{name}`' for name in missing)}"
        yield found(table, message, "columns", fixable=True)


def _is_plain_junction(table: Table) -> bool:
    keys = {name for key in table.foreign_keys for name in key.columns}
    return len(table.foreign_keys) > 1 and {column.name for column in table.columns} <= keys | {
        "id"
    }


def _missing(table: Table) -> list[str]:
    names = {snake_case(column.name) for column in table.columns}
    missing = []
    if not names & _CREATED and (
        table.mutable or not any(is_instant(c.type) for c in table.columns)
    ):
        missing.append("created_at")
    if table.mutable and not names & _UPDATED:
        missing.append("updated_at")
    return missing


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Add what is missing, with the current time as default."""
    table = design.find("table", finding.item)
    if not isinstance(table, Table):
        return ()
    written, default = _TYPES.get(database_of(design), ("timestamptz", "now()"))
    added = tuple(
        Column(
            name=name,
            type=written,
            nullable=False,
            default=default,
            comment=_COMMENTS[name],
            data_class="internal",
            deviation="Audit column.",
        )
        for name in _missing(table)
    )
    return (replaced(table, columns=(*table.columns, *added)),)


RULE = define(
    __name__, __doc__, "SCH-29", Level.quality, check_item=check, kinds=("table",), fix=fix
)
