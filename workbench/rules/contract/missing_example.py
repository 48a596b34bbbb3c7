"""An operation has no example.

What it checks: The JSON bodies of the request and of a success response have an example: next to
the schema, inside it, or on all of its properties.

Why it matters: Examples are read before schemas, and mock servers and tests are made from them.

How to fix: Add a realistic and complete example.

Good: `content: {application/json: {schema: ..., example: {id: ..., total: 1999}}}`

Bad: `content: {application/json: {schema: ...}}`

Source: workbench documentation conventions; IBM response-example-provided.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.design.contract import Operation
from workbench.design.openapi_view import Body, ContractView
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.operations import flatten, properties_of

_WORDS = ("example", "examples", "default", "const")
_MAX_DEPTH = 6


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at what is sent and at what is answered."""
    operation = facts.operation(item)
    for body in operation.request:
        if _lacks(facts.view, body):
            place = operation.place(*body.pointer)
            yield found(item, f"the request body ({body.media_type}) has no example", *place)
    for response in operation.successes:
        bodies = facts.view.bodies(response.body, response.pointer)
        bare = [body for body in bodies if _lacks(facts.view, body)]
        if bare and len(bare) == len(bodies):
            place = operation.place(*bare[0].pointer)
            yield found(
                item,
                f"the {response.status} response ({bare[0].media_type}) has no example",
                *place,
            )


def _lacks(view: ContractView, body: Body) -> bool:
    if "json" not in body.media_type or body.schema is None:
        return False
    if "example" in body.content or "examples" in body.content:
        return False
    return not _can_be_built(view, body.schema, 0)


def _can_be_built(view: ContractView, schema: Any, depth: int) -> bool:  # noqa: ANN401
    """Whether an example can be built from a schema."""
    body = flatten(view, schema)
    if any(word in body for word in _WORDS):
        return True
    if depth > _MAX_DEPTH:
        return False
    if isinstance(body.get("items"), dict):
        return _can_be_built(view, body["items"], depth + 1)
    properties = properties_of(body)
    return bool(properties) and all(
        _can_be_built(view, member, depth + 1) for member in properties.values()
    )


RULE = define(__name__, __doc__, "API-47", Level.quality, check_item=check, kinds=("operation",))
