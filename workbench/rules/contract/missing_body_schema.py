"""An operation does not say what it takes or gives.

What it checks: An endpoint of the kind create or update declares a request body; every body that
is declared has a schema; every success has a schema, or a status that means "no content" (204)
or "accepted" (202).

Why it matters: What goes in and what comes out is the contract. Without it there is only an
address.

How to fix: Declare the body and its schema, or answer 204.

Good: `GET /orders/{orderId}` → `200` with the schema `Order`

Bad: `GET /orders/{orderId}` → `200: {description: OK}`

Source: the product owner's design checklist (W5, W6); IBM content-entry-contains-schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.endpoints import EndpointKind
from workbench.design.package import Level
from workbench.rules.engine.facts import ItemFacts
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.openapi.operations import OperationFacts

_WITHOUT = frozenset({"202", "204", "205"})


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at what goes in and what comes out."""
    operation = facts.operation(item)
    yield from _check_request(operation)
    if operation.method in {"HEAD", "OPTIONS", "TRACE"}:
        return
    for response in operation.successes:
        if response.status not in _WITHOUT and not response.body.get("content"):
            message = f"{response.status} has no schema; 204 would say that there is nothing"
            yield found(item, message, "body", *response.pointer)


def _check_request(operation: OperationFacts) -> Iterator[Found]:
    row = operation.endpoint
    kinds = {EndpointKind.create, EndpointKind.update}
    declared = operation.body.get("requestBody")
    if declared is None:
        if row and row.kind in kinds and operation.method in {"POST", "PUT", "PATCH"}:
            message = f"{row.kind.value}s something and declares no request body"
            yield found(operation.item, message, "body", "requestBody")
    elif not operation.request:
        yield found(operation.item, "the request body has no content", "body", "requestBody")


RULE = define(__name__, __doc__, "API-45", Level.quality, check_item=check, kinds=("operation",))
