"""A required parameter has a default.

What it checks: A required parameter has no default.

Why it matters: The default can never apply: either clients must send the parameter, or the server
fills it in.

How to fix: Remove the default, or make the parameter optional.

Good: `{name: limit, in: query, schema: {type: integer, default: 20}}`

Bad: `{name: limit, in: query, required: true, schema: {type: integer, default: 20}}`

Source: IBM parameter-default, oasdiff validate.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.contract import Component, Operation
from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, parse_pointer, remove_in, replaced

_KINDS = ("operation", "component", "contract")


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at every parameter where it is written."""
    for place in facts.written(item).parameters:
        schema = place.body.get("schema")
        if place.header or place.body.get("required") is not True or not isinstance(schema, dict):
            continue
        if "default" in schema:
            message = (
                f"parameter `{place.name}` is required but has the default `{schema['default']}`"
            )
            can_fix = isinstance(item, Operation | Component)
            yield found(item, message, *place.path, "schema", "default", fixable=can_fix)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Remove the default."""
    item = design.find(finding.kind, finding.item)
    if not isinstance(item, Operation | Component):
        return ()
    return (replaced(item, body=remove_in(item.body, parse_pointer(finding.pointer)[1:])),)


RULE = define(__name__, __doc__, "API-31", Level.quality, check_item=check, kinds=_KINDS, fix=fix)
