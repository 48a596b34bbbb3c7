"""An operation accepts `If-Match`, but no response returns an ETag.

What it checks: Where an operation on a path accepts `If-Match` or `If-None-Match`, the GET of that
path returns `ETag`.

Why it matters: A client can only send back a tag that it was given.

How to fix: Declare the `ETag` header on the GET response.

Good: `GET /orders/{orderId}` → `ETag`, `PUT /orders/{orderId}` ← `If-Match`

Bad: `PUT /orders/{orderId}` ← `If-Match`, and `GET` without `ETag`

Source: IBM no-etag-header, Azure conditional requests; RFC 9110 section 13.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.operations import read_operation

_CONDITIONS = ("If-Match", "If-None-Match")


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look up the GET of the same path."""
    operation = facts.operation(item)
    name = next(
        (condition for condition in _CONDITIONS if operation.parameter("header", condition)), None
    )
    if name is None:
        return
    reader = facts.items.find("operation", f"GET {operation.path}")
    if not isinstance(reader, Operation):
        return
    answers = read_operation(reader, None, facts.view).successes
    tagged = any("etag" in operation.header_names(answer) for answer in answers)
    if answers and not tagged:
        message = f"accepts `{name}`, but GET {operation.path} returns no ETag"
        yield found(item, message, "body", "parameters")


RULE = define(__name__, __doc__, "API-38", Level.quality, check_item=check, kinds=("operation",))
