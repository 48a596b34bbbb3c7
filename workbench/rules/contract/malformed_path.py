"""A path is not well formed.

What it checks: A path has no trailing slash, no empty segment, no unnamed path parameter, no query
string and no fragment.

Why it matters: `/orders` and `/orders/` are different addresses: caches, routers and clients
disagree about which one is meant. A query string in a path never matches.

How to fix: Write the path without them, and declare query parameters as parameters.

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
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
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
    """Paths that the document lists without an operation."""
    for path in contract.path_items:
        troubles = list(_troubles(path))
        stated = any(facts.items.find("operation", f"{method} {path}") for method in METHODS)
        if troubles and not stated and not path.startswith("x-"):
            yield found(contract, f"`{path}` {' and '.join(troubles)}", "path_items", path)


def _troubles(path: str) -> Iterator[str]:
    if not path.startswith("/"):
        yield "does not start with a slash"
    if "?" in path.replace("{?", "{").replace(";?", ";"):
        yield "contains a query string"
    if "#" in path.replace("{#", "{"):
        yield "contains a fragment"
    if len(path) > 1 and path.endswith("/"):
        yield "ends with a slash"
    if "//" in path:
        yield "has an empty segment"
    if "{}" in path:
        yield "has a path parameter without a name"


RULE = define(
    __name__, __doc__, "API-06", Level.quality, check_item=check, kinds=(*PATH_KINDS, "contract")
)
