"""A foreign key does not match its target.

What it checks: The target table and columns of a foreign key exist, both sides have the same
number of columns and the same types, and the target columns are a primary or unique key.

Why it matters: The database refuses to create such a key, and the migration stops half-way.

How to fix: Correct the table, the columns or the type.

Good: `orders.customer_id uuid` → `customers.id uuid`

Bad: `orders.customer_id integer` → `customers.id uuid`

Source: Azimutt relationMisaligned, relationMissEntity and relationMissAttribute.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.ids import count_of
from workbench.design.package import Level
from workbench.design.tables import ForeignKey, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.sql.table_names import plain_name
from workbench.sql.types import compared_type

#: What importers write where a document states no type.
_UNKNOWN = frozenset({"", "unknown"})
_DEFAULT_SCHEMAS = ("public.", "dbo.", "main.")


def check(table: Table, facts: ItemFacts) -> Iterator[Found]:
    """Look up each table that is referred to, by its name alone."""
    for at, key in enumerate(table.foreign_keys):
        target = find_target(table, key, facts)
        if target is None:
            message = f"foreign key refers to table `{key.target}`, which does not exist"
            yield found(table, message, "foreign_keys", at, "target")
            continue
        why = _mismatch(table, key, target)
        if why:
            yield found(table, why, "foreign_keys", at)


def find_target(table: Table, key: ForeignKey, facts: ItemFacts) -> Table | None:
    """The table that a key refers to, with or without the name of its schema."""
    names = [key.target]
    if "." in key.target:
        names += [plain_name(key.target)] if key.target.startswith(_DEFAULT_SCHEMAS) else []
    else:
        names += [prefix + key.target for prefix in _DEFAULT_SCHEMAS]
        names += [f"{table.key.rpartition('.')[0]}.{key.target}"] if "." in table.key else []
    for name in names:
        found_table = facts.items.find("table", name)
        if isinstance(found_table, Table):
            return found_table
    return None


def _mismatch(table: Table, key: ForeignKey, target: Table) -> str:
    primary = target.primary_key.columns if target.primary_key else ()
    columns = key.target_columns or primary
    if len(columns) != len(key.columns):
        return f"{count_of(len(key.columns), 'column')} refer to {len(columns)} of `{target.key}`"
    for name, other in zip(key.columns, columns, strict=True):
        message = _column_mismatch(table, name, target, other)
        if message:
            return message
    if frozenset(columns) not in _unique_columns(target) and not target.partition_by:
        return f"foreign key refers to `{target.key}.{', '.join(columns)}`, which is not a key"
    return ""


def _column_mismatch(table: Table, name: str, target: Table, other: str) -> str:
    own, far = table.column(name), target.column(other)
    if own is None:
        return f"column `{table.key}.{name}` does not exist"
    if far is None:
        return f"foreign key refers to `{target.key}.{other}`, which does not exist"
    is_known = _UNKNOWN.isdisjoint({own.type, far.type})
    if is_known and compared_type(own.type) != compared_type(far.type):
        return f"`{table.key}.{name}` {own.type} refers to `{target.key}.{other}` {far.type}"
    return ""


def _unique_columns(table: Table) -> set[frozenset[str]]:
    """Columns of each key of a table: primary, unique, and unique indexes over all rows."""
    primary = table.primary_key.columns if table.primary_key else ()
    keys = {frozenset(primary), *(frozenset(unique.columns) for unique in table.uniques)}
    indexes = (index for index in table.indexes if index.unique and not index.where)
    return keys | {frozenset(index.columns) for index in indexes}


RULE = define(__name__, __doc__, "SCH-03", Level.no_go, check_item=check, kinds=("table",))
