"""The document lists no server.

What it checks: A document with paths lists at least one server.

Why it matters: Without one, clients use the address from which they fetched the document, which is
rarely the address of the API.

How to fix: List the API's URL, or a relative URL if the API is served from the same place as the
document.

Good: `servers: [{url: "https://api.shop.example/v1"}]`

Bad: a document without `servers`

Source: Redocly no-empty-servers, Spectral oas3-api-servers.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts


def check(facts: Facts) -> Iterator[Found]:
    """Look at the document's own servers; one for every path would do as well."""
    contract = facts.design.contract
    if contract is None or contract.servers or not facts.design.operations:
        return
    own = [path_item.get("servers") for path_item in contract.path_items.values()]
    if not own or not all(own):
        yield found(contract, "the document lists no server", "servers")


RULE = define(__name__, __doc__, "API-51", Level.advice, check=check)
