"""The statement that takes an object of a database away again.

What a table, view or function holds goes with it, so many objects need no statement of their own.
After the DROP commands of PostgreSQL 17, of which MySQL and SQLite know a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.tables import SqlObject, SqlObjectType
from workbench.sql.dialect import Dialect
from workbench.sql.identifiers import identifier, qualified, type_name

_NAME = r"(?P<name>(?:\"(?:[^\"]|\"\")*\"|[^\s(\"])+)"
_CREATE = r"\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:TRUSTED\s+)?"
_ROUTINE = re.compile(_CREATE + r"(?P<word>FUNCTION|PROCEDURE|AGGREGATE)\s+" + _NAME, re.IGNORECASE)
_RULE = re.compile(
    _CREATE + r"RULE\s+(\S+)\s+AS\s+ON\s+\w+\s+TO\s+(?P<table>[^\s;]+)", re.IGNORECASE
)
_CAST = re.compile(_CREATE + r"CAST\s*(?P<types>\([^)]*\))", re.IGNORECASE)
_OPERATOR = re.compile(
    _CREATE + r"OPERATOR\s+(?P<sign>[^\s(]+)\s*\((?P<options>[^)]*)\)", re.IGNORECASE
)
_SIDE = re.compile(r"\b(LEFT|RIGHT)ARG\s*=\s*([^,]+)", re.IGNORECASE)
_EVENT_TRIGGER = re.compile(_CREATE + r"EVENT\s+TRIGGER\b", re.IGNORECASE)
_NAMED = re.compile(
    _CREATE + r"(?P<word>TYPE|COLLATION|STATISTICS|CONVERSION|LANGUAGE|SERVER|FOREIGN\s+TABLE"
    r"|FOREIGN\s+DATA\s+WRAPPER|TEXT\s+SEARCH\s+\w+|ACCESS\s+METHOD)\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    + _NAME,
    re.IGNORECASE,
)
_DEFAULT = re.compile(r"\s+DEFAULT\b|\s*=", re.IGNORECASE)
_TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[(),\[\]]|[^'\"(),\[\]]+")
_DROPPED = {
    SqlObjectType.schema: "SCHEMA",
    SqlObjectType.extension: "EXTENSION",
    SqlObjectType.enum: "TYPE",
    SqlObjectType.domain: "DOMAIN",
    SqlObjectType.composite: "TYPE",
    SqlObjectType.view: "VIEW",
    SqlObjectType.materialized_view: "MATERIALIZED VIEW",
}
#: What every new PostgreSQL database has.
_ALWAYS_THERE = {(SqlObjectType.schema, "public"), (SqlObjectType.extension, "plpgsql")}


def drop_object(one: SqlObject, dialect: Dialect) -> str:
    """How an object is taken away; empty where it goes with another, or was there before."""
    if (one.type, one.name) in _ALWAYS_THERE:
        return ""
    match one.type:
        case SqlObjectType.enum if dialect != "postgresql":
            made = ""
        case SqlObjectType.trigger:
            made = _trigger(one, dialect)
        case SqlObjectType.function:
            made = _routine(one, dialect)
        case SqlObjectType.sequence:
            # One that a column owns went with its table.
            made = f"DROP SEQUENCE IF EXISTS {qualified(one.name, dialect)};"
        case SqlObjectType.other:
            made = _other(one.sql)
        case _:
            made = f"DROP {_DROPPED[one.type]} {type_name(one.name, dialect)};"
    return made


def _trigger(one: SqlObject, dialect: Dialect) -> str:
    if _EVENT_TRIGGER.match(one.sql):
        return f"DROP EVENT TRIGGER {identifier(one.name, dialect)};"
    table, _, name = one.name.rpartition(".")
    where = f" ON {qualified(table, dialect)}" if table and dialect == "postgresql" else ""
    return f"DROP TRIGGER {identifier(name, dialect)}{where};"


def _routine(one: SqlObject, dialect: Dialect) -> str:
    found = _ROUTINE.match(one.sql)
    if found is None:
        return f"DROP FUNCTION {type_name(one.name.split('(', 1)[0], dialect)};"
    word = found["word"].upper()
    if dialect != "postgresql":
        return f"DROP {word} {found['name']};"
    arguments = _arguments(one.sql[found.end() :])
    return f"DROP {word} {found['name']}({', '.join(arguments)});"


def _arguments(text: str) -> list[str]:
    """Arguments of a routine as DROP names it: without their defaults."""
    found: list[str] = []
    for argument in _split(text):
        default = _DEFAULT.search(argument)
        found.append((argument[: default.start()] if default else argument).strip())
    return [one for one in found if one]


def _split(text: str) -> Iterator[str]:
    """What stands between the commas of the first brackets of a text."""
    depth, made = 0, ""
    for sign in _TOKEN.findall(text.strip()):
        if sign in "([":
            depth += 1
            made += sign if depth > 1 else ""
        elif sign in ")]":
            depth -= 1
            if not depth:
                yield made
                return
            made += sign
        elif sign == "," and depth == 1:
            yield made
            made = ""
        elif depth:
            made += sign


def _other(sql: str) -> str:
    rule = _RULE.match(sql)
    if rule:
        return f"DROP RULE {rule[1]} ON {rule['table']};"
    cast = _CAST.match(sql)
    if cast:
        return f"DROP CAST {cast['types']};"
    operator = _OPERATOR.match(sql)
    if operator:
        sides = {side.upper(): kind.strip() for side, kind in _SIDE.findall(operator["options"])}
        types = (sides.get(side, "NONE") for side in ("LEFT", "RIGHT"))
        return f"DROP OPERATOR {operator['sign']} ({', '.join(types)});"
    named = _NAMED.match(sql)
    if named:
        return f"DROP {' '.join(named['word'].upper().split())} {named['name'].rstrip(';')};"
    return ""
