"""A call to a third party cannot be retried safely.

What it checks: An outgoing integration with retries names the key by which the other side
recognises a repeated request.

Why it matters: A payment that timed out may have been carried out. Retrying it without a key pays
twice.

How to fix: State the idempotency key or the natural key, or that calls only read.

Good: `Idempotency-Key: <order id>`

Bad: three retries without a key

Source: Zalando 229, 230 and 231, Azure repeatability.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.integrations import ThirdParty
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts

_NO_RETRY = re.compile(r"\s*(?:none|no\b|never|not\b|0\b|-|n/a)", re.IGNORECASE)
_INCOMING = re.compile(r"\b(?:in|incoming|inbound)\b", re.IGNORECASE)


def check(item: ThirdParty, _: ItemFacts) -> Iterator[Found]:
    """Look at integrations that are repeated."""
    incoming = _INCOMING.search(item.direction) and "out" not in item.direction.lower()
    if item.retry and not _NO_RETRY.match(item.retry) and not incoming and not item.idempotency:
        message = f"{item.key} is retried ({item.retry}) without an idempotency key"
        yield found(item, message, "idempotency")


RULE = define(
    __name__,
    __doc__,
    "INT-02",
    Level.quality,
    check_item=check,
    kinds=("third_party",),
    full_only=True,
)
