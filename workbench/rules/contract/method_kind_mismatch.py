"""The HTTP method does not fit what the endpoint does.

What it checks: GET lists and reads, POST creates or acts, PATCH changes part of a resource, PUT
replaces or creates, DELETE removes; and no GET is named like a write.

Why it matters: Caches, crawlers and clients repeat GET requests freely. A GET that writes does so
each time.

How to fix: Use the method that matches the effect.

Good: `DELETE /orders/{orderId}` of kind delete

Bad: `GET /orders/{orderId}/cancel`

Source: workbench method conventions, Google AIP-130 to 136; RFC 9110.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.contract import Operation
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.ids import split_endpoint_key
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import words_of
from workbench.rules.lib.openapi.paths import last_words

_FITTING: dict[EndpointKind, frozenset[str]] = {
    EndpointKind.list: frozenset({"GET", "HEAD", "QUERY"}),
    EndpointKind.read: frozenset({"GET", "HEAD", "QUERY", "OPTIONS"}),
    EndpointKind.create: frozenset({"POST", "PUT"}),
    EndpointKind.update: frozenset({"PUT", "PATCH"}),
    EndpointKind.delete: frozenset({"DELETE"}),
    EndpointKind.action: frozenset({"POST"}),
}
_WRITING = frozenset(
    {
        "create",
        "add",
        "insert",
        "update",
        "edit",
        "modify",
        "delete",
        "remove",
        "destroy",
        "cancel",
        "approve",
        "reject",
        "activate",
        "deactivate",
        "send",
        "pay",
        "refund",
    }
)


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Compare the kind in the inventory, and the names of a GET."""
    if isinstance(item, Endpoint):
        yield from _check_kind(item)
    elif isinstance(item, Operation):
        method, _ = split_endpoint_key(item.endpoint)
        words = words_of(str(item.body.get("operationId", "")))
        listed = facts.endpoint(item.endpoint) is not None
        if method == "GET" and words[:1] and words[0] in _WRITING:
            message = f"GET operation `{item.body['operationId']}` is named like a write"
            yield found(item, message, "body", "operationId")
        elif method == "GET" and not listed:
            yield from _check_name(item, item.endpoint)


def _check_kind(item: Endpoint) -> Iterator[Found]:
    search = item.method == "POST" and last_words(item.path)[-1:] in {("search",), ("query",)}
    if item.kind is not None and item.method not in _FITTING[item.kind]:
        if not (search and item.kind in {EndpointKind.list, EndpointKind.read}):
            wanted = " or ".join(
                sorted(_FITTING[item.kind] & {"GET", "POST", "PUT", "PATCH", "DELETE"})
            )
            yield found(
                item, f"{item.method} does not fit the kind {item.kind}; use {wanted}", "method"
            )
    elif item.method == "GET":
        yield from _check_name(item, item.item_key)


def _check_name(item: Item, key: str) -> Iterator[Found]:
    words = last_words(split_endpoint_key(key)[1])
    if words[:1] and words[0] in _WRITING:
        yield found(item, f"`{key}` uses GET but is named like a write")


RULE = define(
    __name__,
    __doc__,
    "API-43",
    Level.quality,
    check_item=check,
    kinds=("endpoint", "operation"),
)
