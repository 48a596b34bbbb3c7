"""DROP statements, which remove what earlier statements created."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.tables import SqlObjectType
from workbench.intake.sql.constraints import table_key
from workbench.intake.sql.dependents import drop_table
from workbench.intake.sql.schema_state import SchemaState
from workbench.sql.cursor import Cursor
from workbench.sql.statements import Drop

_DROPPED = {
    "VIEW": SqlObjectType.view,
    "TYPE": None,
    "DOMAIN": SqlObjectType.domain,
    "SEQUENCE": SqlObjectType.sequence,
    "FUNCTION": SqlObjectType.function,
    "PROCEDURE": SqlObjectType.function,
    "EXTENSION": SqlObjectType.extension,
    "SCHEMA": SqlObjectType.schema,
}


def drop(statement: Drop, state: SchemaState) -> Iterator[str]:
    """Apply a DROP statement; a remark on each thing that was there."""
    word = statement.object_type
    if word not in {"TABLE", "INDEX", "POLICY", "TRIGGER"} and word not in _DROPPED:
        return
    for name, cursor in statement.names:
        key = table_key(name)
        if _remove(word, key, cursor.fork(), state):
            yield f"{word.lower()} {key} was defined before and is dropped here"


def _remove(word: str, name: str, cursor: Cursor, state: SchemaState) -> bool:
    if word == "TABLE":
        return drop_table(state, name)
    if word == "INDEX":
        found = state.index(name.rpartition(".")[2])
        if found:
            del found[0].indexes[found[1]]
        return found is not None
    if word in {"POLICY", "TRIGGER"}:
        if not cursor.accept("ON"):
            return False
        key = f"{table_key(cursor.qualified())}.{name}"
        if word == "POLICY":
            return state.policies.pop(key, None) is not None
        return state.objects.pop(f"{SqlObjectType.trigger} {key}", None) is not None
    located = state.find_object(_DROPPED[word], name)
    if located is None and word == "VIEW":
        located = state.find_object(SqlObjectType.materialized_view, name)
    return located is not None and bool(state.objects.pop(located.item.item_key, None))
