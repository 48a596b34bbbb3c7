"""A many-to-many relationship has no junction table.

What it checks: Two entities with a many-to-many relationship are linked by a table that has
foreign keys to both tables. A junction table has at least two foreign keys, which are unique
together.

Why it matters: The database cannot check, join or index lists of identifiers in a column.

How to fix: Add a table with both keys, and make them its primary key.

Good: `order_tags (order_id, tag_id, PRIMARY KEY (order_id, tag_id))`

Bad: `orders.tag_ids uuid[]`

Source: workbench schema conventions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.dictionary import Entity
from workbench.design.ids import count_of
from workbench.design.package import Level
from workbench.design.tables import Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.table_names import plain_name

_MANY = re.compile(
    r"\s*(?:[mn*]\s*(?::|to|-|\.\.)\s*[mn*]|many\s*-?\s*to\s*-?\s*many)\s*\Z", re.IGNORECASE
)
_TWO = 2
#: Tables that refer to more than this tie nothing in particular.
_MOST = 8


def check(facts: Facts) -> Iterator[Found]:
    """Index pairs of tables that a table refers to, then look up each relationship."""
    pairs = _joined_pairs(facts)
    reported: set[frozenset[str]] = set()
    for entity in facts.design.entities:
        for at, relation in enumerate(entity.relationships):
            if not _MANY.match(relation.cardinality):
                continue
            ends = _tables(facts, entity, relation.target)
            if ends is None or ends in pairs or ends in reported:
                continue
            reported.add(ends)
            message = (
                f"many-to-many relationship {entity.key}–{relation.target} has no junction table"
            )
            yield found(entity, message, "relationships", at)
    for table in facts.design.tables:
        if table.junction:
            yield from _check_junction(table)


def _joined_pairs(facts: Facts) -> set[frozenset[str]]:
    """Pairs of tables (or one twice) that some table refers to both of."""
    groups = {frozenset(_targets(table)) for table in facts.design.tables}
    return {
        frozenset((a, b)) for group in groups if len(group) <= _MOST for a in group for b in group
    }


def _targets(table: Table) -> set[str]:
    return {plain_name(key.target) for key in table.foreign_keys}


def _tables(facts: Facts, entity: Entity, target: str) -> frozenset[str] | None:
    source_table, target_table = facts.table_names.find(entity.key), facts.table_names.find(target)
    if source_table is None or target_table is None:
        return None
    return frozenset((plain_name(source_table), plain_name(target_table)))


def _check_junction(table: Table) -> Iterator[Found]:
    keys = {name for key in table.foreign_keys for name in key.columns}
    lists = [unique.columns for unique in table.uniques]
    lists += [index.columns for index in table.indexes if index.unique]
    lists += [table.primary_key.columns] if table.primary_key else []
    if len(table.foreign_keys) < _TWO:
        message = (
            f"junction table `{table.key}` has {count_of(len(table.foreign_keys), 'foreign key')}"
        )
        yield found(table, message, "foreign_keys")
    elif not any(len(set(columns) & keys) >= _TWO for columns in lists):
        yield found(
            table,
            f"junction table `{table.key}` can link the same pair twice; make the keys unique",
            "primary_key",
        )


RULE = define(__name__, __doc__, "SCH-35", Level.quality, check=check, needs=("tables",))
