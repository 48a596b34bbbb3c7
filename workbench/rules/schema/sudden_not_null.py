"""A migration sets NOT NULL without a validated check.

What it checks: In PostgreSQL, SET NOT NULL on a column of a table that existed before the plan
comes after an equivalent CHECK has been validated.

Why it matters: The database scans the whole table while writes wait, and the migration fails at
the first row without a value.

How to fix: Fill the column, add `CHECK (column IS NOT NULL) NOT VALID`, validate it, set NOT NULL,
which then needs no scan, and drop the check.

Good: `ALTER TABLE orders VALIDATE CONSTRAINT orders_paid_at_not_null;` before `ALTER COLUMN
paid_at SET NOT NULL`

Bad: `ALTER TABLE orders ALTER COLUMN paid_at SET NOT NULL` alone

Source: Atlas MF104, squawk adding-not-nullable-field.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.migration_statements import MigrationStep, SchemaChange, join_names


def check(facts: Facts) -> Iterator[Found]:
    """Look at every SET NOT NULL and the statements before it."""
    for step in facts.steps:
        if step.dialect != "postgresql":
            continue
        bad = [
            f"`{change.table}.{change.name}`"
            for place, change in step.on_filled_tables("set not null")
            if not _is_prepared(step, place, change)
        ]
        if bad:
            names = join_names(bad)
            message = f"migration {step.item.key} sets {names} NOT NULL without a validated CHECK"
            yield found(step.item, message, "up")


def _is_prepared(step: MigrationStep, place: int, change: SchemaChange) -> bool:
    """Whether a validated check, or adding the column itself, comes before in this migration."""
    before = [one for one in step.changes[:place] if one.table == change.table]
    checks = {
        earlier.name: change.name.upper() in earlier.words
        or f'"{change.name}"' in earlier.source.lower()
        for earlier in before
        if earlier.kind == "add constraint" and "CHECK" in earlier.words
    }
    if any(earlier.kind == "validate" and checks.get(earlier.name, True) for earlier in before):
        return True
    return any(
        earlier.kind == "add column" and earlier.name == change.name and earlier.has("NOT", "NULL")
        for earlier in before
    )


RULE = define(__name__, __doc__, "SCH-16", Level.quality, check=check, needs=("migrations",))
