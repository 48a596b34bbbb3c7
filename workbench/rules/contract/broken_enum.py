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
        seen = set()
        for at, value in enumerate(values):
            same = json_identity(value)
            if same in seen:
                yield found(item, f"enum value `{value}` is listed twice", *here, at, fixable=True)
            elif not _fits(value, place.body):
                message = f"enum value `{value}` is not of type {_type_names(place.body)}"
                yield found(item, message, *here, at)
            seen.add(same)
        words = [text for text in values if isinstance(text, str) and len(text) > 1]
        upper = [word for word in words if word.upper() == word != word.lower()]
        lower = [word for word in words if word.lower() == word != word.upper()]
        if upper and lower:
            yield found(item, f"enum mixes letter cases: `{upper[0]}` and `{lower[0]}`", *here)


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
