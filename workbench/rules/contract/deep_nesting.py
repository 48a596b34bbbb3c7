"""A path is nested too deeply.

What it checks: A path nests no more collections than the set-up allows (two unless changed), and
no two path parameters follow one another.

Why it matters: Each level is one more identifier that a client must know to reach a resource that
has an identifier of its own.

How to fix: Give the inner resource a path of its own and pass its parent as a filter.

Good: `/order-items/{itemId}` or `/orders/{orderId}/items`

Bad: `/customers/{customerId}/orders/{orderId}/items/{itemId}/notes`

Source: zally 147, IBM consecutive-path-param-segments; workbench conventions.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from workbench.design.base import Item
from workbench.design.ids import is_parameter, path_segments
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import is_verb, words_of
from workbench.rules.lib.openapi.paths import PATH_KINDS, method_and_path


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Count the collections below a variable."""
    stated = method_and_path(item, facts)
    if stated is None:
        return
    method, path = stated
    segments = path_segments(path)
    pairs = list(pairwise(segments))
    if any(is_parameter(pair) and is_parameter(after) for pair, after in pairs):
        yield found(item, f"`{path}` has two path parameters in a row")
        return
    below = [after for pair, after in pairs if is_parameter(pair)]
    if below and below[-1] == segments[-1] and method == "POST" and _is_action(below[-1]):
        below.pop()
    depth = len(below) + 1
    most = max(1, facts.setup.max_nesting)
    if depth > most:
        yield found(item, f"`{path}` nests {depth} collections; the maximum is {most}")


def _is_action(segment: str) -> bool:
    words = words_of(segment)
    return bool(words) and is_verb(words[0])


RULE = define(__name__, __doc__, "API-10", Level.quality, check_item=check, kinds=PATH_KINDS)
