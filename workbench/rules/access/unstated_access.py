"""An endpoint does not say who may call it.

What it checks: Every endpoint needs a permission, or is public and says why.

Why it matters: An endpoint without a decision is open or closed by accident.

How to fix: State the permission; for a public endpoint state the reason. Where the names of
permissions and the matrix tell which one fits, it is proposed.

Good: `GET /orders` needs `orders:read`; `GET /health` is public: monitoring has no account

Bad: `GET /orders` without a row in the permission model

Source: the product owner's design checklist (W5, W6).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.access import Access
from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, ItemChange, define
from workbench.rules.lib.item_patch import changed
from workbench.suggest.access import propose_access


def check(facts: Facts) -> Iterator[Found]:
    """Look each endpoint up in the model; see whether a permission can be proposed for it."""
    proposed = {one.endpoint for one in propose_access(facts.design).found}
    keys = [one.item_key for one in facts.design.endpoints]
    keys += [one.endpoint for one in facts.design.operations]
    for key in dict.fromkeys(keys):
        row = facts.design.find("access", key)
        if not isinstance(row, Access):
            message = f"nobody has said who may call {key}"
            yield Found("access", key, "", message, fixable=key in proposed)
        elif row.public and not row.reason:
            yield Found("access", key, "/reason", f"{key} is public without a reason")
        elif not row.public and not row.permissions:
            message = f"{key} needs no permission and is not public"
            yield Found("access", key, "/permissions", message, fixable=key in proposed)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Demand the permission that the matrix and its name propose."""
    for one in propose_access(design).found:
        if one.endpoint == finding.item:
            return (changed(design.find("access", finding.item), one.access),)
    return ()


RULE = define(
    __name__,
    __doc__,
    "AUT-24",
    Level.no_go,
    check=check,
    fix=fix,
    needs=("requirements", "accesses"),
)
