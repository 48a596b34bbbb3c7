"""COMMENT ON: what a database says about its tables, columns, indexes and objects."""

from __future__ import annotations

from workbench.design.tables import SqlObject, SqlObjectType
from workbench.intake.sql.constraints import table_key
from workbench.intake.sql.schema_state import SchemaState
from workbench.intake.sql.verbatim_statements import keep
from workbench.sql.cursor import Cursor, NotUnderstoodError

_OBJECTS = {
    "VIEW": SqlObjectType.view,
    "TYPE": None,
    "DOMAIN": SqlObjectType.domain,
    "SEQUENCE": SqlObjectType.sequence,
    "FUNCTION": SqlObjectType.function,
    "PROCEDURE": SqlObjectType.function,
    "EXTENSION": SqlObjectType.extension,
    "SCHEMA": SqlObjectType.schema,
}
#: What is no part of a schema, so that its comment is none either.
_OF_THE_SERVER = frozenset({"DATABASE", "ROLE", "TABLESPACE", "SERVER", "LARGE", "LANGUAGE"})


def comment_on(cursor: Cursor, state: SchemaState, line: int) -> None:
    """Apply `COMMENT ON …` behind those words; where a design has no place for it, keep it.

    Raises NotUnderstoodError where it is about a table or column that is not there.
    """
    materialized = cursor.accept("MATERIALIZED")
    word = cursor.key()
    cursor.at += 1
    if word in _OF_THE_SERVER:
        return
    if word in {"TABLE", "COLUMN", "INDEX", "TRIGGER", *_OBJECTS}:
        name = cursor.qualified()
        tail = cursor.until(frozenset({"IS"}))
        cursor.expect("IS")
        text = "" if cursor.accept("NULL") else cursor.string()
        if word == "TABLE":
            table = state.find_table(table_key(name))
            if table is None:
                raise NotUnderstoodError(f"there is no table {table_key(name)}")
            table.other["description"] = text
            return
        kind = SqlObjectType.materialized_view if materialized else _OBJECTS.get(word)
        if (
            (word == "COLUMN" and _column(state, name, text))
            or (word == "INDEX" and _index(state, name[-1], text))
            or (word == "TRIGGER" and _trigger(state, tail, name[-1], text))
            or (word in _OBJECTS and _object(state, kind, table_key(name), text))
        ):
            return
    statement = cursor.source(0, cursor.stop)
    label = statement.partition(" IS ")[0]
    keep(state, label, statement, line)


def _column(state: SchemaState, name: tuple[str, ...], text: str) -> bool:
    """Take the comment of a table's column; False for that of a view."""
    key = table_key(name[:-1]) if len(name) > 1 else ""
    table = state.find_table(key)
    if table is None:
        if state.find_object(None, key):
            return False
        raise NotUnderstoodError(f"there is no table {key}")
    if not table.change(name[-1], comment=text):
        raise NotUnderstoodError(f"table {key} has no column {name[-1]}")
    return True


def _index(state: SchemaState, name: str, text: str) -> bool:
    found = state.index(name)
    if found:
        table, at = found
        table.indexes[at] = table.indexes[at].model_copy(update={"comment": text})
    return found is not None


def _trigger(state: SchemaState, tail: str, name: str, text: str) -> bool:
    owner = tail.removeprefix("ON ").removeprefix("on ").removeprefix("public.")
    return _object(state, SqlObjectType.trigger, f"{owner}.{name}", text)


def _object(state: SchemaState, kind: SqlObjectType | None, name: str, text: str) -> bool:
    """Take the comment of an object; False where there is none, or several of that name."""
    if kind is SqlObjectType.function:
        same = f"{kind} {name}("
        if any(key.startswith(same) for key in state.objects):
            return False
    located = state.find_object(kind, name)
    if located and isinstance(located.item, SqlObject):
        located.item = located.item.model_copy(update={"comment": text})
        return True
    return False
