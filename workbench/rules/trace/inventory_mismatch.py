"""The inventory and the OpenAPI document list different endpoints.

What it checks: Every endpoint of the inventory has an operation in the document, and every
operation is in the inventory.

Why it matters: Only one of the two lists gets built.

How to fix: Describe the missing operation, or add the endpoint to the inventory with its
requirement.

Good: `POST /orders` in both

Bad: `GET /orders/{id}` in the inventory, `GET /orders/{orderId}` in the document

Source: workbench.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.ids import path_shape
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts


def check(facts: Facts) -> Iterator[Found]:
    """Compare the two sets of keys."""
    operations = {known.endpoint: known for known in facts.design.operations}
    endpoints = {known.item_key: known for known in facts.design.endpoints}
    shapes = {path_shape(key): key for key in operations}
    for key, endpoint in endpoints.items():
        if key not in operations:
            near = shapes.get(path_shape(key))
            hint = f"; did you mean {near}?" if near else ""
            yield found(endpoint, f"{key} is not in the OpenAPI document{hint}")
    for key, operation in operations.items():
        if key not in endpoints:
            yield found(operation, f"{key} is not in the endpoint inventory")


RULE = define(
    __name__,
    __doc__,
    "TRC-12",
    Level.no_go,
    check=check,
    needs=("endpoints", "operations"),
)
