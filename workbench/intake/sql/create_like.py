"""Tables that are made after another one or after a type: `LIKE …`, `OF …`."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import NamedTuple

from workbench.design.tables import Column, Index, SqlObject, SqlObjectType, Unique
from workbench.intake.sql.columns import read_part
from workbench.intake.sql.constraints import TablePart, table_key
from workbench.intake.sql.near_types import with_near_type
from workbench.intake.sql.schema_state import SchemaState, TableState
from workbench.intake.sql.verbatim_statements import add_verbatim
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.dialect import Dialect
from workbench.sql.identifiers import quoted_if_needed
from workbench.sql.lexer import split_sql
from workbench.sql.script import Script
from workbench.sql.statements import AlterTable, CreateObject
from workbench.sql.table_actions import ActionKind, parse_action
from workbench.sql.types import SERIAL_TYPES

_ALL = frozenset(
    {
        "COMMENTS", "COMPRESSION", "CONSTRAINTS", "DEFAULTS", "GENERATED", "IDENTITY", "INDEXES",
        "STATISTICS", "STORAGE",
    }
)  # fmt: skip
#: Kept statements that may hold such settings begin with this.
_ALTER = "ALTER TABLE "


#: Parts that one script may copy: tables like tables like tables would grow without an end.
_MOST_COPIED = 200_000
#: Objects that are looked through in the time of one copy.
_LOOKED_AT = 20


def copied_parts(options: str) -> frozenset[str]:
    """What `INCLUDING …` and `EXCLUDING …` come to, in upper case.

    >>> sorted(copied_parts("INCLUDING indexes INCLUDING DEFAULTS EXCLUDING INDEXES"))
    ['DEFAULTS']
    """
    chosen: frozenset[str] = frozenset()
    words = options.upper().split()
    for verb, what in zip(words[::2], words[1::2], strict=False):
        named = _ALL if what == "ALL" else frozenset({what})
        chosen = chosen | named if verb == "INCLUDING" else chosen - named
    return chosen


def copy_table(
    state: SchemaState, table: TableState, part: TablePart, dialect: Dialect
) -> list[str]:
    """Copy the columns of the table that a part is like, and the other parts that it includes.

    MySQL copies all but foreign keys. Remarks on what was not copied.
    """
    found = state.find_table(part.like)
    if found is None:
        return [f"table {table.key} copies {part.like}, which does not exist"]
    if found.columns.keys() & table.columns.keys():
        return [f"table {table.key} copies {part.like}, some of whose columns it has already"]
    parts = (found.columns, found.checks, found.uniques, found.indexes)
    if not _may_copy(state, 1 + sum(map(len, parts))):
        return [f"table {table.key} copies {part.like}; no more than {_MOST_COPIED:,} are copied"]
    if dialect != "postgresql":
        _copy_all(found, table)
        return []
    chosen = copied_parts(part.like_options)
    table.add(_copied_part(found, chosen), table.line)
    remarks = []
    if {"COMMENTS", "INDEXES"} <= chosen and any(index.comment for index in found.indexes):
        remarks.append(f"comments of indexes of {part.like} are not copied to table {table.key}")
    remarks += _copy_settings(state, found, table, chosen)
    if (
        "STATISTICS" in chosen
        and _may_copy(state, len(state.objects) // _LOOKED_AT)
        and _has_statistics(state, found)
    ):
        remarks.append(f"statistics of {part.like} are not copied to table {table.key}")
    return remarks


def _copied_part(found: TableState, chosen: frozenset[str]) -> TablePart:
    """The columns of a table, and of the rest what was chosen."""
    made = TablePart(columns=[_column(column, found, chosen) for column in found.columns.values()])
    if "CONSTRAINTS" in chosen:
        named = copy(found)
        # They keep the names that they have in the other table.
        named.name_constraints()
        made.checks = list(named.checks)
    if "INDEXES" in chosen:
        key = found.primary_key
        made.primary_key = key.model_copy(update={"name": ""}) if key else None
        made.uniques = [_nameless_unique(unique) for unique in found.uniques]
        made.indexes = [_nameless_index(index) for index in found.indexes]
    made.valid()
    return made


def _may_copy(state: SchemaState, count: int) -> bool:
    """Count parts that are to be copied; whether so many are allowed."""
    state.copied += count
    return state.copied <= _MOST_COPIED


def _copy_all(found: TableState, table: TableState) -> None:
    made = TablePart(
        columns=list(found.columns.values()),
        primary_key=found.primary_key,
        uniques=list(found.uniques),
        checks=[check.model_copy(update={"name": ""}) for check in found.checks],
        indexes=list(found.indexes),
    )
    table.add(made, table.line)
    table.other |= {
        name: found.other[name] for name in ("options", "description") if name in found.other
    }


def _column(column: Column, found: TableState, chosen: frozenset[str]) -> Column:
    update: dict[str, object] = {}
    kind = SERIAL_TYPES.get(column.type.lower())
    if kind and not column.default:
        *schema, name = found.key.split(".")
        sequence = quoted_if_needed(*schema, f"{name}_{column.name}_seq")
        update = {"type": kind, "default": f"nextval('{sequence}'::regclass)"}
    if "DEFAULTS" not in chosen:
        update["default"] = ""
    for member, what in (
        ("generated", "GENERATED"),
        ("identity", "IDENTITY"),
        ("comment", "COMMENTS"),
    ):
        if what not in chosen:
            update[member] = ""
    return column.model_copy(update=update)


def _nameless_unique(unique: Unique) -> Unique:
    return unique.model_copy(update={"name": ""})


def _nameless_index(index: Index) -> Index:
    return index.model_copy(update={"name": "", "comment": ""})


def _copy_settings(
    state: SchemaState, found: TableState, table: TableState, chosen: frozenset[str]
) -> list[str]:
    """Copy settings of columns and exclusions, which are kept as statements."""
    if not chosen & _OF_SETTINGS:
        return []
    if not _may_copy(state, len(state.objects) // _LOOKED_AT):
        return [f"settings of columns of {found.key} are not copied to table {table.key}"]
    new = quoted_if_needed(*table.key.split("."))
    for setting in list(_settings(state, found.key)):
        if setting.part in chosen:
            label = f"{table.key}: {setting.action}"
            add_verbatim(state, label, f"{_ALTER}{new} {setting.action}", table.line)
    return []


class _Setting(NamedTuple):
    """A kept action of ALTER TABLE, and what LIKE must include for it to be copied."""

    part: str
    action: str


#: What a kept action of ALTER COLUMN sets -> what LIKE must include.
_SETS = {
    ("SET", "STORAGE"): "STORAGE",
    ("SET", "COMPRESSION"): "COMPRESSION",
}
_OF_SETTINGS = frozenset({"STORAGE", "COMPRESSION", "IDENTITY", "INDEXES"})


def _settings(state: SchemaState, table: str) -> Iterator[_Setting]:
    """The settings that are kept of a table as statements."""
    for item in [located.item for located in state.objects.values()]:
        if isinstance(item, SqlObject) and item.sql.startswith(_ALTER):
            for statement in Script(item.sql, "postgresql").statements:
                if isinstance(statement, AlterTable) and table_key(statement.name) == table:
                    yield from _settings_of(statement)


def _settings_of(statement: AlterTable) -> Iterator[_Setting]:
    for part in statement.actions:
        action = parse_action(part)
        keys = (action.cursor.key(), action.cursor.key(1))
        if action.kind is ActionKind.add_constraint:
            if action.cursor.accept("CONSTRAINT"):
                action.cursor.identifier()
            if action.cursor.key() == "EXCLUDE":
                # The copy gets a name of its own.
                yield _Setting("INDEXES", f"ADD {action.cursor.rest()}")
        elif action.kind is ActionKind.alter_column:
            if keys in _SETS:
                yield _Setting(_SETS[keys], action.source)
            elif keys[0] in {"SET", "RESTART"} and _restarts(action.cursor):
                yield _Setting("IDENTITY", action.source)


def _restarts(cursor: Cursor) -> bool:
    """Whether options of a sequence say where it begins."""
    return any(token.key == "RESTART" for token in cursor.tokens[cursor.at : cursor.stop])


def _has_statistics(state: SchemaState, found: TableState) -> bool:
    kept = (located.item for located in state.objects.values())
    texts = (item.sql for item in kept if isinstance(item, SqlObject) and "STATISTICS" in item.sql)
    return any(found.key in _tables_of_statistics(text) for text in texts)


def _tables_of_statistics(text: str) -> Iterator[str]:
    for statement in Script(text, "postgresql").statements:
        if isinstance(statement, CreateObject) and statement.object_type == "STATISTICS":
            cursor = statement.cursor.fork()
            cursor.until(frozenset({"FROM"}))
            if cursor.accept("FROM") and cursor.is_name():
                yield table_key(cursor.qualified())


def type_table(state: SchemaState, table: TableState, name: tuple[str, ...]) -> None:
    """Give a table the columns of a type, and keep that it is of that type.

    Raises NotUnderstoodError where the script does not make the type, or changes it later.
    """
    key = table_key(name)
    located = state.find_object(SqlObjectType.composite, key)
    if located is None or not isinstance(located.item, SqlObject):
        raise NotUnderstoodError(f"there is no type {key} for table {table.key}")
    text = located.item.sql
    statements = split_sql(text, "postgresql").statements
    if not _may_copy(state, len(statements[0].tokens)):
        raise NotUnderstoodError(f"more than {_MOST_COPIED:,} columns of types are not read")
    if len(statements) > 1:
        raise NotUnderstoodError(f"type {key} of table {table.key} was changed")
    cursor = Cursor(text, statements[0].tokens, "postgresql")
    cursor.until(frozenset({"("}))
    for entry in cursor.group().parts():
        if not entry.done:
            part = read_part(entry)
            part.columns = [with_near_type(state, column) for column in part.columns]
            table.add(part, table.line)
    own = quoted_if_needed(*table.key.split("."))
    action = f"OF {quoted_if_needed(*located.item.name.split('.'))}"
    add_verbatim(state, f"{table.key}: {action}", f"ALTER TABLE {own} {action}", table.line)


def refine(table: TableState, entry: Cursor) -> list[str]:
    """Apply the options and constraints of a partition or typed table; remarks on them."""
    part = read_part(entry)
    for column in part.columns:
        table.change(column.name, **column.model_dump(exclude_defaults=True, exclude={"type"}))
    part.columns.clear()
    part.valid()
    table.add(part, table.line)
    return part.remarks
