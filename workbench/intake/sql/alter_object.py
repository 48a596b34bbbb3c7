"""ALTER of types, domains, indexes and other objects that are no tables."""

from __future__ import annotations

from workbench.design.tables import SqlObject, SqlObjectType
from workbench.intake.sql.constraints import table_key
from workbench.intake.sql.dependents import change_type
from workbench.intake.sql.schema_state import LocatedObject, SchemaState
from workbench.intake.sql.verbatim_statements import add_verbatim_alteration
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.statements import AlterObject


def alter_object(
    statement: AlterObject, cursor: Cursor, state: SchemaState, line: int
) -> list[str]:
    """Apply an ALTER statement of anything but a table; remarks on what was not applied.

    Raises NotUnderstoodError for objects that are not known.
    """
    match statement.object_type:
        case "FOREIGN" if cursor.accept("TABLE"):
            return []
        case "TYPE":
            return _alter_type(cursor, state)
        case "INDEX":
            _alter_index(cursor, state)
            return []
        case "DOMAIN":
            _alter_domain(cursor, state)
            return []
    if add_verbatim_alteration(statement.object_type, cursor, state, line):
        return []
    raise NotUnderstoodError("the statement does not define a schema")


def _alter_index(cursor: Cursor, state: SchemaState) -> None:
    cursor.accept("IF", "EXISTS")
    name = cursor.qualified()[-1]
    found = state.index(name)
    if cursor.accept("RENAME", "TO") and found:
        table, at = found
        new = cursor.identifier()
        table.indexes[at] = table.indexes[at].model_copy(update={"name": new})
    if cursor.accept("ATTACH", "PARTITION"):
        state.detached_indexes.pop(name, None)


def _alter_domain(cursor: Cursor, state: SchemaState) -> None:
    """Keep what changes a domain behind its definition, which is kept word for word."""
    name = table_key(cursor.qualified())
    located = state.find_object(SqlObjectType.domain, name)
    if located:
        change_type(state, cursor, located, name)


def _alter_type(cursor: Cursor, state: SchemaState) -> list[str]:
    name = table_key(cursor.qualified())
    enum = state.find_object(SqlObjectType.enum, name)
    if enum is not None:
        _alter_enum(cursor, state, enum, name)
        return []
    for kind in (SqlObjectType.composite, SqlObjectType.other):
        located = state.find_object(kind, name)
        if located:
            change_type(state, cursor, located, name)
            return []
    return [] if cursor.key() in {"OWNER", "SET"} else [f"there is no enum {name} to change"]


def _alter_enum(cursor: Cursor, state: SchemaState, enum: LocatedObject, name: str) -> None:
    item = enum.item
    if not isinstance(item, SqlObject):
        return
    if cursor.accept("RENAME", "TO"):
        schema, _, _ = name.rpartition(".")
        new = cursor.identifier()
        state.rename_type(enum, f"{schema}.{new}" if schema else new)
    elif cursor.accept("SET", "SCHEMA"):
        schema = cursor.identifier()
        state.rename_type(enum, table_key((schema, name.rpartition(".")[2])))
    else:
        values = _changed_values(cursor, list(item.values))
        enum.item = item.model_copy(update={"values": tuple(values)})


def _changed_values(cursor: Cursor, values: list[str]) -> list[str]:
    if cursor.accept("ADD", "VALUE"):
        cursor.accept("IF", "NOT", "EXISTS")
        value = cursor.string()
        place = len(values)
        side = cursor.accept_any("BEFORE", "AFTER")
        if side:
            other = cursor.string()
            place = values.index(other) + (side == "AFTER") if other in values else place
        if value not in values:
            values.insert(place, value)
    elif cursor.accept("RENAME", "VALUE"):
        old = cursor.string()
        cursor.expect("TO")
        new = cursor.string()
        values = [new if value == old else value for value in values]
    return values
