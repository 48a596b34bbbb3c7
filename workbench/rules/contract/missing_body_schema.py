"""An operation does not describe its request or response body.

What it checks: A create or update endpoint declares a request body; every declared body has a
schema; every success response has a schema, or a status that means "no content" (204) or
"accepted" (202).

Why it matters: Request and response bodies are the contract. Without them there is only an
address.

How to fix: Declare the body and its schema, or respond with 204.

Good: `GET /orders/{orderId}` → `200` with the schema `Order`

Bad: `GET /orders/{orderId}` → `200: {description: OK}`

Source: workbench design checklist; IBM content-entry-contains-schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.endpoints import EndpointKind
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
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
            message = f"the {response.status} response has no schema; use 204 if it has no content"
            yield found(item, message, "body", *response.pointer)


def _check_request(operation: OperationFacts) -> Iterator[Found]:
    row = operation.endpoint
    kinds = {EndpointKind.create, EndpointKind.update}
    declared = operation.body.get("requestBody")
    if declared is None:
        if row and row.kind in kinds and operation.method in {"POST", "PUT", "PATCH"}:
            message = f"an endpoint of kind {row.kind.value} needs a request body"
            yield found(operation.item, message, "body", "requestBody")
    elif not operation.request:
        yield found(operation.item, "the request body has no content", "body", "requestBody")


RULE = define(__name__, __doc__, "API-45", Level.quality, check_item=check, kinds=("operation",))
