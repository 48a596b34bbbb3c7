"""A foreign key has no index.

What it checks: The columns of every foreign key are the first columns of an index, unique
constraint or primary key.

Why it matters: Otherwise deleting or changing the referenced row, and every join along the key,
reads the whole table.

How to fix: Add an index on the columns of the key.

Good: `CREATE INDEX idx_orders_customer_id ON orders (customer_id)`

Bad: `customer_id uuid REFERENCES customers (id)` without an index

Source: splinter 0001, Azimutt indexOnRelation.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.design.tables import Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, parse_pointer, replaced
from workbench.rules.lib.sql.index_columns import index_on, leading_columns


def check(table: Table, facts: ItemFacts) -> Iterator[Found]:
    """Compare each key with what indexes start with; MySQL makes such indexes by itself."""
    if facts.dialect(table) == "mysql":
        return
    starts = leading_columns(table)
    for at, key in enumerate(table.foreign_keys):
        wanted = set(key.columns)
        if not any(set(start[: len(wanted)]) == wanted for start in starts):
            columns = ", ".join(key.columns)
            message = f"foreign key `{table.key}.{columns}` to `{key.target}` has no index"
            yield found(table, message, "foreign_keys", at, fixable=True)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Add the index under its conventional name."""
    table = design.find("table", finding.item)
    if not isinstance(table, Table):
        return ()
    at = int(parse_pointer(finding.pointer)[1])
    if at >= len(table.foreign_keys):
        return ()
    return (
        replaced(table, indexes=(*table.indexes, index_on(table, table.foreign_keys[at].columns))),
    )


RULE = define(
    __name__, __doc__, "SCH-02", Level.quality, check_item=check, kinds=("table",), fix=fix
)
