"""An endpoint has no access decision.

What it checks: Every endpoint requires a permission, or is public with a reason.

Why it matters: An endpoint without a decision is open or closed by accident.

How to fix: Set the permission or, for a public endpoint, the reason. If the permission names and
the matrix suggest one, it is proposed.

Good: `GET /orders` needs `orders:read`; `GET /health` is public because monitoring has no account

Bad: `GET /orders` without a row in the permission model

Source: workbench design checklist.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.access import Access
from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.item_patch import ItemChange, changed
from workbench.suggest.access import propose_access


def check(facts: Facts) -> Iterator[Found]:
    """Look each endpoint up in the model; see whether a permission can be proposed for it."""
    proposed = {proposal.endpoint for proposal in propose_access(facts.design).found}
    keys = [endpoint.item_key for endpoint in facts.design.endpoints]
    keys += [operation.endpoint for operation in facts.design.operations]
    for key in dict.fromkeys(keys):
        row = facts.design.find("access", key)
        if not isinstance(row, Access):
            message = f"{key} has no access decision"
            yield Found("access", key, "", message, fixable=key in proposed)
        elif row.public and not row.reason:
            yield Found("access", key, "/reason", f"{key} is public without a reason")
        elif not row.public and not row.permissions:
            message = f"{key} has no permission and is not public"
            yield Found("access", key, "/permissions", message, fixable=key in proposed)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Require the permission that its name and the matrix suggest."""
    for proposal in propose_access(design).found:
        if proposal.endpoint == finding.item:
            return (changed(design.find("access", finding.item), proposal.access),)
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
