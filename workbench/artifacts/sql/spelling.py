"""Names and texts as each database spells them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Dialect = Literal["postgresql", "mysql", "sqlite"]

DIALECT_TITLES: dict[Dialect, str] = {
    "postgresql": "PostgreSQL",
    "mysql": "MySQL",
    "sqlite": "SQLite",
}

# Reserved words that cannot name a table or column unquoted: PostgreSQL 17, appendix C; MySQL 8.4,
# 11.3; SQLite "Keywords". One list, as quoting one word too many does no harm.
_RESERVED_WORDS = """
    abort accessible add after aggregate all alter always analyse analyze and any array as asc
    asensitive asymmetric attach authorization autoincrement before begin between bigint binary
    blob both by call cascade case cast change char character check collate collation column
    commit concurrently condition conflict constraint continue convert create cross cube
    cume_dist current current_catalog current_date current_role current_schema current_time
    current_timestamp current_user cursor database databases dec decimal declare default
    deferrable deferred delayed delete dense_rank desc describe detach deterministic distinct
    distinctrow div do double drop dual each else elseif empty enclosed end escape escaped
    except exclude exclusive exists exit explain fail false fetch filter first_value float for
    force foreign freeze from full fulltext function generated get glob grant group grouping
    groups having high_priority if ignore ilike immediate in index indexed infile initially
    inner inout insensitive insert instead int integer intersect interval into is isnull iterate
    join json_table key keys kill lag last_value lateral lead leading leave left like limit
    linear lines load localtime localtimestamp lock long longblob longtext loop low_priority
    match materialized mediumblob mediumint mediumtext mod modifies natural no not nothing
    notnull nth_value ntile null nulls numeric of offset on only optimize option optionally or
    order others out outer outfile over overlaps partition percent_rank placing plan pragma
    preceding precision primary procedure purge query raise range rank read reads real recursive
    references regexp reindex release rename repeat replace require resignal restrict return
    returning revoke right rlike rollback row row_number rows savepoint schema schemas select
    sensitive separator session_user set show signal similar smallint some spatial specific sql
    sqlexception sqlstate sqlwarning ssl starting stored straight_join symmetric system
    system_user table tablesample temp temporary terminated then ties tinyblob tinyint tinytext
    to trailing transaction trigger true unbounded undo union unique unlock unsigned update
    usage use user using utc_date utc_time utc_timestamp vacuum values varbinary varchar
    varcharacter variadic varying verbose view virtual when where while window with without
    write xor year_month zerofill
"""
_RESERVED = frozenset(_RESERVED_WORDS.split())
#: Words that may name a table or column but no type or function (PostgreSQL 17, appendix C).
_NO_TYPE_WORDS = """
    between bigint bit boolean char character coalesce dec decimal exists extract float greatest
    grouping inout int integer interval least national nchar none normalize nullif numeric out
    overlay position precision real row setof smallint substring time timestamp treat trim values
    varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi
    xmlroot xmlserialize xmltable
"""
_NO_TYPE = frozenset(_NO_TYPE_WORDS.split())
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_PLAIN_ANY_CASE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def identifier(name: str, dialect: Dialect) -> str:
    """One name, quoted where the database would otherwise read something else."""
    plain = _PLAIN if dialect == "postgresql" else _PLAIN_ANY_CASE
    if plain.fullmatch(name) and name.lower() not in _RESERVED:
        return name
    mark = "`" if dialect == "mysql" else '"'
    return mark + name.replace(mark, mark * 2) + mark


def qualified(key: str, dialect: Dialect) -> str:
    """The name behind a key that may start with a schema: `audit.orders`."""
    schema, dot, name = key.partition(".")
    if not dot or not schema or not name:
        return identifier(key, dialect)
    return f"{identifier(schema, dialect)}.{identifier(name, dialect)}"


def type_name(key: str, dialect: Dialect) -> str:
    """The name behind the key of a type or function, where some more words must be quoted."""
    if dialect == "postgresql" and key in _NO_TYPE:
        return f'"{key}"'
    return qualified(key, dialect)


def names(columns: Iterable[str], dialect: Dialect) -> str:
    """Names in brackets."""
    return "(" + ", ".join(identifier(one, dialect) for one in columns) + ")"


def literal(text: str, dialect: Dialect) -> str:
    """A text as a string literal."""
    if dialect == "mysql":
        text = text.replace("\\", "\\\\")
    return "'" + text.replace("'", "''") + "'"


def comment_lines(text: str) -> list[str]:
    """A text as SQL comments, one per line; nothing of it can end the comment."""
    return [f"-- {line}".rstrip() for line in re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]+", text)]


def statement(sql: str) -> str:
    """A verbatim statement, ended by a semicolon."""
    text = sql.strip()
    return text if text.endswith(";") else f"{text};"
