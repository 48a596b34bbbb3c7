"""A server does not use HTTPS.

What it checks: The URL of every server starts with `https://`, except on the developer's own
machine.

Why it matters: Without TLS anybody on the network path can read and change what is sent, including
tokens.

How to fix: Use https.

Good: `https://api.shop.example`

Bad: `http://api.shop.example`

Source: vacuum owasp-security-hosts-https-oas3.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.contract import Contract, Operation
from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, get_in, parse_pointer, replaced, set_in

_PLAIN = ("http://", "ws://")
_OWN = ("localhost", "127.0.0.1", "[::1]", "0.0.0.0", "host.docker.internal")  # noqa: S104


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at every server where it is written."""
    for server in facts.written(item).servers:
        url = str(server.body.get("url", "")).strip()
        scheme, _, rest = url.partition("://")
        if url.lower().startswith(_PLAIN) and not rest.lower().startswith(_OWN):
            can_fix = isinstance(item, Contract | Operation)
            message = f"server `{url}` uses unencrypted {scheme}"
            yield found(item, message, *server.path, "url", fixable=can_fix)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Use the encrypted scheme of the same kind."""
    item = design.find(finding.kind, finding.item)
    first, *rest = parse_pointer(finding.pointer)
    value = get_in(getattr(item, first, None), tuple(rest))
    if not isinstance(value, str):
        return ()
    secure = value.replace("http://", "https://", 1).replace("ws://", "wss://", 1)
    if isinstance(item, Contract) and first == "servers":
        return (replaced(item, servers=tuple(set_in(item.servers, tuple(rest), secure))),)
    if isinstance(item, Contract | Operation):
        return (replaced(item, **{first: set_in(getattr(item, first), tuple(rest), secure)}),)
    return ()


RULE = define(
    __name__,
    __doc__,
    "AUT-06",
    Level.quality,
    check_item=check,
    kinds=("contract", "operation", "webhook"),
    fix=fix,
)
