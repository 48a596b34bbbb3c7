"""An array parameter does not state how it is serialized.

What it checks: An array query parameter states `style` or `explode`.

Why it matters: `?status=a,b` and `?status=a&status=b` are different requests, and frameworks
differ in their default.

How to fix: Set `explode: true` for repeated names, or `explode: false` for comma-separated values.

Good: `{name: status, in: query, explode: false, schema: {type: array, items: {type: string}}}`

Bad: `{name: status, in: query, schema: {type: array, items: {type: string}}}`

Source: zally 154, Redocly array-parameter-serialization.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.operations import flatten


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at every query parameter where it is written."""
    for place in facts.written(item).parameters:
        if place.header or place.body.get("in") != "query":
            continue
        if {"style", "explode"} & place.body.keys():
            continue
        if flatten(facts.view, place.body.get("schema")).get("type") == "array":
            yield found(
                item,
                f"array parameter `{place.name}` states neither style nor explode",
                *place.path,
            )


RULE = define(
    __name__,
    __doc__,
    "API-32",
    Level.advice,
    check_item=check,
    kinds=("operation", "component", "contract"),
)
