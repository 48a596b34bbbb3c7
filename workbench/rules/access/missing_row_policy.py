"""Row-level access has no policy.

What it checks: If rows belong to tenants or owners, there are row policies. Every table that an
"own" cell of the matrix refers to has one.

Why it matters: "Own orders only" is checked in forty queries and forgotten in the forty-first.

How to fix: Define a policy for each command on the table.

Good: policy `orders_own` on `orders` for SELECT, comparing `customer_id`

Bad: `own` by `orders.customer_id` but no policy on `orders`

Source: workbench design checklist.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.access import Effect
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts

_NONE = frozenset({"", "none", "no", "single", "single tenant", "single-tenant", "n/a", "-"})


def check(facts: Facts) -> Iterator[Found]:
    """Look at the cells that compare rows, then at the tenancy as a whole."""
    covered = {policy.table for policy in facts.design.policies}
    reported: set[str] = set()
    for cell in facts.design.grants:
        table = cell.column.rpartition(".")[0]
        if (
            cell.effect is not Effect.own
            or table not in facts.tables
            or table in covered | reported
        ):
            continue
        reported.add(table)
        message = f"`{cell.role}` may access own rows of `{table}`, but the table has no row policy"
        yield found(facts.tables[table], message)
    auth = facts.design.auth
    if auth.tenancy.strip().lower() not in _NONE and not covered and not reported:
        yield found(auth, f"tenancy is {auth.tenancy}, but there is no row policy", "tenancy")


RULE = define(
    __name__,
    __doc__,
    "AUT-25",
    Level.quality,
    check=check,
    needs=("tables", "accesses"),
    full_only=True,
)
