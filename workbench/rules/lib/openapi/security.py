"""What an operation demands of its caller, as the contract says it."""

from __future__ import annotations

from typing import Any

from workbench.design.access import Access
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.operations import OperationFacts


def security_of(operation: OperationFacts, facts: ItemFacts) -> list[Any] | None:
    """The requirements that apply: the operation's own, else the document's; None without any."""
    own = operation.body.get("security")
    if isinstance(own, list | tuple):
        return list(own)
    contract = facts.view.contract
    shared = contract.security if contract else None
    return None if shared is None else list(shared)


def is_open(security: list[Any]) -> bool:
    """Whether requirements let everybody in: there are none, or an empty one is among them."""
    return not security or any(requirement == {} for requirement in security)


def is_protected(operation: OperationFacts, facts: ItemFacts) -> bool:
    """Whether the contract demands something of every caller."""
    security = security_of(operation, facts)
    return security is not None and not is_open(security)


def access_of(operation: OperationFacts, facts: ItemFacts) -> Access | None:
    """What the permission model says about the endpoint."""
    row = facts.items.find("access", operation.item.endpoint)
    return row if isinstance(row, Access) else None
