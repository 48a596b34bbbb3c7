"""A webhook does not say what is sent or how it is trusted.

What it checks: Every outgoing webhook states how its receiver knows that it is ours, when it is
repeated, and what happens when the receiver stays down; where the document's version has room for
webhooks, it stands there with a schema.

Why it matters: Without a signature anybody can send it; without a schedule one hour of the
receiver's downtime loses events.

How to fix: State all three, and add the webhook to the OpenAPI document.

Good: HMAC-SHA-256 in `X-Signature`, 5 tries in 24 hours, then the dead-letter list

Bad: `order.paid` with nothing but a URL

Source: our own; integration points of the workflow (W5).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.integrations import Webhook
from workbench.design.openapi_document import has_webhooks
from workbench.design.package import Level
from workbench.rules.engine.facts import ItemFacts
from workbench.rules.engine.rule import Found, define, found

_FIELDS = {
    "authenticity": "how its receiver knows that it is ours",
    "retry": "when it is repeated",
    "fallback": "what happens when the receiver stays down",
}


def check(item: Webhook, facts: ItemFacts) -> Iterator[Found]:
    """Look at the fields; one that only an OpenAPI document has told of is left alone."""
    stated = (item.trigger, item.event, item.covers, item.timeout, item.owner)
    if item.path_item and not any((*stated, *(getattr(item, field) for field in _FIELDS))):
        return
    for field, told in _FIELDS.items():
        if not getattr(item, field):
            yield found(item, f"{item.key} does not say {told}", field)
    contract = facts.view.contract
    has_room = contract is not None and has_webhooks(contract.version)
    if has_room and not any("schema" in one.body for one in facts.written(item).media):
        yield found(item, f"{item.key} has no schema in the OpenAPI document", "path_item")


RULE = define(
    __name__,
    __doc__,
    "INT-04",
    Level.quality,
    check_item=check,
    kinds=("webhook",),
    full_only=True,
)
