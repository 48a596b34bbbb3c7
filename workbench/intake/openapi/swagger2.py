"""Converts Swagger 2.0 to OpenAPI 3.0.3, with a note on each part that has no counterpart.

After https://spec.openapis.org/oas/v2.0 and v3.0.3; extensions stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workbench.design.base import JsonObject
from workbench.design.ids import METHODS
from workbench.design.openapi_references import look_up
from workbench.intake.openapi.origins import Origins
from workbench.intake.openapi.swagger2_parts import (
    array_style,
    as_list,
    as_mapping,
    as_text,
    extensions,
    form_encoding,
    media_types,
    openapi_reference,
    security_scheme,
)
from workbench.intake.result import Note, NoteLevel

_TARGET = "3.0.3"
_METHODS = frozenset(method.lower() for method in METHODS)
# fmt: off
_SCHEMA_WORDS = frozenset({
    "type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum",
    "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems",
    "uniqueItems", "enum", "multipleOf",
})
# fmt: on
_VERBATIM = frozenset({"example", "default", "enum"})
_JSON = ["application/json"]
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_MAX_DEPTH = 250


def convert_swagger(tree: JsonObject, path: str, origins: Origins) -> tuple[JsonObject, list[Note]]:
    """The same document as OpenAPI 3.0.3; the given one is not changed.

    Lines of definitions, parameters and so on are made known to `origins`.
    """
    converter = _Converter(tree, path, origins)
    return converter.document(), converter.notes


class _Converter:
    def __init__(self, tree: JsonObject, path: str, origins: Origins) -> None:
        self.tree = tree
        self.path = path
        self.origins = origins
        self.notes: list[Note] = []
        self.consumes = media_types(tree.get("consumes")) or _JSON
        self.produces = media_types(tree.get("produces")) or _JSON
        self.bodies: dict[str, str] = {}
        """Shared parameters that are a body, by name; each becomes a request body."""

    def _note(self, message: str, *place: str, level: NoteLevel = NoteLevel.warning) -> None:
        at = self.origins.find(*place)
        self.notes.append(Note(at.source, at.line, level, message))

    def document(self) -> JsonObject:
        tree = self.tree
        shared = as_mapping(tree.get("parameters"))
        self.bodies = {
            name: as_text(body.get("in"))
            for name, body in shared.items()
            if isinstance(body, Mapping) and body.get("in") in {"body", "formData"}
        }
        for name, where in self.bodies.items():
            if where == "formData":
                self._note(
                    f"shared form parameter {name} is moved into the body of each operation",
                    "parameters",
                    name,
                    level=NoteLevel.info,
                )
        self._note(
            f"Swagger {tree.get('swagger')} is converted to OpenAPI {_TARGET}",
            "swagger",
            level=NoteLevel.info,
        )
        made: JsonObject = {"openapi": _TARGET, "info": tree.get("info", {})}
        for name in ("externalDocs", "tags", "security"):
            if name in tree:
                made[name] = tree[name]
        servers = self._servers()
        if servers:
            made["servers"] = servers
        paths = as_mapping(tree.get("paths"))
        made["paths"] = {name: self._path(name, item) for name, item in paths.items()}
        components = self._components(shared)
        if components:
            made["components"] = components
        for name, value in tree.items():
            if name.startswith("x-"):
                made[name] = value
        return made

    def _servers(self, own: Any = None) -> list[JsonObject]:  # noqa: ANN401
        """Addresses of the document, or of an operation with schemes of its own."""
        host, base = as_text(self.tree.get("host")), as_text(self.tree.get("basePath"))
        if not host and not base:
            return []
        if not host:
            return [{"url": base}]
        base = "" if base == "/" else base
        stated = self.tree.get("schemes") if own is None else own
        schemes = [parameter for parameter in as_list(stated) if isinstance(parameter, str)]
        return [{"url": f"{scheme}://{host}{base}"} for scheme in schemes or ["https"]]

    def _components(self, shared: Mapping[str, Any]) -> JsonObject:
        definitions = as_mapping(self.tree.get("definitions"))
        responses = as_mapping(self.tree.get("responses"))
        schemes = as_mapping(self.tree.get("securityDefinitions"))
        made = {
            "schemas": {name: self._schema(definition) for name, definition in definitions.items()},
            "responses": {
                name: self._response(response, self.produces)
                for name, response in responses.items()
            },
            "parameters": {
                name: self._parameter(parameter)
                for name, parameter in shared.items()
                if name not in self.bodies
            },
            "requestBodies": {
                name: self._body(shared[name], self.consumes)
                for name, where in self.bodies.items()
                if where == "body"
            },
            "securitySchemes": {
                name: self._scheme(name, scheme) for name, scheme in schemes.items()
            },
        }
        self._record_origins(made)
        return {section: members for section, members in made.items() if members}

    def _record_origins(self, made: Mapping[str, Mapping[str, Any]]) -> None:
        """Record where components were written before they moved."""
        old = {
            "schemas": "definitions",
            "requestBodies": "parameters",
            "securitySchemes": "securityDefinitions",
        }
        for section, members in made.items():
            for name in members:
                before = (old.get(section, section), name)
                source, positions, there = self.origins.moved.get(
                    before, (self.origins.path, self.origins.positions, before)
                )
                self.origins.move(("components", section, name), source, positions, *there)

    # --- Paths -------------------------------------------------------------------------------

    def _path(self, path: str, item: Any) -> Any:  # noqa: ANN401
        if not isinstance(item, Mapping) or path.startswith("x-"):
            return item
        common = as_list(item.get("parameters"))
        bodies = [parameter for parameter in common if self._is_body(parameter)]
        made: JsonObject = {}
        for name, value in item.items():
            if name in _METHODS and isinstance(value, Mapping):
                made[name] = self._operation(path, name, value, bodies)
            elif name == "parameters":
                made |= self._other_parameters(common)
            else:
                made[name] = value
        return made

    def _operation(
        self, path: str, method: str, operation: Mapping[str, Any], shared: list[Any]
    ) -> JsonObject:
        produces = media_types(operation.get("produces")) or self.produces
        consumes = media_types(operation.get("consumes"))
        parameters = as_list(operation.get("parameters"))
        bodies = [parameter for parameter in parameters if self._is_body(parameter)] or shared
        converted: JsonObject = {}
        for name, value in operation.items():
            match name:
                case "parameters":
                    converted |= self._other_parameters(parameters)
                case "responses":
                    converted[name] = self._responses(as_mapping(value), produces)
                case "consumes" | "produces":
                    pass
                case "schemes":
                    converted |= self._servers_of_operation(value, (path, method))
                case _:
                    converted[name] = value
        body = self._request(bodies, consumes)
        if body:
            converted["requestBody"] = body
        return converted

    def _other_parameters(self, parameters: Iterable[Any]) -> JsonObject:
        """The member `parameters` without bodies; none where nothing is left."""
        rest = [
            self._parameter(parameter) for parameter in parameters if not self._is_body(parameter)
        ]
        return {"parameters": rest} if rest else {}

    def _responses(self, responses: Mapping[str, Any], produces: list[str]) -> JsonObject:
        return {
            status: member if status.startswith("x-") else self._response(member, produces)
            for status, member in responses.items()
        }

    def _servers_of_operation(self, schemes: Any, place: tuple[str, str]) -> JsonObject:  # noqa: ANN401
        """The member `servers`, where an operation's schemes differ from the document's."""
        if not self.tree.get("host"):
            message = "schemes of an operation are left out, because the document has no host"
            self._note(message, "paths", *place, "schemes")
            return {}
        servers = self._servers(schemes)
        return {} if servers == self._servers() else {"servers": servers}

    def _is_body(self, parameter: Any) -> bool:  # noqa: ANN401
        found = self._shared(parameter)
        return isinstance(found, Mapping) and found.get("in") in {"body", "formData"}

    def _shared(self, parameter: Any) -> Any:  # noqa: ANN401
        ref = parameter.get("$ref") if isinstance(parameter, Mapping) else None
        return look_up(self.tree, ref)[1] if isinstance(ref, str) else parameter

    def _request(self, bodies: list[Any], consumes: list[str]) -> JsonObject | None:
        if not bodies:
            return None
        forms = [found for body in bodies if (found := self._shared(body)).get("in") == "formData"]
        if forms:
            return self._form(forms, consumes)
        first = bodies[0]
        ref = first.get("$ref")
        if isinstance(ref, str) and not consumes:
            return {"$ref": openapi_reference(ref, self.bodies)}
        return self._body(self._shared(first), consumes or self.consumes)

    def _body(self, parameter: Mapping[str, Any], consumes: list[str]) -> JsonObject:
        made = {name: parameter[name] for name in ("description", "required") if name in parameter}
        schema = self._schema(parameter.get("schema", {}))
        made["content"] = {media: {"schema": schema} for media in consumes}
        return made | extensions(parameter)

    def _form(self, forms: list[Mapping[str, Any]], consumes: list[str]) -> JsonObject:
        """The request body that replaces form parameters."""
        schema = self._form_schema(forms)
        encoding = form_encoding(forms)
        content: JsonObject = {}
        for media_type in _form_media_types(forms, consumes or self.consumes):
            content[media_type] = {"schema": schema}
            if encoding and media_type == _FORM:
                content[media_type]["encoding"] = encoding
        required: JsonObject = {"required": True} if "required" in schema else {}
        return required | {"content": content}

    def _form_schema(self, forms: list[Mapping[str, Any]]) -> JsonObject:
        """An object with one property per form parameter."""
        properties = {as_text(form.get("name")): self._form_property(form) for form in forms}
        schema: JsonObject = {"type": "object", "properties": properties}
        required = [as_text(form.get("name")) for form in forms if form.get("required") is True]
        if required:
            schema["required"] = required
        return schema

    def _form_property(self, form: Mapping[str, Any]) -> JsonObject:
        described = {name: form[name] for name in ("description", "example") if name in form}
        return self._inner_schema(form) | described | extensions(form)

    def _parameter(self, parameter: Any) -> Any:  # noqa: ANN401
        if not isinstance(parameter, Mapping) or "$ref" in parameter:
            return self._schema(parameter)
        made: JsonObject = {
            name: value
            for name, value in parameter.items()
            if name not in _SCHEMA_WORDS and name not in {"collectionFormat", "schema"}
        }
        made["schema"] = self._inner_schema(parameter)
        style, lost = array_style(parameter)
        if lost:
            self._note(lost, "paths")
        return made | style

    def _response(self, response: Any, produces: list[str]) -> Any:  # noqa: ANN401
        if not isinstance(response, Mapping) or "$ref" in response:
            return self._schema(response)
        made: JsonObject = {
            name: value
            for name, value in response.items()
            if name not in {"schema", "examples", "headers"}
        }
        examples = as_mapping(response.get("examples"))
        media = list(dict.fromkeys([*(produces if "schema" in response else []), *examples]))
        content: JsonObject = {}
        for kind in media:
            content[kind] = {}
            if "schema" in response:
                content[kind]["schema"] = self._schema(response["schema"])
            if kind in examples:
                content[kind]["example"] = examples[kind]
        if content:
            made["content"] = content
        headers = as_mapping(response.get("headers"))
        if headers:
            made["headers"] = {name: self._header(header) for name, header in headers.items()}
        return made

    def _header(self, header: Any) -> Any:  # noqa: ANN401
        if not isinstance(header, Mapping):
            return header
        made = {
            name: value
            for name, value in header.items()
            if name not in _SCHEMA_WORDS and name != "collectionFormat"
        }
        return made | {"schema": self._inner_schema(header)}

    # --- Schemas and security -----------------------------------------------------------------

    def _inner_schema(self, holder: Mapping[str, Any]) -> JsonObject:
        """The schema that a parameter or header of Swagger carries in itself."""
        found = {name: holder[name] for name in holder if name in _SCHEMA_WORDS}
        schema = self._schema(holder.get("schema", found))
        return schema if isinstance(schema, dict) else {}

    def _schema(self, schema: Any, depth: int = 0) -> Any:  # noqa: ANN401
        if depth > _MAX_DEPTH:
            return schema
        if isinstance(schema, list):
            return [self._schema(key, depth + 1) for key in schema]
        if not isinstance(schema, Mapping):
            return schema
        made: JsonObject = {}
        for name, value in schema.items():
            made |= self._schema_member(name, value, depth)
        return made

    def _schema_member(  # noqa: PLR0911 - one per difference between the versions
        self,
        name: str,
        value: Any,  # noqa: ANN401
        depth: int,
    ) -> JsonObject:
        """What a member of a schema becomes: one case per difference between the versions."""
        if name in _VERBATIM or (name.startswith("x-") and name != "x-nullable"):
            return {name: value}
        match name, value:
            case "$ref", str():
                return {name: openapi_reference(value, self.bodies)}
            case "type", "file" | "null" | list():
                return self._type(value, depth)
            case "x-nullable", _:
                return {"nullable": value} if isinstance(value, bool) else {name: value}
            case "discriminator", str():
                return {name: {"propertyName": value}}
            case "properties", Mapping():
                return {
                    name: {
                        member: self._schema(inner, depth + 2) for member, inner in value.items()
                    }
                }
            case "collectionFormat", _:
                return {}
        return {name: self._schema(value, depth + 1)}

    def _type(self, value: str | list[Any], depth: int) -> JsonObject:
        """The member `type` for OpenAPI 3.0, which knows neither files nor null."""
        if value == "file":
            return {"type": "string", "format": "binary"}
        if value == "null":
            return {"nullable": True}
        if "null" not in value:
            return {"type": self._schema(value, depth + 1)}
        types = [member for member in value if member != "null"]
        return {"nullable": True} | ({"type": types[0]} if len(types) == 1 else {})

    def _scheme(self, name: str, scheme: Any) -> Any:  # noqa: ANN401
        if not isinstance(scheme, Mapping):
            return scheme
        if scheme.get("type") not in {"basic", "oauth2", "apiKey"}:
            message = f"security definition {name} has the unknown type {scheme.get('type')!r}"
            self._note(message, "securityDefinitions", name)
        return security_scheme(scheme)


def _form_media_types(forms: Iterable[Mapping[str, Any]], consumes: list[str]) -> list[str]:
    """The media types of forms among those consumed; without any, what the parameters need."""
    stated = [media_type for media_type in consumes if media_type in {_FORM, _MULTIPART}]
    if stated:
        return stated
    return [_MULTIPART if any(form.get("type") == "file" for form in forms) else _FORM]
