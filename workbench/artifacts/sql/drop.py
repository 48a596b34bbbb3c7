"""The statement that takes an object of a database away again.

What a table, view or function holds goes with it, so many objects need no statement of their own.
After the DROP commands of PostgreSQL 17, of which MySQL and SQLite know a part.
"""

from __future__ import annotations

from contextlib import suppress

from workbench.design.tables import SqlObject, SqlObjectType
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.dialect import Dialect
from workbench.sql.identifiers import identifier, qualified, type_name
from workbench.sql.script import Script

_DROPPED = {
    SqlObjectType.schema: "SCHEMA",
    SqlObjectType.extension: "EXTENSION",
    SqlObjectType.enum: "TYPE",
    SqlObjectType.domain: "DOMAIN",
    SqlObjectType.composite: "TYPE",
    SqlObjectType.view: "VIEW",
    SqlObjectType.materialized_view: "MATERIALIZED VIEW",
}
#: Objects of PostgreSQL that DROP names as CREATE does, by the words for them.
_NAMED = (
    ("TYPE",),
    ("COLLATION",),
    ("STATISTICS",),
    ("CONVERSION",),
    ("LANGUAGE",),
    ("SERVER",),
    ("FOREIGN", "TABLE"),
    ("FOREIGN", "DATA", "WRAPPER"),
    ("TEXT", "SEARCH", "CONFIGURATION"),
    ("TEXT", "SEARCH", "DICTIONARY"),
    ("TEXT", "SEARCH", "PARSER"),
    ("TEXT", "SEARCH", "TEMPLATE"),
    ("ACCESS", "METHOD"),
)
#: What every new PostgreSQL database has.
_ALWAYS_THERE = {(SqlObjectType.schema, "public"), (SqlObjectType.extension, "plpgsql")}
_DEFAULT = frozenset({"DEFAULT", "="})


def drop_object(item: SqlObject, dialect: Dialect) -> str:
    """How an object is taken away; empty where it goes with another, or was there before."""
    if (item.type, item.name) in _ALWAYS_THERE:
        return ""
    match item.type:
        case SqlObjectType.enum if dialect != "postgresql":
            dropped = ""
        case SqlObjectType.trigger:
            dropped = _trigger(item, dialect)
        case SqlObjectType.function:
            dropped = _routine(item, dialect)
        case SqlObjectType.sequence:
            # One that a column owns went with its table.
            dropped = f"DROP SEQUENCE IF EXISTS {qualified(item.name, dialect)};"
        case SqlObjectType.other:
            dropped = _other(item, dialect)
        case _:
            dropped = f"DROP {_DROPPED[item.type]} {type_name(item.name, dialect)};"
    return dropped


def _definition(sql: str, dialect: Dialect) -> Cursor:
    """The statement that makes an object, behind CREATE and what may follow it."""
    statements = Script(sql, dialect).split.statements
    cursor = Cursor(sql, statements[0].tokens if statements else (), dialect)
    cursor.expect("CREATE")
    cursor.accept("OR", "REPLACE")
    cursor.accept("TRUSTED")
    return cursor


def _trigger(item: SqlObject, dialect: Dialect) -> str:
    with suppress(NotUnderstoodError):
        if _definition(item.sql, dialect).accept("EVENT", "TRIGGER"):
            return f"DROP EVENT TRIGGER {identifier(item.name, dialect)};"
    table, _, name = item.name.rpartition(".")
    where = f" ON {qualified(table, dialect)}" if table and dialect == "postgresql" else ""
    return f"DROP TRIGGER {identifier(name, dialect)}{where};"


def _routine(item: SqlObject, dialect: Dialect) -> str:
    with suppress(NotUnderstoodError):
        cursor = _definition(item.sql, dialect)
        word = cursor.accept_any("FUNCTION", "PROCEDURE", "AGGREGATE")
        if word:
            name = _written_name(cursor)
            arguments = f"({_arguments(cursor.group())})" if dialect == "postgresql" else ""
            return f"DROP {word} {name}{arguments};"
    return f"DROP FUNCTION {type_name(item.name.split('(', 1)[0], dialect)};"


def _written_name(cursor: Cursor) -> str:
    begin = cursor.at
    cursor.qualified()
    return cursor.source(begin, cursor.at)


def _arguments(arguments: Cursor) -> str:
    """Arguments of a routine as DROP names it: without their defaults."""
    return ", ".join(filter(None, (part.until(_DEFAULT) for part in arguments.parts())))


def _other(item: SqlObject, dialect: Dialect) -> str:
    """How an object of PostgreSQL without a type of its own here is taken away."""
    with suppress(NotUnderstoodError):
        cursor = _definition(item.sql, dialect)
        if cursor.accept("RULE"):
            return _rule(cursor)
        if cursor.accept("CAST"):
            types = cursor.group()
            return f"DROP CAST ({types.source(types.at, types.stop)});"
        if cursor.accept("OPERATOR"):
            return _operator(cursor)
        words = next((words for words in _NAMED if cursor.accept(*words)), None)
        if words:
            cursor.accept("IF", "NOT", "EXISTS")
            return f"DROP {' '.join(words)} {_written_name(cursor)};"
    return ""


def _rule(cursor: Cursor) -> str:
    name = _written_name(cursor)
    cursor.until(frozenset({"TO"}))
    cursor.expect("TO")
    return f"DROP RULE {name} ON {_written_name(cursor)};"


def _operator(cursor: Cursor) -> str:
    """DROP OPERATOR with the types on both sides; '' for a class or family of operators."""
    if cursor.is_name() and cursor.key(1) != ".":
        return ""
    begin = cursor.at
    while not cursor.done and cursor.key() != "(":
        cursor.at += 1
    sign = cursor.source(begin, cursor.at)
    sides = {}
    for option in cursor.group().parts():
        side = option.accept_any("LEFTARG", "RIGHTARG")
        if side and option.accept("="):
            sides[side] = option.rest()
    types = ", ".join(sides.get(side, "NONE") for side in ("LEFTARG", "RIGHTARG"))
    return f"DROP OPERATOR {sign} ({types});"
