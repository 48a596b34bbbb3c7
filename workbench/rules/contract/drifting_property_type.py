"""A property has different types in different places.

What it checks: A property name that mostly has one type and format has it everywhere.

Why it matters: `total` that is a number here and a string there is a mistake waiting in every
client.

How to fix: Use the usual type, or give the odd one a name of its own.

Good: `customerId` is a UUID in `Order` and in `Invoice`

Bad: `customerId` is a UUID in `Order` and an integer in `Invoice`

Source: IBM property-inconsistent-name-and-type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workbench.design.base import Item, JsonObject
from workbench.design.package import Level
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define, found

#: Names too general to mean one thing.
_GENERAL = frozenset({"id", "type", "value", "data", "code", "name", "status", "key", "default"})
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_USUAL = 3
_MINORITY = 3


def check(facts: Facts) -> Iterator[Found]:
    """Group properties by name, then point at the minority."""
    uses: dict[str, list[tuple[Item, tuple[str | int, ...], str]]] = {}
    for item, place in facts.contract_index.properties:
        told = "" if place.name in _GENERAL else type_of(place.body)
        if told:
            uses.setdefault(place.name, []).append((item, place.path, told))
    for name, places in uses.items():
        counts = Counter(told for _, _, told in places)
        usual, count = counts.most_common(1)[0]
        if len(counts) == 1 or count < _USUAL:
            continue
        for item, path, told in places:
            if told != usual and counts[told] * _MINORITY <= count:
                message = f"`{name}` is {told} here and {usual} in {count} other places"
                yield found(item, message, *path)


def type_of(schema: JsonObject) -> str:
    """Type and format of a scalar schema in words; empty for others."""
    stated = schema.get("type")
    types = stated if isinstance(stated, list) else [stated]
    words = [one for one in types if one != "null"]
    if len(words) != 1 or str(words[0]) not in _SCALARS:
        return ""
    form = schema.get("format")
    return f"{words[0]} ({form})" if isinstance(form, str) else str(words[0])


RULE = define(__name__, __doc__, "API-22", Level.advice, check=check)
