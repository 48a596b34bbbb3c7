"""Judge changes of the API contract from the side of the clients that exist.

Rules follow oasdiff's BREAKING-CHANGES.md: what a client sends may only be asked for less,
what it receives may only promise more.
"""

from __future__ import annotations

from typing import Any

from workbench.design.package import Impact
from workbench.diff.directions import BOTH, REQUEST, RESPONSE, Directions
from workbench.diff.facts import Fact

Verdict = tuple[Impact, str]
Path = tuple[str | int, ...]

_BREAKING, _ADDITIVE, _EDITORIAL = Impact.breaking, Impact.additive, Impact.editorial

_WORDS = frozenset(
    {
        "description",
        "summary",
        "title",
        "example",
        "examples",
        "externalDocs",
        "tags",
        "$comment",
        "info",
        "format_of_file",
        "external_docs",
        "xml",
    }
)
#: Bounds, and whether a larger number allows more.
_BOUNDS = {
    "maxLength": True,
    "maximum": True,
    "exclusiveMaximum": True,
    "maxItems": True,
    "maxProperties": True,
    "maxContains": True,
    "minLength": False,
    "minimum": False,
    "exclusiveMinimum": False,
    "minItems": False,
    "minProperties": False,
    "minContains": False,
}
_RESTRICTIONS = frozenset({"pattern", "multipleOf", "uniqueItems", "const", "not", "contains"})
_COMBINED = frozenset({"oneOf", "anyOf", "allOf"})


def judge_contract(fact: Fact, directions: Directions, way: int | None = None) -> Verdict:
    """Impact and code of a change inside an operation, schema, component or the frame."""
    path = _inner(fact)
    way = _way(fact, directions) if way is None else way
    if not path:
        return _ADDITIVE, f"{fact.kind}-changed"
    if _is_wording(path):
        return _EDITORIAL, f"{_slug(path)}-changed"
    if fact.kind == "contract":
        return _frame(fact, path)
    if fact.kind == "component" and fact.item.startswith("securitySchemes/"):
        return _BREAKING, "security-scheme-changed"
    return _operation_member(fact, path, way) or _schema_member(fact, path, way)


def _inner(fact: Fact) -> Path:
    return fact.path[1:] if fact.path[:1] in {("body",), ("path_item",)} else fact.path


def _way(fact: Fact, directions: Directions) -> int:
    if fact.kind == "schema":
        return directions.of_schema(fact.item)
    if fact.kind == "component":
        return directions.of_component(fact.item)
    if fact.kind == "operation" and len(fact.path) > 1:
        return RESPONSE if fact.path[1] == "responses" else REQUEST
    return BOTH


def _is_wording(path: Path) -> bool:
    named = {"properties", "responses", "content", "headers", "enum", "required"}
    return any(
        (part in _WORDS or str(part).startswith("x-")) and (not at or path[at - 1] not in named)
        for at, part in enumerate(path)
    )


def _slug(path: Path) -> str:
    return str(path[-1]).replace("_", "-").replace("/", "-")


def _frame(fact: Fact, path: Path) -> Verdict:
    match path:
        case ("security", *_):
            return _security(fact)
        case ("servers", *_):
            removed = fact.change == "removed"
            return (_BREAKING if removed else _ADDITIVE), f"server-{fact.change}"
        case ("path_items", _, "parameters", *rest):
            return _parameter(fact, tuple(rest)) or _schema_member(fact, path, REQUEST)
    return _EDITORIAL, f"{_slug(path[:1])}-changed"


def _operation_member(fact: Fact, path: Path, way: int) -> Verdict | None:
    match path:
        case ("security", *_):
            return _security(fact)
        case ("operationId",):
            return _BREAKING, "operation-id-changed"
        case ("deprecated",):
            return _ADDITIVE, "deprecation-changed"
        case ("parameters", *rest):
            return _parameter(fact, tuple(rest))
        case ("requestBody",) | ("requestBody", "required"):
            return _request_body(fact)
        case ("responses", status):
            return _response(fact, str(status))
        case (*_, "content", _):
            gone = fact.change == "removed"
            return (_BREAKING if gone else _ADDITIVE), f"media-type-{fact.change}"
        case (*_, "headers", _):
            lost = fact.change == "removed" and way & RESPONSE
            return (_BREAKING if lost else _ADDITIVE), f"header-{fact.change}"
        case ("callbacks" | "links", *_):
            return (_BREAKING if fact.change == "removed" else _ADDITIVE), f"{path[0]}-changed"
    return None


def _security(fact: Fact) -> Verdict:
    # An empty or shorter list of demands lets more callers in; anything else may shut some out.
    if fact.change == "removed" or not fact.after:
        return _ADDITIVE, "security-loosened"
    return _BREAKING, "security-tightened"


def _parameter(fact: Fact, rest: Path) -> Verdict | None:
    match rest:
        case ():
            return _BREAKING, "parameters-changed"
        case (_,):
            if fact.change == "removed":
                return _BREAKING, "parameter-removed"
            needed = isinstance(fact.after, dict) and fact.after.get("required") is True
            code = "required-parameter-added" if needed else "optional-parameter-added"
            return (_BREAKING if needed else _ADDITIVE), code
        case (_, "required"):
            needed = fact.after is True
            code = "parameter-became-required" if needed else "parameter-became-optional"
            return (_BREAKING if needed else _ADDITIVE), code
        case (_, "style" | "explode" | "allowReserved"):
            return _BREAKING, "parameter-serialization-changed"
        case (_, "deprecated"):
            return _ADDITIVE, "deprecation-changed"
    return None


def _request_body(fact: Fact) -> Verdict:
    if fact.change == "removed" and fact.path[-1] == "requestBody":
        return _BREAKING, "request-body-removed"
    after = fact.after
    needed = after is True or (isinstance(after, dict) and after.get("required") is True)
    return (_BREAKING if needed else _ADDITIVE), "request-body-changed"


def _response(fact: Fact, status: str) -> Verdict:
    if fact.change == "removed" and status.startswith("2"):
        return _BREAKING, "success-response-removed"
    return _ADDITIVE, f"response-{fact.change}"


def _schema_member(fact: Fact, path: Path, way: int) -> Verdict:
    if not way:
        return _EDITORIAL, "unused-component-changed"
    last = path[-1]
    parent = path[-2] if len(path) > 1 else None
    if parent in {"properties", "patternProperties"}:
        return _property(fact, way)
    if parent == "required" or last == "required":
        return _required(fact, way)
    if parent == "enum" or last == "enum":
        return _values(fact, way, "enum-value")
    if parent == "type":
        return _values(fact, way, "type")
    if last in {"type", "format", "$ref", "contentEncoding", "contentMediaType"}:
        return _BREAKING, f"{_slug(path).lstrip('$')}-changed"
    return _constraint(fact, path, way)


def _property(fact: Fact, way: int) -> Verdict:
    if fact.change == "removed":
        return _BREAKING, "property-removed"
    if fact.change == "added":
        return _ADDITIVE, "property-added"
    return _BREAKING, "property-changed" if way else "property-restated"


def _required(fact: Fact, way: int) -> Verdict:
    if not isinstance(fact.before or fact.after, str | bool | list):
        return _BREAKING, "required-changed"
    more = fact.change == "added" or fact.after is True
    hurts = bool(way & REQUEST) if more else bool(way & RESPONSE)
    return (_BREAKING if hurts else _ADDITIVE), (
        "property-became-required" if more else "property-became-optional"
    )


def _values(fact: Fact, way: int, what: str) -> Verdict:
    if fact.change == "changed":
        return _BREAKING, f"{what}-changed"
    whole_list = isinstance(fact.before if fact.before is not None else fact.after, list)
    fewer = (fact.change == "added") if whole_list else (fact.change == "removed")
    hurts = bool(way & REQUEST) if fewer else bool(way & RESPONSE)
    return (_BREAKING if hurts else _ADDITIVE), f"{what}-{fact.change}"


def _constraint(fact: Fact, path: Path, way: int) -> Verdict:
    last = str(path[-1])
    tightened: bool | None = None
    if last in _BOUNDS:
        tightened = _tightened(fact, larger_allows_more=_BOUNDS[last])
    elif last in _RESTRICTIONS:
        tightened = None if fact.change == "changed" else fact.change == "added"
    elif last in {"additionalProperties", "unevaluatedProperties"}:
        tightened = fact.after is False
    elif last == "nullable":
        tightened = fact.after is not True
    elif last in {"readOnly", "writeOnly", "default", "discriminator", "mapping"}:
        return _ADDITIVE, f"{last}-changed"
    elif _COMBINED & {str(part) for part in path[-2:]}:
        tightened = None
    else:
        return _ADDITIVE, f"{_slug(path)}-changed"
    if tightened is None:
        return _BREAKING, f"{last}-changed"
    hurts = bool(way & REQUEST) if tightened else bool(way & RESPONSE)
    word = "tightened" if tightened else "loosened"
    return (_BREAKING if hurts else _ADDITIVE), f"{last}-{word}"


def _tightened(fact: Fact, *, larger_allows_more: bool) -> bool | None:
    before: Any = fact.before
    after: Any = fact.after
    if before is None or after is None:
        return after is not None
    try:
        return bool(after < before) if larger_allows_more else bool(after > before)
    except TypeError:
        return None
