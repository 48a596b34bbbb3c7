"""A third-party integration is underspecified.

What it checks: Every third-party API states its owner, direction, protocol, authentication, data
class, timeout, retries and failure handling.

Why it matters: The other side will be slow, unavailable or changed. What happens then is designed
now or discovered by customers.

How to fix: Fill in what is missing.

Good: payment provider: outgoing, REST, API key, personal data, 5 s, 3 retries, order stays pending

Bad: payment provider: REST

Source: workbench integration conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.integrations import ThirdParty
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts

_FIELDS = {
    "owner": "owner",
    "direction": "direction",
    "protocol": "protocol",
    "auth": "authentication",
    "data_class": "data class",
    "timeout": "timeout",
    "retry": "retry policy",
    "fallback": "failure handling",
}


def check(item: ThirdParty, _: ItemFacts) -> Iterator[Found]:
    """Look at each field."""
    for field, label in _FIELDS.items():
        if not getattr(item, field):
            yield found(item, f"{label} of {item.key} is not set", field)


RULE = define(
    __name__,
    __doc__,
    "INT-01",
    Level.quality,
    check_item=check,
    kinds=("third_party",),
    full_only=True,
)
