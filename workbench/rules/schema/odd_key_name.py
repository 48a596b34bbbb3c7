"""A foreign key column is not named after its target.

What it checks: The column of a foreign key is named after the singular of the target table, or
after its role, and ends like the target column (`_id`).

Why it matters: In a query, the name is the only hint to where the value points.

How to fix: Rename the column.

Good: `customer_id`, `approved_by_id`

Bad: `customer`

Source: workbench naming conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.ids import singular
from workbench.design.package import Level
from workbench.design.tables import Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.sql.table_names import plain_name


def check(table: Table, _: ItemFacts) -> Iterator[Found]:
    """Look at keys of one column."""
    for at, key in enumerate(table.foreign_keys):
        if len(key.columns) != 1:
            continue
        name = key.columns[0]
        end = key.target_columns[0] if len(key.target_columns) == 1 else "id"
        if not name.endswith((f"_{end}", "_id")) and name != end:
            wanted = f"{singular(plain_name(key.target))}_{end}"
            message = f"foreign key column `{table.key}.{name}` should be named `{wanted}`"
            yield found(table, message, "foreign_keys", at)


RULE = define(__name__, __doc__, "SCH-32", Level.advice, check_item=check, kinds=("table",))
