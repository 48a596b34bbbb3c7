"""A string that clients send is not limited.

What it checks: A string in a request or parameter states a length limit, a format, an enum, a
constant or a pattern.

Why it matters: What is not limited in the contract is limited by the column, with a server error,
or by nothing, with an attack.

How to fix: State `maxLength` as the column has it, or what form the string has.

Good: `{type: string, maxLength: 200}`

Bad: `{type: string}`

Source: zally S007, vacuum owasp-string-limit and owasp-string-restricted.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.facts import ItemFacts
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS

_LIMITS = frozenset(
    {"maxLength", "format", "enum", "const", "pattern", "contentMediaType", "contentEncoding"}
)


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at strings on the way in."""
    for place in facts.written(item).schemas:
        incoming = place.use in {"request", "parameter"}
        if incoming and place.body.get("type") == "string" and not _LIMITS & place.body.keys():
            name = f"`{place.name}` " if place.name else ""
            yield found(item, f"{name}is a string of any length and form", *place.path)


RULE = define(__name__, __doc__, "API-25", Level.advice, check_item=check, kinds=CONTRACT_KINDS)
