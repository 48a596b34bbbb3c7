"""A success response is a bare array.

What it checks: The JSON body of a 2xx response is not an array at its root.

Why it matters: Page information, totals or warnings cannot be added to an array without breaking
every client.

How to fix: Wrap the array in an object, under a named property.

Good: `{data: [...], pagination: {...}}`

Bad: `[...]`

Source: zally 110, IBM array-responses.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.operations import flatten


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at every media type of every success."""
    operation = facts.operation(item)
    seen = set()
    for response, body in operation.success_schemas():
        if "json" not in body.media_type and body.media_type != "*/*":
            continue
        if flatten(facts.view, body.schema).get("type") == "array":
            place = operation.place(*response.pointer, *body.pointer, "schema")
            if place not in seen:
                seen.add(place)
                yield found(
                    item,
                    f"the {response.status} response is a bare array; wrap it in an object",
                    *place,
                )


RULE = define(__name__, __doc__, "API-17", Level.quality, check_item=check, kinds=("operation",))
