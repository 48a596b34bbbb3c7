"""An entity is kept nowhere.

What it checks: Every entity of the dictionary that is in scope has a table, or a written reason
why no table keeps it.

Why it matters: What the product speaks of and the schema does not keep is found missing when the
backend is built.

How to fix: Add the table, state on a table which entity it keeps, or write down why there is
none.

Good: entity `Order` and table `orders` with `entity: Order`

Bad: entity `Order` without a table

Source: the product owner's design checklist (W5, W6).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define, found


def check(facts: Facts) -> Iterator[Found]:
    """Look each entity up among the tables, as stated or by its plural."""
    stated = {one.entity for one in facts.design.tables if one.entity}
    for entity in facts.design.entities:
        if entity.key in stated or entity.no_table_reason:
            continue
        if facts.table_names.find(entity.key) is None:
            yield found(entity, f"no table keeps `{entity.key}`")


RULE = define(__name__, __doc__, "SCH-37", Level.no_go, check=check, needs=("entities", "tables"))
