"""A reference does not resolve.

What it checks: Every `$ref`, and every reference in a discriminator mapping, resolves to something
inside the package.

Why it matters: Readers and generators that follow the reference find nothing, so the body it
describes is undefined.

How to fix: Add the missing schema or component, or correct its name.

Good: `$ref: "#/components/schemas/Order"` where a schema `Order` exists

Bad: `$ref: "#/components/schemas/Ordr"`

Source: Redocly no-unresolved-refs, Spectral invalid-ref.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS
from workbench.rules.lib.openapi.references import resolves


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Follow every reference that is written in one item."""
    for place, ref in facts.references(item):
        yield from _check(item, facts, ref, place)
    for spot in facts.written(item).schemas:
        discriminator = spot.body.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        for name, ref in mapping.items() if isinstance(mapping, dict) else ():
            if isinstance(ref, str) and ref.startswith("#/"):
                place = (*spot.path, "discriminator", "mapping", name)
                yield from _check(item, facts, ref, place)


def _check(item: Item, facts: ItemFacts, ref: str, place: tuple[str | int, ...]) -> Iterator[Found]:
    if not ref.startswith("#"):
        yield found(item, f"`{ref}` refers to something outside the package", *place)
    elif not resolves(facts.view, ref):
        yield found(item, f"`{ref}` does not resolve", *place)


RULE = define(__name__, __doc__, "API-02", Level.no_go, check_item=check, kinds=CONTRACT_KINDS)
