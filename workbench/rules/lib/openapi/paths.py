"""Paths as rules look at them: once per endpoint, whichever item states it."""

from __future__ import annotations

import re

from workbench.design.base import Item
from workbench.design.contract import Operation
from workbench.design.endpoints import Endpoint
from workbench.design.ids import is_parameter, path_segments, split_endpoint_key
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import words_of

#: Kinds of items that state a path.
PATH_KINDS = ("endpoint", "operation")

_VERSION = re.compile(r"v\d+(?:[.\-_]?\w+)*\Z", re.IGNORECASE)


def method_and_path(item: Item, facts: ItemFacts) -> tuple[str, str] | None:
    """Method and path that an item states; None for an operation that the inventory lists."""
    if isinstance(item, Endpoint):
        return item.method, item.path
    if isinstance(item, Operation) and facts.endpoint(item.endpoint) is None:
        return split_endpoint_key(item.endpoint)
    return None


def is_version(segment: str) -> bool:
    """Whether a path segment is a version (`v1`, `v2.1`, `v1beta`)."""
    return _VERSION.match(segment) is not None


def literal_segments(path: str) -> list[str]:
    """Segments that name something: no variables, no versions, custom verbs cut off."""
    return [
        segment.partition(":")[0]
        for segment in path_segments(path)
        if not is_parameter(segment) and not is_version(segment)
    ]


def last_words(path: str) -> tuple[str, ...]:
    """Words of the last segment that is no variable, custom verb included."""
    for segment in reversed(path_segments(path)):
        if not is_parameter(segment.partition(":")[0]):
            return words_of(segment.rpartition(":")[2])
    return ()
