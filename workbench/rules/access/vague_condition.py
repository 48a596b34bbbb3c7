"""An "own" permission does not say what it compares.

What it checks: A permission limited to own rows names the caller's attribute and the column that
it is compared with, and the column exists.

Why it matters: "Own" can mean the customer, the payer or a member of the same team.

How to fix: Name both.

Good: `own` by `token.sub` = `orders.customer_id`

Bad: `own`

Source: workbench; Cerbos derived roles.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.access import Effect, Grant
from workbench.design.package import Level
from workbench.design.tables import Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts


def check(item: Grant, facts: ItemFacts) -> Iterator[Found]:
    """Look at one cell."""
    if item.effect is not Effect.own:
        return
    if not item.attribute:
        yield found(item, "the caller's attribute is not set", "attribute")
    if not item.column:
        yield found(item, "the column to compare with is not set", "column")
        return
    table, _, name = item.column.rpartition(".")
    kept = facts.items.find("table", table)
    if not isinstance(kept, Table) or kept.column(name) is None:
        yield found(item, f"column `{item.column}` does not exist", "column")


RULE = define(
    __name__,
    __doc__,
    "AUT-09",
    Level.quality,
    check_item=check,
    kinds=("grant",),
    full_only=True,
)
