"""A migration adds a NOT NULL column that existing rows cannot fill.

What it checks: A column added as NOT NULL to an existing table has a default, an identity or an
expression.

Why it matters: The migration fails as soon as the table has one row, and a running version that
does not know the column can no longer insert.

How to fix: Give the column a default, or add it as nullable, fill it, and set NOT NULL in a later
migration.

Good: `ALTER TABLE orders ADD COLUMN channel text NOT NULL DEFAULT 'web'`

Bad: `ALTER TABLE orders ADD COLUMN channel text NOT NULL`

Source: Atlas MF103, squawk adding-required-field; workbench migration conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.migration_statements import SchemaChange, join_names


def check(facts: Facts) -> Iterator[Found]:
    """Look at every column that a step adds."""
    for step in facts.steps:
        bad = [
            f"`{change.table}.{change.name}`"
            for _, change in step.on_existing_tables("add column")
            if _is_required(change)
        ]
        if bad:
            message = (
                f"migration {step.item.key} adds {join_names(bad)} as NOT NULL without a default"
            )
            yield found(step.item, message, "up")


def _is_required(change: SchemaChange) -> bool:
    if not (change.has("NOT", "NULL") or change.has("PRIMARY", "KEY")):
        return False
    fills = {"DEFAULT", "GENERATED", "AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY"}
    return not (fills & set(change.words) or "serial" in change.source.lower().partition(" ")[0])


RULE = define(__name__, __doc__, "SCH-15", Level.quality, check=check, needs=("migrations",))
