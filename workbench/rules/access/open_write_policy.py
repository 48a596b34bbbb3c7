"""A row policy allows everybody to write.

What it checks: No permissive write policy has a condition that is always true.

Why it matters: Such a policy protects nothing but looks as if it did.

How to fix: Compare the row with the caller.

Good: `USING (customer_id = current_setting('app.user_id')::uuid)`

Bad: `FOR ALL USING (true)`

Source: splinter 0024.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.access import Policy
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts

_TRUE = re.compile(r"[\s(]*(?:true|1\s*=\s*1|'t'(?:::bool(?:ean)?)?)[\s)]*\Z", re.IGNORECASE)


def check(item: Policy, _: ItemFacts) -> Iterator[Found]:
    """Look at the conditions; an insert has only a check, the others fall back on USING."""
    if item.command == "SELECT" or not item.permissive:
        return
    condition, field = item.using, "using"
    if item.command == "INSERT" or item.check:
        condition, field = item.check, "check"
    if not condition.strip() or _TRUE.match(condition):
        stated = f"the condition `{condition}`" if condition else "no condition"
        message = f"{item.command} policy on `{item.table}` has {stated}; everybody may write"
        yield found(item, message, field)


RULE = define(__name__, __doc__, "AUT-15", Level.quality, check_item=check, kinds=("policy",))
