"""A migration renames something that running versions still use.

What it checks: No migration renames a table or column that it has not created itself.

Why it matters: Between the migration and the last restart, running versions ask for a name that no
longer exists.

How to fix: Add the new name, write both, move readers over, then drop the old one; or keep the old
name as a view.

Good: `ALTER TABLE orders ADD COLUMN placed_at timestamptz`, filled by a trigger until nobody reads
`created`

Bad: `ALTER TABLE orders RENAME COLUMN created TO placed_at`

Source: Atlas BC101 and BC102; squawk renaming-table and renaming-column.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.migration_statements import join_names


def check(facts: Facts) -> Iterator[Found]:
    """Look at every change of a name."""
    for step in facts.steps:
        bad = []
        for _, change in step.on_existing_tables("rename table", "rename column"):
            is_table = change.kind == "rename table"
            bad.append(f"table `{change.table}`" if is_table else f"`{change.table}.{change.name}`")
        if bad:
            names = join_names(bad)
            message = f"migration {step.item.key} renames {names}, which running versions still use"
            yield found(step.item, message, "up")


RULE = define(__name__, __doc__, "SCH-19", Level.quality, check=check, needs=("migrations",))
