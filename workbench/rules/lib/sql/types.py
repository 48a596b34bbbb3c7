"""SQL names and types as rules compare them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from workbench.design.tables import Index, Table

POSTGRES = "postgresql"
MYSQL = "mysql"
SQLITE = "sqlite"
OTHER = "other"

_LENGTH = re.compile(r"\([^)]*\)")
_SPACES = re.compile(r"\s+")
_SAME = {
    "int": "integer",
    "int4": "integer",
    "serial": "integer",
    "serial4": "integer",
    "mediumint": "integer",
    "int8": "bigint",
    "bigserial": "bigint",
    "serial8": "bigint",
    "int2": "smallint",
    "smallserial": "smallint",
    "serial2": "smallint",
    "character varying": "text",
    "varchar": "text",
    "nvarchar": "text",
    "nvarchar2": "text",
    "citext": "text",
    "character": "char",
    "bpchar": "char",
    "bool": "boolean",
    "decimal": "numeric",
    "float8": "double precision",
    "double": "double precision",
    "float4": "real",
    "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone",
    "timetz": "time with time zone",
    "time": "time without time zone",
    "jsonb": "json",
}
_DIALECTS = {
    "postgres": POSTGRES,
    "cockroach": POSTGRES,
    "supabase": POSTGRES,
    "mysql": MYSQL,
    "maria": MYSQL,
    "sqlite": SQLITE,
}
_MYSQL_TYPES = frozenset({"tinyint", "mediumtext", "longtext", "mediumblob", "longblob", "year"})
_OTHER_TYPES = frozenset({"datetime", "datetime2", "blob", "blob sub_type text", "clob", "nchar"})
_ENGINE = re.compile(r"\b(?:engine|auto_increment|collate\s+utf8)", re.IGNORECASE)
_INSTANTS = frozenset(
    {"timestamp with time zone", "timestamp without time zone", "datetime", "datetime2"}
)


@lru_cache(maxsize=16_384)
def plain_type(written: str) -> str:
    """A type without its length and under one name: what foreign keys compare.

    >>> plain_type("character varying(20)"), plain_type("int8"), plain_type("timestamp(3)")
    ('text', 'bigint', 'timestamp without time zone')
    """
    text = _SPACES.sub(" ", _LENGTH.sub(" ", written.lower())).strip().strip('"')
    suffix = ""
    if text.endswith("[]"):
        text, suffix = text[:-2].strip(), "[]"
    unsigned = text.endswith(" unsigned")
    text = text.removesuffix(" unsigned").removeprefix("pg_catalog.")
    return _SAME.get(text, text) + (" unsigned" if unsigned else "") + suffix


def is_instant(written: str) -> bool:
    """Whether a type keeps a point in time."""
    return plain_type(written) in _INSTANTS


def dialect_of(database: str, tables: Iterable[Table]) -> str:
    """The database that tables are written for: as set up, else as their own words show.

    `OTHER` where they use words that PostgreSQL does not know and no database alone has.
    """
    name = database.lower()
    for word, dialect in _DIALECTS.items():
        if word in name:
            return dialect
    if name:
        return name
    guess = POSTGRES
    for table in tables:
        types = {plain_type(one.type) for one in table.columns}
        if _ENGINE.search(table.options) or types & _MYSQL_TYPES:
            return MYSQL
        if any(one.endswith(" unsigned") for one in types):
            return MYSQL
        if types & _OTHER_TYPES:
            guess = OTHER
    return guess


def plain_name(key: str) -> str:
    """A table's own name, without its schema."""
    return key.rpartition(".")[2]


def leading_columns(table: Table) -> list[tuple[str, ...]]:
    """Column lists that some index over all rows starts with: keys, uniques, indexes."""
    lists: list[tuple[str, ...]] = []
    if table.primary_key is not None:
        lists.append(table.primary_key.columns)
    lists.extend(one.columns for one in table.uniques)
    lists.extend(plain_prefix(one) for one in table.indexes if covers_all(one))
    return lists


def covers_all(index: Index) -> bool:
    """Whether an index holds every row that a search for a value can find."""
    where = index.where.lower()
    return not where or "is not null" in where or "deleted_at is null" in where


def plain_prefix(index: Index) -> tuple[str, ...]:
    """The columns that an index starts with, up to its first expression."""
    names = []
    for part in index.parts:
        if not part.column:
            break
        names.append(part.column)
    return tuple(names)


def index_name(table: Table, columns: tuple[str, ...], *, unique: bool = False) -> str:
    """The name that conventions give an index, cut to what every database allows."""
    prefix = "uq" if unique else "idx"
    return "_".join((prefix, plain_name(table.key), *columns))[:MAX_IDENTIFIER]


MAX_IDENTIFIER = 63

_WORD_LIST = """
    all analyse analyze and any array as asc asymmetric authorization between binary both case
    cast check collate collation column concurrently constraint create cross current_catalog
    current_date current_role current_schema current_time current_timestamp current_user default
    deferrable desc distinct do else end except false fetch for foreign freeze from full grant
    group having ilike in initially inner intersect into is isnull join lateral leading left like
    limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps
    placing primary references returning right select session_user similar some symmetric table
    tablesample then to trailing true union unique user using variadic verbose when where window
    with
"""
_MYSQL_LIST = """
    change character condition database databases delete describe drop exists explain function
    groups index insert interval key keys kill lead lines load lock match mod option out partition
    procedure purge range rank read recursive rename repeat replace require restrict revoke rows
    schema set show sql ssl starting system trigger undo unlock update usage use values varchar
    write
"""
#: Reserved in PostgreSQL, and so in most dialects of SQL.
RESERVED = frozenset(_WORD_LIST.split())
#: Reserved in MySQL beside those.
MYSQL_RESERVED = RESERVED | frozenset(_MYSQL_LIST.split())
