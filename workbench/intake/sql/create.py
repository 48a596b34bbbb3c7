"""CREATE statements: tables, indexes, types, policies, and objects that are kept verbatim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench.design.access import Policy
from workbench.design.tables import Column, Index, SqlObject, SqlObjectType
from workbench.intake.sql.columns import read_part
from workbench.intake.sql.constraints import TablePart, index_parts, table_key
from workbench.intake.sql.create_like import copy_table, refine, type_table
from workbench.intake.sql.near_types import with_near_type
from workbench.intake.sql.schema_state import SchemaState, TableState
from workbench.intake.sql.verbatim_statements import add_exclusions, add_verbatim
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.identifiers import quoted_if_needed
from workbench.sql.statements import CreateIndex, CreateObject, CreateTable

_HEAD = 8
_MAX_NAME = 500
_PART_STOPS = frozenset({"INHERITS", "PARTITION", "COMMENT", "AS", "SELECT"})
_INDEX_TAIL = frozenset({"WHERE", "INCLUDE", "NULLS", "TABLESPACE", "WITH", "USING", "COMMENT"})
_OBJECT_WORDS: dict[str, SqlObjectType] = {
    "VIEW": SqlObjectType.view,
    "FUNCTION": SqlObjectType.function,
    "PROCEDURE": SqlObjectType.function,
    "AGGREGATE": SqlObjectType.function,
    "TRIGGER": SqlObjectType.trigger,
    "EVENT": SqlObjectType.trigger,
    "SEQUENCE": SqlObjectType.sequence,
    "DOMAIN": SqlObjectType.domain,
    "EXTENSION": SqlObjectType.extension,
    "SCHEMA": SqlObjectType.schema,
}
_WITHOUT_SCHEMA = frozenset({SqlObjectType.schema, SqlObjectType.extension, SqlObjectType.trigger})
#: What belongs to the server or the operator, not to the design.
_NOT_KEPT = frozenset(
    {"DATABASE", "ROLE", "USER", "TABLESPACE", "SERVER", "PUBLICATION", "SUBSCRIPTION", "LOGIN"}
)
#: Further words of kinds of objects whose first word is not all.
_SECOND_WORDS = {
    "text": ("SEARCH", "CONFIGURATION", "DICTIONARY", "PARSER", "TEMPLATE"),
    "operator": ("CLASS", "FAMILY"),
    "access": ("METHOD",),
}


@dataclass(frozen=True)
class CreateContext:
    """The position of a CREATE statement, and the schema that it adds to."""

    cursor: Cursor
    state: SchemaState
    source: str
    """The statement as it is written."""
    line: int
    end_line: int
    line_at: Callable[[int], int]


def create(
    statement: CreateTable | CreateIndex | CreateObject, context: CreateContext
) -> list[str]:
    """Apply a CREATE statement; remarks on what of it was left out.

    Raises NotUnderstoodError where the statement has an unknown shape.
    """
    if isinstance(statement, CreateIndex):
        return _create_index(context, statement)
    if isinstance(statement, CreateObject):
        return _create_object(context, statement)
    if statement.modifiers & {"TEMP", "TEMPORARY"}:
        return [f"temporary table {table_key(statement.name)} left out"]
    if statement.modifiers & {"FOREIGN", "VIRTUAL"}:
        return _add_object(context, SqlObjectType.other, table_key(statement.name))
    return _create_table(context, statement)


def is_left_out(statement: CreateObject) -> bool:
    """Whether an object belongs to the server, unless foreign tables of PostgreSQL need it."""
    needed = statement.object_type == "SERVER" and statement.cursor.dialect == "postgresql"
    return statement.object_type in _NOT_KEPT and not statement.modifiers and not needed


def _name(cursor: Cursor) -> str:
    cursor.accept("IF", "NOT", "EXISTS")
    cursor.accept("CONCURRENTLY")
    return table_key(cursor.qualified())


# --- Tables --------------------------------------------------------------------------------------


def _create_table(context: CreateContext, statement: CreateTable) -> list[str]:
    cursor, state = context.cursor, context.state
    key = state.place(statement.name)
    if statement.if_not_exists and state.find_table(key):
        return [f"table {key} exists already; this definition is not applied"]
    table = TableState(key, context.line, context.end_line)
    remarks: list[str] = []
    if key in state.tables:
        remarks.append(f"table {key} is defined twice; this definition replaces the earlier one")
    if cursor.accept("PARTITION", "OF"):
        _partition_of(context, table)
    if cursor.accept("OF"):
        type_table(state, table, cursor.qualified())
        for entry in cursor.group().parts() if cursor.key() == "(" else ():
            remarks += refine(table, entry)
    if cursor.key() == "(":
        for entry in cursor.group().parts():
            remarks += _entry(context, table, entry)
    elif cursor.accept("LIKE"):
        part = TablePart(like=table_key(cursor.qualified()))
        remarks += copy_table(state, table, part, cursor.dialect)
    _options(state, cursor, table, remarks)
    state.add_table(table)
    if "UNLOGGED" in statement.modifiers:
        sql = f"ALTER TABLE {quoted_if_needed(*key.split('.'))} SET UNLOGGED"
        add_verbatim(state, f"{key}: SET UNLOGGED", sql, context.line)
    return remarks


def _entry(context: CreateContext, table: TableState, entry: Cursor) -> list[str]:
    if entry.done:
        return []
    line = context.line_at(entry.token.start)
    name = entry.raw(entry.token)
    try:
        part = read_part(entry)
    except NotUnderstoodError as error:
        return [f"{name!r} in table {table.key} not read: {error}"]
    remarks = [f"{remark} in table {table.key}" for remark in part.remarks]
    if part.like:
        remarks += copy_table(context.state, table, part, entry.dialect)
    if not entry.done:
        remarks.append(f"{entry.rest()[:60]!r} behind {name!r} in table {table.key} not read")
    part.columns = [with_near_type(context.state, column) for column in part.columns]
    part.valid()
    table.add(part, line)
    add_exclusions(part, context.state, table.key, line)
    return remarks


def _partition_of(context: CreateContext, table: TableState) -> None:
    cursor = context.cursor
    parent = table_key(cursor.qualified())
    table.other["partition_of"] = parent
    entries = list(cursor.group().parts()) if cursor.key() == "(" else []
    begin = cursor.at
    if cursor.accept("FOR", "VALUES", "WITH"):
        cursor.skip_group()
    else:
        cursor.until(frozenset({"PARTITION", "WITH", "TABLESPACE"}))
    table.other["partition_bound"] = cursor.source(begin, cursor.at)
    found = context.state.find_table(parent)
    if found:
        columns: list[Column] = list(found.columns.values())
        table.add(TablePart(columns=columns, primary_key=found.primary_key), table.line)
    for entry in entries:
        refine(table, entry)


def _options(state: SchemaState, cursor: Cursor, table: TableState, remarks: list[str]) -> None:
    kept = []
    while not cursor.done:
        if cursor.accept("INHERITS"):
            parents = [table_key(part.qualified()) for part in cursor.group().parts()]
            table.other["inherits"] = tuple(parents)
            _inherit(state, table, parents)
        elif cursor.accept("PARTITION", "BY"):
            begin = cursor.at
            cursor.until(frozenset({"WITH", "TABLESPACE", "USING"}))
            table.other["partition_by"] = cursor.source(begin, cursor.at)
        elif cursor.accept("COMMENT"):
            cursor.accept("=")
            table.other["description"] = cursor.string()
        elif cursor.key() in {"AS", "SELECT"}:
            remarks.append(f"table {table.key} takes columns from a query, which is not run")
            cursor.rest()
        else:
            word = cursor.until(_PART_STOPS, at_least=1)
            kept.append(word.rstrip(", "))
    if kept:
        table.other["options"] = " ".join(kept)


def _inherit(state: SchemaState, table: TableState, parents: list[str]) -> None:
    """Put the columns of the parents first, as PostgreSQL does; its own definitions win."""
    own = list(table.columns.values())
    inherited: dict[str, Column] = {}
    for parent in parents:
        found = state.find_table(parent)
        inherited.update(found.columns if found else {})
    table.columns = inherited | {part.name: part for part in own}


# --- Indexes -------------------------------------------------------------------------------------


def _create_index(context: CreateContext, statement: CreateIndex) -> list[str]:
    cursor, name = context.cursor, statement.name
    if statement.only:
        context.state.detached_indexes[name] = context.line
    made: dict[str, Any] = {"name": name, "unique": statement.unique, "method": statement.method}
    if cursor.accept("USING"):
        made["method"] = cursor.identifier().lower()
    made["parts"] = index_parts(cursor.group())
    _index_options(cursor, made)
    key = table_key(statement.table)
    table = context.state.find_table(key)
    if table is None:
        if context.state.find_object(None, key):
            return _add_object(context, SqlObjectType.other, f"{key}.{name}")
        return [f"index {name} is on {key}, which is not a table here"]
    if name and name in table.index_names and any(index.name == name for index in table.indexes):
        return [f"index {name} on {key} exists already"]
    table.add_index(Index(**made), context.line)
    return []


def _index_options(cursor: Cursor, made: dict[str, Any]) -> None:
    options = []
    while not cursor.done:
        if cursor.accept("WHERE"):
            made["where"] = _predicate(cursor)
        elif cursor.accept("INCLUDE"):
            made["include"] = tuple(part.identifier() for part in cursor.group().parts())
        elif cursor.accept("NULLS", "NOT", "DISTINCT"):
            made["nulls_not_distinct"] = True
        elif cursor.accept("USING"):
            made["method"] = cursor.identifier().lower()
        elif cursor.accept("COMMENT"):
            cursor.accept("=")
            made["comment"] = cursor.string()
        else:
            options.append(cursor.until(_INDEX_TAIL, at_least=1))
    if options:
        made["options"] = " ".join(options)


def _predicate(cursor: Cursor) -> str:
    """The condition of a partial index without brackets around the whole of it."""
    if cursor.key() == "(" and cursor.close_of(cursor.at) == cursor.stop - 1:
        inner = cursor.group()
        return inner.source(inner.at, inner.stop)
    return cursor.rest()


# --- Types, policies, the rest -------------------------------------------------------------------


def _create_type(context: CreateContext) -> list[str]:
    cursor = context.cursor
    name = context.state.qualify(_name(cursor))
    if cursor.accept("AS", "ENUM"):
        values = tuple(part.string() for part in cursor.group().parts())
        kind = SqlObjectType.enum
        item = SqlObject(key=f"{kind} {name}", type=kind, name=name, values=values)
        context.state.add_object(item, context.line, context.end_line)
        return []
    composite = cursor.key() == "AS" and cursor.key(1) == "("
    return _add_object(context, SqlObjectType.composite if composite else SqlObjectType.other, name)


def _create_policy(context: CreateContext) -> list[str]:
    cursor = context.cursor
    name = cursor.identifier()
    cursor.expect("ON")
    key = table_key(cursor.qualified())
    found = context.state.find_table(key)
    made: dict[str, Any] = {"name": name, "table": found.key if found else key}
    while not cursor.done:
        if cursor.accept("AS"):
            made["permissive"] = cursor.identifier().upper() != "RESTRICTIVE"
        elif cursor.accept("FOR"):
            made["command"] = cursor.identifier().upper()
        elif cursor.accept("TO"):
            roles = [cursor.identifier()]
            while cursor.accept(","):
                roles.append(cursor.identifier())
            made["roles"] = tuple(role for role in roles if role.lower() != "public")
        elif cursor.accept("USING"):
            inner = cursor.group()
            made["using"] = inner.source(inner.at, inner.stop)
        elif cursor.accept("WITH", "CHECK"):
            inner = cursor.group()
            made["check"] = inner.source(inner.at, inner.stop)
        else:
            raise NotUnderstoodError(f"{cursor.describe_next()} in policy {name}")
    context.state.add_policy(Policy(**made), context.line, context.end_line)
    return []


def _create_object(context: CreateContext, statement: CreateObject) -> list[str]:
    word, modifiers = statement.object_type, statement.modifiers
    if word == "TYPE":
        return _create_type(context)
    if word == "POLICY":
        return _create_policy(context)
    kind = _OBJECT_WORDS.get(word, SqlObjectType.other)
    if word == "VIEW" and "MATERIALIZED" in modifiers:
        kind = SqlObjectType.materialized_view
    cursor = context.cursor
    if word == "EVENT":
        cursor.accept("TRIGGER")
    if kind is SqlObjectType.other:
        return _add_other(context, word)
    if word == "SCHEMA" and cursor.accept("AUTHORIZATION"):
        name = cursor.identifier()
    else:
        name = _name(cursor)
    if kind not in _WITHOUT_SCHEMA:
        name = context.state.qualify(name)
    if word == "TRIGGER":
        name = _trigger_name(context, name)
    if kind is SqlObjectType.function and "REPLACE" not in modifiers:
        name = _overload_name(context, name)
    return _add_object(context, kind, name)


def _trigger_name(context: CreateContext, name: str) -> str:
    """The name of a trigger behind that of its table."""
    ahead = context.cursor.fork()
    ahead.until(frozenset({"ON"}))
    if not ahead.accept("ON"):
        return name
    key = table_key(ahead.qualified())
    found = context.state.find_table(key)
    return f"{found.key if found else key}.{name}"


def _overload_name(context: CreateContext, name: str) -> str:
    """The name of a function, with its parameters where there is another of that name."""
    cursor = context.cursor
    if not context.state.find_object(SqlObjectType.function, name) or cursor.key() != "(":
        return name
    signature = cursor.fork().group()
    return f"{name}({signature.source(signature.at, signature.stop)})"[:_MAX_NAME]


def _add_other(context: CreateContext, word: str) -> list[str]:
    cursor = context.cursor
    if not word:
        raise NotUnderstoodError(f"CREATE {cursor.describe_next()}")
    kind = [word.lower()]
    while cursor.key() in _SECOND_WORDS.get(kind[0], ()):
        kind.append(cursor.key().lower())
        cursor.at += 1
    word = " ".join(kind)
    if cursor.is_name():
        name = table_key(cursor.qualified())
    else:
        # Casts and operators have no name; their first words distinguish them.
        name = cursor.source(cursor.at, min(cursor.at + _HEAD, cursor.stop))
    return _add_object(context, SqlObjectType.other, f"{word} {name}"[:_MAX_NAME])


def _add_object(context: CreateContext, kind: SqlObjectType, name: str) -> list[str]:
    # Behind another delimiter the semicolon is missing; with it all scripts look alike.
    sql = context.source.rstrip().removesuffix(";").rstrip() + ";"
    item = SqlObject(key=f"{kind} {name}", type=kind, name=name, sql=sql)
    context.state.add_object(item, context.line, context.end_line)
    return []
