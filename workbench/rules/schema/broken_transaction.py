"""A step opens or closes transactions that do not match.

What it checks: Every BEGIN of a migration has its COMMIT, none stands inside another, and nothing
is committed that was not begun.

Why it matters: A transaction that stays open keeps its locks and is lost when the connection ends;
a second BEGIN does nothing, so the first COMMIT ends both.

How to fix: Give each step one BEGIN and one COMMIT, or none and let the tool do it.

Good: `BEGIN; ALTER TABLE orders ADD COLUMN note text; COMMIT;`

Bad: `BEGIN; ALTER TABLE orders ADD COLUMN note text;`

Source: squawk transaction-nesting and ban-uncommitted-transaction.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.sql.migration_statements import Step


def check(facts: Facts) -> Iterator[Found]:
    """Count what steps open and close."""
    for step in facts.steps:
        why = _why_broken(step)
        if why:
            yield found(step.item, f"step {step.item.key} {why}", "up")


def _why_broken(step: Step) -> str:
    inside = False
    for act in step.acts:
        if act.what in {"begin", "start"}:
            if inside:
                return "begins a transaction inside another"
            inside = True
        elif act.what in {"commit", "end"} or (
            act.what in {"rollback", "abort"} and "TO" not in act.words
        ):
            if not inside:
                return "ends a transaction that it has not begun"
            inside = "CHAIN" in act.words and "NO" not in act.words
    return "leaves a transaction open" if inside else ""


RULE = define(__name__, __doc__, "SCH-38", Level.quality, check=check, needs=("migrations",))
