"""Value types: what a value is, in whatever language its type is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from workbench.design.base import JsonObject
from workbench.rules.lib.facts import Facts
from workbench.sql.types import value_type

#: Value types that may stand for one another: text can carry much, amounts are counted in cents.
_NEAR = {
    "text": {"text", "uuid", "enum", "decimal", "date", "instant", "time", "binary"},
    "uuid": {"uuid", "text"},
    "enum": {"enum", "text"},
    "integer": {"integer", "decimal", "boolean"},
    "decimal": {"decimal", "integer", "text"},
    "boolean": {"boolean", "integer"},
    "date": {"date", "instant", "text"},
    "instant": {"instant", "date", "text"},
    "time": {"time", "text"},
    "json": {"json", "array", "text"},
    "array": {"array", "json"},
    "binary": {"binary", "text"},
}


@dataclass(frozen=True)
class ValueType:
    """What a value is; empty where it is unknown."""

    name: str

    def compatible_with(self, other: ValueType) -> bool:
        """Whether two value types may stand for one value; nothing contradicts the unknown."""
        if not self.name or not other.name:
            return True
        return other.name in _NEAR[self.name] or self.name in _NEAR[other.name]


UNKNOWN = ValueType("")


def sql_value_type(facts: Facts, written: str) -> ValueType:
    """The value type of an SQL type; an enum of the design is one, a domain is not known."""
    return _enum(facts, written) or written_value_type(written)


def written_value_type(written: str) -> ValueType:
    """The value type of an SQL type as it is written, whatever types the design declares itself."""
    return ValueType(value_type(written))


def _enum(facts: Facts, written: str) -> ValueType | None:
    return ValueType("enum") if written.lower().strip('"') in facts.enum_values else None


_WORDS = {
    "uuid": "uuid",
    "guid": "uuid",
    "string": "text",
    "text": "text",
    "varchar": "text",
    "char": "text",
    "email": "text",
    "url": "text",
    "phone": "text",
    "integer": "integer",
    "int": "integer",
    "bigint": "integer",
    "number": "decimal",
    "decimal": "decimal",
    "money": "decimal",
    "amount": "decimal",
    "float": "decimal",
    "double": "decimal",
    "boolean": "boolean",
    "bool": "boolean",
    "flag": "boolean",
    "date": "date",
    "datetime": "instant",
    "timestamp": "instant",
    "timestamptz": "instant",
    "instant": "instant",
    "time": "time",
    "enum": "enum",
    "json": "json",
    "jsonb": "json",
    "object": "json",
    "list": "array",
    "array": "array",
}
_WORD = re.compile(r"[a-z]+")


@lru_cache(maxsize=8_192)
def dictionary_value_type(words: str) -> ValueType:
    """The value type of a type in the dictionary's words (`Decimal(10,2)`, `Enum`, `Date/Time`)."""
    text = words.lower()
    if "[]" in text:
        return ValueType("array")
    if "date" in text and "time" in text:
        return ValueType("instant")
    first = _WORD.search(text)
    return ValueType(_WORDS.get(first.group(), "")) if first else UNKNOWN


_FORMATS = {"uuid": "uuid", "date": "date", "date-time": "instant", "time": "time"}
_JSON = {
    "string": "text",
    "integer": "integer",
    "number": "decimal",
    "boolean": "boolean",
    "array": "array",
    "object": "json",
}


def property_value_type(schema: JsonObject) -> ValueType:
    """The value type of a JSON schema."""
    stated = schema.get("type")
    types = [part for part in (stated if isinstance(stated, list) else [stated]) if part != "null"]
    if len(types) != 1 or not isinstance(types[0], str):
        return UNKNOWN
    if types[0] == "string" and isinstance(schema.get("format"), str):
        return ValueType(_FORMATS.get(schema["format"], "text"))
    if types[0] == "string" and "enum" in schema:
        return ValueType("enum")
    return ValueType(_JSON.get(types[0], ""))
