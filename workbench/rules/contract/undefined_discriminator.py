"""A discriminator property does not exist.

What it checks: The property that a discriminator names is defined in the schema itself, or in
every alternative of its `oneOf` or `anyOf`.

Why it matters: Readers choose the alternative by that property and cannot choose without it.

How to fix: Define the property and make it required.

Good: `discriminator: {propertyName: type}` with a property `type`

Bad: `discriminator: {propertyName: kind}` without a property `kind`

Source: IBM discriminator, Spectral oas2-discriminator; OpenAPI Specification, Discriminator
Object.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item, JsonObject
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS
from workbench.rules.lib.openapi.operations import flatten, properties_of


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at every discriminator."""
    for place in facts.written(item).schemas:
        discriminator = place.body.get("discriminator")
        name = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
        if not isinstance(name, str):
            continue
        message = _problem(place.body, name, facts)
        if message:
            yield found(item, message, *place.path, "discriminator", "propertyName")


def _problem(schema: JsonObject, name: str, facts: ItemFacts) -> str:
    """Where the property is missing: in an alternative, or in the schema that has none."""
    own = {key: value for key, value in schema.items() if key not in {"oneOf", "anyOf"}}
    if name in properties_of(flatten(facts.view, own)):
        return ""
    lists = [schema.get("oneOf"), schema.get("anyOf")]
    branches = [branch for listed in lists if isinstance(listed, list) for branch in listed]
    for number, branch in enumerate(branches, 1):
        if name not in properties_of(flatten(facts.view, branch)):
            return f"alternative {number} has no discriminator property `{name}`"
    return "" if branches else f"the discriminator property `{name}` does not exist"


RULE = define(__name__, __doc__, "API-41", Level.quality, check_item=check, kinds=CONTRACT_KINDS)
