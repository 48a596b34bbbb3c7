"""A date or time has no standard format.

What it checks: A property named like a point in time (`createdAt`, `created_at`) is a string with
the format `date-time` (or `date`), and a point in time is not named by a bare participle
(`created`).

Why it matters: Without a format nobody knows whether to expect ISO 8601, seconds or free text.
With one, generated clients return real dates.

How to fix: State `format: date-time`, and end the names of points in time with `At` or `_at`.

Good: `createdAt: {type: string, format: date-time}`

Bad: `createdAt: {type: string}`

Source: zally 235, Zalando 255, Google AIP-142; RFC 3339.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import words_of
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS

_PARTICIPLES = frozenset(
    {"created", "updated", "modified", "deleted", "cancelled", "published", "expires", "expired"}
)
_FORMATS = frozenset({"date-time", "date", "time"})
_ENOUGH = 2


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at every property by its name and its format."""
    for place in facts.written(item).schemas:
        if place.path[-2:-1] != ("properties",):
            continue
        words = words_of(place.name)
        stated = place.body.get("type")
        types = stated if isinstance(stated, list) else [stated]
        form = place.body.get("format")
        instant = len(words) >= _ENOUGH and words[-1] == "at"
        if instant and {"string", "integer", "number"} & set(map(str, types)):
            if "string" not in types:
                message = f"`{place.name}` is a number; use a string with the format date-time"
                yield found(item, message, *place.path)
            elif form not in _FORMATS:
                yield found(item, f"`{place.name}` has no date-time format", *place.path)
        elif form == "date-time" and len(words) == 1 and words[0] in _PARTICIPLES:
            message = (
                f"`{place.name}` is a point in time; name it `{place.name}At` or `{place.name}_at`"
            )
            yield found(item, message, *place.path)


RULE = define(__name__, __doc__, "API-28", Level.quality, check_item=check, kinds=CONTRACT_KINDS)
