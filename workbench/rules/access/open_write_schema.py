"""A request body accepts undeclared properties.

What it checks: The request body of a write is an object that refuses unknown properties, or
declares what they may be.

Why it matters: An undeclared property (`role: admin`) may reach the database by mass assignment.

How to fix: Set `additionalProperties: false`.

Good: `{type: object, properties: {...}, additionalProperties: false}`

Bad: `{type: object, properties: {...}}`

Source: vacuum owasp-no-additional-properties and owasp-constrained-additional-properties.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.operations import flatten, properties_of

_WORDS = ("additionalProperties", "unevaluatedProperties")


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at the JSON bodies that are sent."""
    operation = facts.operation(item)
    for body in operation.request:
        schema = flatten(facts.view, body.schema)
        if "json" not in body.media_type or not properties_of(schema):
            continue
        if not any(
            schema.get(word) is False or isinstance(schema.get(word), dict) for word in _WORDS
        ):
            place = operation.place(*body.pointer, "schema")
            yield found(item, "the request body accepts undeclared properties", *place)


RULE = define(__name__, __doc__, "AUT-20", Level.advice, check_item=check, kinds=("operation",))
