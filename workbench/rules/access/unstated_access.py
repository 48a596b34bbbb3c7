"""An endpoint does not say who may call it.

What it checks: Every endpoint needs a permission, or is public and says why.

Why it matters: An endpoint without a decision is open or closed by accident.

How to fix: State the permission; for a public endpoint state the reason.

Good: `GET /orders` needs `orders:read`; `GET /health` is public: monitoring has no account

Bad: `GET /orders` without a row in the permission model

Source: the product owner's design checklist (W5, W6).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.access import Access
from workbench.design.package import Level
from workbench.rules.facts import Facts
from workbench.rules.rule import Found, define


def check(facts: Facts) -> Iterator[Found]:
    """Look each endpoint up in the model."""
    keys = [one.item_key for one in facts.design.endpoints]
    keys += [one.endpoint for one in facts.design.operations]
    for key in dict.fromkeys(keys):
        row = facts.design.find("access", key)
        if not isinstance(row, Access):
            yield Found("access", key, "", f"nobody has said who may call {key}")
        elif row.public and not row.reason:
            yield Found("access", key, "/reason", f"{key} is public without a reason")
        elif not row.public and not row.permissions:
            message = f"{key} needs no permission and is not public"
            yield Found("access", key, "/permissions", message)


RULE = define(
    __name__, __doc__, "AUT-24", Level.no_go, check=check, needs=("requirements", "accesses")
)
