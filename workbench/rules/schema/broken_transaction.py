"""A migration's BEGIN and COMMIT do not match.

What it checks: Every BEGIN of a migration has its COMMIT, no BEGIN is inside another, and every
COMMIT ends a transaction that the migration began.

Why it matters: A transaction that stays open keeps its locks and is lost when the connection ends.
A second BEGIN does nothing, so the first COMMIT ends both.

How to fix: Give each migration one BEGIN and one COMMIT, or none and leave it to the migration
tool.

Good: `BEGIN; ALTER TABLE orders ADD COLUMN note text; COMMIT;`

Bad: `BEGIN; ALTER TABLE orders ADD COLUMN note text;`

Source: squawk transaction-nesting and ban-uncommitted-transaction.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.migration_statements import MigrationStep


def check(facts: Facts) -> Iterator[Found]:
    """Count what steps open and close."""
    for step in facts.steps:
        why = _why_broken(step)
        if why:
            yield found(step.item, f"migration {step.item.key} {why}", "up")


def _why_broken(step: MigrationStep) -> str:
    inside = False
    for change in step.changes:
        if change.kind in {"begin", "start"}:
            if inside:
                return "begins a transaction inside another one"
            inside = True
        elif change.kind in {"commit", "end"} or (
            change.kind in {"rollback", "abort"} and "TO" not in change.words
        ):
            if not inside:
                return "ends a transaction that it did not begin"
            inside = "CHAIN" in change.words and "NO" not in change.words
    return "leaves a transaction open" if inside else ""


RULE = define(__name__, __doc__, "SCH-38", Level.quality, check=check, needs=("migrations",))
