"""A migration drops a constraint without replacing it.

What it checks: A migration that drops a constraint, a primary key or a NOT NULL of an existing
table adds another constraint in its place.

Why it matters: Programs that read the data rely on the constraint, and rows that break it cannot
be told from mistakes afterwards.

How to fix: Add the new constraint in the same migration, or write a waiver with the reason.

Good: a drop followed by `ADD CONSTRAINT` on the same table

Bad: `ALTER TABLE orders ALTER COLUMN customer_id DROP NOT NULL`

Source: Atlas CD101; squawk ban-drop-not-null.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.migration_statements import MigrationStep, join_names


def check(facts: Facts) -> Iterator[Found]:
    """Look at constraints that steps drop."""
    for step in facts.steps:
        bad = list(_dropped(step))
        if bad:
            yield found(
                step.item,
                f"migration {step.item.key} drops {join_names(bad)} without a replacement",
                "up",
            )


def _dropped(step: MigrationStep) -> Iterator[str]:
    for place, change in step.on_existing_tables("drop constraint", "drop not null"):
        later = [one for one in step.changes[place + 1 :] if one.table == change.table]
        before = [one for one in step.changes[:place] if one.table == change.table]
        if change.kind == "drop not null":
            yield f"NOT NULL of `{change.table}.{change.name}`"
        elif not any(following.kind == "add constraint" for following in later) and not any(
            earlier.name == change.name and earlier.kind in {"validate", "add constraint"}
            for earlier in before
        ):
            yield f"`{change.name}` of `{change.table}`"


RULE = define(__name__, __doc__, "SCH-24", Level.quality, check=check, needs=("migrations",))
