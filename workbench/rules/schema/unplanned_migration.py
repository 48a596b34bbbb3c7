"""The migration plan is missing or cannot be carried out.

What it checks: There is a migration plan where there are tables; each step does something, comes
after the steps that it depends on, and has a rollback or a written reason for none.

Why it matters: A schema that nobody can reach step by step from what is running is a drawing.

How to fix: Write one migration per logical change, in the order in which they run, each with what
undoes it.

Good: `001 create_customers`, `002 create_orders` (depends on 001), each with `down`

Bad: `001 create_orders` (depends on 002) without `down`

Source: the migration conventions of the workflow (W5, W6); Atlas.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define, found


def check(facts: Facts) -> Iterator[Found]:
    """Go through the steps in their order."""
    design = facts.design
    if not design.migrations:
        if design.tables:
            message = f"there is no migration plan for {len(design.tables)} tables"
            yield Found("migration", "migration", "", message)
        return
    known = {one.key for one in design.migrations}
    before: set[str] = set()
    for step in design.migrations:
        if not step.up:
            yield found(step, f"step {step.key} does nothing", "up")
        if not step.down and not step.no_rollback_reason:
            message = f"step {step.key} has no rollback and no reason for none"
            yield found(step, message, "down")
        for at, other in enumerate(step.depends_on):
            if other not in known:
                message = f"step {step.key} depends on {other}, which does not exist"
                yield found(step, message, "depends_on", at)
            elif other not in before:
                message = f"step {step.key} stands before {other}, on which it depends"
                yield found(step, message, "depends_on", at)
        before.add(step.key)


RULE = define(__name__, __doc__, "SCH-34", Level.no_go, check=check, needs=("migrations",))
