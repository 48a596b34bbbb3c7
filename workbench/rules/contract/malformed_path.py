"""A path is not well formed.

What it checks: A path has no trailing slash, no empty segment, no empty variable, and neither a
query string nor a fragment.

Why it matters: `/orders` and `/orders/` are different addresses: caches, routers and clients
disagree about which one is meant. A query in a path never matches.

How to fix: Write the path without them; declare query parameters as parameters.

Good: `/orders/{orderId}`

Bad: `/orders/`

Source: Spectral path-keys-no-trailing-slash, path-not-include-query and
path-declarations-must-exist; zally 136.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.contract import Contract
from workbench.design.ids import METHODS
from workbench.design.package import Level
from workbench.rules.engine.facts import ItemFacts
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.openapi.paths import PATH_KINDS, method_and_path


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at the path's characters."""
    if isinstance(item, Contract):
        yield from _bare_paths(item, facts)
        return
    stated = method_and_path(item, facts)
    if stated is None:
        return
    _, path = stated
    troubles = list(_troubles(path))
    if troubles:
        yield found(item, f"`{path}` {' and '.join(troubles)}")


def _bare_paths(contract: Contract, facts: ItemFacts) -> Iterator[Found]:
    """Paths of the frame that no operation of the document states."""
    for path in contract.path_items:
        troubles = list(_troubles(path))
        stated = any(facts.items.find("operation", f"{one} {path}") for one in METHODS)
        if troubles and not stated and not path.startswith("x-"):
            yield found(contract, f"`{path}` {' and '.join(troubles)}", "path_items", path)


def _troubles(path: str) -> Iterator[str]:
    if not path.startswith("/"):
        yield "does not start with a slash"
    if "?" in path.replace("{?", "{").replace(";?", ";"):
        yield "holds a query string"
    if "#" in path.replace("{#", "{"):
        yield "holds a fragment"
    if len(path) > 1 and path.endswith("/"):
        yield "ends with a slash"
    if "//" in path:
        yield "has an empty segment"
    if "{}" in path:
        yield "has a variable without a name"


RULE = define(
    __name__, __doc__, "API-06", Level.quality, check_item=check, kinds=(*PATH_KINDS, "contract")
)
