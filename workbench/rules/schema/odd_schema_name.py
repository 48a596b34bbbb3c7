"""A table or column name does not follow the conventions.

What it checks: Tables are plural nouns in snake_case. Columns are snake_case.

Why it matters: Names in one style need no quoting and no looking up, and the workbench finds the
table behind `/orders` by its name.

How to fix: Rename the table or column before it exists.

Good: `order_items.created_at`

Bad: `OrderItem.createdAt`

Source: Atlas naming policy, Azimutt entityNameInconsistent and attributeNameInconsistent;
workbench naming conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.ids import is_plural, plural, snake_case
from workbench.design.package import Level
from workbench.design.tables import Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import is_snake
from workbench.rules.lib.sql.table_names import plain_name

#: Last words of table names that have no plural of their own here.
_FINE = frozenset({"history", "inventory", "content", "stock", "audit", "access", "queue", "log"})


def check(table: Table, _: ItemFacts) -> Iterator[Found]:
    """Look at the names of one table; a partition is named by the database's own rules."""
    if table.partition_of:
        return
    name = plain_name(table.key)
    if not is_snake(name):
        yield found(table, f"table `{name}` is not snake_case; use `{snake_case(name)}`", "key")
    elif not is_plural(name) and name.rpartition("_")[2] not in _FINE:
        yield found(table, f"table `{name}` is singular; use `{plural(name)}`", "key")
    for at, column in enumerate(table.columns):
        if not is_snake(column.name.lstrip("_")):
            message = f"column `{column.name}` is not snake_case; use `{snake_case(column.name)}`"
            yield found(table, message, "columns", at, "name")


RULE = define(__name__, __doc__, "SCH-09", Level.quality, check_item=check, kinds=("table",))
