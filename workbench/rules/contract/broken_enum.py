"""An enum contains invalid or inconsistent values.

What it checks: The values of an enum are unique, match the schema's type and, where they are
words, share one letter case.

Why it matters: A value of the wrong type can never be sent, and mixed spellings make clients
guess.

How to fix: Remove the duplicate, correct the value, or use one letter case for all values.

Good: `{type: string, enum: [open, paid]}`

Bad: `{type: string, enum: [open, open, PAID, 3]}`

Source: Spectral duplicated-entry-in-enum and typed-enum, zally 240.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.design.base import Item, JsonObject
from workbench.design.contract import Component, Operation, Schema
from workbench.design.design import Design
from workbench.design.json_values import is_number, json_identity
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, parse_pointer, remove_in, replaced
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at every enum."""
    for place in facts.written(item).schemas:
        values = place.body.get("enum")
        if not isinstance(values, list):
            continue
        here = (*place.path, "enum")
        for at, message, fixable in _bad_values(values, place.body):
            yield found(item, message, *here, at, fixable=fixable)
        mixed = _mixed_cases(values)
        if mixed:
            yield found(item, f"enum mixes letter cases: `{mixed[0]}` and `{mixed[1]}`", *here)


def _bad_values(values: list[Any], schema: JsonObject) -> Iterator[tuple[int, str, bool]]:
    """Positions of values that are listed twice (which can be fixed) or of another type."""
    seen = set()
    for at, value in enumerate(values):
        identity = json_identity(value)
        if identity in seen:
            yield at, f"enum value `{value}` is listed twice", True
        elif not _fits(value, schema):
            yield at, f"enum value `{value}` is not of type {_type_names(schema)}", False
        seen.add(identity)


def _mixed_cases(values: list[Any]) -> tuple[str, str] | None:
    """The first words in capitals and in small letters, where an enum has both."""
    words = [text for text in values if isinstance(text, str) and len(text) > 1]
    upper = [word for word in words if word.upper() == word != word.lower()]
    lower = [word for word in words if word.lower() == word != word.upper()]
    return (upper[0], lower[0]) if upper and lower else None


def _type_names(schema: JsonObject) -> str:
    stated = schema.get("type")
    return " or ".join(map(str, stated)) if isinstance(stated, list) else str(stated)


def _fits(value: object, schema: JsonObject) -> bool:
    if value is None and (schema.get("nullable") is True or schema.get("x-nullable") is True):
        return True
    stated = schema.get("type")
    if stated is None:
        return True
    return any(
        _is(value, str(type_name))
        for type_name in (stated if isinstance(stated, list) else [stated])
    )


def _is(value: object, word: str) -> bool:
    if word == "integer":
        return is_number(value) and value % 1 == 0
    if word == "number":
        return is_number(value)
    return isinstance(value, _TYPES.get(word, (object,)))


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Remove the duplicate."""
    item = design.find(finding.kind, finding.item)
    if not isinstance(item, Schema | Operation | Component):
        return ()
    return (replaced(item, body=remove_in(item.body, parse_pointer(finding.pointer)[1:])),)


RULE = define(
    __name__, __doc__, "API-27", Level.quality, check_item=check, kinds=CONTRACT_KINDS, fix=fix
)
