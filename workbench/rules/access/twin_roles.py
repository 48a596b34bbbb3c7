"""Two roles are identical, or an all-powerful role is not marked as admin.

What it checks: No two roles have the same grants. A role with every permission is marked as admin.

Why it matters: Two names for one set of permissions drift apart by accident, and a role with every
permission should be intentional.

How to fix: Merge the roles, differentiate them, or mark the role as admin.

Good: `admin` with `admin: true`

Bad: `support` and `helpdesk` with the same grants

Source: workbench.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.access import Effect
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts

_FEW = 2


def check(facts: Facts) -> Iterator[Found]:
    """Compare the roles by what they are granted."""
    granted: dict[str, set[tuple[str, str, str]]] = {}
    for cell in facts.design.grants:
        if cell.effect is not Effect.deny:
            row = (cell.permission, cell.effect.value, cell.column)
            granted.setdefault(cell.role, set()).add(row)
    everything = {permission.key for permission in facts.design.permissions}
    first: dict[frozenset[tuple[str, str, str]], str] = {}
    for role in facts.design.roles:
        cells = frozenset(granted.get(role.key, set()))
        if not cells:
            continue
        other = first.setdefault(cells, role.key)
        if other != role.key:
            yield found(role, f"role `{role.key}` has the same permissions as role `{other}`")
        allowed = {name for name, effect, _ in cells if effect == Effect.allow}
        if len(everything) > _FEW and allowed >= everything and not role.admin:
            yield found(
                role, f"role `{role.key}` has every permission but is not marked as admin", "admin"
            )


RULE = define(__name__, __doc__, "AUT-12", Level.advice, check=check, needs=("grants",))
