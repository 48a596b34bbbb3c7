"""OpenAPI objects as pages show them: schemas as trees, operations with resolved references."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from workbench.design.base import JsonObject
from workbench.design.contract import Operation
from workbench.design.openapi_view import ContractView, schema_name

_MAX_DEPTH = 6
_MAX_NODES = 400
_MAX_EXAMPLE = 4_000
_MAX_TEXT = 80
_MAX_ENUM_VALUES = 12
_MAX_EXAMPLES = 6
PLACES = ("path", "query", "header", "cookie")
TYPES = ("string", "integer", "number", "boolean", "array", "object")


@dataclass(frozen=True, slots=True)
class SchemaNode:
    """A property of a schema, with its depth in the tree."""

    name: str
    depth: int
    type: str
    required: bool
    description: str
    schema: str = ""
    """Name of the component schema that it refers to."""
    constraints: str = ""
    """Limits and allowed values, as text."""
    example: str = ""


def schema_tree(view: ContractView, schema: Any) -> tuple[SchemaNode, ...]:  # noqa: ANN401
    """The properties of a schema in reading order; each reference is followed once per path."""
    return _TreeBuilder(view).build(schema)


class _TreeBuilder:
    def __init__(self, view: ContractView) -> None:
        self._view = view
        self._nodes: list[SchemaNode] = []

    def build(self, schema: Any) -> tuple[SchemaNode, ...]:  # noqa: ANN401
        self._add(schema, "", 0, frozenset())
        return tuple(self._nodes)

    def _add(
        self,
        schema: Any,  # noqa: ANN401
        name: str,
        depth: int,
        entered: frozenset[str],
        *,
        required: bool = False,
    ) -> None:
        """Add a schema and what is below it; `entered` are the references above it."""
        if len(self._nodes) >= _MAX_NODES or not isinstance(schema, dict):
            return
        ref = schema.get("$ref")
        body = self._view.deref(schema)
        if not isinstance(body, dict):
            text = f"{ref} is not defined"
            self._nodes.append(SchemaNode(name or "body", depth, text, required, ""))
            return
        self._nodes.append(self._node(schema, body, name, depth, required=required))
        is_repeated = isinstance(ref, str) and ref in entered
        if depth < _MAX_DEPTH and not is_repeated:
            inside = entered | {ref} if isinstance(ref, str) else entered
            self._add_properties(body, depth + 1, inside)
            self._add_items(body, depth + 1, inside)
            self._add_branches(body, depth + 1, inside)

    def _node(
        self, schema: JsonObject, body: JsonObject, name: str, depth: int, *, required: bool
    ) -> SchemaNode:
        known = schema_name(schema.get("$ref"))
        return SchemaNode(
            name or known or "body",
            depth,
            type_text(self._view, body),
            required,
            str(schema.get("description") or body.get("description") or ""),
            known,
            _constraints(body),
            _short(body.get("example")),
        )

    def _add_properties(self, body: JsonObject, depth: int, entered: frozenset[str]) -> None:
        needed = body.get("required")
        required = set(map(str, needed)) if isinstance(needed, list) else set()
        properties = body.get("properties")
        for name, schema in (properties if isinstance(properties, dict) else {}).items():
            self._add(schema, str(name), depth, entered, required=str(name) in required)

    def _add_items(self, body: JsonObject, depth: int, entered: frozenset[str]) -> None:
        items = body.get("items")
        if not isinstance(items, dict):
            return
        inner = self._view.deref(items)
        if isinstance(inner, dict) and ("$ref" in items or _has_members(inner)):
            self._add(items, "each", depth, entered)

    def _add_branches(self, body: JsonObject, depth: int, entered: frozenset[str]) -> None:
        for keyword in ("allOf", "oneOf", "anyOf"):
            branches = body.get(keyword)
            for number, branch in enumerate(branches if isinstance(branches, list) else [], 1):
                label = schema_name(branch.get("$ref")) if isinstance(branch, dict) else ""
                self._add(branch, f"{keyword} {label or number}", depth, entered)


def _has_members(body: JsonObject) -> bool:
    return any(word in body for word in ("properties", "items", "allOf", "oneOf", "anyOf"))


#: The type of a schema that states none, by a keyword that implies it.
_IMPLIED_TYPES = {"properties": "object", "items": "array", "enum": "choice", "const": "constant"}


def type_text(view: ContractView, body: JsonObject) -> str:
    """The type of a schema as text: `array of Order`, `string (date-time)`."""
    text = _base_type(body)
    if text.startswith("array") and isinstance(body.get("items"), dict):
        name = schema_name(body["items"].get("$ref"))
        inner = view.deref(body["items"])
        # Items of items are left out, so that a schema that contains itself ends.
        outer = {**inner, "items": None} if isinstance(inner, dict) else {}
        text += f" of {name or type_text(view, outer)}"
    if body.get("format"):
        text += f" ({body['format']})"
    if body.get("nullable") is True:
        text += " or null"
    return text


def _base_type(body: JsonObject) -> str:
    stated = body.get("type")
    if stated:
        return " or ".join(map(str, stated)) if isinstance(stated, list) else str(stated)
    return next((name for keyword, name in _IMPLIED_TYPES.items() if keyword in body), "any")


#: Constraints besides the ranges of lengths and items.
_LIMITS = (
    ("minimum", "≥ {}"),
    ("exclusiveMinimum", "> {}"),
    ("maximum", "≤ {}"),
    ("exclusiveMaximum", "< {}"),
    ("pattern", "pattern {}"),
    ("default", "default {}"),
)


def _constraints(body: JsonObject) -> str:
    texts = [
        _range(body.get("minLength"), body.get("maxLength"), "character"),
        _range(body.get("minItems"), body.get("maxItems"), "item"),
    ]
    texts += [text.format(_short(body[name])) for name, text in _LIMITS if name in body]
    if isinstance(body.get("enum"), list):
        values = body["enum"][:_MAX_ENUM_VALUES]
        texts.append("one of " + ", ".join(_short(value) for value in values))
    if body.get("readOnly") is True:
        texts.append("read-only")
    if body.get("writeOnly") is True:
        texts.append("write-only")
    return ", ".join(text for text in texts if text)


def _range(least: Any, most: Any, unit: str) -> str:  # noqa: ANN401 - JSON has any shape
    """A range of lengths as text.

    >>> _range(36, 36, "character"), _range(None, 1, "item"), _range(1, 200, "character")
    ('exactly 36 characters', 'at most 1 item', '1 to 200 characters')
    """
    if least is None and most is None:
        return ""
    number = least if most is None else most
    units = unit if number == 1 else f"{unit}s"
    if most is None:
        return f"at least {_short(least)} {units}"
    if least is None:
        return f"at most {_short(most)} {units}"
    if least == most:
        return f"exactly {_short(most)} {units}"
    return f"{_short(least)} to {_short(most)} {units}"


def _short(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"


@dataclass(frozen=True, slots=True)
class MediaView:
    """A media type of a body: its schema as a tree, and its examples."""

    name: str
    schema: str
    nodes: tuple[SchemaNode, ...]
    examples: tuple[tuple[str, str], ...]
    """Name and JSON text."""


@dataclass(frozen=True, slots=True)
class ResponseView:
    """A response of an operation."""

    status: str
    description: str
    shared: str
    """Key of the component that it refers to: `responses/NotFound`."""
    headers: tuple[tuple[str, str], ...]
    media: tuple[MediaView, ...]


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A parameter of an operation."""

    at: int
    """Position in the operation's own list; -1 for a path-level parameter."""
    name: str
    place: str
    required: bool
    type: str
    description: str
    constraints: str
    shared: str


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation with all references resolved."""

    summary: str
    description: str
    operation_id: str
    tags: tuple[str, ...]
    deprecated: bool
    parameters: tuple[ParameterView, ...]
    body: tuple[MediaView, ...]
    body_required: bool
    responses: tuple[ResponseView, ...]


def operation_view(view: ContractView, operation: Operation) -> OperationView:
    """An operation as its page shows it, with all references resolved."""
    body = operation.body
    tags = body.get("tags")
    request = view.deref(body.get("requestBody"))
    raw = body.get("responses")
    return OperationView(
        summary=str(body.get("summary") or ""),
        description=str(body.get("description") or ""),
        operation_id=str(body.get("operationId") or ""),
        tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
        deprecated=body.get("deprecated") is True,
        parameters=tuple(_parameters(view, operation)),
        body=_media(view, request) if isinstance(request, dict) else (),
        body_required=isinstance(request, dict) and request.get("required") is True,
        responses=tuple(
            _response(view, response.status, response.body, raw.get(response.status))
            for response in view.responses(operation)
            if isinstance(raw, dict)
        ),
    )


def _parameters(view: ContractView, operation: Operation) -> list[ParameterView]:
    own = operation.body.get("parameters")
    found = []
    for parameter in view.parameters(operation):
        schema = view.deref(parameter.body.get("schema"))
        schema = schema if isinstance(schema, dict) else {}
        at = parameter.pointer[-1] if parameter.pointer and parameter.pointer[0] != ".." else -1
        raw = own[at] if isinstance(own, list) and isinstance(at, int) and at >= 0 else {}
        found.append(
            ParameterView(
                at if isinstance(at, int) else -1,
                parameter.name,
                parameter.place,
                parameter.body.get("required") is True,
                type_text(view, schema),
                str(parameter.body.get("description") or ""),
                _constraints(schema),
                _component(raw),
            )
        )
    return found


def _component(raw: Any) -> str:  # noqa: ANN401
    ref = raw.get("$ref") if isinstance(raw, dict) else None
    prefix = "#/components/"
    return ref.removeprefix(prefix) if isinstance(ref, str) and ref.startswith(prefix) else ""


def _response(view: ContractView, status: str, body: JsonObject, raw: Any) -> ResponseView:  # noqa: ANN401
    headers = body.get("headers")
    rows = []
    for name, raw_header in (headers if isinstance(headers, dict) else {}).items():
        header = view.deref(raw_header)
        rows.append(
            (str(name), str(header.get("description", "")) if isinstance(header, dict) else "")
        )
    return ResponseView(
        status, str(body.get("description") or ""), _component(raw), tuple(rows), _media(view, body)
    )


def _media(view: ContractView, holder: JsonObject) -> tuple[MediaView, ...]:
    found = []
    for media in view.bodies(holder):
        ref = media.schema.get("$ref") if isinstance(media.schema, dict) else None
        found.append(
            MediaView(
                media.media_type,
                schema_name(ref),
                schema_tree(view, media.schema),
                _examples(view, media.content),
            )
        )
    return tuple(found)


def _examples(view: ContractView, content: JsonObject) -> tuple[tuple[str, str], ...]:
    found = []
    if "example" in content:
        found.append(("example", _json(content["example"])))
    examples = content.get("examples")
    for name, example in (examples if isinstance(examples, dict) else {}).items():
        body = view.deref(example)
        if isinstance(body, dict) and "value" in body:
            found.append((str(name), _json(body["value"])))
    return tuple(found[:_MAX_EXAMPLES])


def _json(value: Any) -> str:  # noqa: ANN401
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text if len(text) <= _MAX_EXAMPLE else text[:_MAX_EXAMPLE] + "\n…"
