"""A table has no primary key.

What it checks: Every table has a primary key, and its columns exist.

Why it matters: Without a key a row cannot be addressed by another table, an endpoint or
replication.

How to fix: Make `id` the key or, in a junction table, both foreign keys together.

Good: `PRIMARY KEY (id)`

Bad: `CREATE TABLE orders (total bigint)`

Source: splinter 0004, Azimutt primaryKeyMissing; workbench schema conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.design.tables import Column, PrimaryKey, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, replaced


def check(table: Table, _: ItemFacts) -> Iterator[Found]:
    """Look at the key; partitions and inheriting tables take that of their parent."""
    if table.primary_key is None or not table.primary_key.columns:
        if not table.partition_of and not table.inherits:
            message = f"table `{table.key}` has no primary key"
            yield found(table, message, fixable=bool(table.columns))
        return
    for at, name in enumerate(table.primary_key.columns):
        if table.column(name) is None and not table.partition_of and not table.inherits:
            message = f"primary key column `{name}` does not exist"
            yield found(table, message, "primary_key", "columns", at)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Make `id` the key; where there is none, add one: a UUID, or as the other tables have it."""
    table = design.find("table", finding.item)
    if not isinstance(table, Table):
        return ()
    columns = table.columns
    if table.junction and len(table.foreign_keys) > 1:
        names = tuple(name for foreign_key in table.foreign_keys for name in foreign_key.columns)
        return (replaced(table, primary_key=PrimaryKey(columns=names)),)
    if table.column("id") is None:
        column = Column(
            name="id",
            type="uuid",
            nullable=False,
            default="gen_random_uuid()",
            comment="Identifies the row.",
            data_class="internal",
            deviation="Technical key.",
        )
        columns = (column, *columns)
    columns = tuple(
        known.model_copy(update={"nullable": False}) if known.name == "id" else known
        for known in columns
    )
    return (replaced(table, columns=columns, primary_key=PrimaryKey(columns=("id",))),)


RULE = define(__name__, __doc__, "SCH-01", Level.no_go, check_item=check, kinds=("table",), fix=fix)
