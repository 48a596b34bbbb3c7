"""An amount of money is a floating-point number without a currency.

What it checks: A property named like an amount (`price`, `amount`, `fee` …) is not a
floating-point number, unless a currency is next to it, in the same object or an enclosing one.

Why it matters: 19.99 has no exact binary representation, and 100 without a currency is not a
price.

How to fix: Use integer minor units with an ISO 4217 currency next to them, or an object of both.

Good: `{amount: 1999, currency: EUR}`

Bad: `{price: {type: number}}`

Source: Zalando 173 and 218, Google AIP-143.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import words_of
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS

_AMOUNTS = frozenset({"price", "amount", "fee", "subtotal", "salary", "refund", "discount"})


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at floating amounts, and for a currency near them."""
    written = facts.written(item)
    homes = {
        place.path[:-1]
        for place in written.schemas
        if place.path[-2:-1] == ("properties",) and "currency" in words_of(place.name)
    }
    for place in written.schemas:
        words = words_of(place.name)
        if place.path[-2:-1] != ("properties",) or not words or words[-1] not in _AMOUNTS:
            continue
        stated = place.body.get("type")
        types = stated if isinstance(stated, list) else [stated]
        near = any(place.path[:at] in homes for at in range(1, len(place.path)))
        if "number" in types and not near:
            yield found(
                item, f"`{place.name}` is a floating-point amount without a currency", *place.path
            )


RULE = define(__name__, __doc__, "API-29", Level.quality, check_item=check, kinds=CONTRACT_KINDS)
