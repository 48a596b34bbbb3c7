"""Row policies and row security do not go together.

What it checks: A table has row policies if and only if its row security is on.

Why it matters: Policies without row security are ignored: every row is visible. Row security
without a policy hides every row.

How to fix: Turn row security on, or write the policy.

Good: `ALTER TABLE orders ENABLE ROW LEVEL SECURITY` and a policy

Bad: a policy on `orders` and row security off

Source: splinter 0007, 0008 and 0013.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.design.tables import Table
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, ItemChange, define, found
from workbench.rules.lib.item_patch import replaced


def check(facts: Facts) -> Iterator[Found]:
    """Compare tables with policies."""
    counts: dict[str, int] = {}
    for policy in facts.design.policies:
        counts[policy.table] = counts.get(policy.table, 0) + 1
    for table in facts.design.tables:
        count = counts.get(table.key, 0)
        if count and not table.row_security:
            message = f"`{table.key}` has {count} policies, and row security is off"
            yield found(table, message, "row_security", fixable=True)
        elif table.row_security and not count:
            message = f"`{table.key}` has row security on and no policy: no row is visible"
            yield found(table, message, "row_security")


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Turn row security on."""
    table = design.find("table", finding.item)
    return (replaced(table, row_security=True),) if isinstance(table, Table) else ()


RULE = define(__name__, __doc__, "AUT-14", Level.quality, check=check, fix=fix)
