"""Designs of revisions, kept in memory while people read them.

A revision never changes, so what was read and verified once can be read again without reading
it from the database; the hash is its whole identity. Only some of them are kept, and a design
too large to keep is read each time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from workbench.design.design import Design
from workbench.design.package import Change
from workbench.diff.compare import compare

_Value = TypeVar("_Value")

#: Characters of JSON that are kept as designs; their objects take some ten times as much.
_DESIGNS = 16_000_000
#: Changes that are kept, of all comparisons together.
_CHANGES = 20_000


class LruCache(Generic[_Value]):
    """The values that were asked for last, up to a weight; safe to share among threads."""

    def __init__(self, most: int) -> None:
        """Hold values of `most` together."""
        self._most = most
        self._weight = 0
        self._kept: OrderedDict[str, tuple[_Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], tuple[_Value, int]]) -> _Value:
        """The value of that key, made with its weight where it is not here."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        value, weight = make()
        with self._lock:
            if key not in self._kept and weight <= self._most:
                self._kept[key] = (value, weight)
                self._weight += weight
            while self._weight > self._most:
                _, (_, gone) = self._kept.popitem(last=False)
                self._weight -= gone
        return value


_designs: LruCache[Design] = LruCache(_DESIGNS)
_comparisons: LruCache[tuple[Change, ...]] = LruCache(_CHANGES)


def cached_design(name: str, read: Callable[[], tuple[Design, int]]) -> Design:
    """The design of that revision; `read` gives it, verified, with the length of its JSON."""
    return _designs.get(name, read)


def compared(old: Design, new: Design) -> tuple[Change, ...]:
    """What changed between two designs of revisions, worked out once."""

    def work() -> tuple[tuple[Change, ...], int]:
        changes = compare(old, new)
        return changes, len(changes) + 1

    return _comparisons.get(f"{old.sha256} {new.sha256}", work)
