"""A migration adds uniqueness that existing rows may violate.

What it checks: A primary key, a unique constraint or a unique column added to a table that existed
before the plan uses an index that was created beforehand.

Why it matters: The migration fails at the first duplicate, and the index is built while writes
wait.

How to fix: Look for duplicates, create the unique index concurrently, then add the constraint with
USING INDEX.

Good: `ALTER TABLE users ADD CONSTRAINT uq_users_email UNIQUE USING INDEX uq_users_email`

Bad: `ALTER TABLE users ADD CONSTRAINT uq_users_email UNIQUE (email)`

Source: Atlas MF101 and MF102; squawk disallowed-unique-constraint and
adding-serial-primary-key-field.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.migration_statements import SchemaChange, join_names


def check(facts: Facts) -> Iterator[Found]:
    """Look at constraints, unique columns and unique indexes that steps add."""
    for step in facts.steps:
        changes = step.on_filled_tables("add constraint", "add column", "create unique index")
        bad = [_name(change) for _, change in changes if _is_sudden(change)]
        if bad:
            message = (
                f"migration {step.item.key} adds uniqueness to existing tables: {join_names(bad)}"
            )
            yield found(step.item, message, "up")


def _is_sudden(change: SchemaChange) -> bool:
    if change.kind == "create unique index":
        return True
    unique = "UNIQUE" in change.words or change.has("PRIMARY", "KEY")
    return unique and not change.has("USING", "INDEX")


def _name(change: SchemaChange) -> str:
    return f"`{change.table}.{change.name}`" if change.name else f"`{change.table}`"


RULE = define(__name__, __doc__, "SCH-17", Level.quality, check=check, needs=("migrations",))
