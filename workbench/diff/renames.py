"""Hints that what went and what came are one table or column under another name."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.design.design import Design
from workbench.design.tables import Column, Table

Shape = tuple[object, ...]


def rename_hints(old: Design, new: Design) -> dict[tuple[str, str], str]:
    """Words for (table, column), and for (table, '') where a whole table may be renamed.

    Only where exactly one that went and one that came have the same shape; a table's shape are
    its columns, a column's its type and constraints.
    """
    before = {table.key: table for table in old.tables}
    after = {table.key: table for table in new.tables}
    hints: dict[tuple[str, str], str] = {}
    tables = _alone(
        [(key, _table_shape(before[key])) for key in before if key not in after],
        [(key, _table_shape(after[key])) for key in after if key not in before],
    )
    for was, now in tables.items():
        hints[was, ""] = f"possibly renamed to {now}"
        hints[now, ""] = f"possibly {was} renamed"
    for key, old_table in before.items():
        new_table = after.get(key)
        if new_table is None or new_table is old_table:
            continue
        for was, now in _columns(old_table, new_table).items():
            hints[key, was] = f"possibly renamed to {now}"
            hints[key, now] = f"possibly {was} renamed"
    return hints


def _columns(old: Table, new: Table) -> dict[str, str]:
    old_names = {column.name for column in old.columns}
    new_names = {column.name for column in new.columns}
    return _alone(
        [(c.name, _column_shape(c)) for c in old.columns if c.name not in new_names],
        [(c.name, _column_shape(c)) for c in new.columns if c.name not in old_names],
    )


def _column_shape(column: Column) -> Shape:
    return (column.type, column.nullable, column.default, column.identity, column.generated)


def _table_shape(table: Table) -> Shape:
    return tuple(sorted((column.name, column.type) for column in table.columns))


def _alone(gone: Iterable[tuple[str, Shape]], come: Iterable[tuple[str, Shape]]) -> dict[str, str]:
    old: dict[Shape, list[str]] = {}
    new: dict[Shape, list[str]] = {}
    for found, members in ((old, gone), (new, come)):
        for name, shape in members:
            found.setdefault(shape, []).append(name)
    return {
        names[0]: new[shape][0]
        for shape, names in old.items()
        if shape and len(names) == 1 and len(new.get(shape, ())) == 1
    }
