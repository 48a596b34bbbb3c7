"""A collection has a singular name.

What it checks: A segment that is followed by a path parameter, or that ends the path of a list or
create endpoint, is a plural noun.

Why it matters: The same plural serves the list and its members: `/orders` and `/orders/{orderId}`.

How to fix: Use the plural noun.

Good: `/orders/{orderId}`

Bad: `/order/{orderId}`

Source: zally 134, Redocly path-segment-plural; workbench naming conventions.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from workbench.design.base import Item
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.ids import is_parameter, is_plural, path_segments, plural
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import is_verb, words_of
from workbench.rules.lib.openapi.paths import PATH_KINDS, is_version, method_and_path

#: Nouns that are counted in the singular, and words that are no nouns.
_FINE = frozenset(
    {
        "me",
        "self",
        "current",
        "history",
        "inventory",
        "content",
        "health",
        "software",
        "hardware",
        "storage",
        "traffic",
        "access",
        "audit",
        "auth",
        "search",
        "stock",
        "evidence",
        "research",
        "mail",
        "api",
        "rest",
        "latest",
        "by",
    }
)


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at the segments that hold many."""
    stated = method_and_path(item, facts)
    if stated is None:
        return
    segments = path_segments(stated[1])
    many = [before for before, after in pairwise(segments) if is_parameter(after)]
    kind = item.kind if isinstance(item, Endpoint) else None
    if segments and kind in {EndpointKind.list, EndpointKind.create}:
        many.append(segments[-1])
    for segment in dict.fromkeys(many):
        words = words_of(segment)
        if _is_singular(segment, words):
            wanted = plural("_".join(words)).replace("_", "-")
            yield found(
                item, f"collection `{segment}` in `{stated[1]}` is singular; use `{wanted}`"
            )
            return


def _is_singular(segment: str, words: tuple[str, ...]) -> bool:
    if not words or is_parameter(segment) or is_version(segment) or ":" in segment:
        return False
    known = words[-1] in _FINE or is_verb(words[0]) or "by" in words
    return not known and not words[-1].isdecimal() and not is_plural("_".join(words))


RULE = define(__name__, __doc__, "API-08", Level.quality, check_item=check, kinds=PATH_KINDS)
