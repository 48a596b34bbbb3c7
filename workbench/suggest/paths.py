"""Paths by the project's conventions: prefix, spelling of collections, nesting, variables.

The conventions are those of the paths that the design names anywhere: in the inventory, in the
permission model, in the contract, in the steps of flows. The set-up answers fill in the rest.
"""

from __future__ import annotations

import re
from collections import Counter

from workbench.design.design import Design
from workbench.design.endpoints import EndpointKind
from workbench.design.handoff import Versioning
from workbench.design.ids import (
    is_parameter,
    path_parameters,
    path_segments,
    plural,
    singular,
    snake_case,
)
from workbench.suggest.entity_tree import EntityTree
from workbench.suggest.path_shapes import METHODS, bare_shape, known_paths, prefix_of

_NESTING = 2
_VERSION = re.compile(r"v\d+(?:\.\d+)*")
_ON_COLLECTION = frozenset({EndpointKind.list, EndpointKind.create})


class PathMaker:
    """Makes the paths of one project."""

    def __init__(self, design: Design, tree: EntityTree) -> None:
        """Learn the conventions from the paths that are there, else from the set-up answers."""
        self._tree = tree
        self._names = tree.names
        known = [path for path in known_paths(design) if path]
        self.prefix = _common_prefix(known, design)
        named = [name for path in known for name in path_parameters(path)]
        self._snake = _uses_snake(named, design)
        self._short = not named or any(name == "id" for name in named)
        self._nests = design.setup.max_nesting >= _NESTING
        self._spelling = _spelling(known)
        self._plurals, self._homes = self._learn(known)
        self._variables = _variables(known)

    def parent(self, entity: str) -> str | None:
        """The entity below whose path this one is nested, if any."""
        return self._tree.parent(entity) if self._nests and not self._home(entity) else None

    def can_name(self, entity: str) -> bool:
        """Whether an entity's name gives a path at all."""
        return bool(self._names.get(entity))

    def path(self, entity: str, kind: EndpointKind, noun: str = "") -> str:
        """The path of an intent: collection, member, or a collection below a member."""
        steps, alone = self._collection_path(entity)
        if kind not in _ON_COLLECTION:
            steps = [*steps, self._variable_at(steps, entity, alone=alone)]
        if kind is EndpointKind.action and noun:
            steps = [*steps, self._segment(noun)]
        return "/" + "/".join(steps)

    def same_place(self, entity: str, kind: EndpointKind, noun: str) -> set[tuple[str, str]]:
        """Every shape under which an endpoint that does this may be there already."""
        method = METHODS[kind]
        ends = "" if kind in _ON_COLLECTION else "/{}"
        tail = f"{ends}/{noun}" if noun and kind is EndpointKind.action else ends
        name = self._names[entity]
        places = {name}
        for other in self._tree.near(entity):
            below = f"{self._names[other]}/{{}}/"
            places |= {below + name, below + self._tree.name_below(entity, other)}
        shapes = {bare_shape(method, f"/{place}{tail}") for place in places}
        return shapes | {bare_shape(method, self.path(entity, kind, noun))}

    def _collection_path(self, entity: str) -> tuple[list[str], bool]:
        home = self._home(entity)
        if home:
            return list(home), not any(is_parameter(segment) for segment in home)
        parent = self.parent(entity)
        if parent is None:
            return [*self.prefix, self._collection(self._names[entity])], True
        steps, _ = self._collection_path(parent)
        steps.append(self._variable_at(steps, parent, alone=False))
        return [*steps, self._collection(self._tree.name_below(entity, parent))], False

    def _home(self, entity: str) -> tuple[str, ...]:
        """Where the paths that are there keep an entity; empty where none of them does."""
        name = singular(self._names[entity])
        if ("", name) in self._homes:
            return self._homes["", name]
        parent = self._tree.parent(entity)
        if parent is None:
            return ()
        short = singular(self._tree.name_below(entity, parent))
        return self._homes.get((singular(self._names[parent]), short), ())

    def _learn(self, known: list[str]) -> tuple[bool, dict[tuple[str, str], tuple[str, ...]]]:
        """Whether collections are plural, and the path of each, alone and below another."""
        names = {singular(name) for name in self._names.values() if name}
        votes: Counter[bool] = Counter()
        found: dict[tuple[str, str], Counter[tuple[str, ...]]] = {}
        for path in known:
            segments = path_segments(path)
            above = ""
            for at, segment in enumerate(segments):
                if is_parameter(segment):
                    continue
                word = snake_case(segment)
                name = singular(word)
                if name in names and plural(name) != name:
                    votes[word == name] += 1
                for owner in {"", above} if name in names else {above} - {""}:
                    found.setdefault((owner, name), Counter())[segments[: at + 1]] += 1
                above = name
        homes = {
            address: min(places, key=lambda path: (-places[path], len(path), path))
            for address, places in found.items()
        }
        return votes[True] <= votes[False], homes

    def _collection(self, name: str) -> str:
        return self._segment(plural(name) if self._plurals else singular(name))

    def _segment(self, name: str) -> str:
        if self._spelling == "camel":
            first, *rest = name.split("_")
            return first + "".join(segment.capitalize() for segment in rest)
        return name if self._spelling == "snake" else name.replace("_", "-")

    def _variable_at(self, steps: list[str], entity: str, *, alone: bool) -> str:
        """The variable that known paths have after a collection, else one by the convention."""
        return self._variables.get(tuple(steps)) or self._variable(entity, alone=alone)

    def _variable(self, entity: str, *, alone: bool) -> str:
        name = f"{singular(self._names[entity])}_id"
        if alone and self._short:
            return "{id}"
        if self._snake:
            return f"{{{name}}}"
        first, *rest = name.split("_")
        return f"{{{first}{''.join(segment.capitalize() for segment in rest)}}}"


def _common_prefix(known: list[str], design: Design) -> tuple[str, ...]:
    there = Counter(prefix_of(path) for path in known)
    if there:
        return max(there, key=lambda path: (there[path], path))
    if design.setup.versioning is not Versioning.path or _version_by_server(design):
        return ()
    return ("v1",)


def _version_by_server(design: Design) -> bool:
    """Whether the URLs of the contract's servers contain the version already."""
    urls = (
        [str(server.get("url", "")) for server in design.contract.servers]
        if design.contract
        else []
    )
    return any(_VERSION.fullmatch(part) for url in urls for part in url.split("/"))


def _variables(known: list[str]) -> dict[tuple[str, ...], str]:
    """Per collection the variable that its members are addressed by, the most frequent one."""
    found: dict[tuple[str, ...], Counter[str]] = {}
    for path in known:
        segments = path_segments(path)
        for at, segment in enumerate(segments):
            if at and segment.startswith("{") and segment.endswith("}"):
                found.setdefault(segments[:at], Counter())[segment] += 1
    return {
        steps: min(counts, key=lambda name: (-counts[name], name))
        for steps, counts in found.items()
    }


def _spelling(known: list[str]) -> str:
    """How words of a segment are joined: `kebab` unless the paths show another way."""
    votes: Counter[str] = Counter()
    for path in known:
        for path_segment in path_segments(path):
            if not is_parameter(path_segment):
                votes["snake"] += "_" in path_segment
                votes["kebab"] += "-" in path_segment
                votes["camel"] += (
                    path_segment != path_segment.lower()
                    and "-" not in path_segment
                    and "_" not in path_segment
                )
    return max(("kebab", "snake", "camel"), key=lambda style: votes[style])


def _uses_snake(names: list[str], design: Design) -> bool:
    snake = sum("_" in name for name in names)
    camel = sum(name != name.lower() for name in names)
    if snake != camel:
        return snake > camel
    return design.setup.property_case == "snake_case"
