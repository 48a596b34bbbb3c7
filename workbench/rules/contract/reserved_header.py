"""A reserved header is declared as a parameter.

What it checks: No header parameter is called `Accept`, `Content-Type` or `Authorization`.

Why it matters: OpenAPI ignores such parameters: media types and security schemes describe them.

How to fix: Remove the parameter. Declare media types under `content`, and authentication as a
security scheme.

Good: `security: [{bearer: []}]`

Bad: `{name: Authorization, in: header}`

Source: IBM accept-parameter, content-type-parameter and authorization-parameter; OpenAPI
Specification, Parameter Object.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import (
    ItemChange,
    operation_of,
    parse_pointer,
    remove_in,
    replaced,
)

_RESERVED = frozenset({"accept", "content-type", "authorization"})


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at every header parameter where it is written."""
    for place in facts.written(item).parameters:
        is_request = not place.header and place.body.get("in") == "header"
        if is_request and place.name.lower() in _RESERVED:
            can_fix = isinstance(item, Operation)
            message = f"`{place.name}` is declared as a header parameter, which OpenAPI ignores"
            yield found(item, message, *place.path, fixable=can_fix)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Remove the parameter."""
    operation = operation_of(design, finding.item)
    if operation is None:
        return ()
    body = remove_in(operation.body, parse_pointer(finding.pointer)[1:])
    return (replaced(operation, body=body),)


RULE = define(
    __name__,
    __doc__,
    "API-33",
    Level.quality,
    check_item=check,
    kinds=("operation", "component", "contract"),
    fix=fix,
)
