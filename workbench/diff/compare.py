"""Compare two designs: every difference once, judged, in a stable order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.design.base import Item
from workbench.design.design import Design, item_data
from workbench.design.kinds import KINDS
from workbench.design.package import Change, Impact
from workbench.diff.directions import Directions
from workbench.diff.facts import Fact, differences
from workbench.diff.impact import judge

_ORDER = {Impact.breaking: 0, Impact.additive: 1, Impact.editorial: 2}


def compare(old: Design, new: Design) -> tuple[Change, ...]:
    """What changed from `old` to `new`, by kind in reading order, then by key.

    Comparing a design with itself gives nothing; the two orders of comparison name the same
    places with `added` and `removed` exchanged. Time is linear in the size of both.
    """
    directions = Directions.of(old, new)
    return tuple(judge(fact, directions) for fact in find_facts(old, new))


def verdict(changes: Iterable[Change]) -> str:
    """The heaviest impact among changes, or `none`."""
    worst = min((change.impact for change in changes), key=_ORDER.__getitem__, default=None)
    return worst.value if worst else "none"


def find_facts(old: Design, new: Design) -> Iterator[Fact]:
    """Every difference between two designs, unjudged."""
    for kind in KINDS.values():
        before, after = _items(old, kind.section), _items(new, kind.section)
        for key in sorted(before.keys() | after.keys()):
            one, other = before.get(key), after.get(key)
            if one is other:
                continue
            if one is None and other is not None:
                yield Fact(kind.name, key, (), "added", None, item_data(other))
            elif other is None and one is not None:
                yield Fact(kind.name, key, (), "removed", item_data(one), None)
            elif one is not None and other is not None and one != other:
                for path, change, was, now in differences(item_data(one), item_data(other)):
                    yield Fact(kind.name, key, path, change, was, now)


def _items(design: Design, section: str) -> dict[str, Item]:
    value = getattr(design, section)
    if value is None:
        return {}
    members: Iterable[Item] = value if isinstance(value, tuple) else (value,)
    return {item.item_key: item for item in members}
