"""Facts: which members of an item differ, lists matched by what identifies their members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.design.ids import pointer

_MAX_DEPTH = 200

#: Fields that tell the members of a list apart, in the order they are tried.
_IDENTITIES = (
    ("in", "name"),
    ("name",),
    ("key",),
    ("target", "columns"),
    ("columns",),
    ("rule",),
    ("expression",),
    ("target", "cardinality"),
    ("condition",),
    ("where",),
    ("text",),
    ("url",),
    ("$ref",),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One difference inside one item."""

    kind: str
    item: str
    path: tuple[str | int, ...]
    """From the item's root; empty for the item as a whole."""
    change: str
    """`added`, `removed` or `changed`."""
    before: Any = None
    after: Any = None

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer."""
        return pointer(*self.path)


def differences(
    before: Any, after: Any, path: tuple[str | int, ...] = (), depth: int = 0
) -> Iterator[tuple[tuple[str | int, ...], str, Any, Any]]:
    """Yield (path, change, before, after) wherever two JSON values differ.

    Objects differ by member. Lists whose members can be told apart (parameters, columns,
    `required`) differ by member, whatever their order; other lists differ as a whole.
    """
    if before == after and type(before) is type(after):
        return
    if depth < _MAX_DEPTH and isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _members(before, after, path, depth)
        return
    if depth < _MAX_DEPTH and isinstance(before, list) and isinstance(after, list):
        old, new = _keyed(before), _keyed(after)
        if old is not None and new is not None:
            yield from _members(old, new, path, depth)
            return
    yield path, "changed", before, after


def _members(
    before: Mapping[str, Any], after: Mapping[str, Any], path: tuple[str | int, ...], depth: int
) -> Iterator[tuple[tuple[str | int, ...], str, Any, Any]]:
    for name, value in before.items():
        if name in after:
            yield from differences(value, after[name], (*path, name), depth + 1)
        else:
            yield (*path, name), "removed", value, None
    for name, value in after.items():
        if name not in before:
            yield (*path, name), "added", None, value


def _keyed(values: list[Any]) -> dict[str, Any] | None:
    """Members by what identifies them; None where they cannot all be told apart."""
    if all(isinstance(value, str) for value in values):
        found = {value: value for value in values}
        return found if len(found) == len(values) else None
    if not all(isinstance(value, dict) for value in values):
        return None
    for fields in _IDENTITIES:
        if all(all(value.get(field) for field in fields) for value in values):
            keyed = {" ".join(_word(value[field]) for field in fields): value for value in values}
            if len(keyed) == len(values):
                return keyed
    return {} if not values else None


def _word(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
