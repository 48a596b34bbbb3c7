"""A number in a request is unbounded.

What it checks: A number in a request or parameter has a format, bounds, an enum or a constant.

Why it matters: Programs store numbers in fixed widths. One that is too large overflows, is rounded
or is refused by the database.

How to fix: Set `format: int32` or `int64`, or sensible bounds.

Good: `{type: integer, format: int32, minimum: 1, maximum: 100}`

Bad: `{type: integer}`

Source: zally 171 and S006, vacuum owasp-integer-limit and owasp-integer-format.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS

_LIMITS = frozenset({"format", "enum", "const", "maximum", "exclusiveMaximum"})


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at numbers on the way in."""
    for place in facts.written(item).schemas:
        if place.use not in {"request", "parameter"}:
            continue
        if place.body.get("type") in ("integer", "number") and not _LIMITS & place.body.keys():
            name = f"number `{place.name}`" if place.name else "the number"
            yield found(item, f"{name} has no format or bounds", *place.path)


RULE = define(__name__, __doc__, "API-26", Level.advice, check_item=check, kinds=CONTRACT_KINDS)
