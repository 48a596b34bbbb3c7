"""Duplicate handling is not defined for an event.

What it checks: Every event says how its consumers handle duplicates and out-of-order delivery.

Why it matters: Every broker delivers some events twice. A consumer that does not expect it ships
the order twice.

How to fix: State how consumers recognise a duplicate, and what they do with a late event.

Good: consumers store ids for 7 days and ignore known ones

Bad: not set

Source: Zalando 212 and 214.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.integrations import Event
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts


def check(item: Event, _: ItemFacts) -> Iterator[Found]:
    """Look at one field."""
    if not item.duplicates:
        yield found(item, f"duplicate handling of {item.key} is not set", "duplicates")


RULE = define(
    __name__,
    __doc__,
    "INT-07",
    Level.quality,
    check_item=check,
    kinds=("event",),
    full_only=True,
)
