"""An inherited constraint is not addressed.

What it checks: Every decision with a constraint says where the design addresses it.

Why it matters: A constraint that nobody has addressed is violated by accident.

How to fix: Name the item or artifact that addresses it.

Good: D-003 "amounts in cents", addressed in `orders.total_minor`

Bad: D-003 "amounts in cents"

Source: workbench design checklist.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.handoff import Decision
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts


def check(item: Decision, _: ItemFacts) -> Iterator[Found]:
    """Look at one decision."""
    if item.constraint and not item.kept_in:
        message = f"the constraint of {item.key}, “{item.constraint[:80]}”, is not addressed"
        yield found(item, message, "kept_in")


RULE = define(__name__, __doc__, "TRC-26", Level.quality, check_item=check, kinds=("decision",))
