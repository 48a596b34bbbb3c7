"""A table has too many columns or indexes.

What it checks: A table has at most 40 columns and at most 15 indexes.

Why it matters: A wide table usually stores several things at once, and many indexes slow down
every write.

How to fix: Split off the columns that change together, and drop indexes that no query needs.

Good: `orders` and `order_addresses`

Bad: `orders` with 60 columns

Source: Azimutt entityTooLarge and entityIndexTooMany.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.design.tables import Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts

MAX_COLUMNS = 40
MAX_INDEXES = 15


def check(table: Table, _: ItemFacts) -> Iterator[Found]:
    """Count."""
    if len(table.columns) > MAX_COLUMNS:
        message = f"table `{table.key}` has {len(table.columns)} columns, more than {MAX_COLUMNS}"
        yield found(table, message, "columns")
    if len(table.indexes) > MAX_INDEXES:
        message = f"table `{table.key}` has {len(table.indexes)} indexes, more than {MAX_INDEXES}"
        yield found(table, message, "indexes")


RULE = define(__name__, __doc__, "SCH-07", Level.advice, check_item=check, kinds=("table",))
