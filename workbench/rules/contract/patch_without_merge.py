"""A PATCH does not declare a patch format, or an update returns nothing.

What it checks: The body of a PATCH is `application/merge-patch+json` (or another patch format),
and PUT and PATCH return the updated resource.

Why it matters: With plain JSON it is unclear whether a missing member means "leave it" or "clear
it". A client that gets nothing back has to fetch the resource again to see what changed.

How to fix: Declare the body as `application/merge-patch+json` (RFC 7396), and respond with 200 and
the resource.

Good: `PATCH /orders/{orderId}` with `application/merge-patch+json`

Bad: `PATCH /orders/{orderId}` with `application/json`

Source: Azure rest-patch-use-merge-patch, Google AIP-134; RFC 5789, RFC 7396.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import (
    ItemChange,
    get_in,
    operation_of,
    parse_pointer,
    replaced,
    set_in,
)

_PLAIN = "application/json"
_MERGE = "application/merge-patch+json"


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at the body of a PATCH and the answer of an update."""
    operation = facts.operation(item)
    if operation.method not in {"PUT", "PATCH"}:
        return
    names = [body.media_type.partition(";")[0].strip() for body in operation.request]
    if operation.method == "PATCH" and _PLAIN in names and _MERGE not in names:
        place = operation.place("requestBody", "content", _PLAIN)
        can_fix = len(place) > len(("body", "requestBody", "content"))
        yield found(
            item,
            "the PATCH body is plain `application/json`; use a patch format",
            *place,
            fixable=can_fix,
        )
    empty = [success for success in operation.successes if not success.body.get("content")]
    if empty and len(empty) == len(operation.successes) and empty[0].status != "202":
        place = ("body", "responses", empty[0].status)
        message = f"the {empty[0].status} response does not return the updated resource"
        yield found(item, message, *place)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Declare the body as merge patch."""
    operation = operation_of(design, finding.item)
    if operation is None:
        return ()
    holder = parse_pointer(finding.pointer)[1:-1]
    content = get_in(operation.body, holder)
    if not isinstance(content, dict):
        return ()
    renamed = {_MERGE if name == _PLAIN else name: media for name, media in content.items()}
    return (replaced(operation, body=set_in(operation.body, holder, renamed)),)


RULE = define(
    __name__,
    __doc__,
    "API-37",
    Level.quality,
    check_item=check,
    kinds=("operation",),
    fix=fix,
)
