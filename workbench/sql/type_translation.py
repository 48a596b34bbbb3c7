"""Column types of one dialect in another, by way of what they are in all of them.

After the type tables of PostgreSQL 17 (chapter 8), MySQL 8.4 (chapter 13) and SQLite ("Datatypes
In SQLite").
"""

from __future__ import annotations

import re
from typing import NamedTuple

from workbench.sql.dialect import Dialect
from workbench.sql.types import SERIAL_TYPES, standard_name

_PARTS = re.compile(
    r"^\s*(?P<base>[A-Za-z_][\w. ]*)(?:\((?P<size>[^()]*)\))?(?P<rest>.*)$", re.DOTALL
)
_SIGN = re.compile(r"\s+(?:unsigned|signed|zerofill)\b")
#: Standard name of a type -> what it is in every dialect.
_PORTABLE = {
    "boolean": "bool",
    "smallint": "int16",
    "tinyint": "int16",
    "integer": "int32",
    "mediumint": "int32",
    "bigint": "int64",
    "numeric": "decimal",
    "money": "decimal",
    "real": "float32",
    "double precision": "float64",
    "char": "char",
    "varchar": "varchar",
    "text": "text",
    "tinytext": "text",
    "mediumtext": "text",
    "longtext": "text",
    "clob": "text",
    "citext": "text",
    "bytea": "bytes",
    "blob": "bytes",
    "tinyblob": "bytes",
    "mediumblob": "bytes",
    "longblob": "bytes",
    "binary": "bytes",
    "varbinary": "bytes",
    "date": "date",
    "time": "time",
    "time with time zone": "time",
    "timestamp": "timestamp",
    "datetime": "timestamp",
    "timestamp with time zone": "timestamptz",
    "uuid": "uuid",
    "json": "json",
    "jsonb": "json",
    "year": "year",
}
#: `{}` is where the size goes, in brackets.
_WRITTEN: dict[Dialect, dict[str, str]] = {
    "postgresql": {
        "bool": "boolean",
        "int16": "smallint",
        "int32": "integer",
        "int64": "bigint",
        "serial": "serial",
        "bigserial": "bigserial",
        "decimal": "numeric{}",
        "float32": "real",
        "float64": "double precision",
        "char": "char{}",
        "varchar": "varchar{}",
        "text": "text",
        "bytes": "bytea",
        "date": "date",
        "time": "time",
        "timestamp": "timestamp",
        "timestamptz": "timestamptz",
        "uuid": "uuid",
        "json": "jsonb",
        "year": "smallint",
        "array": "jsonb",
    },
    "mysql": {
        "bool": "boolean",
        "int16": "smallint",
        "int32": "int",
        "int64": "bigint",
        "serial": "int",
        "bigserial": "bigint",
        "decimal": "decimal{}",
        "float32": "float",
        "float64": "double",
        "char": "char{}",
        "varchar": "varchar{}",
        "text": "text",
        "bytes": "longblob",
        "date": "date",
        "time": "time",
        "timestamp": "datetime(6)",
        "timestamptz": "datetime(6)",
        "uuid": "char(36)",
        "json": "json",
        "year": "year",
        "array": "json",
    },
    "sqlite": {
        "bool": "boolean",
        "int16": "integer",
        "int32": "integer",
        "int64": "integer",
        "serial": "integer",
        "bigserial": "integer",
        "decimal": "numeric",
        "float32": "real",
        "float64": "real",
        "char": "text",
        "varchar": "text",
        "text": "text",
        "bytes": "blob",
        "date": "text",
        "time": "text",
        "timestamp": "text",
        "timestamptz": "text",
        "uuid": "text",
        "json": "text",
        "year": "integer",
        "array": "text",
    },
}


class PortableType(NamedTuple):
    """What a type is in every dialect, and its size with brackets: `decimal`, `(10,2)`."""

    name: str
    size: str

    def written(self, dialect: Dialect) -> str:
        """The type as a dialect writes it."""
        size = self.size
        if self.name == "varchar" and not size and dialect == "mysql":
            size = "(255)"
        return _WRITTEN[dialect][self.name].format(size)


def portable_type(written: str) -> PortableType | None:
    """What a type is in every dialect; None for one that is not known."""
    text = written.strip().lower()
    if text.endswith("[]"):
        return PortableType("array", "")
    parts = _PARTS.match(text)
    if parts is None:
        return None
    base = _SIGN.sub("", parts["base"])
    if "time zone" in parts["rest"]:
        base = f"{base} {parts['rest']}"
    base = " ".join(base.split())
    if base in SERIAL_TYPES:
        name = "bigserial" if SERIAL_TYPES[base] == "bigint" else "serial"
    else:
        name = _PORTABLE.get(standard_name(base), "")
    return PortableType(name, f"({parts['size']})" if parts["size"] else "") if name else None
