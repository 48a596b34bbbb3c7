"""The permission matrix has blank cells.

What it checks: Every role has a decision for every permission: allow, own or deny.

Why it matters: Some read a blank cell as "no", others as "not decided"; then the code decides.

How to fix: Decide the cell. The fix sets deny, which can be relaxed later.

Good: `support` × `orders:cancel`: deny

Bad: `support` × `orders:cancel`: blank

Source: workbench.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.access import Effect, Grant
from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.item_patch import ItemChange, changed


def check(facts: Facts) -> Iterator[Found]:
    """Go through the grid."""
    known = {(grant.role, grant.permission) for grant in facts.design.grants}
    for role in facts.design.roles:
        for permission in facts.design.permissions:
            if (role.key, permission.key) not in known:
                message = f"no decision for {role.key} × {permission.key}"
                key = f"{role.key} {permission.key}"
                yield Found("grant", key, "", message, fixable=True)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Deny."""
    for role in design.roles:
        permission = finding.item.removeprefix(f"{role.key} ")
        if permission != finding.item and design.find("permission", permission) is not None:
            cell = Grant(role=role.key, permission=permission, effect=Effect.deny)
            return (changed(None, cell),)
    return ()


RULE = define(
    __name__,
    __doc__,
    "AUT-08",
    Level.no_go,
    check=check,
    fix=fix,
    needs=("roles", "permissions", "grants"),
)
