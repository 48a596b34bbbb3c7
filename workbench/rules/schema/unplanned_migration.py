"""The migration plan is missing or cannot be run.

What it checks: A design with tables has a migration plan. Each migration has SQL, comes after the
migrations that it depends on, and has a rollback or a documented reason for none.

Why it matters: Without a plan nobody knows how to get from the running schema to the new one.

How to fix: Write one migration per logical change, in the order in which they run, each with its
rollback.

Good: `001 create_customers`, `002 create_orders` (depends on 001), each with `down`

Bad: `001 create_orders` (depends on 002) without `down`

Source: workbench migration conventions; Atlas.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.ids import count_of
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts


def check(facts: Facts) -> Iterator[Found]:
    """Go through the steps in their order."""
    design = facts.design
    if not design.migrations:
        if design.tables:
            message = f"there is no migration plan for {count_of(len(design.tables), 'table')}"
            yield Found("migration", "migration", "", message)
        return
    known = {migration.key for migration in design.migrations}
    before: set[str] = set()
    for step in design.migrations:
        if not step.up:
            yield found(step, f"migration {step.key} has no SQL", "up")
        if not step.down and not step.no_rollback_reason:
            message = f"migration {step.key} has no rollback and no reason for leaving it out"
            yield found(step, message, "down")
        for at, other in enumerate(step.depends_on):
            if other not in known:
                message = f"migration {step.key} depends on {other}, which does not exist"
                yield found(step, message, "depends_on", at)
            elif other not in before:
                message = f"migration {step.key} comes before {other}, on which it depends"
                yield found(step, message, "depends_on", at)
        before.add(step.key)


RULE = define(__name__, __doc__, "SCH-34", Level.no_go, check=check, needs=("migrations",))
