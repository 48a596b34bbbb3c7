"""A constraint that was handed down is kept nowhere.

What it checks: Every decision with a constraint says where the design keeps it.

Why it matters: A constraint that nobody has taken up is violated by accident.

How to fix: Name the item or artifact that keeps it.

Good: D-003 "amounts in cents", kept in `orders.total_minor`

Bad: D-003 "amounts in cents"

Source: the product owner's design checklist (W3, W6).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.handoff import Decision
from workbench.design.package import Level
from workbench.rules.engine.facts import ItemFacts
from workbench.rules.engine.rule import Found, define, found


def check(item: Decision, _: ItemFacts) -> Iterator[Found]:
    """Look at one decision."""
    if item.constraint and not item.kept_in:
        message = f"{item.key} demands “{item.constraint[:80]}”, and nothing says where it is kept"
        yield found(item, message, "kept_in")


RULE = define(__name__, __doc__, "TRC-26", Level.quality, check_item=check, kinds=("decision",))
