"""Nobody has said what a repeated event does.

What it checks: Every event says how its consumers handle duplicates and disorder.

Why it matters: Every broker delivers some events twice. A consumer that does not expect it ships
the order twice.

How to fix: State by what consumers recognise a repetition, and what they do with a late event.

Good: consumers keep the ids of 7 days and ignore what they know

Bad: nothing

Source: Zalando 212 and 214.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.integrations import Event
from workbench.design.package import Level
from workbench.rules.engine.facts import ItemFacts
from workbench.rules.engine.rule import Found, define, found


def check(item: Event, _: ItemFacts) -> Iterator[Found]:
    """Look at one field."""
    if not item.duplicates:
        yield found(item, f"{item.key} does not say how duplicates are handled", "duplicates")


RULE = define(
    __name__,
    __doc__,
    "INT-07",
    Level.quality,
    check_item=check,
    kinds=("event",),
    full_only=True,
)
