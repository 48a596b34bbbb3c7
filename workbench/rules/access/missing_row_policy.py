"""Row-level access has no policy.

What it checks: Where rows belong to tenants or owners, there are row policies; every table that a
conditional cell of the matrix compares with has one.

Why it matters: "Own orders only" that is checked in forty queries is forgotten in the forty-first.

How to fix: Design a policy for each command on the table.

Good: policy `orders_own` on `orders` for SELECT, comparing `customer_id`

Bad: `own` by `orders.customer_id` and no policy on `orders`

Source: the product owner's design checklist (W5, W6).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.access import Effect
from workbench.design.package import Level
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define, found

_NONE = frozenset({"", "none", "no", "single", "single tenant", "single-tenant", "n/a", "-"})


def check(facts: Facts) -> Iterator[Found]:
    """Look at the cells that compare rows, then at the tenancy as a whole."""
    covered = {one.table for one in facts.design.policies}
    told: set[str] = set()
    for cell in facts.design.grants:
        table = cell.column.rpartition(".")[0]
        if cell.effect is not Effect.own or table not in facts.tables or table in covered | told:
            continue
        told.add(table)
        message = f"`{cell.role}` sees own rows of `{table}`, and no policy keeps the others away"
        yield found(facts.tables[table], message)
    auth = facts.design.auth
    if auth.tenancy.strip().lower() not in _NONE and not covered and not told:
        yield found(auth, f"rows belong to each {auth.tenancy}, and there is no policy", "tenancy")


RULE = define(
    __name__,
    __doc__,
    "AUT-25",
    Level.quality,
    check=check,
    needs=("tables", "accesses"),
    full_only=True,
)
