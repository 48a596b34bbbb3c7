"""The ordering of an event is not set.

What it checks: Every event states its ordering: none, or per which key.

Why it matters: A consumer that expects "paid" after "created" fails on the day the broker delivers
them the other way round.

How to fix: State the key by which order is kept, or that there is none.

Good: in order per order id

Bad: not set

Source: Zalando 203 and 242.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.integrations import Event
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts


def check(item: Event, _: ItemFacts) -> Iterator[Found]:
    """Look at one field."""
    if not item.ordering:
        yield found(item, f"ordering of {item.key} is not set", "ordering")


RULE = define(
    __name__,
    __doc__,
    "INT-06",
    Level.advice,
    check_item=check,
    kinds=("event",),
    full_only=True,
)
