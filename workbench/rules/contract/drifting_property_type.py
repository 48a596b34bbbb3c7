"""A property has different types in different places.

What it checks: A property whose name usually has one type and format has it everywhere.

Why it matters: If `total` is a number in one place and a string in another, every client has to
handle both.

How to fix: Use the usual type, or rename the property that differs.

Good: `customerId` is a UUID in `Order` and in `Invoice`

Bad: `customerId` is a UUID in `Order` and an integer in `Invoice`

Source: IBM property-inconsistent-name-and-type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workbench.design.base import Item, JsonObject
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts

#: Names too general to mean one thing.
_GENERAL = frozenset({"id", "type", "value", "data", "code", "name", "status", "key", "default"})
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_USUAL = 3
_MINORITY = 3


def check(facts: Facts) -> Iterator[Found]:
    """Group properties by name, then point at the minority."""
    uses: dict[str, list[tuple[Item, tuple[str | int, ...], str]]] = {}
    for item, place in facts.contract_index.properties:
        type_name = "" if place.name in _GENERAL else type_of(place.body)
        if type_name:
            uses.setdefault(place.name, []).append((item, place.path, type_name))
    for name, places in uses.items():
        counts = Counter(type_name for _, _, type_name in places)
        usual, count = counts.most_common(1)[0]
        if len(counts) == 1 or count < _USUAL:
            continue
        for item, path, type_name in places:
            if type_name != usual and counts[type_name] * _MINORITY <= count:
                message = f"`{name}` is {type_name} here but {usual} in {count} other places"
                yield found(item, message, *path)


def type_of(schema: JsonObject) -> str:
    """Type and format of a scalar schema, as `string (uuid)`; empty for other schemas."""
    stated = schema.get("type")
    types = stated if isinstance(stated, list) else [stated]
    words = [name for name in types if name != "null"]
    if len(words) != 1 or str(words[0]) not in _SCALARS:
        return ""
    form = schema.get("format")
    return f"{words[0]} ({form})" if isinstance(form, str) else str(words[0])


RULE = define(__name__, __doc__, "API-22", Level.advice, check=check)
