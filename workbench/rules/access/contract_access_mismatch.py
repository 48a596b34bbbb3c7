"""The contract and the permission model disagree on who may call an endpoint.

What it checks: An endpoint that is public in the permission model requires no authentication in
the contract, and one that needs a permission requires it.

Why it matters: Only one of the two gets built, and nobody knows which.

How to fix: Correct the one that is wrong.

Good: public in the model, `security: []` in the contract

Bad: `orders:read` in the model, `security: []` in the contract

Source: workbench.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, operation_of, replaced
from workbench.rules.lib.openapi.security import access_of, is_open, security_of


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Compare one operation with its row in the model."""
    operation = facts.operation(item)
    row = access_of(operation, facts)
    security = security_of(operation, facts)
    if row is None or security is None:
        return
    place = ("body", "security")
    if row.public and not row.permissions and not is_open(security):
        message = "public in the permission model, but the contract requires authentication"
        yield found(item, message, *place, fixable=True)
    elif row.permissions and not row.public and is_open(security):
        message = f"needs {', '.join(row.permissions)}, but the contract allows anonymous access"
        yield found(item, message, *place)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Make the endpoint public in the contract, as in the permission model."""
    operation = operation_of(design, finding.item)
    if operation is None:
        return ()
    return (replaced(operation, body={**operation.body, "security": []}),)


RULE = define(
    __name__,
    __doc__,
    "AUT-10",
    Level.quality,
    check_item=check,
    kinds=("operation",),
    fix=fix,
)
