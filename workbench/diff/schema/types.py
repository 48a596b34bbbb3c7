"""Types of schemas, null taken out: which of two allows more, and what travels as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.design.json_values import same_json

_ANNOTATIONS = frozenset(
    {
        "title",
        "description",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "externalDocs",
        "xml",
        "$comment",
        "nullable",
    }
)
#: Format → the formats of the same type that it holds as well.
_WIDER = {
    "int64": {"int32"},
    "double": {"float"},
    "decimal": {"float", "double"},
    "date-time": {"date"},
    "uri-reference": {"uri"},
    "iri": {"uri"},
    "idn-email": {"email"},
    "idn-hostname": {"hostname"},
}


def is_annotation(word: str) -> bool:
    """Whether a member of a schema only describes and never restricts."""
    return word in _ANNOTATIONS or word.startswith("x-")


def types_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """Types a schema names, null left out; empty means any."""
    value = schema.get("type")
    names = value if isinstance(value, list) else [value]
    return frozenset(name for name in names if isinstance(name, str) and name != "null")


def says_null(schema: Mapping[str, Any]) -> bool:
    """Whether a schema allows null by `nullable` or by its type."""
    value = schema.get("type")
    listed = isinstance(value, list) and "null" in value
    return schema.get("nullable") is True or listed


def without_null(schema: Any) -> tuple[Any, bool]:
    """A schema without the branch that only allows null, and whether there was one.

    `anyOf: [X, {type: null}]` says the same as X that is nullable, so X is what is compared.
    """
    if not isinstance(schema, dict):
        return schema, False
    for word in ("anyOf", "oneOf"):
        branches = schema.get(word)
        if not isinstance(branches, list) or {"type": "null"} not in branches:
            continue
        left = [branch for branch in branches if branch != {"type": "null"}]
        around = {name: value for name, value in schema.items() if name != word}
        alone = left[0] if len(left) == 1 else None
        if isinstance(alone, dict) and all(map(is_annotation, around)):
            return {**alone, **around}, True
        return {**around, word: left}, True
    return schema, False


def type_change(old: Mapping[str, Any], new: Mapping[str, Any], *, sent: bool, loose: bool) -> str:
    """Stem of the rule for a change of type or format; empty where both mean the same.

    `loose` is whether the values travel as text, where a bare string takes any value.
    """
    wider, narrower = _holds(new, old), _holds(old, new)
    if wider and narrower:
        return ""
    listed = isinstance(old.get("type"), list) or isinstance(new.get("type"), list)
    listed = listed and old.get("format") == new.get("format")
    before, after = types_of(old), types_of(new)
    if wider:
        return "list-of-types-widened" if listed and before < after else "type-generalized"
    if narrower:
        return "list-of-types-narrowed" if listed and after < before else "type-specialized"
    if loose and _bare_string(new if sent else old):
        return "type-compatible"
    return "type-changed"


def _bare_string(schema: Mapping[str, Any]) -> bool:
    return types_of(schema) == {"string"} and not schema.get("format")


def _holds(wide: Mapping[str, Any], narrow: Mapping[str, Any]) -> bool:
    """Whether every type and format of one is allowed by the other."""
    outer, inner = types_of(wide), types_of(narrow)
    if outer and not (inner and all(_has(outer, name) for name in inner)):
        return False
    return _holds_format(wide.get("format"), narrow.get("format"), outer, inner)


def _has(outer: frozenset[str], name: str) -> bool:
    return name in outer or (name == "integer" and "number" in outer)


def _holds_format(wide: Any, narrow: Any, outer: frozenset[str], inner: frozenset[str]) -> bool:
    if not wide or same_json(wide, narrow):
        return True
    if outer != inner and not (outer & inner):
        # A format restricts its own type only: int32 does not apply to strings.
        return not (outer and inner) or (inner == {"integer"} and outer == {"number"})
    return isinstance(narrow, str) and narrow in _WIDER.get(str(wide), ())


def becomes_list(parameter: Mapping[str, Any], old: Any, new: Any) -> bool:
    """Whether a single value of a query parameter stays valid as a list of one.

    `?a=1` is also a list in form style with explode, the default of query parameters; the
    items must then take every old value and the list must not ask for more than one.
    """
    if not isinstance(old, dict) or not isinstance(new, dict):
        return False
    items = new.get("items")
    return (
        isinstance(items, dict)
        and _repeats_name(parameter)
        and _is_scalar(old)
        and _accepts_one_item(new)
        and _accepts_values_of(items, old)
    )


def _repeats_name(parameter: Mapping[str, Any]) -> bool:
    """Whether a list is sent as `?a=1&a=2`."""
    in_form = parameter.get("in") in {"query", "cookie"}
    return (
        in_form
        and parameter.get("style", "form") == "form"
        and parameter.get("explode", True) is not False
    )


def _is_scalar(schema: Mapping[str, Any]) -> bool:
    types = types_of(schema)
    return bool(types) and types.isdisjoint({"array", "object"})


def _accepts_one_item(schema: Mapping[str, Any]) -> bool:
    """Whether a schema is a list that a single item satisfies, whatever the item is."""
    if types_of(schema) != {"array"}:
        return False
    restrictions = {name for name in schema if not is_annotation(name)}
    if restrictions - {"type", "items", "uniqueItems", "minItems", "maxItems"}:
        return False
    return schema.get("minItems", 0) in (0, 1) and schema.get("maxItems", 1) != 0


def _accepts_values_of(items: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether the items of a list accept every value that the single schema accepted."""
    before, limits = _restrictions(old), _restrictions(items)
    if not all(same_json(before.get(name), value) for name, value in limits.items()):
        return False
    return _bare_string(items) or _holds(items, old)


def _restrictions(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in schema.items()
        if not is_annotation(name) and name not in {"type", "format"}
    }
