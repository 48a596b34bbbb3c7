"""A migration deletes data without a documented reason.

What it checks: A migration that drops a schema, database, table, partition or column that it has
not created itself, or truncates a table with CASCADE, documents which data is lost.

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
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.migration_statements import MigrationStep, SchemaChange, join_names

_DELETING = (
    "drop table", "drop column", "drop partition", "drop schema", "drop database", "truncate",
)  # fmt: skip


def check(facts: Facts) -> Iterator[Found]:
    """Look at everything that steps drop or empty."""
    for step in facts.steps:
        if step.item.data_loss:
            continue
        bad = list(_losses(step))
        if bad:
            names = join_names(bad)
            yield found(
                step.item,
                f"migration {step.item.key} deletes data without a documented reason: {names}",
                "up",
            )


def _losses(step: MigrationStep) -> Iterator[str]:
    renamed = {change.name for change in step.changes if change.kind == "rename table"}
    added = {(change.table, change.name) for change in step.changes if change.kind == "add column"}
    for _, change in step.on_existing_tables(*_DELETING):
        if _loses_nothing(change, renamed, added):
            continue
        name = ".".join(part for part in (change.table, change.name) if part)
        preposition = " of" if change.kind == "drop partition" else ""
        yield f"{change.kind}{preposition} `{name}`"


def _loses_nothing(change: SchemaChange, renamed: set[str], added: set[tuple[str, str]]) -> bool:
    """Whether a change does not count: a plain truncate, or what the step renamed or added."""
    match change.kind:
        case "truncate":
            return "CASCADE" not in change.words
        case "drop table":
            return change.table in renamed
        case "drop column":
            return (change.table, change.name) in added
    return False


RULE = define(__name__, __doc__, "SCH-18", Level.quality, check=check, needs=("migrations",))
