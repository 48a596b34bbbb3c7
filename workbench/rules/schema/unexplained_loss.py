"""A migration deletes data without a documented reason.

What it checks: A migration that drops a schema, database, table or column that it has not created
itself, or truncates a table with CASCADE, documents which data is lost.

Why it matters: A rollback brings the column back, but not its data.

How to fix: Keep it until nothing reads it any more, or write in the migration's data loss field
what is lost and why that is intended.

Good: `DROP COLUMN fax` with the data loss "Fax numbers, unused since 2019."

Bad: `ALTER TABLE customers DROP COLUMN fax`

Source: Atlas DS101 to DS103; squawk ban-drop-column, ban-drop-table, ban-drop-database,
ban-truncate-cascade; workbench migration conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.sql.migration_statements import Step, told

_WHATS = ("drop table", "drop column", "drop schema", "drop database", "truncate")


def check(facts: Facts) -> Iterator[Found]:
    """Look at everything that steps drop or empty."""
    for step in facts.steps:
        if step.item.data_loss:
            continue
        bad = list(_losses(step))
        if bad:
            yield found(
                step.item,
                f"migration {step.item.key} deletes data without a documented reason: {told(bad)}",
                "up",
            )


def _losses(step: Step) -> Iterator[str]:
    named = {act.name for act in step.acts if act.what == "rename table"}
    added = {(act.table, act.name) for act in step.acts if act.what == "add column"}
    for _, act in step.on_old_tables(*_WHATS):
        if act.what == "truncate" and "CASCADE" not in act.words:
            continue
        if act.what == "drop table" and act.table in named:
            continue
        if act.what == "drop column" and (act.table, act.name) in added:
            continue
        name = ".".join(part for part in (act.table, act.name) if part)
        yield f"{act.what} `{name}`"


RULE = define(__name__, __doc__, "SCH-18", Level.quality, check=check, needs=("migrations",))
