"""Facts: which members of an item differ, lists matched by what identifies their members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

from workbench.design.ids import pointer
from workbench.design.json_values import same_json

_MAX_DEPTH = 200

Path = tuple[str | int, ...]
Difference = tuple[Path, str, Any, Any]

#: Fields that tell the members of a list apart, in the order they are tried.
_IDENTITIES = (
    ("in", "name"),
    ("target", "columns"),
    ("columns",),
    ("expression",),
    ("name",),
    ("key",),
    ("rule",),
    ("target", "cardinality"),
    ("condition",),
    ("where",),
    ("text",),
    ("url",),
    ("$ref",),
)


class Level(IntEnum):
    """How much a change of the contract weighs, in oasdiff's four steps."""

    words = 0
    """Only wording."""
    info = 1
    """Nobody who keeps to the old contract is hurt."""
    warn = 2
    """Some callers may be hurt; the document does not say enough to tell."""
    error = 3
    """A caller that keeps to the old contract can stop working."""


class Use(NamedTuple):
    """One way in which a part of the contract travels."""

    sent: bool
    """Whether callers send it; else they receive it."""
    role: str
    """`body`, `parameter`, `header-parameter` or `header`."""
    loose: bool
    """Whether it travels as text (XML, forms, query strings), where types are not enforced."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What sort of change of the contract a fact is, and what its weight depends on."""

    stem: str
    """Name of a rule in `catalogue.py`, or the whole code where `level` is given."""
    level: Level | None = None
    use: Use | None = None
    """How the place travels; None inside a component, which travels as its users do."""
    inner: bool = False
    """Whether it is below the root of its schema: a property, items, a branch."""
    variant: str = ""
    read_only: bool = False
    write_only: bool = False
    negated: bool = False
    """Whether it is inside a `not`, where looser is stricter."""
    place: str = ""
    """Words for where it is inside the item."""
    phrase: str = ""
    """Words for what happened, where the catalogue has none."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One difference inside one item."""

    kind: str
    item: str
    path: Path
    """From the item's root; empty for the item as a whole."""
    change: str
    """`added`, `removed` or `changed`."""
    before: Any = None
    after: Any = None
    mark: Mark | None = None
    """Set for facts inside the contract."""

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer."""
        return pointer(*self.path)


def change_of(before: Any, after: Any) -> str:
    """`added`, `removed` or `changed`, where None is absence."""
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def differences(before: Any, after: Any, path: Path = (), depth: int = 0) -> Iterator[Difference]:
    """Yield (path, change, before, after) wherever two JSON values differ.

    Objects differ by member. Lists whose members can be told apart (parameters, columns,
    `required`) differ by member, whatever their order; other lists differ as a whole.
    """
    if same_json(before, after):
        return
    if depth < _MAX_DEPTH and isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _members(before, after, path, depth)
        return
    if depth < _MAX_DEPTH and isinstance(before, list) and isinstance(after, list):
        keyed = _keyed(before, after)
        if keyed is not None:
            yield from _members(*keyed, path, depth)
            return
    yield path, "changed", before, after


def differ(before: Any, after: Any) -> bool:
    """Whether two values differ in more than the order of lists whose members are told apart."""
    return next(differences(before, after), None) is not None


def _members(
    before: Mapping[str, Any], after: Mapping[str, Any], path: Path, depth: int
) -> Iterator[Difference]:
    for name, value in before.items():
        if name in after:
            yield from differences(value, after[name], (*path, name), depth + 1)
        else:
            yield (*path, name), "removed", value, None
    for name, value in after.items():
        if name not in before:
            yield (*path, name), "added", None, value


def _keyed(old: list[Any], new: list[Any]) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Members of two lists by what identifies them; None where nothing does."""
    both = [*old, *new]
    if all(isinstance(value, str) for value in both):
        return _keyed_texts(old, new)
    if all(isinstance(value, dict) for value in both):
        return _keyed_objects(old, new)
    return None


def _keyed_texts(old: list[str], new: list[str]) -> tuple[dict[str, str], dict[str, str]] | None:
    old_texts, new_texts = ({text: text for text in side} for side in (old, new))
    if len(old_texts) != len(old) or len(new_texts) != len(new):
        return None
    return old_texts, new_texts


def _keyed_objects(
    old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Objects by the first fields that all of them have and that are unique on either side."""
    for fields in _IDENTITIES:
        if not all(value.get(field) for value in (*old, *new) for field in fields):
            continue
        old_members, new_members = _by_fields(old, fields), _by_fields(new, fields)
        if len(old_members) == len(old) and len(new_members) == len(new):
            return old_members, new_members
    return None


def _by_fields(values: list[dict[str, Any]], fields: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    return {" ".join(_word(value[field]) for field in fields): value for value in values}


def _word(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
