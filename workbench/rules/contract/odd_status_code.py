"""A status code does not exist or does not fit the method.

What it checks: Every status is a registered HTTP status, a range (`4XX`) or `default`; 201 is used
only by POST, PUT and PATCH; 204, 205 and 304 have no body; a create endpoint responds with 201, or
202 for asynchronous work.

Why it matters: Clients, caches and gateways act on status codes without reading the documentation.

How to fix: Use the status that says what happened: 200 for a result, 201 for a created resource,
204 for no content.

Good: `DELETE /orders/{orderId}` → `204` without content

Bad: `DELETE /orders/{orderId}` → `201`

Source: zally 150, IBM response-status-codes; RFC 9110 and the IANA registry of statuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from workbench.design.contract import Operation
from workbench.design.endpoints import EndpointKind
from workbench.design.openapi_view import Response
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.operations import OperationFacts

_KNOWN = frozenset(str(int(registered)) for registered in HTTPStatus) | {"425", "451", "511"}
_WORDS = frozenset({"DEFAULT", "1XX", "2XX", "3XX", "4XX", "5XX"})
_EMPTY = frozenset({"204", "205", "304"})


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at every response of one operation."""
    operation = facts.operation(item)
    for response in operation.responses:
        why = _why(response, operation.method)
        if why:
            yield found(item, f"{response.status} {why}", "body", *response.pointer)
    yield from _check_create(operation)


def _why(response: Response, method: str) -> str:
    status = response.status.upper()
    if status not in _KNOWN and status not in _WORDS:
        return "is not an HTTP status"
    if status == "201" and method not in {"POST", "PUT", "PATCH"}:
        return f"means that a resource was created, but {method} creates nothing"
    if status in _EMPTY and response.body.get("content"):
        return "must have no content"
    return ""


def _check_create(operation: OperationFacts) -> Iterator[Found]:
    row = operation.endpoint
    if row is None or row.kind is not EndpointKind.create or operation.method != "POST":
        return
    statuses = [response.status for response in operation.successes]
    if statuses and not {"201", "202", "2XX"} & set(statuses):
        message = f"a create endpoint responds with {', '.join(statuses)}; use 201"
        yield found(operation.item, message, "body", "responses")


RULE = define(__name__, __doc__, "API-15", Level.quality, check_item=check, kinds=("operation",))
