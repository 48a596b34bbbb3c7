"""A security requirement uses an undeclared scheme or scope.

What it checks: Every required security scheme is declared in `components`, and every scope of an
OAuth scheme in one of its flows.

Why it matters: No client can obtain an undeclared scope, so the operation can never be called.

How to fix: Declare the scheme or the scope, or correct its name.

Good: `security: [{oauth: [orders:read]}]` with the scope `orders:read` in a flow

Bad: `security: [{oauth: [order:read]}]`

Source: Redocly security-defined, Spectral oas3-operation-security-defined.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.design.base import Item, JsonObject
from workbench.design.contract import Contract
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts

Place = tuple[str | int, ...]


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at the document's requirements, and at those of every operation written here."""
    if isinstance(item, Contract) and item.security is not None:
        yield from _check(item, facts, list(item.security), ("security",))
    for operation in facts.written(item).operations:
        security = operation.body.get("security")
        if isinstance(security, list):
            yield from _check(item, facts, security, (*operation.path, "security"))


def _check(item: Item, facts: ItemFacts, security: list[Any], place: Place) -> Iterator[Found]:
    for at, requirement in enumerate(security):
        for name, scopes in requirement.items() if isinstance(requirement, dict) else ():
            scheme = facts.view.resolve(f"#/components/securitySchemes/{_escaped(str(name))}")
            here = (*place, at, str(name))
            if scheme is None:
                yield found(item, f"security scheme `{name}` is not declared", *here)
            elif isinstance(scheme, dict) and scheme.get("type") == "oauth2":
                known = declared_scopes(scheme)
                for n, scope in enumerate(scopes if isinstance(scopes, list) else ()):
                    if isinstance(scope, str) and scope not in known:
                        yield found(item, f"scope `{scope}` is not declared", *here, n)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1").replace("%", "%25")


def declared_scopes(scheme: JsonObject) -> set[str]:
    """Scopes that the flows of an OAuth scheme offer."""
    flows = scheme.get("flows")
    scopes: set[str] = set()
    for flow in flows.values() if isinstance(flows, dict) else ():
        offered = flow.get("scopes") if isinstance(flow, dict) else None
        scopes |= set(offered) if isinstance(offered, dict) else set()
    return scopes


RULE = define(
    __name__,
    __doc__,
    "AUT-02",
    Level.no_go,
    check_item=check,
    kinds=("operation", "contract", "webhook"),
)
