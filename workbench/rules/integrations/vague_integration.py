"""An integration does not say what it rests on.

What it checks: Every API of somebody else's states its owner, direction, protocol, authentication
and data class, its timeout and retry, and what happens when it fails.

Why it matters: The other side will be slow, down or changed. What then happens is designed now or
found out by customers.

How to fix: Fill in what is missing.

Good: payment provider: outgoing, REST, API key, personal data, 5 s, 3 retries, order stays pending

Bad: payment provider: REST

Source: our own; integration points of the workflow (W5).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.integrations import ThirdParty
from workbench.design.package import Level
from workbench.rules.engine.facts import ItemFacts
from workbench.rules.engine.rule import Found, define, found

_FIELDS = {
    "owner": "who looks after it",
    "direction": "who calls whom",
    "protocol": "by which protocol",
    "auth": "how the caller is known",
    "data_class": "what class of data passes",
    "timeout": "after what time a call is given up",
    "retry": "whether and when it is repeated",
    "fallback": "what happens when it fails",
}


def check(item: ThirdParty, _: ItemFacts) -> Iterator[Found]:
    """Look at each field."""
    for field, told in _FIELDS.items():
        if not getattr(item, field):
            yield found(item, f"{item.key} does not say {told}", field)


RULE = define(
    __name__,
    __doc__,
    "INT-01",
    Level.quality,
    check_item=check,
    kinds=("third_party",),
    full_only=True,
)
