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
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.sql.migration_statements import Act, Step, told
from workbench.rules.lib.sql.types import POSTGRES


def check(facts: Facts) -> Iterator[Found]:
    """Look at every SET NOT NULL and what stands before it."""
    for step in facts.steps:
        if step.dialect != POSTGRES:
            continue
        bad = [
            f"`{act.table}.{act.name}`"
            for place, act in step.on_filled_tables("set not null")
            if not _is_prepared(step, place, act)
        ]
        if bad:
            message = (
                f"migration {step.item.key} sets {told(bad)} NOT NULL without a validated CHECK"
            )
            yield found(step.item, message, "up")


def _is_prepared(step: Step, place: int, act: Act) -> bool:
    """Whether a validated check, or adding the column itself, comes before in this migration."""
    before = [one for one in step.acts[:place] if one.table == act.table]
    checks = {
        one.name: act.name.upper() in one.words or f'"{act.name}"' in one.source.lower()
        for one in before
        if one.what == "add constraint" and "CHECK" in one.words
    }
    if any(one.what == "validate" and checks.get(one.name, True) for one in before):
        return True
    return any(
        one.what == "add column" and one.name == act.name and one.has("NOT", "NULL")
        for one in before
    )


RULE = define(__name__, __doc__, "SCH-16", Level.quality, check=check, needs=("migrations",))
