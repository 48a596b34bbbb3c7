"""JSON values held against each other as JSON means them: a boolean is no number.

For Python `1 == True`, and a set keeps only one of the two. JSON tells them apart, and JSON Schema
(2020-12, 4.2.2) takes numbers for equal where their values are, so that 1 and 1.0 are one number.
Whoever compares, counts or looks up JSON of any shape does it through this module.
"""

from __future__ import annotations

import json
from typing import Any, TypeGuard

import orjson


def same_json(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: objects in any order of members, arrays in theirs.

    Arrays are lists on both sides, or tuples on both. Time is linear in the size of the values.
    """
    if one is other:
        return True
    # Python takes more values for equal than JSON does, and never fewer.
    if one != other:
        return False
    if isinstance(one, dict | list | tuple):
        return _written_alike(one, other) or _same_inside(one, other)
    return isinstance(one, bool) == isinstance(other, bool)


def _written_alike(one: Any, other: Any) -> bool:
    """Whether two values have one text: most that are equal do, and it is soon found out."""
    try:
        return orjson.dumps(one) == orjson.dumps(other)
    except TypeError:
        # Integers beyond 64 bits and nesting beyond 254 levels, which orjson does not write.
        return False


def _same_inside(one: Any, other: Any) -> bool:
    """Whether two containers that Python takes for equal have booleans in the same places."""
    left = [(one, other)]
    while left:
        here, there = left.pop()
        if isinstance(here, dict):
            pairs = [(value, there[name]) for name, value in here.items()]
        else:
            pairs = list(zip(here, there, strict=True))
        for value, against in pairs:
            if isinstance(value, dict | list | tuple):
                left.append((value, against))
            elif isinstance(value, bool) != isinstance(against, bool):
                return False
    return True


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a JSON value is a number, which a boolean is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def json_identity(value: Any) -> str:
    """A text that two JSON values share exactly where `same_json` takes them for equal.

    For keys of dictionaries and members of sets; not meant to be read, kept or parsed.
    """
    tokens: list[str] = []
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            tokens.append(f"{{{len(one)}")
            for name in sorted(one, reverse=True):
                left += (one[name], name)
        elif isinstance(one, list | tuple):
            tokens.append(f"[{len(one)}")
            left.extend(reversed(one))
        elif isinstance(one, float) and one.is_integer():
            tokens.append(str(int(one)))
        else:
            tokens.append(json.dumps(one))
    return ",".join(tokens)
