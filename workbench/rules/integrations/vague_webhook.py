"""A webhook is underspecified.

What it checks: Every outgoing webhook states how its receiver verifies the sender, when it is
retried, and what happens if the receiver stays down. If the document's OpenAPI version supports
webhooks, it is described there with a schema.

Why it matters: Without a signature anybody can send it; without retries an hour of downtime at the
receiver loses events.

How to fix: Set all three, and add the webhook to the OpenAPI document.

Good: HMAC-SHA-256 in `X-Signature`, 5 retries in 24 hours, then the dead-letter queue

Bad: `order.paid` with nothing but a URL

Source: workbench integration conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.integrations import Webhook
from workbench.design.openapi_document import has_webhooks
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts

_FIELDS = {
    "authenticity": "sender verification",
    "retry": "retry policy",
    "fallback": "failure handling",
}


def check(item: Webhook, facts: ItemFacts) -> Iterator[Found]:
    """Check the fields; skip a webhook that only the OpenAPI document describes."""
    stated = (item.trigger, item.event, item.covers, item.timeout, item.owner)
    if item.path_item and not any((*stated, *(getattr(item, field) for field in _FIELDS))):
        return
    for field, label in _FIELDS.items():
        if not getattr(item, field):
            yield found(item, f"{label} of {item.key} is not set", field)
    contract = facts.view.contract
    has_room = contract is not None and has_webhooks(contract.version)
    if has_room and not any("schema" in media.body for media in facts.written(item).media):
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
