"""How each component travels, and by which operations it is used.

The same change breaks callers on one way and is harmless on the other, so every component is
followed from the operations that use it, through references, in both designs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.ids import METHODS, split_endpoint_key
from workbench.design.openapi_view import references
from workbench.diff.facts import Path, Use

_PREFIX = "#/components/"
_JSON = re.compile(r"(?i)^[^;]*[/+]json\s*(;.*)?$")
_METHODS = frozenset(method.lower() for method in METHODS)

State = tuple[str, Use, bool]
"""Component, how it travels, and whether it is below the root of a schema there."""


Edge = tuple[str, Path, str]
"""Section of a component, place inside it, and the component that is referred to there."""


def _same_texts(old: Any, new: Any) -> bool:
    """Whether two bodies have the same references: those that Python takes for equal do."""
    return old is new or bool(old == new)


def is_loose(media_type: str) -> bool:
    """Whether values of that media type travel as text, so that their types are not enforced."""
    return not _JSON.match(media_type) and "*" not in media_type


@lru_cache(maxsize=4_096)
def use_at(path: Path, start: Use) -> tuple[Use, bool]:
    """How the value at a path below an operation or component travels.

    `start` is how the holder travels; for an operation, as what callers send.
    """
    use, rest = start, list(path)
    while rest:
        part = rest.pop(0)
        match part:
            case "callbacks":
                use = use._replace(sent=not use.sent)
                rest = rest[2:]
            case "responses":
                use = Use(not use.sent, "body", loose=use.loose)
                rest = rest[1:]
            case "requestBody":
                use = use._replace(role="body")
            case "parameters":
                use = Use(use.sent, "parameter", loose=True)
                rest = rest[1:]
            case "headers":
                use = Use(use.sent, "header", loose=True)
                rest = rest[1:]
            case "content" if rest:
                use = use._replace(loose=is_loose(str(rest.pop(0))))
            case "schema":
                return use, bool([below for below in rest if below != "$ref"])
            case _ if part in _METHODS:
                continue
            case _:
                break
    return use, False


def components_in(value: Any) -> Iterator[tuple[Path, str]]:
    """The place of each reference to a component, and the component as `schemas/Order`."""
    for path, ref in references(value):
        if ref.startswith(_PREFIX):
            section, _, rest = ref[len(_PREFIX) :].partition("/")
            name = rest.partition("/")[0].replace("~1", "/").replace("~0", "~")
            yield path, f"{section}/{name}"


@dataclass
class Usage:
    """Who uses each component of some designs, and how; found out when first asked."""

    designs: tuple[Design, ...]
    _uses: dict[str, set[tuple[Use, bool]]] = field(default_factory=dict)
    _users: dict[str, set[str]] = field(default_factory=dict)
    _targets: dict[str, set[str]] = field(default_factory=dict)
    _masks: dict[str, int] = field(default_factory=dict)
    _operations: list[str] = field(default_factory=list)
    _named: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _bits: dict[str, int] = field(default_factory=dict)
    _read: dict[str, tuple[Any, list[Edge]]] = field(default_factory=dict)
    _seen: dict[str, tuple[Any, frozenset[State]]] = field(default_factory=dict)

    def of_component(self, key: str) -> frozenset[tuple[Use, bool]]:
        """How `schemas/Order` travels: its uses, and whether below the root of a schema."""
        self._find_out()
        return frozenset(self._uses.get(key, ()))

    def operations_of(self, key: str) -> tuple[str, ...]:
        """Keys of the operations that reach a component, sorted."""
        if key not in self._named:
            self._find_out()
            if not self._masks and self._users:
                self._spread()
            self._named[key] = self._names(self._masks.get(key, 0))
        return self._named[key]

    def _names(self, mask: int) -> tuple[str, ...]:
        found = []
        while mask:
            top = mask.bit_length() - 1
            found.append(self._operations[top])
            mask ^= 1 << top
        return tuple(sorted(found))

    def _find_out(self) -> None:
        """Follow every reference of the designs; time linear in their size."""
        left, self.designs = self.designs, ()
        for design in left:
            self._follow(design)

    def _follow(self, design: Design) -> None:
        edges: dict[str, list[Edge]] = {}
        for schema in design.schemas:
            key = f"schemas/{schema.key}"
            edges[key] = self._edges(key, schema.body)
        for component in design.components:
            edges[component.item_key] = self._edges(component.item_key, component.body)
        for key, found in edges.items():
            self._targets.setdefault(key, set()).update(to for _, _, to in found)
        self._walk(self._starts(design), edges)

    def _edges(self, key: str, body: Any) -> list[Edge]:
        """References inside a component; most are the same in both designs."""
        known = self._read.get(key)
        if known is not None and _same_texts(known[0], body):
            return known[1]
        section = key.partition("/")[0]
        found = [(section, path, to) for path, to in components_in(body)]
        self._read[key] = body, found
        return found

    def _starts(self, design: Design) -> Iterator[State]:
        sends = Use(sent=True, role="body", loose=False)
        for operation in design.operations:
            yield from self._of_operation(operation, sends)
        for webhook in design.webhooks:
            for path, to in components_in(webhook.path_item):
                self._used(to, f"webhook {webhook.key}")
                yield (to, *use_at(path, sends._replace(sent=False)))
        if design.contract:
            by_path = operations_by_path(design)
            for path, to in components_in(design.contract.path_items):
                for key in by_path.get(str(path[0]), ()):
                    self._used(to, key)
                yield (to, *use_at(path[1:], sends))

    def _of_operation(self, operation: Operation, sends: Use) -> frozenset[State]:
        """States in which an operation uses components; most are the same in both designs."""
        known = self._seen.get(operation.endpoint)
        if known is not None and _same_texts(known[0], operation.body):
            return known[1]
        found = frozenset((to, *use_at(path, sends)) for path, to in components_in(operation.body))
        for to, _, _ in found:
            self._used(to, operation.endpoint)
        self._seen[operation.endpoint] = operation.body, found
        return found

    def _used(self, component: str, operation: str) -> None:
        if operation not in self._bits:
            self._bits[operation] = len(self._operations)
            self._operations.append(operation)
        self._users.setdefault(component, set()).add(operation)

    def _walk(self, starts: Iterable[State], edges: dict[str, list[Edge]]) -> None:
        queue = list(starts)
        seen: set[State] = set()
        while queue:
            state = queue.pop()
            if state in seen:
                continue
            seen.add(state)
            key, use, inner = state
            self._uses.setdefault(key, set()).add((use, inner))
            for section, path, to in edges.get(key, ()):
                queue.append((to, *_step(section, path, use, inner=inner)))

    def _spread(self) -> None:
        """Give each component the operations of all that lead to it, circles included."""
        circles = _circles(self._targets)
        masks: dict[int, int] = {}
        member = {key: at for at, circle in enumerate(circles) for key in circle}
        for key, users in self._users.items():
            bits = sum(1 << self._bits[user] for user in users)
            if key in member:
                masks[member[key]] = masks.get(member[key], 0) | bits
            else:
                self._masks[key] = bits
        # A cycle comes after those it leads to, so in reverse users come first.
        for at in range(len(circles) - 1, -1, -1):
            mask = masks.get(at, 0)
            for key in circles[at]:
                self._masks[key] = mask
                for to in self._targets.get(key, ()):
                    if to in member:
                        masks[member[to]] = masks.get(member[to], 0) | mask
                    else:
                        self._masks[to] = self._masks.get(to, 0) | mask


def _step(section: str, path: Path, use: Use, *, inner: bool) -> tuple[Use, bool]:
    match section:
        case "schemas":
            return use, inner or path != ("$ref",)
        case "parameters":
            return use_at(path, Use(use.sent, "parameter", loose=True))
        case "headers":
            return use_at(path, Use(use.sent, "header", loose=True))
        case "callbacks":
            return use_at(path[1:], use._replace(sent=not use.sent))
        case "pathItems":
            return use_at(path, use)
    return use_at(path, use)


def operations_by_path(design: Design) -> dict[str, list[str]]:
    """Keys of the operations of each path."""
    found: dict[str, list[str]] = {}
    for operation in design.operations:
        found.setdefault(split_endpoint_key(operation.endpoint)[1], []).append(operation.endpoint)
    return found


def operations_touched(
    kind: str, item: str, pointer: str, usage: Usage, paths: Iterable[dict[str, list[str]]]
) -> tuple[str, ...]:
    """Keys of the operations that a place in a design belongs to, sorted."""
    if kind in {"endpoint", "operation", "access", "score"}:
        return (item,)
    if kind == "webhook":
        return (f"webhook {item}",)
    if kind in {"schema", "component"}:
        key = f"schemas/{item}" if kind == "schema" else item
        return usage.operations_of(key)
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")]
    if kind == "contract" and parts[1:2] == ["path_items"] and parts[2:]:
        found = {key for known in paths for key in known.get(parts[2], ())}
        return tuple(sorted(found))
    return ()


def _circles(targets: dict[str, set[str]]) -> list[list[str]]:
    """Groups of components that lead to one another, each after those it leads to."""
    search = _Circles(targets)
    for root in targets:
        if root not in search.number:
            search.from_root(root)
    return search.found


class _Circles:
    """Tarjan's search for strongly connected components, without recursion."""

    def __init__(self, targets: dict[str, set[str]]) -> None:
        self.targets = targets
        self.number: dict[str, int] = {}
        self.found: list[list[str]] = []
        self._lowest: dict[str, int] = {}
        self._stack: list[str] = []
        self._waiting: set[str] = set()

    def from_root(self, root: str) -> None:
        """Find all groups that can be reached from here."""
        work = [self._enter(root)]
        while work:
            key, following = work[-1]
            deeper = self._next(key, following)
            if deeper is not None:
                work.append(self._enter(deeper))
                continue
            work.pop()
            if work:
                above = work[-1][0]
                self._lowest[above] = min(self._lowest[above], self._lowest[key])
            if self._lowest[key] == self.number[key]:
                self._close(key)

    def _enter(self, key: str) -> tuple[str, Iterator[str]]:
        self.number[key] = self._lowest[key] = len(self.number)
        self._stack.append(key)
        self._waiting.add(key)
        return key, iter(sorted(self.targets[key]))

    def _next(self, key: str, following: Iterator[str]) -> str | None:
        for to in following:
            if to in self.targets and to not in self.number:
                return to
            if to in self._waiting:
                self._lowest[key] = min(self._lowest[key], self.number[to])
        return None

    def _close(self, key: str) -> None:
        circle = []
        while key in self._waiting:
            member = self._stack.pop()
            self._waiting.discard(member)
            circle.append(member)
        self.found.append(circle)
