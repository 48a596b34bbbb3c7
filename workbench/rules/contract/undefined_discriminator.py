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

from workbench.design.base import Item
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
        here = (*place.path, "discriminator", "propertyName")
        own = {key: value for key, value in place.body.items() if key not in {"oneOf", "anyOf"}}
        if name in properties_of(flatten(facts.view, own)):
            continue
        lists = [place.body.get("oneOf"), place.body.get("anyOf")]
        branches = [branch for listed in lists if isinstance(listed, list) for branch in listed]
        lacking = [
            at
            for at, branch in enumerate(branches)
            if name not in properties_of(flatten(facts.view, branch))
        ]
        if lacking:
            message = f"alternative {lacking[0] + 1} has no discriminator property `{name}`"
            yield found(item, message, *here)
        elif not branches:
            yield found(item, f"the discriminator property `{name}` does not exist", *here)


RULE = define(__name__, __doc__, "API-41", Level.quality, check_item=check, kinds=CONTRACT_KINDS)
