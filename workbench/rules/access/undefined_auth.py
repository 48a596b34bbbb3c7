"""Nobody has said how callers are known.

What it checks: The strategy, the place of the token and its expiry are stated, and there is at
least one role and one permission.

Why it matters: Everything else about access rests on it.

How to fix: Fill in the auth model.

Good: JWT, `Authorization: Bearer`, 15 minutes; roles `customer`, `support`

Bad: an auth model without expiry

Source: the product owner's design checklist (W5, W6).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define, found

_FIELDS = {
    "strategy": "how callers prove who they are",
    "token_location": "where the token stands",
    "expiry": "when the token expires",
}


def check(facts: Facts) -> Iterator[Found]:
    """Look at the fields, then count."""
    auth = facts.design.auth
    for field, told in _FIELDS.items():
        if not getattr(auth, field):
            yield found(auth, f"nobody has said {told}", field)
    if not facts.design.roles:
        yield Found("role", "role", "", "there is no role")
    if not facts.design.permissions:
        yield Found("permission", "permission", "", "there is no permission")


RULE = define(__name__, __doc__, "AUT-22", Level.no_go, check=check, needs=("roles", "permissions"))
