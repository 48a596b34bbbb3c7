"""Facts inside the contract's items: operations, schemas, components, webhooks and the frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workbench.design.contract import Contract, Operation
from workbench.design.design import Design
from workbench.design.ids import path_parameters, path_shape, split_endpoint_key
from workbench.design.json_values import json_identity, same_json
from workbench.design.openapi_view import ContractView
from workbench.diff.contract.places import At, Walk
from workbench.diff.contract.security import compare_security
from workbench.diff.contract.usage import operations_by_path
from workbench.diff.contract.walk import SENT, ContractWalk
from workbench.diff.facts import Fact, Level, Use, differ, differences

#: Kinds whose bodies are compared as OpenAPI and JSON Schema mean them.
CONTRACT_KINDS = frozenset({"operation", "schema", "component", "webhook", "event", "contract"})
_RECEIVED = Use(sent=False, role="body", loose=False)
#: Per kind the field that holds OpenAPI or JSON Schema.
_BODY_FIELDS = {
    "operation": "body",
    "schema": "body",
    "component": "body",
    "webhook": "path_item",
    "event": "payload",
}
#: Kinds that need not have that field.
_OPTIONAL_BODIES = frozenset({"webhook", "event"})
_FRAME_WORDS = frozenset({"info", "tags", "external_docs", "format", "version"})


@dataclass
class ContractFacts:
    """Compares items of two designs' contracts; made once per comparison."""

    old: Design
    new: Design
    today: date
    _walk: Walk = field(init=False)
    _compare: ContractWalk = field(init=False)

    def __post_init__(self) -> None:
        self._walk = Walk(ContractView(self.old), ContractView(self.new), [], self.today)
        self._compare = ContractWalk(self._walk)

    def between(
        self, kind: str, key: str, old: dict[str, Any], new: dict[str, Any], was_key: str
    ) -> Iterator[Fact]:
        """Facts between two items given as data; `was_key` is the key of the old one."""
        self._walk.facts = []
        if kind == "contract":
            self._frame(old, new, At(kind, key, ()))
            yield from self._walk.facts
            return
        body_field = _BODY_FIELDS[kind]
        before, after = old.get(body_field, {}), new.get(body_field, {})
        if kind not in _OPTIONAL_BODIES or (before and after):
            self._bodies(kind, (was_key, key), (before, after))
            yield from self._walk.facts
            old, new = _without(old, body_field), _without(new, body_field)
        for path, change, was, now in differences(old, new):
            yield Fact(kind, key, path, change, was, now)

    def _bodies(
        self, kind: str, keys: tuple[str, str], both: tuple[dict[str, Any], dict[str, Any]]
    ) -> None:
        was_key, key = keys
        at = At(kind, key)
        match kind:
            case "operation":
                self._operation(both, at, was_key, key)
            case "component":
                self._compare.component(key.partition("/")[0], both, at)
            case "webhook":
                self._webhook(*both, at)
            case "event":
                here = At(kind, key, (_BODY_FIELDS[kind],), use=_RECEIVED)
                self._compare.schemas.compare(*both, here)
            case _:
                self._compare.schemas.compare(*both, at)

    def _operation(
        self, both: tuple[dict[str, Any], dict[str, Any]], at: At, was_key: str, key: str
    ) -> None:
        was_path, path = split_endpoint_key(was_key)[1], split_endpoint_key(key)[1]
        self._compare.operation(
            both,
            at,
            shared=(_shared(self.old, was_path), _shared(self.new, path)),
            security=(_default_security(self.old), _default_security(self.new)),
            renamed=_renamed(was_path, path),
        )

    def _webhook(self, before: dict[str, Any], after: dict[str, Any], at: At) -> None:
        here = At(at.kind, at.item, ("path_item",), use=SENT._replace(sent=False), in_callback=True)
        count = len(self._walk.facts)
        self._compare.path_item((before, after), here)
        if len(self._walk.facts) == count and differ(before, after):
            self._walk.put(here.stated("restated", "changed", before, after, level=Level.words))

    def _frame(self, old: dict[str, Any], new: dict[str, Any], at: At) -> None:
        for name in Contract.model_fields:
            before, after = old.get(name), new.get(name)
            if (name in old) == (name in new) and same_json(before, after):
                continue
            match name:
                case "security":
                    self._global_security(before, after, at.to(name))
                case "servers":
                    self._compare.servers(before, after, at.to(name))
                case "path_items":
                    self._path_items(before or {}, after or {}, at.to(name))
                case _:
                    old_member = {name: before} if name in old else {}
                    new_member = {name: after} if name in new else {}
                    words = name in _FRAME_WORDS
                    level = Level.words if words else Level.info
                    self._compare.everything((old_member, new_member), at, level)

    def _global_security(self, before: Any, after: Any, at: At) -> None:
        count = len(self._walk.facts)
        compare_security(self._walk, before, after, at, "api-global-security")
        if len(self._walk.facts) == count:
            self._walk.put(at.stated("restated", "changed", before, after, level=Level.words))

    def _path_items(self, old: dict[str, Any], new: dict[str, Any], at: At) -> None:
        operations = operations_by_path(self.old), operations_by_path(self.new)
        shapes = {path_shape(path): path for path in operations[1]}
        pairs: dict[str, str] = {}
        for path in old:
            renamed = shapes.get(path_shape(path), path)
            pairs[path if path in operations[1] else renamed] = path
        for path in {**pairs, **new}:
            was_path = pairs.get(path) or _like(path, operations[0])
            before, after = old.get(was_path, {}), new.get(path, {})
            if same_json(before, after):
                continue
            here = at.to(path, words=f"path {path}")
            if was_path not in operations[0] or path not in operations[1]:
                self._compare.everything((before, after), here, Level.words)
                continue
            names = _renamed(was_path, path)
            self._path_item((before, after), here, (was_path, path), operations, names)

    def _path_item(
        self,
        both: tuple[dict[str, Any], dict[str, Any]],
        at: At,
        paths: tuple[str, str],
        operations: tuple[dict[str, list[str]], dict[str, list[str]]],
        names: dict[str, str],
    ) -> None:
        count = len(self._walk.facts)
        before, after = both
        shared = tuple(
            _own(design, found.get(path, []))
            for design, found, path in zip((self.old, self.new), operations, paths, strict=True)
        )
        for word in {**before, **after}:
            was, now = before.get(word), after.get(word)
            if (word in before) == (word in after) and same_json(was, now):
                continue
            if word == "parameters":
                self._compare.parameters.compare(
                    was, now, at.to(word), (shared[0], shared[1]), names, of_path=True
                )
            elif word == "servers":
                self._compare.servers(was, now, at.to(word))
            else:
                self._compare.plain(word, both, at)
        if len(self._walk.facts) == count and differ(before, after):
            self._walk.put(at.stated("restated", "changed", before, after, level=Level.words))


def _without(item: dict[str, Any], field_name: str) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != field_name}


def _own(design: Design, keys: list[str]) -> list[Any]:
    """Parameters that every operation of a path states itself."""
    lists = []
    for key in keys:
        operation = design.find("operation", key)
        raw = operation.body.get("parameters") if isinstance(operation, Operation) else None
        lists.append(raw if isinstance(raw, list) else [])
    if not lists:
        return []
    others = [set(map(json_identity, other)) for other in lists[1:]]
    return [
        parameter
        for parameter in lists[0]
        if all(json_identity(parameter) in other for other in others)
    ]


def _shared(design: Design, path: str) -> Any:
    return design.contract.path_items.get(path, {}).get("parameters") if design.contract else None


def _default_security(design: Design) -> Any:
    return design.contract.security if design.contract else None


def _renamed(was: str, now: str) -> dict[str, str]:
    """Names of path variables that have another name now."""
    before, after = path_parameters(was), path_parameters(now)
    if len(before) != len(after):
        return {}
    return {
        was_name: other for was_name, other in zip(before, after, strict=True) if was_name != other
    }


def _like(path: str, known: dict[str, list[str]]) -> str:
    if path in known:
        return path
    shape = path_shape(path)
    return next((candidate for candidate in known if path_shape(candidate) == shape), path)
