"""A path segment is not kebab-case.

What it checks: Every path segment that is not a parameter consists of lower-case letters and
digits, with hyphens between words.

Why it matters: With one spelling nobody has to look up whether it is `orderItems`, `order_items`
or `OrderItems`.

How to fix: Write the segment in lower case with hyphens between words.

Good: `/order-items`

Bad: `/orderItems`

Source: zally 129, Redocly paths-kebab-case; workbench naming conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import is_kebab, words_of
from workbench.rules.lib.openapi.paths import PATH_KINDS, literal_segments, method_and_path


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at every literal segment; `.well-known` and file endings are fine."""
    stated = method_and_path(item, facts)
    if stated is None:
        return
    odd = [
        segment
        for segment in literal_segments(stated[1])
        if segment and not all(is_kebab(part) for part in segment.lstrip(".").split("."))
    ]
    if odd:
        wanted = "`, `".join("-".join(words_of(segment)) for segment in odd)
        yield found(
            item, f"`{'`, `'.join(odd)}` in `{stated[1]}` is not kebab-case; use `{wanted}`"
        )


RULE = define(__name__, __doc__, "API-07", Level.quality, check_item=check, kinds=PATH_KINDS)
