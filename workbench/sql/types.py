"""Column types: one table of synonyms, and what is asked of a type by its name.

After PostgreSQL 17, chapter 8; MySQL 8.4, chapter 13; SQLite "Datatypes".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

#: Spelling -> the type's standard name. Both name one type: a change from one to the other
#: changes nothing.
_SYNONYMS = {
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "character varying": "varchar",
    "nvarchar": "varchar",
    "varchar2": "varchar",
    "nvarchar2": "varchar",
    "character": "char",
    "bpchar": "char",
    "nchar": "char",
    "decimal": "numeric",
    "dec": "numeric",
    "float4": "real",
    "float8": "double precision",
    "float": "double precision",
    "double": "double precision",
    "bool": "boolean",
    "timestamptz": "timestamp with time zone",
    "timestamp without time zone": "timestamp",
    "timetz": "time with time zone",
    "time without time zone": "time",
    "varbit": "bit varying",
}
#: Numbered columns of PostgreSQL -> the type of their numbers.
SERIAL_TYPES = {
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
    "smallserial": "smallint",
    "serial2": "smallint",
}
_SERIAL_OF = {"integer": "serial", "bigint": "bigserial", "smallint": "smallserial"}
#: Types whose values are compared with one another, by what foreign keys compare them as.
_COMPARED_AS = {
    "varchar": "text",
    "citext": "text",
    "jsonb": "json",
    "mediumint": "integer",
    "timestamp": "timestamp without time zone",
    "time": "time without time zone",
}
_INSTANTS = frozenset(
    {"timestamp with time zone", "timestamp without time zone", "datetime", "datetime2"}
)
#: What a value is, whatever its size.
_VALUE_TYPES = {
    "text": "text",
    "char": "text",
    "name": "text",
    "uuid": "uuid",
    "integer": "integer",
    "bigint": "integer",
    "smallint": "integer",
    "numeric": "decimal",
    "money": "decimal",
    "real": "decimal",
    "double precision": "decimal",
    "boolean": "boolean",
    "date": "date",
    "timestamp with time zone": "instant",
    "timestamp without time zone": "instant",
    "datetime": "instant",
    "time without time zone": "time",
    "json": "json",
    "bytea": "binary",
    "blob": "binary",
}
_ARGUMENTS = re.compile(r"\(([^()]*)\)")
_DIMENSIONS = re.compile(r"(?:\[\d*\])+\s*$")
_UNSIGNED = " unsigned"


class SqlType(NamedTuple):
    """A type as SQL writes it, taken apart."""

    name: str
    """Its standard name, in small letters; `unsigned` and the like stay behind it."""
    sizes: tuple[int, ...]
    dimensions: str
    """Square brackets of an array, as written."""


@lru_cache(maxsize=16_384)
def parse_type(written: str) -> SqlType:
    """Take a type apart: name without synonyms, sizes, brackets of an array.

    >>> parse_type("character varying(45)")
    SqlType(name='varchar', sizes=(45,), dimensions='')
    >>> parse_type("bigserial").name, parse_type("INT UNSIGNED").name
    ('bigint', 'integer unsigned')
    """
    text = written.lower().replace('"', "").strip().removeprefix("pg_catalog.")
    dimensions = _DIMENSIONS.search(text)
    if dimensions:
        text = text[: dimensions.start()]
    arguments = _ARGUMENTS.search(text)
    name = " ".join(_ARGUMENTS.sub(" ", text).split())
    sizes = tuple(map(int, re.findall(r"\d{1,9}", arguments[1]))) if arguments else ()
    return SqlType(standard_name(name), sizes, dimensions[0].strip() if dimensions else "")


def standard_name(name: str) -> str:
    """A type's name without synonyms; `name` is in small letters and has no sizes."""
    base = name.removesuffix(_UNSIGNED)
    base = SERIAL_TYPES.get(base, base)
    return _SYNONYMS.get(base, base) + (_UNSIGNED if name.endswith(_UNSIGNED) else "")


@lru_cache(maxsize=16_384)
def compared_type(written: str) -> str:
    """A type without its size, and under one name with those that foreign keys compare with it.

    >>> compared_type("character varying(20)"), compared_type("int8"), compared_type("timestamp(3)")
    ('text', 'bigint', 'timestamp without time zone')
    """
    name, _, dimensions = parse_type(written)
    base = name.removesuffix(_UNSIGNED)
    unsigned = _UNSIGNED if name.endswith(_UNSIGNED) else ""
    return _COMPARED_AS.get(base, base) + unsigned + dimensions


def is_serial(written: str) -> bool:
    """Whether a type is one of PostgreSQL's numbered columns, as `serial` is."""
    return written.lower() in SERIAL_TYPES


def serial_of(written: str) -> str:
    """The numbered column whose numbers have a type; '' for a type that has none."""
    return _SERIAL_OF.get(parse_type(written).name, "")


def is_instant(written: str) -> bool:
    """Whether a type holds a point in time."""
    return compared_type(written) in _INSTANTS


@lru_cache(maxsize=8_192)
def value_type(written: str) -> str:
    """What the values of a type are: `text`, `integer`, `instant`, `array` …; '' if unknown."""
    name = compared_type(written).removesuffix(_UNSIGNED)
    return "array" if name.endswith("[]") else _VALUE_TYPES.get(name, "")
