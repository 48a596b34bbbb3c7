"""Row policies and row-level security do not match.

What it checks: A table has row policies if and only if row-level security is enabled.

Why it matters: Policies without row-level security are ignored: every row is visible. Row-level
security without a policy hides every row.

How to fix: Enable row-level security, or write the policy.

Good: `ALTER TABLE orders ENABLE ROW LEVEL SECURITY` and a policy

Bad: a policy on `orders` while row-level security is off

Source: splinter 0007, 0008 and 0013.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.ids import count_of
from workbench.design.package import Finding, Level
from workbench.design.tables import Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.item_patch import ItemChange, replaced


def check(facts: Facts) -> Iterator[Found]:
    """Compare tables with policies."""
    counts: dict[str, int] = {}
    for policy in facts.design.policies:
        counts[policy.table] = counts.get(policy.table, 0) + 1
    for table in facts.design.tables:
        count = counts.get(table.key, 0)
        if count and not table.row_security:
            message = (
                f"`{table.key}` has {count_of(count, 'policy')}, but row-level security is off"
            )
            yield found(table, message, "row_security", fixable=True)
        elif table.row_security and not count:
            message = f"`{table.key}` has row-level security but no policy; no row is visible"
            yield found(table, message, "row_security")


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Enable row-level security."""
    table = design.find("table", finding.item)
    return (replaced(table, row_security=True),) if isinstance(table, Table) else ()


RULE = define(__name__, __doc__, "AUT-14", Level.quality, check=check, fix=fix)
