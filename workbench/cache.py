"""The cache of this house: the values used last, up to a total weight, safe among threads.

Keys name the content or the version that a value follows from, so an entry is never wrong, only
unused: whatever changes gets another key.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class LruCache(Generic[_Key, _Value]):
    """Values by key. When their weights exceed the capacity, the least recently used go."""

    def __init__(self, capacity: int, weigh: Callable[[_Value], int] = lambda _value: 1) -> None:
        """Hold values of `capacity` together; `weigh` gives the weight of one (1 by default)."""
        self._capacity = capacity
        self._weigh = weigh
        self._total = 0
        self._entries: OrderedDict[_Key, tuple[_Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: _Key) -> _Value | None:
        """The value of that key, or None."""
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key][0]

    def put(self, key: _Key, value: _Value) -> None:
        """Store a value; one that is heavier than the whole capacity is not stored."""
        weight = self._weigh(value)
        with self._lock:
            if key in self._entries:
                self._total -= self._entries.pop(key)[1]
            if weight > self._capacity:
                return
            self._entries[key] = (value, weight)
            self._total += weight
            while self._total > self._capacity:
                _, (_, dropped) = self._entries.popitem(last=False)
                self._total -= dropped

    def get_or_make(self, key: _Key, make: Callable[[], _Value]) -> _Value:
        """The value of that key, made where it is missing.

        Two threads that ask at the same moment may both make it.
        """
        value = self.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._entries.clear()
            self._total = 0
