"""Something stands beside a reference where it is ignored.

What it checks: In a document of OpenAPI 3.0, no member stands beside a `$ref` in a schema.

Why it matters: Readers must ignore it, so a limit or a `nullable` that is written there does not
apply.

How to fix: Wrap the reference: `allOf: [{$ref: ...}]` beside the other members; or move to
OpenAPI 3.1, where schemas may have siblings.

Good: `{nullable: true, allOf: [{$ref: "#/components/schemas/Address"}]}`

Bad: `{nullable: true, $ref: "#/components/schemas/Address"}`

Source: Spectral no-$ref-siblings; OpenAPI Specification 3.0, Reference Object.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.facts import ItemFacts
from workbench.rules.engine.rule import Found, define, found
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
                message = f"ignored beside the reference: {quote_list(ignored)}"
                yield found(item, message, *place.path)


RULE = define(__name__, __doc__, "API-50", Level.advice, check_item=check, kinds=CONTRACT_KINDS)
