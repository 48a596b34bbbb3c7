"""A part of the contract has no description.

What it checks: Every operation has a summary, and a description that differs from it; every
parameter has a description; the properties of every shared schema have one.

Why it matters: A name says what something is called, not what it means, when it is present and
what happens without it.

How to fix: Say in one sentence what the name does not.

Good: `total: {type: integer, description: Sum of the items in cents, tax included.}`

Bad: `total: {type: integer}`

Source: IBM property-description, Redocly operation-summary and parameter-description, Azure
summary-and-description-must-not-be-same.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.contract import Operation, Schema
from workbench.design.ids import count_of
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import quote_list


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Check the texts that people read; one finding covers all properties of a schema."""
    if isinstance(item, Operation):
        yield from _operation(item)
    if isinstance(item, Schema):
        yield from _schema(item, facts)
        return
    for place in facts.written(item).parameters:
        if not place.header and not place.body.get("description"):
            yield found(item, f"parameter `{place.name}` has no description", *place.path)


def _operation(item: Operation) -> Iterator[Found]:
    summary, description = item.body.get("summary"), item.body.get("description")
    if not summary:
        yield found(item, "has no summary", "body")
    elif summary == description:
        yield found(item, "the description only repeats the summary", "body", "description")


def _schema(item: Schema, facts: ItemFacts) -> Iterator[Found]:
    bare = []
    total = 0
    for place in facts.written(item).schemas:
        if place.path[-2:-1] != ("properties",):
            continue
        total += 1
        if "$ref" not in place.body and not place.body.get("description"):
            bare.append(place.name)
    if bare:
        share = f"{len(bare)} of {count_of(total, 'property')}"
        message = f"{share} without a description: {quote_list(bare)}"
        yield found(item, message, "body", "properties")


RULE = define(
    __name__,
    __doc__,
    "API-34",
    Level.advice,
    check_item=check,
    kinds=("operation", "schema", "component", "contract"),
)
