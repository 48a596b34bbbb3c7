"""A keyword next to a `$ref` is ignored.

What it checks: In an OpenAPI 3.0 document, a schema with a `$ref` has no other keywords.

Why it matters: Tools must ignore them, so a limit or a `nullable` next to a `$ref` has no effect.

How to fix: Wrap the reference in `allOf: [{$ref: ...}]` next to the other keywords, or move to
OpenAPI 3.1, which allows siblings.

Good: `{nullable: true, allOf: [{$ref: "#/components/schemas/Address"}]}`

Bad: `{nullable: true, $ref: "#/components/schemas/Address"}`

Source: Spectral no-$ref-siblings; OpenAPI Specification 3.0, Reference Object.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import quote_list
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at schemas that are references."""
    if not facts.contract.version.startswith("3.0"):
        return
    for place in facts.written(item).schemas:
        if isinstance(place.body.get("$ref"), str):
            ignored = [
                str(name)
                for name in place.body
                if name != "$ref" and not str(name).startswith("x-")
            ]
            if ignored:
                message = f"ignored next to `$ref`: {quote_list(ignored)}"
                yield found(item, message, *place.path)


RULE = define(__name__, __doc__, "API-50", Level.advice, check_item=check, kinds=CONTRACT_KINDS)
