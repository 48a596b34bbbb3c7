"""Comparing tables that were read with the catalog a real database made of the same script."""

from __future__ import annotations

import re

from workbench.design.tables import Column, ForeignKey, Table

_ALIASES = {
    "int": "integer",
    "int4": "integer",
    "int8": "bigint",
    "int2": "smallint",
    "bool": "boolean",
    "varchar": "character varying",
    "char": "character",
    "bpchar": "character",
    "decimal": "numeric",
    "float8": "double precision",
    "float4": "real",
    "serial": "integer",
    "bigserial": "bigint",
}
_TIMES = {"timestamptz": "timestamp with time zone", "timetz": "time with time zone"}


def catalog_type(written: str) -> str:
    """A type as PostgreSQL's catalog names it."""
    text = written.lower().replace("public.", "").replace("pg_catalog.", "").replace('"', "")
    text = re.sub(r"\s*([(,])\s*", r"\1", _TIMES.get(text, text))
    time = re.fullmatch(r"(timestamp|time)(\(\d\))?( with(?:out)? time zone)?", text)
    if time:
        return time[1] + (time[2] or "") + (time[3] or " without time zone")
    parts = re.fullmatch(r"([a-z0-9_ ]+?)(\(.*\))?((?:\[\])*)", text)
    if not parts:
        return text
    name, length = _ALIASES.get(parts[1], parts[1]), parts[2] or ""
    return name + (length or ("(1)" if name == "character" else "")) + parts[3]


def plain_expression(text: str | None) -> str:
    """An expression without the casts, brackets and quotes that the catalog adds."""
    text = re.sub(r'public\.|"|[()]', "", text or "").lower()
    return re.sub(r"::[a-z_ ]+(\[\])?|\s+", "", text)


def catalog_default(table: Table, column: Column) -> str:
    """The default that the catalog shows, also for `serial`."""
    if "serial" in column.type.lower() and not column.default:
        return f"nextval'{table.key}_{column.name}_seq'"
    return plain_expression(column.default)


def catalog_key(key: ForeignKey) -> str:
    """A foreign key as the catalog writes it, as far as its columns go."""
    return f"FOREIGN KEY ({', '.join(key.columns)}) REFERENCES {key.target}("
