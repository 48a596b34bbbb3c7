"""The columns that the indexes of a table start with, and new indexes on given columns."""

from __future__ import annotations

from workbench.design.tables import Index, IndexPart, Table
from workbench.rules.lib.sql.table_names import index_name


def leading_columns(table: Table) -> list[tuple[str, ...]]:
    """Column lists that some index over all rows starts with: keys, uniques, indexes."""
    lists: list[tuple[str, ...]] = []
    if table.primary_key is not None:
        lists.append(table.primary_key.columns)
    lists.extend(unique.columns for unique in table.uniques)
    lists.extend(plain_prefix(index) for index in table.indexes if covers_all(index))
    return lists


def covers_all(index: Index) -> bool:
    """Whether an index holds every row that a search for a value can find."""
    where = index.where.lower()
    return not where or "is not null" in where or "deleted_at is null" in where


def plain_prefix(index: Index) -> tuple[str, ...]:
    """The columns that an index starts with, up to its first expression."""
    names = []
    for part in index.parts:
        if not part.column:
            break
        names.append(part.column)
    return tuple(names)


def index_on(table: Table, columns: tuple[str, ...]) -> Index:
    """A plain index on columns, under a name that no other index of the table has."""
    taken = {index.name for index in table.indexes}
    base = index_name(table, columns)
    name = base
    number = 2
    while name in taken:
        name = f"{base[:60]}_{number}"
        number += 1
    return Index(name=name, parts=tuple(IndexPart(column=column) for column in columns))
