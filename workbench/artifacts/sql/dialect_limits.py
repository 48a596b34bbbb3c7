"""What the tables of a translated schema must change so that another database takes them whole.

Names without schemas, keys on types that can have keys, relations whose actions are possible. After
the MySQL 8.4 manual (15.1.20.5 on foreign keys, 10.3 on indexes) and "Foreign Key Support" of
SQLite.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from workbench.design.tables import Check, ForeignKey, Index, PrimaryKey, Table, Unique
from workbench.sql.dialect import Dialect

AnyConstraint = TypeVar("AnyConstraint", PrimaryKey, Unique, Check, ForeignKey)

_WITHOUT_KEYS = frozenset({"json", "longblob"})


def fit_tables(tables: Sequence[Table], target: Dialect) -> tuple[list[Table], list[str]]:
    """The tables as the target takes them, and what that costs, in words."""
    notes: list[str] = []
    tables = _named(tables, target, notes)
    if target != "postgresql":
        notes += [
            f"table {table.key}, which has no columns" for table in tables if not table.columns
        ]
        tables = [table for table in tables if table.columns]
    known = {table.key: table for table in tables}
    fitted = [_fitted(table, known, target, notes) for table in tables]
    return [_without_tails(part, notes) for part in fitted], notes


def _named(tables: Sequence[Table], target: Dialect, notes: list[str]) -> list[Table]:
    """Tables whose names have no schema, and for SQLite differ in more than case."""
    if target == "postgresql":
        return list(tables)
    names: dict[str, str] = {}
    taken: set[str] = set()
    for table in tables:
        plain = name = table.key.replace(".", "_")
        count = 2
        while (name.casefold() if target == "sqlite" else name) in taken:
            name = f"{plain}_{count}"
            count += 1
        taken.add(name.casefold() if target == "sqlite" else name)
        names[table.key] = name
        if name != table.key:
            notes.append(f"name of table {table.key}, which is {name} here")
    return [
        own_table.model_copy(
            update={
                "key": names[own_table.key],
                "foreign_keys": tuple(
                    key.model_copy(update={"target": names.get(key.target, key.target)})
                    for key in own_table.foreign_keys
                ),
            }
        )
        for own_table in tables
    ]


def _fitted(table: Table, known: dict[str, Table], target: Dialect, notes: list[str]) -> Table:
    keys = [_foreign_key(table, key, known, target, notes) for key in table.foreign_keys]
    update: dict[str, object] = {"foreign_keys": tuple(key for key in keys if key)}
    if target != "postgresql":
        update["uniques"] = tuple(
            unique for unique in table.uniques if _is_unique_there(table, unique, target, notes)
        )
        update["indexes"] = tuple(
            index for index in table.indexes if _is_index_there(table, index, target, notes)
        )
    return table.model_copy(update=update)


def _foreign_key(
    table: Table, key: ForeignKey, known: dict[str, Table], target: Dialect, notes: list[str]
) -> ForeignKey | None:
    what = f"foreign key ({', '.join(key.columns)}) of {table.key}"
    other = known.get(key.target)
    if other is None:
        notes.append(f"{what}, whose table {key.target} is not here")
        return None
    primary = other.primary_key.columns if other.primary_key else ()
    columns = key.target_columns or primary
    if target == "postgresql" and not _is_key(other, columns):
        notes.append(f"{what}, which refers to columns that are no key")
        return None
    key = key.model_copy(update={"target_columns": columns})
    return _mysql_foreign_key(table, key, what, notes) if target == "mysql" else key


def _mysql_foreign_key(table: Table, key: ForeignKey, what: str, notes: list[str]) -> ForeignKey:
    """A foreign key without the actions that MySQL refuses."""
    if key.deferrable:
        notes.append(f"deferral of {what}")
    nullable = all(found and found.nullable for found in map(table.column, key.columns))
    update: dict[str, object] = {}
    for event in ("on_delete", "on_update"):
        action = getattr(key, event)
        if action == "SET DEFAULT" or (action == "SET NULL" and not nullable):
            notes.append(f"{event.replace('_', ' ').upper()} {action} of {what}")
            update[event] = None
    return key.model_copy(update=update)


def _without_tails(table: Table, notes: list[str]) -> Table:
    """The table without words behind its constraints, which are those of one database."""
    key = table.primary_key
    update: dict[str, object] = {
        "uniques": _without_options("unique", table, table.uniques, notes),
        "checks": _without_options("check", table, table.checks, notes),
        "foreign_keys": _without_options("foreign key", table, table.foreign_keys, notes),
        "primary_key": _without_options("primary key", table, (key,), notes)[0] if key else None,
    }
    return table.model_copy(update=update)


def _without_options(
    kind: str, table: Table, parts: Sequence[AnyConstraint], notes: list[str]
) -> tuple[AnyConstraint, ...]:
    for part in parts:
        columns = f"({', '.join(getattr(part, 'columns', ()))})".removesuffix("()")
        what = f"{kind} {part.name or columns}".strip() + f" of {table.key}"
        words = part.options.removeprefix("NULL").strip()
        if words:
            notes.append(f"{words} of {what}")
        if getattr(part, "on_delete_columns", ()):
            notes.append(f"the columns that ON DELETE is for of {what}")
    update = {"options": ""}
    return tuple(part.model_copy(update=update) if part.options else part for part in parts)


def _is_key(table: Table, columns: tuple[str, ...]) -> bool:
    keys = [unique.columns for unique in table.uniques]
    keys += [table.primary_key.columns] if table.primary_key else []
    keys += [index.columns for index in table.indexes if index.unique and not index.where]
    return any(set(key) == set(columns) for key in keys)


def _is_unique_there(table: Table, unique: Unique, target: Dialect, notes: list[str]) -> bool:
    what = f"unique ({', '.join(unique.columns)}) of {table.key}"
    if _has_no_key(table, unique.columns, target):
        notes.append(f"{what}, whose type has no keys")
        return False
    if unique.deferrable:
        notes.append(f"deferral of {what}")
    if unique.nulls_not_distinct:
        notes.append(f"NULLS NOT DISTINCT of {what}")
    return True


def _is_index_there(table: Table, index: Index, target: Dialect, notes: list[str]) -> bool:
    what = f"index {index.name or index.columns} of {table.key}"
    if _has_no_key(table, index.columns, target):
        notes.append(f"{what}, whose type has no keys")
        return False
    if index.include:
        notes.append(f"included columns {', '.join(index.include)} of {what}")
    if index.nulls_not_distinct:
        notes.append(f"NULLS NOT DISTINCT of {what}")
    return True


def _has_no_key(table: Table, columns: tuple[str, ...], target: Dialect) -> bool:
    types = {found.type for found in map(table.column, columns) if found}
    return target == "mysql" and bool(types & _WITHOUT_KEYS)
