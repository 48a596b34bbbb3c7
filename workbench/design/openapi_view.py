"""Reading the contract: references, parameters, bodies and properties of operations.

Everything here only looks; bounds on depth and on the number of steps make it safe on
recursive and hostile schemas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from urllib.parse import unquote

from workbench.design.base import Item, JsonObject
from workbench.design.contract import Component, Contract, Operation, Schema
from workbench.design.ids import split_endpoint_key

MAX_DEPTH = 40
MAX_PROPERTIES = 2_000
_MAX_HOPS = 50


class Items(Protocol):
    """Whoever can hand out single items: a Design, or a draft that loads on demand."""

    def find(self, kind: str, key: str) -> Item | None:
        """The item at that address, if there is one."""
        ...


class Parameter(NamedTuple):
    """One parameter of an operation, its reference resolved."""

    name: str
    place: str
    """`path`, `query`, `header` or `cookie`."""
    body: JsonObject
    pointer: tuple[str | int, ...]
    """Its place within the operation; starts with `..` for one of the path item."""


class Body(NamedTuple):
    """One media type of a request or response."""

    media_type: str
    content: JsonObject
    schema: Any
    """As written, a reference included; None where there is none."""
    pointer: tuple[str | int, ...]


class Response(NamedTuple):
    """One response of an operation, its reference resolved."""

    status: str
    body: JsonObject
    pointer: tuple[str | int, ...]


class Property(NamedTuple):
    """One property of a schema, found by walking it."""

    path: tuple[str, ...]
    """Names from the schema's root; `[]` stands for the items of an array."""
    schema: JsonObject
    required: bool
    owner: str
    """Name of the component schema that declares it, or an empty string for inline."""

    @property
    def name(self) -> str:
        """Its own name: the last name that is not `[]`."""
        return next((part for part in reversed(self.path) if part != "[]"), "")


@dataclass(frozen=True)
class ContractView:
    """Reads the contract among the items of a design or a draft."""

    items: Items
    _cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def contract(self) -> Contract | None:
        """The document's frame, None while there is no document."""
        found = self.items.find("contract", "contract")
        return found if isinstance(found, Contract) else None

    def resolve(self, ref: str) -> Any:
        """What a local reference points to, through further references; None if nothing.

        Only `#/components/<section>/<name>[/…]` and `#/paths/…` are followed: nothing
        outside the design is ever read.
        """
        if ref in self._cache:
            return self._cache[ref]
        found = self._follow(ref, 0)
        self._cache[ref] = found
        return found

    def deref(self, value: Any) -> Any:
        """The value itself, or what its `$ref` points to; None for a dangling one."""
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            return self.resolve(value["$ref"])
        return value

    def _follow(self, ref: str, hops: int) -> Any:
        if hops > _MAX_HOPS or not ref.startswith("#/"):
            return None
        parts = [unquote(part).replace("~1", "/").replace("~0", "~") for part in ref[2:].split("/")]
        value, rest = self._root(parts)
        for part in rest:
            value = self._target(value, hops)
            if isinstance(value, dict) and part in value:
                value = value[part]
            elif isinstance(value, list | tuple) and part.isdigit() and int(part) < len(value):
                value = value[int(part)]
            else:
                return None
        return self._target(value, hops)

    def _target(self, value: Any, hops: int) -> Any:
        """What a reference leads to; any other value is its own target."""
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            return self._follow(value["$ref"], hops + 1)
        return value

    def _root(self, parts: list[str]) -> tuple[Any, list[str]]:
        match parts:
            case ["components", "schemas", name, *rest]:
                schema = self.items.find("schema", name)
                return (schema.body if isinstance(schema, Schema) else None), rest
            case ["components", section, name, *rest]:
                found = self.items.find("component", f"{section}/{name}")
                return (found.body if isinstance(found, Component) else None), rest
            case ["paths", path, method, *rest]:
                found = self.items.find("operation", f"{method.upper()} {path}")
                if isinstance(found, Operation):
                    return found.body, rest
                contract = self.contract
                frame = contract.path_items.get(path) if contract else None
                return frame, [method, *rest]
        return None, []

    def parameters(self, operation: Operation) -> list[Parameter]:
        """Parameters that apply to an operation, those of its path item included."""
        _, path = split_endpoint_key(operation.endpoint)
        contract = self.contract
        shared = contract.path_items.get(path, {}).get("parameters") if contract else None
        found: dict[tuple[str, str], Parameter] = {}
        for origin, raw in ((("..",), shared), ((), operation.body.get("parameters"))):
            if not isinstance(raw, list):
                continue
            for position, parameter in enumerate(raw):
                body = self.deref(parameter)
                if not isinstance(body, dict):
                    continue
                name, place = str(body.get("name", "")), str(body.get("in", ""))
                where: tuple[str | int, ...] = (*origin, "parameters", position)
                found[name, place] = Parameter(name, place, body, where)
        return list(found.values())

    def responses(self, operation: Operation) -> list[Response]:
        """Responses of an operation in document order, references resolved."""
        raw = operation.body.get("responses")
        if not isinstance(raw, dict):
            return []
        result = []
        for status, member in raw.items():
            if str(status).startswith("x-"):
                continue
            body = self.deref(member)
            body = body if isinstance(body, dict) else {}
            result.append(Response(str(status), body, ("responses", str(status))))
        return result

    def success(self, operation: Operation) -> Response | None:
        """The first 2xx response, or None."""
        return next((r for r in self.responses(operation) if r.status.startswith("2")), None)

    def bodies(self, holder: JsonObject, pointer: tuple[str | int, ...] = ()) -> list[Body]:
        """Media types of a resolved request body or response."""
        content = holder.get("content")
        if not isinstance(content, dict):
            return []
        return [
            Body(str(name), media, media.get("schema"), (*pointer, "content", str(name)))
            for name, media in content.items()
            if isinstance(media, dict)
        ]

    def request_bodies(self, operation: Operation) -> list[Body]:
        """Media types of an operation's request body."""
        body = self.deref(operation.body.get("requestBody"))
        return self.bodies(body, ("requestBody",)) if isinstance(body, dict) else []

    def properties(self, schema: Any) -> list[Property]:
        """Properties reachable from a schema, arrays and combinations included.

        A component schema is entered once on each way down, so recursion ends; at most
        MAX_PROPERTIES are returned.
        """
        walk = _PropertyWalk(self)
        walk.collect(schema, _Way((), "", frozenset(), 0))
        return walk.found


class _Way(NamedTuple):
    """The way from a schema to a part of it."""

    path: tuple[str, ...]
    owner: str
    """The component schema entered last."""
    entered: frozenset[str]
    """References that were followed."""
    depth: int


class _PropertyWalk:
    """Collects properties into one list: a generator for each level would cost twice as much."""

    def __init__(self, view: ContractView) -> None:
        self.view = view
        self.found: list[Property] = []

    def collect(self, schema: Any, way: _Way) -> None:
        """Add the properties of a schema and of everything in it."""
        path, owner, entered, depth = way
        if depth > MAX_DEPTH or self.is_full or not isinstance(schema, dict):
            return
        ref = schema.get("$ref")
        if isinstance(ref, str):
            if ref not in entered:
                inside = _Way(path, schema_name(ref) or owner, entered | {ref}, depth + 1)
                self.collect(self.view.resolve(ref), inside)
            return
        for word in ("allOf", "oneOf", "anyOf"):
            branches = schema.get(word)
            if isinstance(branches, list):
                for branch in branches:
                    self.collect(branch, _Way(path, owner, entered, depth + 1))
        if isinstance(schema.get("items"), dict):
            self.collect(schema["items"], _Way((*path, "[]"), owner, entered, depth + 1))
        if isinstance(schema.get("properties"), dict):
            self._collect_own(schema, way)

    def _collect_own(self, schema: JsonObject, way: _Way) -> None:
        path, owner, entered, depth = way
        required = schema.get("required")
        needed = set(map(str, required)) if isinstance(required, list) else set()
        for name, member in schema["properties"].items():
            if self.is_full:
                return
            if isinstance(member, dict):
                here = (*path, str(name))
                body = self.view.deref(member)
                merged = body if isinstance(body, dict) else member
                self.found.append(Property(here, merged, str(name) in needed, owner))
                self.collect(member, _Way(here, owner, entered, depth + 1))

    @property
    def is_full(self) -> bool:
        """Whether as many properties were found as are returned."""
        return len(self.found) >= MAX_PROPERTIES


def schema_name(ref: object) -> str:
    """Name of the component schema a reference points to, or an empty string.

    >>> schema_name("#/components/schemas/Order")
    'Order'
    """
    prefix = "#/components/schemas/"
    if isinstance(ref, str) and ref.startswith(prefix) and "/" not in ref[len(prefix) :]:
        return unquote(ref[len(prefix) :]).replace("~1", "/").replace("~0", "~")
    return ""


def references(
    value: Any, *, is_example: bool = False
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every `$ref` inside a JSON value with its pointer, at any depth.

    A property that is itself called `$ref` inside `properties`, and anything inside examples,
    enums, constants and defaults, is not a reference. `is_example` says that the value
    itself is an Example Object, whose `value` is data.
    """
    stack: list[_Part] = [(None, value, "an example" if is_example else "")]
    while stack:
        steps, node, within = stack.pop()
        if isinstance(node, dict):
            ref = node.get("$ref")
            if isinstance(ref, str) and within not in _NAMED:
                yield (*path_of(steps), "$ref"), ref
            stack += _members(steps, node, within)
        elif isinstance(node, _ARRAYS) and within != "examples":
            stack += [
                ((steps, at), child, "")
                for at, child in enumerate(node)
                if isinstance(child, _CONTAINERS)
            ]


def _members(steps: Steps, node: JsonObject, within: str) -> list[_Part]:
    """The objects and arrays in an object that may hold references."""
    if within in _NAMED:
        inner = "an example" if within == "examples" else ""
        return [
            ((steps, str(name)), child, inner)
            for name, child in node.items()
            if isinstance(child, _CONTAINERS)
        ]
    literal = _LITERAL_IN_EXAMPLES if within == "an example" else _LITERAL
    return [
        ((steps, str(key)), child, key if key in _NAMED else "")
        for key, child in node.items()
        if isinstance(child, _CONTAINERS) and key not in literal
    ]


#: The way to a place: the way to what encloses it, and the last step; None at the root. Most
#: places that are walked hold no reference, so paths are put together for those that do.
Steps = tuple["Steps", str | int] | None
_Part = tuple[Steps, Any, str]
"""The way to a value, the value, and the keyword that it belongs to, where that matters."""
_ARRAYS = (list, tuple)
_CONTAINERS = (dict, *_ARRAYS)


def path_of(steps: Steps) -> tuple[str | int, ...]:
    """The steps to a place, outermost first."""
    path: list[str | int] = []
    while steps is not None:
        steps, last = steps
        path.append(last)
    return tuple(reversed(path))


#: Keywords whose value is data.
_LITERAL = frozenset({"example", "enum", "const", "default"})
_LITERAL_IN_EXAMPLES = _LITERAL | {"value"}
#: Members whose own members are named by people; a response may well be called `default`.
_NAMED = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}
    | {"examples", "responses", "headers", "links", "callbacks"}
)
