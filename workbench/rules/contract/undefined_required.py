"""A required property is not defined.

What it checks: Every name in a schema's `required` is one of its properties.

Why it matters: A body without it is refused, and nobody knows what it should contain. Usually the
property was renamed in one place only.

How to fix: Define the property, or remove its name from `required`.

Good: `required: [id]`, `properties: {id: {type: string}}`

Bad: `required: [id]`, `properties: {orderId: {type: string}}`

Source: Redocly no-required-schema-properties-undefined.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS
from workbench.rules.lib.openapi.operations import flatten, properties_of

#: Inside these a schema only adds to one that is written elsewhere.
_PARTIAL = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"})
_OPEN = ("patternProperties", "$ref", "$dynamicRef", "unevaluatedProperties")


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Compare `required` with the properties, those of combined schemas included."""
    for place in facts.written(item).schemas:
        required = place.body.get("required")
        if not isinstance(required, list) or not required or _PARTIAL & set(place.path):
            continue
        if any(word in place.body for word in _OPEN) or place.body.get("additionalProperties"):
            continue
        known = properties_of(flatten(facts.view, place.body))
        for at, name in enumerate(required):
            if isinstance(name, str) and name not in known:
                message = f"property `{name}` is required but not defined"
                yield found(item, message, *place.path, "required", at)


RULE = define(__name__, __doc__, "API-23", Level.quality, check_item=check, kinds=CONTRACT_KINDS)
