"""A callback or webhook contains members that are ignored there.

What it checks: The request of a callback or webhook declares no callbacks of its own, and that of
a webhook no servers.

Why it matters: Such a request goes to an address that its receiver provides. Tools silently drop
servers and further callbacks there.

How to fix: Remove them, and describe a further exchange as a webhook of its own.

Good: a webhook with `requestBody` and `responses` only

Bad: `webhooks: {orderPaid: {post: {servers: [{url: "https://shop.example"}]}}}`

Source: Spectral oas3-callbacks-in-callbacks, oas3_1-callbacks-in-webhook and
oas3_1-servers-in-webhook.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.integrations import Webhook
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts

_IGNORED = {"callback": ("callbacks",), "webhook": ("callbacks", "servers")}


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at every request that goes the other way."""
    for place in facts.written(item).operations:
        for name in _IGNORED.get(place.role, ()):
            if name in place.body:
                yield found(item, f"`{name}` is ignored in a {place.role}", *place.path, name)
    if isinstance(item, Webhook) and "servers" in item.path_item:
        yield found(item, "`servers` is ignored in a webhook", "path_item", "servers")


RULE = define(
    __name__,
    __doc__,
    "API-55",
    Level.advice,
    check_item=check,
    kinds=("operation", "component", "contract", "webhook"),
)
