"""A permission is granted to nobody, or a role may do nothing.

What it checks: Every permission is allowed (or allowed on one's own rows) for some role, and every
role is allowed something.

Why it matters: An endpoint that nobody may call was built for nothing, or the cell that lets
somebody in was forgotten.

How to fix: Grant it, or remove the permission or the role.

Good: `orders:read` allowed for `support`

Bad: `orders:export` denied to every role

Source: the product owner's design checklist (W5, W6).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.access import Effect
from workbench.design.package import Level
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define, found


def check(facts: Facts) -> Iterator[Found]:
    """Look for permissions and roles without a granting cell."""
    granting = [one for one in facts.design.grants if one.effect is not Effect.deny]
    permissions = {one.permission for one in granting}
    roles = {one.role for one in granting}
    for permission in facts.design.permissions:
        if permission.key not in permissions:
            yield found(permission, f"nobody may `{permission.key}`")
    for role in facts.design.roles:
        if role.key not in roles:
            yield found(role, f"`{role.key}` may do nothing")


RULE = define(__name__, __doc__, "AUT-23", Level.quality, check=check, needs=("grants",))
