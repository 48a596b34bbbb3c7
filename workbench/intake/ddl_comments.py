"""COMMENT ON: what a database says about its tables, columns, indexes and objects."""

from __future__ import annotations

from workbench.design.sql_cursor import Cursor, NotUnderstoodError
from workbench.design.tables import SqlObject, SqlObjectType
from workbench.intake.ddl_constraints import table_key
from workbench.intake.ddl_state import SchemaState

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


def comment_on(cursor: Cursor, state: SchemaState) -> None:
    """Apply `COMMENT ON …` behind those words.

    Raises NotUnderstoodError where it is about something that is not there.
    """
    materialized = cursor.accept("MATERIALIZED")
    word = cursor.key()
    cursor.at += 1
    name = cursor.qualified()
    tail = cursor.until(frozenset({"IS"}))
    cursor.expect("IS")
    text = "" if cursor.accept("NULL") else cursor.string()
    match word:
        case "TABLE":
            table = state.find_table(table_key(name))
            if table is None:
                raise NotUnderstoodError(f"there is no table {table_key(name)}")
            table.other["description"] = text
        case "COLUMN":
            _column(state, name, text)
        case "INDEX":
            found = state.index(name[-1])
            if found:
                table, at = found
                table.indexes[at] = table.indexes[at].model_copy(update={"comment": text})
        case _ if word in _OBJECTS:
            kind = SqlObjectType.materialized_view if materialized else _OBJECTS[word]
            _object(state, kind, table_key(name), text)
        case "TRIGGER":
            owner = tail.removeprefix("ON ").removeprefix("on ").removeprefix("public.")
            _object(state, SqlObjectType.trigger, f"{owner}.{name[-1]}", text)
        case _:
            # Constraints, languages, databases: a design has no place for their comments.
            pass


def _column(state: SchemaState, name: tuple[str, ...], text: str) -> None:
    key = table_key(name[:-1]) if len(name) > 1 else ""
    table = state.find_table(key)
    if table is None:
        if state.find_object(None, key):
            return
        raise NotUnderstoodError(f"there is no table {key}")
    if not table.change(name[-1], comment=text):
        raise NotUnderstoodError(f"table {key} has no column {name[-1]}")


def _object(state: SchemaState, kind: SqlObjectType | None, name: str, text: str) -> None:
    placed = state.find_object(kind, name)
    if placed and isinstance(placed.item, SqlObject):
        placed.item = placed.item.model_copy(update={"comment": text})
