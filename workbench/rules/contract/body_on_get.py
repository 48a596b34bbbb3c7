"""A GET, HEAD or DELETE request has a body.

What it checks: GET, HEAD and DELETE declare no request body.

Why it matters: The body of such a request has no defined meaning (RFC 9110): proxies drop it and
many clients cannot send it.

How to fix: Use query parameters, or POST to a resource that represents the query.

Good: `GET /orders?status=open`

Bad: `GET /orders` with a `requestBody`

Source: IBM delete-body, Azure get-must-not-have-request-body; RFC 9110 section 9.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.ids import split_endpoint_key
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts


def check(item: Operation, _: ItemFacts) -> Iterator[Found]:
    """Look for a body where there must be none."""
    method, _path = split_endpoint_key(item.endpoint)
    if method in {"GET", "HEAD", "DELETE"} and "requestBody" in item.body:
        yield found(item, f"{method} declares a request body", "body", "requestBody")


RULE = define(__name__, __doc__, "API-19", Level.quality, check_item=check, kinds=("operation",))
