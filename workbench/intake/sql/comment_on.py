"""COMMENT ON: descriptions of tables, columns, indexes and objects."""

from __future__ import annotations

from workbench.design.tables import SqlObject, SqlObjectType
from workbench.intake.sql.constraints import table_key
from workbench.intake.sql.schema_state import SchemaState
from workbench.intake.sql.verbatim_statements import add_verbatim
from workbench.sql.cursor import Cursor, NotUnderstoodError

_OBJECTS = {
    "MATERIALIZED": SqlObjectType.materialized_view,
    "VIEW": SqlObjectType.view,
    "TYPE": None,
    "DOMAIN": SqlObjectType.domain,
    "SEQUENCE": SqlObjectType.sequence,
    "FUNCTION": SqlObjectType.function,
    "PROCEDURE": SqlObjectType.function,
    "EXTENSION": SqlObjectType.extension,
    "SCHEMA": SqlObjectType.schema,
}
_WITH_PLACE = frozenset({"TABLE", "COLUMN", "INDEX", "TRIGGER", *_OBJECTS})
#: Objects outside the schema, whose comments are left out.
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
    if word in _WITH_PLACE:
        name = cursor.qualified()
        target = cursor.until(frozenset({"IS"}))
        cursor.expect("IS")
        text = "" if cursor.accept("NULL") else cursor.string()
        if _set_comment(state, "MATERIALIZED" if materialized else word, name, target, text):
            return
    statement = cursor.source(0, cursor.stop)
    label = statement.partition(" IS ")[0]
    add_verbatim(state, label, statement, line)


def _set_comment(
    state: SchemaState, word: str, name: tuple[str, ...], target: str, text: str
) -> bool:
    """Set the comment of what a name refers to; False where a design has no place for it."""
    match word:
        case "TABLE":
            _table(state, table_key(name), text)
            return True
        case "COLUMN":
            return _column(state, name, text)
        case "INDEX":
            return _index(state, name[-1], text)
        case "TRIGGER":
            return _trigger(state, target, name[-1], text)
        case _:
            return _object(state, _OBJECTS[word], table_key(name), text)


def _table(state: SchemaState, key: str, text: str) -> None:
    table = state.find_table(key)
    if table is None:
        raise NotUnderstoodError(f"there is no table {key}")
    table.other["description"] = text


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
