"""Columns: what stands between the brackets of CREATE TABLE beside constraints."""

from __future__ import annotations

import re
from typing import Any

from workbench.design.tables import Column, PrimaryKey, Unique
from workbench.intake.sql.constraint_attributes import MAY_BE_NULL, constraint_tail
from workbench.intake.sql.constraints import (
    TablePart,
    check,
    nulls_distinct,
    read_constraint,
    reference,
)
from workbench.intake.sql.verbatim_statements import sequence_changes
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.identifiers import quoted_if_needed
from workbench.sql.types import is_serial

#: Words that end a type or a default, because what follows is a constraint of the column.
# fmt: off
_COLUMN_STOPS = frozenset({
    "CONSTRAINT", "NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "REFERENCES", "CHECK", "COLLATE",
    "GENERATED", "AS", "AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY", "COMMENT", "ON", "KEY",
    "DEFERRABLE", "INITIALLY", "STORAGE", "COMPRESSION", "VIRTUAL", "STORED", "PERSISTED",
    "VISIBLE", "INVISIBLE", "FIRST", "AFTER", "USING", "OPTIONS", ",",
})
# fmt: on


def read_part(cursor: Cursor) -> TablePart:
    """Read one entry: a column, or a constraint or index of the table.

    Raises NotUnderstoodError where it is neither.
    """
    part = TablePart()
    if not read_constraint(cursor, part):
        read_column(cursor, part)
    return part


def read_column(cursor: Cursor, part: TablePart) -> None:
    """Read one column with its own constraints into a part."""
    made: dict[str, Any] = {"name": cursor.identifier()}
    # A partition and a typed table say more of a column that they have from elsewhere.
    cursor.accept("WITH", "OPTIONS")
    made["type"] = _type(cursor)
    if cursor.dialect == "postgresql" and is_serial(made["type"]):
        made["nullable"] = False
    name = ""
    while not cursor.done:
        if cursor.accept("CONSTRAINT"):
            name = cursor.identifier()
            continue
        before = cursor.at
        _column_option(cursor, made, part, name)
        name = ""
        if cursor.at == before:
            raise NotUnderstoodError(f"{cursor.shown()} in column {made['name']}")
    part.columns.append(Column(**made))


#: SQL Server writes `[int]`, which means no more than `int`.
_BRACKETED = re.compile(r"\[(\w+)\]")


def _type(cursor: Cursor) -> str:
    """A type as written, arrays and lengths included; may be empty in SQLite."""
    begin = cursor.at
    stops = _COLUMN_STOPS
    while not cursor.done and cursor.key() not in stops:
        if cursor.key() in {"(", "["}:
            cursor.skip_group()
        elif cursor.kind() == "sign" and cursor.key() != ".":
            break
        else:
            cursor.at += 1
    text = cursor.source(begin, cursor.at)
    return _BRACKETED.sub(r"\1", text) if cursor.dialect == "sqlite" else text


def read_type(cursor: Cursor) -> str:
    """A type as written, for ALTER COLUMN."""
    return _type(cursor)


def _column_option(  # noqa: C901, PLR0912, PLR0915 - one branch per option of the grammar
    cursor: Cursor, made: dict[str, Any], part: TablePart, name: str
) -> None:
    column = made["name"]
    if cursor.accept("NOT", "NULL"):
        made["nullable"] = False
        constraint_tail(cursor)
    elif cursor.accept("NULL"):
        made["nullable"] = True
    elif cursor.accept("DEFAULT"):
        made["default"] = read_expression(cursor)
    elif cursor.accept("PRIMARY", "KEY") or (cursor.dialect == "mysql" and cursor.accept("KEY")):
        words = constraint_tail(cursor).words
        if cursor.dialect == "sqlite" and "IDENTITY" not in {one.key for one in cursor.tokens}:
            words = f"{MAY_BE_NULL} {words}".strip()
        else:
            made["nullable"] = False
        part.primary_key = PrimaryKey(columns=(column,), name=name, options=words)
    elif cursor.accept("UNIQUE"):
        cursor.accept("KEY")
        distinct = nulls_distinct(cursor)
        tail = constraint_tail(cursor)
        made_unique = Unique(columns=(column,), name=name, nulls_not_distinct=distinct)
        update = {"deferrable": tail.deferrable, "options": tail.options}
        part.uniques.append(made_unique.model_copy(update=update))
    elif cursor.key() == "REFERENCES":
        part.foreign_keys.append(reference(cursor, (column,), name))
    elif cursor.accept("CHECK"):
        part.checks.append(check(cursor, name))
    elif cursor.accept("COLLATE"):
        made["collation"] = ".".join(cursor.qualified())
    elif cursor.key() == "GENERATED" or (cursor.key() == "AS" and cursor.key(1) == "("):
        _generated(cursor, made, part)
    elif cursor.accept_any("AUTO_INCREMENT", "AUTOINCREMENT"):
        made["identity"] = "by default"
    elif cursor.accept("IDENTITY"):
        made["identity"] = "always"
        if cursor.key() == "(":
            cursor.skip_group()
    elif cursor.accept("COMMENT"):
        made["comment"] = cursor.string()
    elif cursor.accept("ON", "UPDATE"):
        follow = cursor.until(_COLUMN_STOPS, at_least=1)
        made["default"] = f"{made.get('default', '')} ON UPDATE {follow}".strip()
    elif cursor.key() in {"STORAGE", "COMPRESSION", "COLUMN_FORMAT"}:
        word = cursor.accept_any("STORAGE", "COMPRESSION", "COLUMN_FORMAT")
        value = cursor.identifier()
        if cursor.dialect == "postgresql":
            part.kept.append(f"ALTER COLUMN {quoted_if_needed(column)} SET {word} {value}")
    elif cursor.accept("SRID"):
        made["type"] += f" SRID {cursor.raw(cursor.token)}"
        cursor.at += 1
    elif cursor.accept("CHARACTER", "SET") or cursor.accept("CHARSET"):
        made["type"] += f" CHARACTER SET {cursor.identifier()}"
    elif cursor.accept("FIRST"):
        part.position = "FIRST"
    elif cursor.accept("AFTER"):
        part.position = cursor.identifier()
    elif cursor.accept_any("VISIBLE", "INVISIBLE", "STORED", "VIRTUAL", "PERSISTED"):
        pass
    elif cursor.accept("USING"):
        cursor.rest()
    elif cursor.accept("OPTIONS"):
        cursor.skip_group()
    elif cursor.accept("ON", "CONFLICT"):
        cursor.identifier()
    elif cursor.key() in {"DEFERRABLE", "INITIALLY", "NOT", "NO"}:
        constraint_tail(cursor)


def identity_options(cursor: Cursor, part: TablePart, column: str) -> None:
    """Keep the options of an identity column's sequence, at which `(` stands if there are any."""
    if cursor.accept("AS", "IDENTITY") and cursor.key() != "(":
        return
    if cursor.key() == "(":
        changes = sequence_changes(cursor.group())
        if changes and cursor.dialect == "postgresql":
            part.kept.append(f"ALTER COLUMN {quoted_if_needed(column)} {changes}")


def _generated(cursor: Cursor, made: dict[str, Any], part: TablePart) -> None:
    always = True
    if cursor.accept("GENERATED"):
        always = bool(cursor.accept("ALWAYS"))
        if not always:
            cursor.expect("BY", "DEFAULT")
            cursor.accept("ON", "NULL")
    cursor.expect("AS")
    if cursor.accept("IDENTITY"):
        made["identity"] = "always" if always else "by default"
        made["nullable"] = False
        identity_options(cursor, part, made["name"])
        return
    inner = cursor.group()
    made["generated"] = inner.source(inner.at, inner.stop)
    made["generated_stored"] = cursor.accept_any("STORED", "PERSISTED", "VIRTUAL") in {
        "STORED",
        "PERSISTED",
    }


def read_expression(cursor: Cursor) -> str:
    """A default: up to the next option of the column; its first token is always part of it."""
    if cursor.key() == "(":
        begin = cursor.at
        cursor.skip_group()
        cursor.until(_COLUMN_STOPS)
        return cursor.source(begin, cursor.at)
    return cursor.until(_COLUMN_STOPS, at_least=1)
