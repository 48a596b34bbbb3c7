"""Identifiers: reserved words, length limits, and names as each database spells them.

After PostgreSQL 17, appendix C; MySQL 8.4, 11.2 and 11.3; SQLite "Keywords".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.sql.dialect import Database, Dialect

_RESERVED_IN_POSTGRESQL = """
    all analyse analyze and any array as asc asymmetric authorization between binary both case
    cast check collate collation column concurrently constraint create cross current_catalog
    current_date current_role current_schema current_time current_timestamp current_user
    default deferrable desc distinct do else end except false fetch for foreign freeze from
    full grant group having ilike in initially inner intersect into is isnull join lateral
    leading left like limit localtime localtimestamp natural not notnull null offset on only or
    order outer overlaps placing primary references returning right select session_user similar
    some symmetric table tablesample then to trailing true union unique user using variadic
    verbose when where window with
"""
_RESERVED_IN_MYSQL = """
    change character condition database databases delete describe drop exists explain function
    groups index insert interval key keys kill lead lines load lock match mod option out
    partition procedure purge range rank read recursive rename repeat replace require restrict
    revoke rows schema set show sql ssl starting system trigger undo unlock update usage use
    values varchar write
"""
#: Keywords that a database takes for a name in some places only; quoting them does no harm.
_KEYWORDS = """
    abort accessible add after aggregate alter always asensitive attach autoincrement before
    begin bigint blob by call cascade char commit conflict continue convert cube cume_dist
    current cursor dec decimal declare deferred delayed dense_rank detach deterministic
    distinctrow div double dual each elseif empty enclosed escape escaped exclude exclusive
    exit fail filter first_value float force fulltext generated get glob grouping high_priority
    if ignore immediate indexed infile inout insensitive instead int integer iterate json_table
    lag last_value leave linear long longblob longtext loop low_priority materialized
    mediumblob mediumint mediumtext modifies no nothing nth_value ntile nulls numeric of
    optimize optionally others outfile over percent_rank plan pragma preceding precision query
    raise reads real regexp reindex release resignal return rlike rollback row row_number
    savepoint schemas sensitive separator signal smallint spatial specific sqlexception
    sqlstate sqlwarning stored straight_join system_user temp temporary terminated ties
    tinyblob tinyint tinytext transaction unbounded unsigned utc_date utc_time utc_timestamp
    vacuum varbinary varcharacter varying view virtual while without xor year_month zerofill
"""
#: Reserved in PostgreSQL, and so in most dialects of SQL.
_RESERVED = frozenset(_RESERVED_IN_POSTGRESQL.split())
_RESERVED_MYSQL = _RESERVED | frozenset(_RESERVED_IN_MYSQL.split())
_TO_QUOTE = _RESERVED_MYSQL | frozenset(_KEYWORDS.split())
#: Words that may name a table or column but no type or function (PostgreSQL 17, appendix C).
_NO_TYPE_WORDS = """
    between bigint bit boolean char character coalesce dec decimal exists extract float
    greatest grouping inout int integer interval least national nchar none normalize nullif
    numeric out overlay position precision real row setof smallint substring time timestamp
    treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest
    xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
"""
_NO_TYPE = frozenset(_NO_TYPE_WORDS.split())

_UNQUOTED = re.compile(r"[a-z_][a-z0-9_]*")
_UNQUOTED_ANY_CASE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


#: Longest identifier that every database allows.
MAX_IDENTIFIER = 63


def max_identifier(database: Database) -> int | None:
    """Longest identifier: 63 bytes in PostgreSQL, 64 characters in MySQL, none in SQLite."""
    if database == "sqlite":
        return None
    return MAX_IDENTIFIER + 1 if database == "mysql" else MAX_IDENTIFIER


def identifier_length(name: str, database: Database) -> int:
    """Length of a name in the unit in which a database limits it."""
    return len(name) if database == "mysql" else len(name.encode())


def is_reserved(name: str, database: Database) -> bool:
    """Whether a name is a reserved word, so that every statement must quote it."""
    return name.lower() in (_RESERVED_MYSQL if database == "mysql" else _RESERVED)


def identifier(name: str, dialect: Dialect) -> str:
    """One name, quoted where the database would otherwise read something else."""
    unquoted = _UNQUOTED if dialect == "postgresql" else _UNQUOTED_ANY_CASE
    if unquoted.fullmatch(name) and name.lower() not in _TO_QUOTE:
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


def column_list(columns: Iterable[str], dialect: Dialect) -> str:
    """Names in brackets: `(customer_id, placed_at)`."""
    return "(" + ", ".join(identifier(name, dialect) for name in columns) + ")"


def quoted_if_needed(*names: str) -> str:
    """Names joined by dots, quoted where their spelling needs it; reserved words stay as they are.

    >>> quoted_if_needed("audit", "Order Line")
    'audit."Order Line"'
    """
    return ".".join(
        name if _UNQUOTED.fullmatch(name) else '"' + name.replace('"', '""') + '"' for name in names
    )


def unquote(written: str) -> str:
    """An identifier without its quotes: double quotes, backticks, square brackets or `U&`."""
    if written[:1] == "[":
        return written[1:-1]
    written = written[2:] if written[:2] in {"U&", "u&"} else written
    quote = written[:1]
    return written[1:-1].replace(quote * 2, quote)
