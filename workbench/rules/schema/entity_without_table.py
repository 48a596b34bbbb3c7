"""An entity has no table.

What it checks: Every dictionary entity in scope has a table, or a written reason why it has none.

Why it matters: An entity without a table is found missing only when the backend is built.

How to fix: Add the table, state on a table which entity it stores, or write down why there is
none.

Good: entity `Order` and table `orders` with `entity: Order`

Bad: entity `Order` without a table

Source: workbench design checklist.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts


def check(facts: Facts) -> Iterator[Found]:
    """Look each entity up among the tables, as stated or by its plural."""
    stated = {table.entity for table in facts.design.tables if table.entity}
    for entity in facts.design.entities:
        if entity.key in stated or entity.no_table_reason:
            continue
        if facts.table_names.find(entity.key) is None:
            yield found(entity, f"entity `{entity.key}` has no table")


RULE = define(__name__, __doc__, "SCH-37", Level.no_go, check=check, needs=("entities", "tables"))
