"""Two path templates match the same request.

What it checks: No two paths differ only in the names of their path parameters, and no two paths
with the same number of parameters can match the same request.

Why it matters: Which operation answers depends on the framework and on the order of its routes,
not on the contract.

How to fix: Merge the two paths, or tell them apart by a literal segment.

Good: `/orders/{orderId}` and `/orders/by-number/{number}`

Bad: `/orders/{orderId}` and `/orders/{number}`

Source: Redocly no-ambiguous-paths and no-identical-paths, Spectral path-params.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from workbench.design.base import Item
from workbench.design.ids import is_parameter
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.openapi.paths import PATH_KINDS, method_and_path

_MOST_SHAPES = 60

Segments = tuple[str, ...]


def check(facts: Facts) -> Iterator[Found]:
    """Group paths by where their variables stand, then join the groups by hash."""
    homes: dict[str, Item] = {}
    for kind in PATH_KINDS:
        for item in facts.of_kind(kind):
            stated = method_and_path(item, facts)
            if stated is not None:
                homes.setdefault(stated[1], item)
    places = {path: at for at, path in enumerate(homes)}
    ordered = [sorted(pair, key=places.__getitem__) for pair in _pairs(homes)]
    for first, later in sorted(ordered, key=lambda pair: [places[path] for path in pair]):
        message = f"`{later}` matches the same requests as `{first}`"
        yield found(homes[later], message)


def _pairs(paths: Iterable[str]) -> set[tuple[str, str]]:
    """Each ambiguous path with the first one that it collides with."""
    shapes: dict[tuple[int, int], dict[tuple[bool, ...], list[tuple[str, Segments]]]] = {}
    for path in paths:
        segments = tuple(path.split("/"))
        shape = tuple(is_parameter(segment) for segment in segments)
        group = shapes.setdefault((len(shape), sum(shape)), {})
        group.setdefault(shape, []).append((path, segments))
    pairs: dict[str, str] = {}
    for group in shapes.values():
        known = list(group)[:_MOST_SHAPES]
        for left, right in [*((same, same) for same in known), *combinations(known, 2)]:
            fixed = [at for at, (a, b) in enumerate(zip(left, right, strict=True)) if not (a or b)]
            index: dict[Segments, str] = {}
            for path, segments in group[left]:
                key = tuple(segments[at] for at in fixed)
                first = index.setdefault(key, path)
                if left == right and first != path:
                    pairs.setdefault(path, first)
            if left != right:
                for path, segments in group[right]:
                    hit = index.get(tuple(segments[at] for at in fixed))
                    if hit is not None:
                        pairs.setdefault(path, hit)
    return set(pairs.items())


RULE = define(__name__, __doc__, "API-05", Level.quality, check=check)
