"""A migration adds a constraint and validates all rows at once.

What it checks: In PostgreSQL, a foreign key or CHECK added to a table that existed before the plan
is added NOT VALID, and validated in another transaction.

Why it matters: All rows are read while writes wait, on both tables of a foreign key.

How to fix: Add it NOT VALID, and VALIDATE CONSTRAINT in a migration of its own, which lets writes
through.

Good: `ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID`

Bad: `ADD CONSTRAINT orders_total_check CHECK (total >= 0)`

Source: squawk constraint-missing-not-valid, adding-foreign-key-constraint and
ban-alter-domain-with-add-constraint.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.migration_statements import MigrationStep, SchemaChange, join_names


def check(facts: Facts) -> Iterator[Found]:
    """Look at the foreign keys and checks that steps add."""
    for step in facts.steps:
        bad = list(_checked_at_once(step)) if step.dialect == "postgresql" else []
        if bad:
            message = (
                f"migration {step.item.key} validates all rows under a lock: {join_names(bad)}"
            )
            yield found(step.item, message, "up")


def _checked_at_once(step: MigrationStep) -> Iterator[str]:
    for place, change in step.on_filled_tables("add constraint", "add column", "validate"):
        if change.kind == "validate":
            if _same_transaction(step, place, change):
                yield f"`{change.table}.{change.name}`, validated in the transaction that adds it"
        elif not change.has("NOT", "VALID") and _reads_rows(change):
            yield f"`{change.table}.{change.name}`" if change.name else f"`{change.table}`"
    for change in step.changes:
        if change.kind == "alter domain" and _adds_check(change.words):
            yield f"domain `{change.name}`"


def _adds_check(words: tuple[str, ...]) -> bool:
    return words[:1] == ("ADD",) and "CHECK" in words and "VALID" not in words


def _reads_rows(change: SchemaChange) -> bool:
    if change.kind == "add column":
        return "REFERENCES" in change.words
    return bool({"FOREIGN", "CHECK", "REFERENCES"} & set(change.words))


def _same_transaction(step: MigrationStep, place: int, change: SchemaChange) -> bool:
    """Whether the constraint was added since the last BEGIN that is still open."""
    for earlier in reversed(step.changes[:place]):
        if earlier.kind in {"commit", "end", "rollback", "begin", "start"}:
            return False
        if earlier.kind == "add constraint" and (earlier.table, earlier.name) == (
            change.table,
            change.name,
        ):
            return _is_open(step, place)
    return False


def _is_open(step: MigrationStep, place: int) -> bool:
    for change in reversed(step.changes[:place]):
        if change.kind in {"commit", "end", "rollback"}:
            return False
        if change.kind in {"begin", "start"}:
            return True
    return False


RULE = define(__name__, __doc__, "SCH-21", Level.quality, check=check, needs=("migrations",))
