"""JSON values held against each other as JSON means them: a boolean is no number.

For Python `1 == True`, and a set keeps only one of the two. JSON tells them apart, and JSON Schema
(2020-12, 4.2.2) takes numbers for equal where their values are, so that 1 and 1.0 are one number.
Whoever compares, counts or looks up JSON of any shape does it through this module.
"""

from __future__ import annotations

import json
from typing import Any, TypeGuard

import orjson


def same_json(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal: objects in any order of members, arrays in theirs.

    Arrays are lists on both sides, or tuples on both. Time is linear in the size of the values.
    """
    if left is right:
        return True
    # Python takes more values for equal than JSON does, and never fewer.
    if left != right:
        return False
    if isinstance(left, dict | list | tuple):
        return _written_alike(left, right) or _same_inside(left, right)
    return isinstance(left, bool) == isinstance(right, bool)


def _written_alike(left: Any, right: Any) -> bool:
    """Whether two values have one text: most that are equal do, and it is soon found out."""
    try:
        return orjson.dumps(left) == orjson.dumps(right)
    except TypeError:
        # Integers beyond 64 bits and nesting beyond 254 levels, which orjson does not write.
        return False


def _same_inside(left: Any, right: Any) -> bool:
    """Whether two containers that Python takes for equal have booleans in the same places."""
    waiting = [(left, right)]
    while waiting:
        here, there = waiting.pop()
        if isinstance(here, dict):
            pairs = [(value, there[name]) for name, value in here.items()]
        else:
            pairs = list(zip(here, there, strict=True))
        for value, against in pairs:
            if isinstance(value, dict | list | tuple):
                waiting.append((value, against))
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
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            tokens.append(f"{{{len(node)}")
            for name in sorted(node, reverse=True):
                waiting += (node[name], name)
        elif isinstance(node, list | tuple):
            tokens.append(f"[{len(node)}")
            waiting.extend(reversed(node))
        elif isinstance(node, float) and node.is_integer():
            tokens.append(str(int(node)))
        else:
            tokens.append(json.dumps(node))
    return ",".join(tokens)
