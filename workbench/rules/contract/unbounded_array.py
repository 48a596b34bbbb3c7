"""An array does not declare its items or its maximum length.

What it checks: Every array declares `items` and, where a client sends it, `maxItems`.

Why it matters: An array without `items` can contain anything, and one without a limit lets a
single request exhaust the server.

How to fix: Describe the items, and set the maximum number.

Good: `{type: array, items: {type: string}, maxItems: 50}`

Bad: `{type: array}`

Source: Spectral array-items, vacuum owasp-array-limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS

_ITEMS = ("items", "prefixItems", "contains", "unevaluatedItems")


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at every array."""
    for place in facts.written(item).schemas:
        if place.body.get("type") != "array" or "$ref" in place.body:
            continue
        if not any(word in place.body for word in _ITEMS):
            yield found(item, "the array declares no `items`", *place.path)
        elif place.use in {"request", "parameter"} and "maxItems" not in place.body:
            yield found(item, "the array has no `maxItems`", *place.path)


RULE = define(__name__, __doc__, "API-24", Level.advice, check_item=check, kinds=CONTRACT_KINDS)
