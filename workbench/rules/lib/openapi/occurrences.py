"""What is written inside one item of the contract: its schemas, media types, parameters.

References are not followed, so every place is met exactly once in a whole design: a finding
about a shared schema is reported at that schema, not at each of its users.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from workbench.design.base import Item, JsonObject
from workbench.design.contract import Component, Contract, Operation, Schema
from workbench.design.ids import METHODS
from workbench.design.integrations import Event, Webhook

Path = tuple[str | int, ...]

#: Kinds of items in which schemas are written.
CONTRACT_KINDS = ("operation", "schema", "component", "contract", "webhook")

#: Deeper than any honest schema; what lies below is not looked at.
MAX_DEPTH = 80
#: More places than any honest item has.
MAX_PLACES = 200_000

_ONE = (
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "additionalItems",
    "contentSchema",
)
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems", "items")
_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")


class SchemaPlace(NamedTuple):
    """One schema as written (boolean schemas are left out)."""

    path: Path
    body: JsonObject
    name: str
    """Name of the property or parameter it describes; empty for others."""
    use: str
    """`request`, `response`, `parameter`, `header`, `schema` or `event`."""
    root: bool
    """Whether it is not inside another schema."""


class MediaPlace(NamedTuple):
    """One entry of a `content`."""

    path: Path
    media_type: str
    body: JsonObject
    use: str


class ParameterPlace(NamedTuple):
    """One parameter or header as written; a reference is left out."""

    path: Path
    body: JsonObject
    header: bool
    """Whether it is a response header, whose name is the last part of the path."""

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.path[-1]) if self.header else str(self.body.get("name", ""))


class ResponsePlace(NamedTuple):
    """One response as written; a reference is left out."""

    path: Path
    body: JsonObject


class OperationPlace(NamedTuple):
    """One operation: the item's own, or one inside a callback, path item or webhook."""

    path: Path
    body: JsonObject
    role: str
    """`operation`, `callback`, `webhook` or `path item`."""


class ServerPlace(NamedTuple):
    """One server object."""

    path: Path
    body: JsonObject


@dataclass
class Written:
    """All places of one item, in document order."""

    schemas: list[SchemaPlace] = field(default_factory=list)
    media: list[MediaPlace] = field(default_factory=list)
    parameters: list[ParameterPlace] = field(default_factory=list)
    responses: list[ResponsePlace] = field(default_factory=list)
    operations: list[OperationPlace] = field(default_factory=list)
    servers: list[ServerPlace] = field(default_factory=list)


def read_written(item: Item) -> Written:
    """Walk one item; kinds that hold no OpenAPI objects give nothing."""
    written = Written()
    match item:
        case Operation():
            _operation(written, item.body, ("body",), "operation")
        case Schema():
            _schema(written, item.body, ("body",), use="schema")
        case Component():
            _component(written, item)
        case Contract():
            _servers(written, list(item.servers), ("servers",))
            for path, body in item.path_items.items():
                _path_item(written, body, ("path_items", path), "path item")
        case Webhook():
            _path_item(written, item.path_item, ("path_item",), "webhook")
        case Event():
            _schema(written, item.payload, ("payload",), use="event")
        case _:
            pass
    return written


def _component(written: Written, item: Component) -> None:
    here: Path = ("body",)
    match item.section:
        case "responses":
            _response(written, item.body, here)
        case "parameters":
            _parameter(written, item.body, here)
        case "headers":
            _parameter(written, item.body, here, header=item.name)
        case "requestBodies":
            _content(written, item.body, here, "request")
        case "mediaTypes":
            _media(written, item.body, here, item.name, "response")
        case "callbacks":
            for expression, member in _members(item.body):
                _path_item(written, member, (*here, expression), "callback")
        case "pathItems":
            _path_item(written, item.body, here, "path item")
        case _:
            pass


def _path_item(written: Written, body: Any, here: Path, role: str) -> None:  # noqa: ANN401
    if not isinstance(body, dict) or len(here) > MAX_DEPTH:
        return
    _parameters(written, body.get("parameters"), (*here, "parameters"))
    _servers(written, body.get("servers"), (*here, "servers"))
    for method in METHODS:
        operation = body.get(method.lower())
        if isinstance(operation, dict):
            _operation(written, operation, (*here, method.lower()), role)


def _operation(written: Written, body: JsonObject, here: Path, role: str) -> None:
    written.operations.append(OperationPlace(here, body, role))
    _servers(written, body.get("servers"), (*here, "servers"))
    _parameters(written, body.get("parameters"), (*here, "parameters"))
    if isinstance(body.get("requestBody"), dict):
        _content(written, body["requestBody"], (*here, "requestBody"), "request")
    for status, member in _members(body.get("responses")):
        _response(written, member, (*here, "responses", status))
    for name, callback in _members(body.get("callbacks")):
        for expression, member in _members(callback):
            _path_item(written, member, (*here, "callbacks", name, expression), "callback")


def _response(written: Written, body: Any, here: Path) -> None:  # noqa: ANN401
    if not isinstance(body, dict) or "$ref" in body:
        return
    written.responses.append(ResponsePlace(here, body))
    for name, header in _members(body.get("headers")):
        _parameter(written, header, (*here, "headers", name), header=name)
    _content(written, body, here, "response")


def _parameters(written: Written, body: Any, here: Path) -> None:  # noqa: ANN401
    if isinstance(body, list | tuple):
        for at, entry in enumerate(body):
            _parameter(written, entry, (*here, at))


def _parameter(
    written: Written,
    body: Any,  # noqa: ANN401
    here: Path,
    *,
    header: str = "",
) -> None:
    if not isinstance(body, dict) or "$ref" in body:
        return
    written.parameters.append(ParameterPlace(here, body, bool(header)))
    use = "header" if header else "parameter"
    name = header or str(body.get("name", ""))
    if "schema" in body:
        _schema(written, body["schema"], (*here, "schema"), use=use, name=name)
    _content(written, body, here, use)


def _content(written: Written, body: Any, here: Path, use: str) -> None:  # noqa: ANN401
    content = body.get("content") if isinstance(body, dict) else None
    for media_type, member in _members(content):
        _media(written, member, (*here, "content", media_type), media_type, use)


def _media(
    written: Written,
    body: Any,  # noqa: ANN401
    here: Path,
    media_type: str,
    use: str,
) -> None:
    if not isinstance(body, dict) or "$ref" in body:
        return
    written.media.append(MediaPlace(here, media_type, body, use))
    for word in ("schema", "itemSchema"):
        if word in body:
            _schema(written, body[word], (*here, word), use=use)


def _schema(
    written: Written,
    body: Any,  # noqa: ANN401
    here: Path,
    *,
    use: str,
    name: str = "",
) -> None:
    """Collect a schema and those inside it, depth first, without recursion."""
    base = len(here)
    stack: list[tuple[Path, Any, str]] = [(here, body, name)]
    while stack and len(written.schemas) < MAX_PLACES:
        path, schema, label = stack.pop()
        if not isinstance(schema, dict) or len(path) - base > MAX_DEPTH:
            continue
        written.schemas.append(SchemaPlace(path, schema, label, use, len(path) == base))
        stack.extend(reversed(list(_inside(schema, path))))


def _inside(body: JsonObject, path: Path) -> Iterator[tuple[Path, Any, str]]:
    for word, value in body.items():
        if word in _MAPS:
            named = word == "properties"
            for name, member in _members(value):
                yield (*path, word, name), member, name if named else ""
        elif word in _MANY and isinstance(value, list | tuple):
            for at, member in enumerate(value):
                yield (*path, word, at), member, ""
        elif word in _ONE:
            yield (*path, word), value, ""


def _members(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    if isinstance(value, dict):
        for name, member in value.items():
            if not str(name).startswith("x-"):
                yield str(name), member


def _servers(written: Written, body: Any, here: Path) -> None:  # noqa: ANN401
    if isinstance(body, list | tuple):
        for at, entry in enumerate(body):
            if isinstance(entry, dict):
                written.servers.append(ServerPlace((*here, at), entry))
