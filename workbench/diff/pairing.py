"""Which item of the new design is which item of the old one."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.ids import path_shape
from workbench.design.kinds import Kind

Pair = tuple[str, Item | None, Item | None]

#: Kinds whose key is that of an endpoint.
_ENDPOINT_KINDS = frozenset({"endpoint", "operation", "access", "score"})


def pairs(old: Design, new: Design, kind: Kind) -> list[Pair]:
    """Key, old item and new item of everything of a kind, by key; None where there is none.

    An endpoint whose path variables only got other names is still the same endpoint, because
    it takes the same requests; the pair then has its new key.
    """
    before, after = _items(old, kind.section), _items(new, kind.section)
    same: dict[str, str] = {}
    if kind.name in _ENDPOINT_KINDS:
        same = _renamed(before.keys() - after.keys(), after.keys() - before.keys())
    was = {same[key]: item for key, item in before.items() if key in same}
    keys = (before.keys() - same.keys()) | after.keys()
    return [(key, was.get(key) or before.get(key), after.get(key)) for key in sorted(keys)]


def _renamed(gone: Iterable[str], come: Iterable[str]) -> dict[str, str]:
    """Old key → new key where exactly one on each side takes the same requests."""
    old, new = _by_shape(gone), _by_shape(come)
    return {
        keys[0]: new[shape][0]
        for shape, keys in old.items()
        if len(keys) == 1 and len(new.get(shape, ())) == 1
    }


def _by_shape(keys: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in keys:
        found.setdefault(path_shape(key), []).append(key)
    return found


def _items(design: Design, section: str) -> dict[str, Item]:
    value = getattr(design, section)
    if value is None:
        return {}
    members: Iterable[Item] = value if isinstance(value, tuple) else (value,)
    return {item.item_key: item for item in members}
