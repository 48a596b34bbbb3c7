"""Facts between two schemas: references and null looked through, keywords compared in meaning.

A schema that both sides refer to by the same name is compared once, at its component. Where the
references differ, what they lead to is compared here, so that moving a schema into a component
is no change of meaning.
"""

from __future__ import annotations

from typing import Any

from workbench.design.json_values import same_json
from workbench.design.openapi_view import ContractView
from workbench.diff.contract.places import At, Walk
from workbench.diff.facts import differ, differences
from workbench.diff.schema.branches import compare_branches
from workbench.diff.schema.keywords import NULLABLE, PLAIN, compare_plain
from workbench.diff.schema.objects import STRUCTURE, compare_structure
from workbench.diff.schema.types import (
    becomes_list,
    says_null,
    type_change,
    types_of,
    without_null,
)

_MAX_DEPTH = 100
_MAX_HOPS = 50
_COMBINATIONS = {"allOf": "all-of", "anyOf": "any-of", "oneOf": "one-of"}
#: Keywords that are not compared one by one.
_COMPARED_APART = frozenset({"type", "format", "nullable", "required", "$ref"})
_STRUCTURAL = frozenset(
    {"properties", "required", "items", "additionalProperties", "prefixItems", "patternProperties"}
)


class SchemaWalk:
    """Compares schemas of two contracts and writes the facts into a walk."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._seen: set[tuple[str, str]] = set()
        self._looking_through = 0

    def compare(self, old: Any, new: Any, at: At, parameter: Any = None) -> None:
        """Write down how two schemas differ; nothing where they are equal.

        `parameter` is the parameter object where the schemas are those of a parameter.
        """
        if same_json(old, new):
            return
        before = len(self.walk.facts)
        if at.depth > _MAX_DEPTH:
            self.walk.put(at.fact("schema-changed", old, new))
            return
        if self._looking_through:
            self.walk.budget -= 1
        self._compare(old, new, at, parameter)
        if len(self.walk.facts) == before and differ(old, new):
            self.walk.put(at.stated("restated", "changed", old, new))

    def _compare(self, old: Any, new: Any, at: At, parameter: Any) -> None:
        if isinstance(old, bool) or isinstance(new, bool):
            old, new = self._without_booleans(old, new, at)
        if not isinstance(old, dict) or not isinstance(new, dict):
            if not same_json(old, new):
                self.walk.put(at.fact("schema-changed", old, new))
            return
        (old_schema, old_null), (new_schema, new_null) = without_null(old), without_null(new)
        if old_null != new_null or (old_null and (old_schema is not old or new_schema is not new)):
            self._through_null(old_schema, new_schema, (old_null, new_null), at, parameter)
            return
        refs = old_schema.get("$ref"), new_schema.get("$ref")
        if refs[0] == refs[1] or not any(isinstance(ref, str) for ref in refs):
            self._keywords(old_schema, new_schema, at, parameter)
        else:
            self._through_references(old_schema, new_schema, at, parameter)

    def _without_booleans(self, old: Any, new: Any, at: At) -> tuple[Any, Any]:
        if new is False and old is not False:
            self.walk.put(at.stated("schema-forbidden", "changed", old, new))
            return {}, {}
        if old is False and new is not False:
            self.walk.put(at.stated("schema-allowed", "changed", old, new))
            return {}, {}
        return ({} if old is True else old), ({} if new is True else new)

    def _through_null(
        self, old: Any, new: Any, nulls: tuple[bool, bool], at: At, parameter: Any
    ) -> None:
        before = nulls[0] or self._nullable(old, self.walk.old)
        after = nulls[1] or self._nullable(new, self.walk.new)
        if before != after:
            stem = "became-nullable" if after else "became-not-nullable"
            self.walk.put(at.stated(stem, "changed", before, after, path=("nullable",)))
        # The rest is compared as if both sides said the same about null.
        self.compare(_without_nullable(old), _without_nullable(new), at.to(), parameter)

    def _nullable(self, schema: Any, view: ContractView) -> bool:
        found = view.deref(schema)
        return isinstance(found, dict) and says_null(found)

    def _through_references(self, old: Any, new: Any, at: At, parameter: Any) -> None:
        pair = (str(old.get("$ref", "")), str(new.get("$ref", "")))
        old_target, new_target = resolved(old, self.walk.old), resolved(new, self.walk.new)
        if old_target is None or new_target is None or self.walk.budget <= 0:
            self.walk.put(at.stated("reference-broken", "changed", old, new))
            return
        if pair in self._seen:
            self.walk.put(at.stated("reference-compared", "changed", old, new))
            return
        count = len(self.walk.facts)
        if all(pair):
            # From one place on, each pair is looked through once, whatever ways lead to it.
            self._seen.add(pair)
        self._looking_through += 1
        self.compare(old_target, new_target, at.to(), parameter)
        self._looking_through -= 1
        if not self._looking_through:
            self._seen.clear()
        if len(self.walk.facts) == count and differ(old, new):
            self.walk.put(at.stated("reference-changed", "changed", old, new))

    def _keywords(self, old: dict[str, Any], new: dict[str, Any], at: At, parameter: Any) -> None:
        if self._wrapped(old, new, at):
            return
        covered = self._types(old, new, at, parameter)
        for word in {**old, **new}:
            if word in covered or word in _COMPARED_APART or _is_unchanged(word, old, new):
                continue
            self._keyword(word, old, new, at)
        needs = old.get("required"), new.get("required")
        if "required" not in covered and not same_json(*needs):
            compare_structure(self, "required", (old, new), at)

    def _keyword(self, word: str, old: dict[str, Any], new: dict[str, Any], at: At) -> None:
        before, after = old.get(word), new.get(word)
        if word in _COMBINATIONS:
            compare_branches(self, _COMBINATIONS[word], (before, after), at.to(word))
        elif word in STRUCTURE:
            compare_structure(self, word, (old, new), at)
        elif word in PLAIN or word.startswith("x-"):
            compare_plain(self.walk, word, (old, new), at)
        else:
            self._unknown(word, before, after, at)

    def _unknown(self, word: str, before: Any, after: Any, at: At) -> None:
        if word in {"items", "not"}:
            return
        for path, change, was, now in differences(
            {word: before} if before is not None else {}, {word: after} if after is not None else {}
        ):
            self.walk.put(at.stated("keyword-changed", change, was, now, path=path))

    def _wrapped(self, old: dict[str, Any], new: dict[str, Any], at: At) -> bool:
        """Write down as one change that a schema became one of several, or the other way round."""
        shape = {"type", "properties", "$ref"}
        if "oneOf" in new and "oneOf" not in old and shape & old.keys() and not shape & new.keys():
            self.walk.put(at.stated("wrapped-in-one-of", "added", old, new, path=("oneOf",)))
            return True
        if "oneOf" in old and "oneOf" not in new and shape & new.keys() and not shape & old.keys():
            self.walk.put(at.stated("unwrapped-from-one-of", "removed", old, new, path=("oneOf",)))
            return True
        return False

    def _types(
        self, old: dict[str, Any], new: dict[str, Any], at: At, parameter: Any
    ) -> frozenset[str]:
        """Write down changes of null, type and format.

        Returns the keywords that need no comparison after that.
        """
        self._null(old, new, at)
        sent = at.use.sent if at.use else True
        loose = bool(at.use and at.use.loose and not (at.use.role == "parameter" and at.inner))
        stem = type_change(old, new, sent=sent, loose=loose)
        if not stem:
            return frozenset()
        if parameter is not None:
            stem, variant = _parameter_change(stem, parameter, old, new)
        else:
            from_text = stem == "type-changed" and types_of(old) == {"string"}
            variant = "from-text" if from_text else ""
        field = "type" if types_of(old) != types_of(new) else "format"
        self.walk.put(
            at.stated(stem, "changed", _typed(old), _typed(new), path=(field,), variant=variant)
        )
        return frozenset() if types_of(old) & types_of(new) else _STRUCTURAL

    def _null(self, old: dict[str, Any], new: dict[str, Any], at: At) -> None:
        before, after = says_null(old), says_null(new)
        if before != after:
            stem = "became-nullable" if after else "became-not-nullable"
            word = "nullable" if same_json(old.get("type"), new.get("type")) else "type"
            self.walk.put(at.stated(stem, "changed", before, after, path=(word,)))


def _is_unchanged(word: str, old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether a keyword is the same on both sides; null is not absence where it is a value."""
    if word in NULLABLE and (word in old) != (word in new):
        return False
    return same_json(old.get(word), new.get(word))


def _parameter_change(
    stem: str, parameter: Any, old: dict[str, Any], new: dict[str, Any]
) -> tuple[str, str]:
    """Stem and variant of a change of type where the values are written into a URL or header."""
    if stem == "type-generalized":
        return stem, ""
    if stem == "type-compatible" or becomes_list(parameter, old, new):
        return "type-generalized", "text"
    if types_of(new) == {"array"}:
        return "type-changed", ""
    return stem, ""


def resolved(schema: Any, view: ContractView) -> Any:
    """A schema with its reference looked through; its own members win. None for a broken one."""
    for _ in range(_MAX_HOPS):
        if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str):
            return schema
        target = view.resolve(schema["$ref"])
        if not isinstance(target, dict):
            return {} if target is True else None
        schema = {**target, **{name: value for name, value in schema.items() if name != "$ref"}}
    return None


def _without_nullable(schema: Any) -> Any:
    if not isinstance(schema, dict) or not says_null(schema):
        return schema
    left = {name: value for name, value in schema.items() if name != "nullable"}
    if isinstance(left.get("type"), list):
        kept = [type_name for type_name in left["type"] if type_name != "null"]
        left["type"] = kept[0] if len(kept) == 1 else kept
    return left


def _typed(schema: dict[str, Any]) -> str | None:
    value, form = schema.get("type"), schema.get("format")
    names = " or ".join(map(str, value)) if isinstance(value, list) else str(value or "any")
    return f"{names}/{form}" if form else names
