"""Column types: whether a new type takes every value of the old one."""

from __future__ import annotations

import re
from typing import NamedTuple

_SIZES = re.compile(r"\(([^()]*)\)")
_DIMENSIONS = re.compile(r"(?:\[\d*\])+\s*$")
_SAME = {
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "serial": "integer",
    "serial4": "integer",
    "smallserial": "smallint",
    "bigserial": "bigint",
    "serial8": "bigint",
    "character varying": "varchar",
    "character": "char",
    "bpchar": "char",
    "decimal": "numeric",
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
    "nvarchar": "varchar",
}
#: Families of types, each taking what those before it take.
_LADDERS = (
    ("tinyint", "smallint", "mediumint", "integer", "bigint"),
    ("real", "double precision"),
    ("char", "varchar", "text"),
    ("tinytext", "text", "mediumtext", "longtext"),
    ("json", "jsonb"),
)
_WHOLE = {"smallint": 5, "integer": 10, "bigint": 19}


class ColumnType(NamedTuple):
    """A type as SQL writes it, taken apart."""

    name: str
    sizes: tuple[int, ...]
    dimensions: str


def parse_type(text: str) -> ColumnType:
    """Take a column type apart: name without synonyms, sizes, array brackets.

    >>> parse_type("character varying(45)")
    ColumnType(name='varchar', sizes=(45,), dimensions='')
    """
    plain = text.lower().replace('"', "").strip().removeprefix("pg_catalog.")
    dimensions = _DIMENSIONS.search(plain)
    plain = _DIMENSIONS.sub("", plain)
    found = _SIZES.search(plain)
    name = " ".join(_SIZES.sub(" ", plain).split())
    sizes = tuple(int(one) for one in re.findall(r"\d{1,9}", found[1])) if found else ()
    return ColumnType(_SAME.get(name, name), sizes, dimensions[0].strip() if dimensions else "")


def type_action(before: str, after: str) -> str:
    """`restated`, `widened`, `narrowed` or `changed`: what a new type does to old values."""
    old, new = parse_type(before), parse_type(after)
    if old == new:
        return "restated"
    if _takes(new, old):
        return "widened"
    return "narrowed" if _takes(old, new) else "changed"


def _takes(wide: ColumnType, narrow: ColumnType) -> bool:
    if wide.dimensions != narrow.dimensions:
        return False
    if wide.name == narrow.name:
        return _takes_sizes(wide, narrow)
    if wide.name == "numeric" and narrow.name in _WHOLE:
        whole = wide.sizes[0] - (wide.sizes[1] if len(wide.sizes) > 1 else 0) if wide.sizes else 999
        return whole >= _WHOLE[narrow.name]
    for ladder in _LADDERS:
        if wide.name in ladder and narrow.name in ladder:
            higher = ladder.index(wide.name) > ladder.index(narrow.name)
            return higher and (not wide.sizes or _takes_sizes(wide, narrow))
    return False


def _takes_sizes(wide: ColumnType, narrow: ColumnType) -> bool:
    if not wide.sizes:
        return wide.name != "char"
    if not narrow.sizes:
        return narrow.name == "char"
    if wide.name != "numeric":
        return wide.sizes[0] >= narrow.sizes[0]
    scale, other = ((*one, 0)[1] for one in (wide.sizes, narrow.sizes))
    return scale >= other and wide.sizes[0] - scale >= narrow.sizes[0] - other
