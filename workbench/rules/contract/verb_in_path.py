"""A path contains a verb.

What it checks: No path segment starts with a verb. A custom action is allowed as the last segment
of a POST (`/orders/{orderId}/cancel` or `/orders/{orderId}:cancel`), unless it only repeats a
method (`create`, `get`, `delete` …).

Why it matters: The method is the verb. A verb in the path makes a second address for the same
resource and hides from caches and gateways what a call does.

How to fix: Name the resource, and let the method say what happens to it.

Good: `POST /orders`

Bad: `POST /orders/create`

Source: Redocly no-http-verbs-in-paths, Zalando 138, Google AIP-136.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.ids import is_parameter, path_segments
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import is_method_verb, is_verb, words_of
from workbench.rules.lib.openapi.paths import PATH_KINDS, method_and_path


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at the first word of every segment."""
    stated = method_and_path(item, facts)
    if stated is None:
        return
    method, path = stated
    segments = path_segments(path)
    for at, segment in enumerate(segments):
        name = segment.rpartition(":")[2]
        words = () if is_parameter(name) else words_of(name)
        if not words or not is_verb(words[0]):
            continue
        action = method == "POST" and at == len(segments) - 1
        if is_method_verb(words[0]) or not action:
            yield found(item, f"segment `{segment}` in `{method} {path}` is a verb")
            return


RULE = define(__name__, __doc__, "API-09", Level.quality, check_item=check, kinds=PATH_KINDS)
