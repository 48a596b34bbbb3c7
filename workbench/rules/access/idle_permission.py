"""A permission is granted to no role, or a role has no permissions.

What it checks: Every permission is allowed (or allowed on own rows) for some role, and every role
has at least one permission.

Why it matters: An endpoint that nobody may call was built for nothing, or a grant was forgotten.

How to fix: Grant it, or remove the permission or the role.

Good: `orders:read` allowed for `support`

Bad: `orders:export` denied to every role

Source: workbench design checklist.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.access import Effect
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts


def check(facts: Facts) -> Iterator[Found]:
    """Look for permissions and roles without a granting cell."""
    granting = [grant for grant in facts.design.grants if grant.effect is not Effect.deny]
    permissions = {grant.permission for grant in granting}
    roles = {grant.role for grant in granting}
    for permission in facts.design.permissions:
        if permission.key not in permissions:
            yield found(permission, f"permission `{permission.key}` is granted to no role")
    for role in facts.design.roles:
        if role.key not in roles:
            yield found(role, f"role `{role.key}` has no permissions")


RULE = define(__name__, __doc__, "AUT-23", Level.quality, check=check, needs=("grants",))
