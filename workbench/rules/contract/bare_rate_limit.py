"""A 429 response does not say when to retry.

What it checks: A 429 response declares `Retry-After` or the `RateLimit` headers.

Why it matters: A client that is told to slow down, but not for how long, retries at once.

How to fix: Declare the `Retry-After` header on the response.

Good:

    "429":
      description: Too many requests.
      headers: {Retry-After: {schema: {type: integer}}}

Bad:

    "429": {description: Too many requests.}

Source: zally 153, vacuum owasp-rate-limit-retry-after; RFC 9110 section 10.2.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.contract import Component, Operation
from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, parse_pointer, replaced, set_in
from workbench.rules.lib.names.naming import words_of
from workbench.rules.lib.openapi.error_format import retry_after

_HEADERS = ("retry-after", "ratelimit", "x-ratelimit", "x-rate-limit", "rate-limit")


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at 429 responses where they are written."""
    shared = isinstance(item, Component) and item.section == "responses"
    if isinstance(item, Component) and not (shared and _is_limit(item.name)):
        return
    for response in facts.written(item).responses:
        if not shared and response.path[-1] != "429":
            continue
        headers = response.body.get("headers")
        names = [str(name).lower() for name in headers] if isinstance(headers, dict) else []
        if not any(name.startswith(_HEADERS) for name in names):
            message = "429 declares neither Retry-After nor rate-limit headers"
            yield found(item, message, *response.path, "headers", fixable=True)


def _is_limit(name: str) -> bool:
    words = words_of(name)
    return "429" in name or words[:2] in {("too", "many"), ("rate", "limit")}


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Declare Retry-After."""
    item = design.find(finding.kind, finding.item)
    if not isinstance(item, Component | Operation):
        return ()
    inside = parse_pointer(finding.pointer)[1:]
    return (replaced(item, body=set_in(item.body, (*inside, "Retry-After"), retry_after())),)


RULE = define(
    __name__,
    __doc__,
    "API-16",
    Level.quality,
    check_item=check,
    kinds=("operation", "component"),
    fix=fix,
)
