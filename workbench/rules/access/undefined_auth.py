"""The authentication model is incomplete.

What it checks: The authentication strategy, the token location and the token expiry are set, and
there is at least one role and one permission.

Why it matters: Every other access decision depends on it.

How to fix: Complete the auth model.

Good: JWT, `Authorization: Bearer`, 15 minutes; roles `customer`, `support`

Bad: an auth model without expiry

Source: workbench design checklist.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts

_FIELDS = {
    "strategy": "authentication strategy",
    "token_location": "token location",
    "expiry": "token expiry",
}


def check(facts: Facts) -> Iterator[Found]:
    """Look at the fields, then count."""
    auth = facts.design.auth
    for field, label in _FIELDS.items():
        if not getattr(auth, field):
            yield found(auth, f"{label} is not set", field)
    if not facts.design.roles:
        yield Found("role", "role", "", "no role is defined")
    if not facts.design.permissions:
        yield Found("permission", "permission", "", "no permission is defined")


RULE = define(__name__, __doc__, "AUT-22", Level.no_go, check=check, needs=("roles", "permissions"))
