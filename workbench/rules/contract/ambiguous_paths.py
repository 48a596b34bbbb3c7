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
#: Per segment of a path whether it is a variable.
Shape = tuple[bool, ...]
Row = tuple[str, Segments]


def check(facts: Facts) -> Iterator[Found]:
    """Group paths by the positions of their variables, then join the groups by hash."""
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
    pairs: dict[str, str] = {}
    for by_shape in _by_size(paths):
        shapes = list(by_shape)[:_MOST_SHAPES]
        for shape in shapes:
            for path, first in _collisions_within(by_shape[shape], _fixed(shape, shape)):
                pairs.setdefault(path, first)
        for left, right in combinations(shapes, 2):
            fixed = _fixed(left, right)
            for path, first in _collisions(by_shape[left], by_shape[right], fixed):
                pairs.setdefault(path, first)
    return set(pairs.items())


def _by_size(paths: Iterable[str]) -> Iterable[dict[Shape, list[Row]]]:
    """Paths by shape, grouped by their numbers of segments and of variables."""
    groups: dict[tuple[int, int], dict[Shape, list[Row]]] = {}
    for path in paths:
        segments = tuple(path.split("/"))
        shape = tuple(is_parameter(segment) for segment in segments)
        group = groups.setdefault((len(shape), sum(shape)), {})
        group.setdefault(shape, []).append((path, segments))
    return groups.values()


def _fixed(left: Shape, right: Shape) -> list[int]:
    """Positions at which neither shape has a variable."""
    return [at for at, (a, b) in enumerate(zip(left, right, strict=True)) if not (a or b)]


def _collisions_within(rows: list[Row], fixed: list[int]) -> Iterator[tuple[str, str]]:
    index: dict[Segments, str] = {}
    for path, segments in rows:
        first = index.setdefault(tuple(segments[at] for at in fixed), path)
        if first != path:
            yield path, first


def _collisions(left: list[Row], right: list[Row], fixed: list[int]) -> Iterator[tuple[str, str]]:
    """Paths on the right with the first on the left that has the same fixed segments."""
    index: dict[Segments, str] = {}
    for path, segments in left:
        index.setdefault(tuple(segments[at] for at in fixed), path)
    for path, segments in right:
        first = index.get(tuple(segments[at] for at in fixed))
        if first is not None:
            yield path, first


RULE = define(__name__, __doc__, "API-05", Level.quality, check=check)
