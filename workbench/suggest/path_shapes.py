"""When two endpoints mean the same: shapes without prefixes, names of variables and spelling.

`GET /api/v1/order_items/` and `GET /orderItems` read one list, `PUT` and `PATCH` change one thing.
A suggestion must differ from existing endpoints in more than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from workbench.design.design import Design
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.ids import (
    is_parameter,
    path_segments,
    singular,
    snake_case,
    split_endpoint_key,
)
from workbench.suggest.vocabulary import NOUNS, kinds_of, verb_of

_PREFIX = re.compile(r"(?:api|rest|v\d+(?:\.\d+)?)\Z", re.IGNORECASE)

METHODS = {
    EndpointKind.list: "GET",
    EndpointKind.read: "GET",
    EndpointKind.create: "POST",
    EndpointKind.update: "PATCH",
    EndpointKind.delete: "DELETE",
    EndpointKind.action: "POST",
}


def prefix_of(path: str) -> tuple[str, ...]:
    """The segments before the first resource of a path: `/api/v1/orders` → `api`, `v1`."""
    found: list[str] = []
    for segment in path_segments(path):
        if is_parameter(segment) or not _PREFIX.match(segment):
            break
        found.append(segment)
    return tuple(found)


def bare_shape(method: str, path: str) -> tuple[str, str]:
    """What a request means, whatever its prefix, variables and spelling.

    PUT and PATCH on one path mean the same: to change what is there. A verb that repeats
    the method is dropped; one that names an action counts as the noun that records it.

    >>> bare_shape("PUT", "/api/v1/order_items/{itemId}/")
    ('PATCH', '/order_item/{}')
    >>> bare_shape("POST", "/orders/{id}/cancel") == bare_shape("POST", "/orders/{n}/cancellations")
    True
    """
    verb = "PATCH" if method == "PUT" else method
    segments = path_segments(path)[len(prefix_of(path)) :]
    parts = [_segment_shape(segment) for segment in segments]
    if len(parts) > 1 and _repeats(verb, parts[-1]):
        parts.pop()
    return verb, "/" + "/".join(parts)


@lru_cache(maxsize=16_384)
def _segment_shape(segment: str) -> str:
    if is_parameter(segment):
        return "{}"
    name = singular(snake_case(segment)) or segment
    return singular(NOUNS.get(name, name))


def _repeats(method: str, word: str) -> bool:
    verb = verb_of(word)
    return verb is not None and {METHODS[kind] for kind in kinds_of(verb)} == {method}


def places_of(method: str, path: str) -> tuple[tuple[str, str], ...]:
    """The shape of an endpoint, and for a nested one that of its last collection alone.

    `GET /orders/{id}/refunds` lists refunds as well as `GET /refunds` would.
    """
    verb, shape = bare_shape(method, path)
    parts = shape.split("/")
    start = max((at for at, part in enumerate(parts[:-1]) if part == "{}" and at > 1), default=0)
    tail = "/" + "/".join(parts[start + 1 :])
    return ((verb, shape), (verb, tail)) if start and tail != shape else ((verb, shape),)


def shapes_of(endpoints: Iterable[Endpoint]) -> set[tuple[str, str]]:
    """The shapes that endpoints take."""
    return {place for endpoint in endpoints for place in places_of(endpoint.method, endpoint.path)}


def known_paths(design: Design) -> Iterator[str]:
    """Every path that some part of the design names: they show the project's conventions."""
    for endpoint in design.endpoints:
        yield endpoint.path
    for key in _named(design):
        path = split_endpoint_key(key)[1]
        if path.startswith("/"):
            yield path


def _named(design: Design) -> Iterator[str]:
    there = {endpoint.item_key for endpoint in design.endpoints}
    yield from (
        operation.endpoint for operation in design.operations if operation.endpoint not in there
    )
    yield from (access.endpoint for access in design.accesses if access.endpoint not in there)
    for flow in design.flows:
        yield from (step.endpoint for step in flow.steps)


def kind_of(method: str, path: str) -> EndpointKind:
    """What an endpoint does, as far as its method and path tell."""
    segments = path_segments(path)
    on_member = bool(segments) and is_parameter(segments[-1])
    match method:
        case "GET" | "HEAD" | "QUERY":
            return EndpointKind.read if on_member else EndpointKind.list
        case "POST":
            return EndpointKind.action if on_member else EndpointKind.create
        case "PUT" | "PATCH":
            return EndpointKind.update
        case "DELETE":
            return EndpointKind.delete
        case _:
            return EndpointKind.action
