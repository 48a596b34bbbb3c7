"""Endpoints and schemas as the printed chapters show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from workbench.artifacts.markdown.shapes import code_span
from workbench.artifacts.openapi.schema_text import (
    Row,
    described_with_items,
    examples_of,
    json_lines,
    property_rows,
    schema_examples,
    shape_lines,
    type_words,
    yaml_lines,
)
from workbench.artifacts.overview import Overview
from workbench.design.contract import Component, Operation, Schema
from workbench.design.endpoints import quadrant
from workbench.design.ids import METHODS, path_segments, split_endpoint_key
from workbench.design.openapi_view import Body, ContractView, Response

#: Examples printed per media type; the contract's file has all of them.
MAX_EXAMPLES = 2
#: Where a webhook is sent to is nobody's path, so no path item of the contract adds to it.
_NO_PATH = "/:webhook"


@dataclass(frozen=True, slots=True)
class PrintedShape:
    """One media type of a body."""

    media: str
    schema: Markup | str
    lines: Markup
    examples: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True, slots=True)
class PrintedBody:
    """A request body or a response."""

    title: str
    description: str
    headers: tuple[str, ...]
    shapes: tuple[PrintedShape, ...]


@dataclass(frozen=True, slots=True)
class PrintedParameter:
    """A parameter."""

    name: str
    place: str
    required: bool
    words: str
    description: str


@dataclass(frozen=True, slots=True)
class SharedResponse:
    """A response that is defined once for many endpoints."""

    status: str
    name: Markup
    description: str
    words: Markup | str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedOperation:
    """What is sent and answered."""

    name: str
    """The operation's identifier."""
    summary: str
    description: str
    parameters: tuple[PrintedParameter, ...]
    bodies: tuple[PrintedBody, ...]
    shared: tuple[SharedResponse, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedEndpoint(PrintedOperation):
    """All that is printed of one endpoint."""

    key: str
    facts: tuple[tuple[str, Markup | str], ...]


@dataclass(frozen=True, slots=True)
class PrintedSchema:
    """A schema or another component."""

    kind: str
    key: str
    title: str
    description: str
    words: str
    rows: tuple[Row, ...]
    examples: tuple[tuple[str, Markup], ...]


class Endpoints:
    """Makes printed endpoints; `link` turns kind and key into a link where there is a target."""

    def __init__(
        self, overview: Overview, link: Callable[..., Markup], links: Callable[..., Markup]
    ) -> None:
        """Index what endpoints refer to."""
        design = overview.design
        self.view = ContractView(design)
        self.operations = overview.operations
        self.inventory = {endpoint.item_key: endpoint for endpoint in design.endpoints}
        self.accesses = {access.endpoint: access for access in design.accesses}
        self.scores = {score.endpoint: score for score in design.scores}
        self.threshold = design.planning.threshold
        self.link = link
        self.links = links
        self._known: dict[tuple[str, str], SharedResponse] = {}
        self._drawn: dict[str, Markup] = {}

    def keys(self) -> list[str]:
        """Every endpoint, those of the inventory first."""
        return list(dict.fromkeys([*self.inventory, *self.operations]))

    def group(self, key: str) -> str:
        """What an endpoint is printed together with: its tag, else its first resource."""
        operation = self.operations.get(key)
        tags = operation.body.get("tags") if operation else None
        if isinstance(tags, list) and tags and isinstance(tags[0], str):
            return tags[0]
        segments = path_segments(split_endpoint_key(key)[1])
        return next((segment for segment in segments if not segment.startswith(("{", "v"))), "")

    def printed(self, key: str) -> PrintedEndpoint:
        """One endpoint with its shapes and examples."""
        operation = self.operations.get(key) or Operation(endpoint=key)
        found = self.inventory.get(key)
        body = operation.body
        description = _text(body, "description")
        described = " ".join(f"{_text(body, 'summary')}. {description}".split())
        if found and " ".join(found.description.split()) not in described:
            description = f"{found.description}\n\n{description}".strip()
        return PrintedEndpoint(
            key=key,
            name=_text(body, "operationId"),
            summary=_text(body, "summary"),
            description=description,
            facts=tuple(self._facts(key, body)),
            parameters=tuple(self._parameters(operation)),
            bodies=tuple(self._bodies(operation)),
            shared=tuple(self._shared(operation)),
        )

    def _facts(self, key: str, body: Mapping[str, Any]) -> Iterator[tuple[str, Markup | str]]:
        found = self.inventory.get(key)
        if found and found.kind:
            yield "Kind", found.kind
        if found and found.covers:
            yield "Covers", self.links("requirement", found.covers)
        access = self.accesses.get(key)
        if access and access.public:
            yield "Access", "public"
        elif access and access.permissions:
            yield "Permissions", ", ".join(access.permissions)
        score = self.scores.get(key)
        field = quadrant(score, self.threshold) if score else None
        if score and field:
            yield "Priority", f"{field.value} (impact {score.impact}, effort {score.effort})"
        if _text(body, "operationId"):
            yield "Operation", _text(body, "operationId")
        if body.get("deprecated") is True:
            yield "State", "deprecated"

    def _bodies(self, operation: Operation) -> Iterator[PrintedBody]:
        request = self.view.deref(operation.body.get("requestBody"))
        if isinstance(request, Mapping):
            title = "Request body" + (", required" if request.get("required") is True else "")
            shapes = map(self._shape, self.view.request_bodies(operation))
            yield PrintedBody(title, _text(request, "description"), (), tuple(shapes))
        for response in self.view.responses(operation):
            if not _shared_name(operation, response.status):
                yield self._response(response)

    def _shared(self, operation: Operation) -> Iterator[SharedResponse]:
        for response in self.view.responses(operation):
            name = _shared_name(operation, response.status)
            if name:
                yield self._shared_response(response, name)

    def _shared_response(self, response: Response, name: str) -> SharedResponse:
        found = self._known.get((response.status, name))
        if found is None:
            shapes = [self._words(body.schema) for body in self.view.bodies(response.body)]
            found = SharedResponse(
                response.status,
                self.link("component", f"responses/{name}", name),
                _text(response.body, "description"),
                Markup(", ").join(dict.fromkeys(shapes)),
            )
            self._known[response.status, name] = found
        return found

    def _words(self, schema: Any) -> Markup | str:  # noqa: ANN401
        words = type_words(schema) if schema is not None else ""
        name = _component(schema)
        return self.link("schema", name, words) if name else words

    def _response(self, response: Response) -> PrintedBody:
        headers = response.body.get("headers")
        names = tuple(map(str, headers)) if isinstance(headers, Mapping) else ()
        shapes = tuple(map(self._shape, self.view.bodies(response.body)))
        return PrintedBody(
            f"Response {response.status}", _text(response.body, "description"), names, shapes
        )

    def _shape(self, body: Body) -> PrintedShape:
        return PrintedShape(
            body.media_type,
            self._words(body.schema),
            self._lines(body.schema),
            tuple(_examples(examples_of(self.view, body.content))),
        )

    def _lines(self, schema: Any) -> Markup:  # noqa: ANN401 - JSON has any shape
        """The lines of a shape; many bodies show the same component, or a list of it."""
        name = _component(schema) if isinstance(schema, Mapping) and len(schema) == 1 else ""
        found = self._drawn.get(name)
        if found is None:
            found = Markup(shape_lines(self.view, schema))  # noqa: S704 - escaped line by line
            if name:
                self._drawn[name] = found
        return found

    def path_item(self, body: Mapping[str, Any] | None) -> Iterator[tuple[str, PrintedOperation]]:
        """Each method of a webhook's path item with its shapes and examples."""
        for method in METHODS:
            found = (body or {}).get(method.lower())
            if isinstance(found, Mapping):
                operation = Operation(endpoint=f"{method} {_NO_PATH}", body=dict(found))
                yield (
                    method,
                    PrintedOperation(
                        name=_text(found, "operationId"),
                        summary=_text(found, "summary"),
                        description=_text(found, "description"),
                        parameters=tuple(self._parameters(operation)),
                        bodies=tuple(self._bodies(operation)),
                        shared=tuple(self._shared(operation)),
                    ),
                )

    def _parameters(self, operation: Operation) -> Iterator[PrintedParameter]:
        for parameter in self.view.parameters(operation):
            yield PrintedParameter(
                parameter.name,
                parameter.place,
                parameter.body.get("required") is True,
                type_words(parameter.body.get("schema", {})),
                _parameter_description(parameter.body),
            )

    def schema(self, schema: Schema) -> PrintedSchema:
        """One schema with its properties."""
        body = schema.body if isinstance(schema.body, dict) else {}
        rows = property_rows(self.view, body)
        words = type_words(schema.body)
        return PrintedSchema(
            "schema",
            schema.key,
            schema.key,
            _text(body, "description"),
            "" if rows and words == "object" else words,
            tuple(rows),
            tuple(_examples(schema_examples(body))),
        )

    def component(self, component: Component) -> PrintedSchema:
        """Another component: as the JSON that it is."""
        return PrintedSchema(
            "component",
            component.item_key,
            f"{component.section}: {component.name}",
            _text(component.body, "description"),
            "",
            (),
            (("", Markup(yaml_lines(component.body))),),  # noqa: S704 - escaped there
        )


def _shared_name(operation: Operation, status: str) -> str:
    """Name of the component that a response refers to; empty where it is written inline."""
    raw = operation.body.get("responses")
    response = raw.get(status) if isinstance(raw, Mapping) else None
    ref = response.get("$ref") if isinstance(response, Mapping) else None
    prefix = "#/components/responses/"
    return ref.removeprefix(prefix) if isinstance(ref, str) and ref.startswith(prefix) else ""


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _component(schema: Any) -> str:  # noqa: ANN401
    """The component schema that a schema is, or lists."""
    for _ in range(2):
        if not isinstance(schema, Mapping):
            return ""
        ref = schema.get("$ref")
        if isinstance(ref, str):
            prefix = "#/components/schemas/"
            return ref.removeprefix(prefix) if ref.startswith(prefix) else ""
        schema = schema.get("items")
    return ""


def _parameter_description(body: Mapping[str, Any]) -> str:
    """The description of a parameter, that of its schema where it differs, and an example."""
    schema = body.get("schema")
    texts = [_text(body, "description")]
    texts += [described_with_items(schema)] if isinstance(schema, Mapping) else []
    if isinstance(body.get("example"), str | int | float):
        texts.append(f"Example: {code_span(str(body['example']))}")
    return "\n\n".join(dict.fromkeys(text for text in texts if text))


def _examples(found: list[tuple[str, Any]]) -> Iterator[tuple[str, Markup]]:
    for name, value in found[:MAX_EXAMPLES]:
        yield name, Markup(json_lines(value))  # noqa: S704 - escaped line by line
