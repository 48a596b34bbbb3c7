"""Tables reference one another in a cycle that no row can enter.

What it checks: No cycle of foreign keys consists of NOT NULL columns alone, unless one of the keys
is deferrable.

Why it matters: The first row of each table needs a row of the next one, so none can be inserted.

How to fix: Make one of the columns nullable, or the key deferrable.

Good: `teams.lead_id` nullable, `members.team_id` NOT NULL

Bad: both NOT NULL

Source: workbench, compare Google AIP-121.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.design.tables import ForeignKey, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.names.graph import find_cycles
from workbench.rules.lib.sql.table_names import plain_name


def check(facts: Facts) -> Iterator[Found]:
    """Follow the foreign keys that cannot be NULL."""
    names = {plain_name(known.key): known.key for known in facts.design.tables}
    links = {
        table.key: [
            target
            for key in table.foreign_keys
            if (target := names.get(plain_name(key.target)))
            and target != table.key
            and _binds(table, key)
        ]
        for table in facts.design.tables
    }
    for cycle in find_cycles(links):
        route = " → ".join((*cycle, cycle[0]))
        yield found(
            facts.tables[cycle[0]], f"no first row can be inserted: {route}", "foreign_keys"
        )


def _binds(table: Table, key: ForeignKey) -> bool:
    columns = [table.column(name) for name in key.columns]
    filled = all(column is not None and not column.nullable for column in columns)
    return filled and not key.deferrable and bool(columns)


RULE = define(__name__, __doc__, "SCH-27", Level.quality, check=check)
