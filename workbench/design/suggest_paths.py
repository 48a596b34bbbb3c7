"""Paths by the project's conventions: prefix, kebab-case collections, nesting, variables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from workbench.design.design import Design
from workbench.design.dictionary import Entity, Relationship
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.handoff import Versioning
from workbench.design.ids import (
    is_parameter,
    path_parameters,
    path_segments,
    path_shape,
    plural,
    singular,
    snake_case,
    split_endpoint_key,
)

_PREFIX = re.compile(r"(?:api|rest|v\d+(?:\.\d+)?)\Z", re.IGNORECASE)
_NESTING = 2

METHODS = {
    EndpointKind.list: "GET",
    EndpointKind.read: "GET",
    EndpointKind.create: "POST",
    EndpointKind.update: "PATCH",
    EndpointKind.delete: "DELETE",
    EndpointKind.action: "POST",
}


def bare_path(path: str) -> str:
    """A path without what stands before its first resource: `/api/v1/orders` → `/orders`."""
    return "/" + "/".join(path_segments(path)[len(_prefix_of(path)) :])


def bare_shape(method: str, path: str) -> tuple[str, str]:
    """What a request matches, whatever the prefix and the variables are called.

    PUT and PATCH on one path serve the same wish, to change what is there.
    """
    return ("PATCH" if method == "PUT" else method, path_shape(bare_path(path)))


class PathMaker:
    """Makes the paths of one project."""

    def __init__(self, design: Design) -> None:
        """Learn the conventions from the set-up answers and from the paths that are there."""
        self._entities = {one.key: one for one in design.entities}
        self._names = {key: snake_case(key) for key in self._entities}
        self.prefix = _common_prefix(design)
        named = [name for path in _known_paths(design) for name in path_parameters(path)]
        self._snake = _uses_snake(named, design)
        self._short = not named or any(name == "id" for name in named)
        self._nests = design.setup.max_nesting >= _NESTING
        self._parents = {
            key: parent
            for key in self._entities
            if self._names[key] and (parent := self._parent_of(key)) is not None
        }

    def parent(self, entity: str) -> str | None:
        """The entity without which this one means nothing, if there is one."""
        return self._parents.get(entity)

    def can_name(self, entity: str) -> bool:
        """Whether an entity's name gives a path at all."""
        return bool(self._names.get(entity))

    def path(self, entity: str, kind: EndpointKind, noun: str = "") -> str:
        """The path of a wish: collection, member, or a collection below a member."""
        parent = self._parents.get(entity)
        steps = [*self.prefix]
        if parent is not None:
            steps += [self._collection(parent), self._variable(parent, alone=False)]
        steps.append(self._collection(entity, below=parent))
        if kind not in {EndpointKind.list, EndpointKind.create}:
            steps.append(self._variable(entity, alone=parent is None))
        if kind is EndpointKind.action and noun:
            steps.append(noun.replace("_", "-"))
        return "/" + "/".join(steps)

    def same_place(self, entity: str, kind: EndpointKind, noun: str) -> set[tuple[str, str]]:
        """Every shape under which an endpoint that does this may be there already."""
        method = METHODS[kind]
        shapes = {bare_shape(method, self.path(entity, kind, noun))}
        ends = "" if kind in {EndpointKind.list, EndpointKind.create} else "/{}"
        tails = {f"/{self._kebab(one)}" for one in (noun, plural(noun), singular(noun)) if one}
        name = self._kebab(plural(self._names[entity]))
        places = {f"/{name}"}
        for other in self._near(entity):
            home = self._kebab(plural(self._names[other]))
            own = self._collection(entity, below=other)
            places |= {f"/{home}/{{}}/{one}" for one in (own, name)}
        return shapes | {(method, f"{one}{ends}{tail}") for one in places for tail in tails or {""}}

    def _near(self, entity: str) -> list[str]:
        related = {one.target for one in self._entities[entity].relationships}
        related |= {
            key
            for key, other in self._entities.items()
            if any(one.target == entity for one in other.relationships)
        }
        return sorted(one for one in related if self._names.get(one))

    def _collection(self, entity: str, *, below: str | None = None) -> str:
        name = self._names[entity]
        if below is not None:
            name = name.removeprefix(singular(self._names[below]) + "_") or name
        return self._kebab(plural(name))

    def _kebab(self, name: str) -> str:
        return name.replace("_", "-")

    def _variable(self, entity: str, *, alone: bool) -> str:
        name = f"{singular(self._names[entity])}_id"
        if alone and self._short:
            return "{id}"
        if self._snake:
            return f"{{{name}}}"
        first, *rest = name.split("_")
        return f"{{{first}{''.join(one.capitalize() for one in rest)}}}"

    def _parent_of(self, key: str) -> str | None:
        if not self._nests:
            return None
        entity, name = self._entities[key], self._names[key]
        strong = [
            other
            for other in self._entities
            if other != key and self._names[other] and self._means_nothing_without(entity, other)
        ]
        named = [one for one in strong if name.startswith(singular(self._names[one]) + "_")]
        chosen = named or strong
        if len(chosen) != 1 or self._has_parent(chosen[0], key):
            return None
        return chosen[0]

    def _has_parent(self, key: str, child: str) -> bool:
        """Whether the parent hangs on something itself: two levels are the most."""
        return any(
            other not in {key, child}
            and self._names[other]
            and self._means_nothing_without(self._entities[key], other)
            for other in self._entities
        )

    def _means_nothing_without(self, entity: Entity, other: str) -> bool:
        to_parent = [one for one in entity.relationships if one.target == other]
        to_child = [one for one in self._entities[other].relationships if one.target == entity.key]
        child_side = any(_many_to_one(one) for one in to_parent)
        parent_side = any(_one_to_many(one) for one in to_child)
        if not (child_side or parent_side):
            return False
        cascades = any("cascade" in one.on_delete.lower() for one in (*to_parent, *to_child))
        prefix = singular(self._names[other]) + "_"
        return cascades or self._names[entity.key].startswith(prefix)


def _many_to_one(one: Relationship) -> bool:
    text = one.cardinality.lower().replace(" ", "").replace("..", "")
    return text.startswith(("n:1", "m:1", "many-to-one", "*:1")) or "belongsto" in text


def _one_to_many(one: Relationship) -> bool:
    text = one.cardinality.lower().replace(" ", "").replace("..", "")
    return text.startswith(("1:n", "1:m", "1:*", "one-to-many", "1:0n", "1:1n")) or (
        "hasmany" in text
    )


def _prefix_of(path: str) -> tuple[str, ...]:
    found: list[str] = []
    for segment in path_segments(path):
        if is_parameter(segment) or not _PREFIX.match(segment):
            break
        found.append(segment)
    return tuple(found)


def _common_prefix(design: Design) -> tuple[str, ...]:
    paths = [path for path in _known_paths(design) if path]
    there = Counter(_prefix_of(path) for path in paths)
    if there:
        return max(there, key=lambda one: (there[one], one))
    return ("v1",) if design.setup.versioning is Versioning.path else ()


def _known_paths(design: Design) -> Iterator[str]:
    for one in design.endpoints:
        yield one.path
    for flow in design.flows:
        for step in flow.steps:
            yield split_endpoint_key(step.endpoint)[1]


def _uses_snake(names: list[str], design: Design) -> bool:
    snake = sum("_" in name for name in names)
    camel = sum(name != name.lower() for name in names)
    if snake != camel:
        return snake > camel
    return design.setup.property_case == "snake_case"


def kind_of(method: str, path: str) -> EndpointKind:
    """What an endpoint does, as far as its method and path tell."""
    segments = path_segments(path)
    on_member = bool(segments) and is_parameter(segments[-1])
    match method:
        case "GET" | "HEAD" | "QUERY":
            return EndpointKind.read if on_member else EndpointKind.list
        case "POST":
            return EndpointKind.action if on_member else EndpointKind.create
        case "PUT" | "PATCH":
            return EndpointKind.update
        case "DELETE":
            return EndpointKind.delete
        case _:
            return EndpointKind.action


def places_of(method: str, path: str) -> tuple[tuple[str, str], ...]:
    """The shape of an endpoint, and for a nested one that of its last collection alone.

    `GET /orders/{id}/refunds` lists refunds as well as `GET /refunds` would.
    """
    verb, shape = bare_shape(method, path)
    parts = shape.split("/")
    start = max((at for at, one in enumerate(parts[:-1]) if one == "{}" and at > 1), default=0)
    tail = "/" + "/".join(parts[start + 1 :])
    return ((verb, shape), (verb, tail)) if start and tail != shape else ((verb, shape),)


def shapes_of(endpoints: Iterable[Endpoint]) -> set[tuple[str, str]]:
    """The shapes that endpoints take."""
    return {place for one in endpoints for place in places_of(one.method, one.path)}
