"""A string in a request is unbounded.

What it checks: A string in a request or parameter has a maximum length, a format, an enum, a
constant or a pattern.

Why it matters: A string without a limit in the contract fails at the column with a server error,
or is open to abuse.

How to fix: Set `maxLength` to the length of the column, or state the string's format.

Good: `{type: string, maxLength: 200}`

Bad: `{type: string}`

Source: zally S007, vacuum owasp-string-limit and owasp-string-restricted.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS

_LIMITS = frozenset(
    {"maxLength", "format", "enum", "const", "pattern", "contentMediaType", "contentEncoding"}
)


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at strings on the way in."""
    for place in facts.written(item).schemas:
        incoming = place.use in {"request", "parameter"}
        if incoming and place.body.get("type") == "string" and not _LIMITS & place.body.keys():
            name = f"string `{place.name}`" if place.name else "the string"
            yield found(item, f"{name} has no maximum length, format or pattern", *place.path)


RULE = define(__name__, __doc__, "API-25", Level.advice, check_item=check, kinds=CONTRACT_KINDS)
