"""OpenAPI objects as people read them: schemas as trees, operations as parts; and editing parts.

Everything here only looks at JSON or makes new JSON; nothing is stored.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from workbench.design.base import JsonObject
from workbench.design.contract import Operation
from workbench.design.openapi_view import ContractView, schema_name

_DEPTH = 6
_NODES = 400
_EXAMPLE = 4_000
PLACES = ("path", "query", "header", "cookie")
TYPES = ("string", "integer", "number", "boolean", "array", "object")


@dataclass(frozen=True, slots=True)
class ShapeNode:
    """One property of a schema with its depth, in reading order."""

    name: str
    depth: int
    type: str
    required: bool
    description: str
    schema: str = ""
    """Name of the component schema it refers to."""
    rules: str = ""
    """Limits and choices, in short."""
    example: str = ""


def shape_of(view: ContractView, schema: Any) -> tuple[ShapeNode, ...]:  # noqa: ANN401
    """A schema as lines of a tree, references followed once on each way down."""
    nodes: list[ShapeNode] = []
    _walk(view, schema, "", 0, False, frozenset(), nodes)  # noqa: FBT003
    return tuple(nodes)


def _walk(  # noqa: PLR0917 - a recursion's state
    view: ContractView,
    schema: Any,  # noqa: ANN401
    name: str,
    depth: int,
    required: bool,  # noqa: FBT001
    entered: frozenset[str],
    nodes: list[ShapeNode],
) -> None:
    if len(nodes) >= _NODES or not isinstance(schema, dict):
        return
    ref = schema.get("$ref")
    body = view.deref(schema)
    if not isinstance(body, dict):
        nodes.append(ShapeNode(name or "body", depth, f"{ref} is not there", required, ""))
        return
    known = schema_name(ref)
    nodes.append(
        ShapeNode(
            name or known or "body",
            depth,
            type_words(view, body),
            required,
            str(schema.get("description") or body.get("description") or ""),
            known,
            _rules(body),
            _short(body.get("example")),
        )
    )
    if depth >= _DEPTH or (isinstance(ref, str) and ref in entered):
        return
    inside = entered | {ref} if isinstance(ref, str) else entered
    _members(view, body, depth, inside, nodes)


def _members(
    view: ContractView,
    body: JsonObject,
    depth: int,
    entered: frozenset[str],
    nodes: list[ShapeNode],
) -> None:
    needed = body.get("required")
    names = set(map(str, needed)) if isinstance(needed, list) else set()
    properties = body.get("properties")
    for name, one in (properties if isinstance(properties, dict) else {}).items():
        _walk(view, one, str(name), depth + 1, str(name) in names, entered, nodes)
    if isinstance(body.get("items"), dict):
        inner = view.deref(body["items"])
        if isinstance(inner, dict) and (_has_members(inner) or "$ref" in body["items"]):
            _walk(view, body["items"], "each", depth + 1, False, entered, nodes)  # noqa: FBT003
    for word in ("allOf", "oneOf", "anyOf"):
        branches = body.get(word)
        for at, one in enumerate(branches if isinstance(branches, list) else []):
            label = schema_name(one.get("$ref")) if isinstance(one, dict) else ""
            _walk(view, one, f"{word} {label or at + 1}", depth + 1, False, entered, nodes)  # noqa: FBT003


def _has_members(body: JsonObject) -> bool:
    return any(word in body for word in ("properties", "items", "allOf", "oneOf", "anyOf"))


def type_words(view: ContractView, body: JsonObject) -> str:
    """The type of a schema in words: `array of Order`, `string (date-time)`."""
    kind = body.get("type")
    words = " or ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")
    if not words:
        guess = {"properties": "object", "items": "array", "enum": "choice", "const": "constant"}
        words = next((said for word, said in guess.items() if word in body), "any")
    if words.startswith("array") and isinstance(body.get("items"), dict):
        name = schema_name(body["items"].get("$ref"))
        inner = view.deref(body["items"])
        # The items of items are not told, so that a schema within itself comes to an end.
        plain = {**inner, "items": None} if isinstance(inner, dict) else {}
        words += f" of {name or type_words(view, plain)}"
    if body.get("format"):
        words += f" ({body['format']})"
    if body.get("nullable") is True:
        words += " or null"
    return words


_LIMITS = (
    ("minLength", "from {} characters"),
    ("maxLength", "to {} characters"),
    ("minimum", "≥ {}"),
    ("exclusiveMinimum", "> {}"),
    ("maximum", "≤ {}"),
    ("exclusiveMaximum", "< {}"),
    ("minItems", "from {} items"),
    ("maxItems", "to {} items"),
    ("pattern", "like {}"),
    ("default", "default {}"),
)


def _rules(body: JsonObject) -> str:
    said = [words.format(_short(body[name])) for name, words in _LIMITS if name in body]
    if isinstance(body.get("enum"), list):
        said.append("one of " + ", ".join(_short(one) for one in body["enum"][:12]))
    if body.get("readOnly") is True:
        said.append("read only")
    if body.get("writeOnly") is True:
        said.append("write only")
    return ", ".join(said)


def _short(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Media:
    """One media type of a body: its schema as a tree and its examples."""

    name: str
    schema: str
    nodes: tuple[ShapeNode, ...]
    examples: tuple[tuple[str, str], ...]
    """Name and JSON text."""


@dataclass(frozen=True, slots=True)
class ShownResponse:
    """One response of an operation."""

    status: str
    description: str
    shared: str
    """Name of the component it refers to."""
    headers: tuple[tuple[str, str], ...]
    media: tuple[Media, ...]


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """One parameter of an operation."""

    at: int
    """Position in the operation's own list; -1 for one of the path."""
    name: str
    place: str
    required: bool
    type: str
    description: str
    rules: str
    shared: str


@dataclass(frozen=True, slots=True)
class ShownOperation:
    """An operation, all its references resolved."""

    summary: str
    description: str
    operation_id: str
    tags: tuple[str, ...]
    deprecated: bool
    parameters: tuple[ShownParameter, ...]
    body: tuple[Media, ...]
    body_required: bool
    responses: tuple[ShownResponse, ...]


def read_operation(view: ContractView, operation: Operation) -> ShownOperation:
    """An operation as its page shows it."""
    body = operation.body
    tags = body.get("tags")
    request = view.deref(body.get("requestBody"))
    raw = body.get("responses")
    return ShownOperation(
        summary=str(body.get("summary") or ""),
        description=str(body.get("description") or ""),
        operation_id=str(body.get("operationId") or ""),
        tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
        deprecated=body.get("deprecated") is True,
        parameters=tuple(_parameters(view, operation)),
        body=_media(view, request) if isinstance(request, dict) else (),
        body_required=isinstance(request, dict) and request.get("required") is True,
        responses=tuple(
            _response(view, one.status, one.body, raw.get(one.status))
            for one in view.responses(operation)
            if isinstance(raw, dict)
        ),
    )


def _parameters(view: ContractView, operation: Operation) -> list[ShownParameter]:
    own = operation.body.get("parameters")
    found = []
    for one in view.parameters(operation):
        schema = view.deref(one.body.get("schema"))
        schema = schema if isinstance(schema, dict) else {}
        at = one.pointer[-1] if one.pointer and one.pointer[0] != ".." else -1
        raw = own[at] if isinstance(own, list) and isinstance(at, int) and at >= 0 else {}
        found.append(
            ShownParameter(
                at if isinstance(at, int) else -1,
                one.name,
                one.place,
                one.body.get("required") is True,
                type_words(view, schema),
                str(one.body.get("description") or ""),
                _rules(schema),
                _component(raw),
            )
        )
    return found


def _component(raw: Any) -> str:  # noqa: ANN401
    ref = raw.get("$ref") if isinstance(raw, dict) else None
    prefix = "#/components/"
    return ref.removeprefix(prefix) if isinstance(ref, str) and ref.startswith(prefix) else ""


def _response(view: ContractView, status: str, body: JsonObject, raw: Any) -> ShownResponse:  # noqa: ANN401
    headers = body.get("headers")
    rows = []
    for name, one in (headers if isinstance(headers, dict) else {}).items():
        header = view.deref(one)
        rows.append(
            (str(name), str(header.get("description", "")) if isinstance(header, dict) else "")
        )
    return ShownResponse(
        status, str(body.get("description") or ""), _component(raw), tuple(rows), _media(view, body)
    )


def _media(view: ContractView, holder: JsonObject) -> tuple[Media, ...]:
    found = []
    for one in view.bodies(holder):
        ref = one.schema.get("$ref") if isinstance(one.schema, dict) else None
        found.append(
            Media(
                one.media_type,
                schema_name(ref),
                shape_of(view, one.schema),
                _examples(view, one.content),
            )
        )
    return tuple(found)


def _examples(view: ContractView, content: JsonObject) -> tuple[tuple[str, str], ...]:
    found = []
    if "example" in content:
        found.append(("example", _json(content["example"])))
    examples = content.get("examples")
    for name, one in (examples if isinstance(examples, dict) else {}).items():
        body = view.deref(one)
        if isinstance(body, dict) and "value" in body:
            found.append((str(name), _json(body["value"])))
    return tuple(found[:6])


def _json(value: Any) -> str:  # noqa: ANN401
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text if len(text) <= _EXAMPLE else text[:_EXAMPLE] + "\n…"


def with_parameter(body: JsonObject, parameter: JsonObject, at: int) -> JsonObject:
    """An operation with a parameter put in place of another, or added for -1.

    What the form does not know of the old one is kept.
    """
    changed = deepcopy(body)
    own = changed.get("parameters")
    rows: list[Any] = own if isinstance(own, list) else []
    if 0 <= at < len(rows) and isinstance(rows[at], dict) and "$ref" not in rows[at]:
        schema = rows[at].get("schema")
        inner = (
            {**schema, **parameter["schema"]} if isinstance(schema, dict) else parameter["schema"]
        )
        rows[at] = {**rows[at], **parameter, "schema": inner}
    else:
        rows.append(parameter)
    changed["parameters"] = rows
    return changed


def without_parameter(body: JsonObject, at: int) -> JsonObject:
    """An operation without one of its own parameters."""
    changed = deepcopy(body)
    own = changed.get("parameters")
    if isinstance(own, list) and 0 <= at < len(own):
        del own[at]
        if not own:
            del changed["parameters"]
    return changed


def with_response(body: JsonObject, status: str, response: JsonObject) -> JsonObject:
    """An operation with one more response, or with one described anew; order by status."""
    changed = deepcopy(body)
    known = changed.get("responses")
    rows: dict[str, Any] = known if isinstance(known, dict) else {}
    before = rows.get(status)
    if isinstance(before, dict) and "$ref" not in response and "$ref" not in before:
        rows[status] = {**before, **response}
    else:
        rows[status] = response
    changed["responses"] = dict(
        sorted(rows.items(), key=lambda pair: (pair[0] == "default", pair[0]))
    )
    return changed


def without_response(body: JsonObject, status: str) -> JsonObject:
    """An operation without one of its responses."""
    changed = deepcopy(body)
    known = changed.get("responses")
    if isinstance(known, dict):
        known.pop(status, None)
    return changed
