"""Drafts of the contract: operations and schemas for endpoints that have no definition yet.

They follow the set-up answers and the data dictionary. Whatever neither of them states is left
out, so that the rules still report it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from workbench.design.base import Item, JsonObject
from workbench.design.contract import Component, Operation, Schema
from workbench.design.design import Design
from workbench.design.dictionary import Attribute, Entity
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.handoff import PaginationStyle, Versioning
from workbench.design.ids import (
    is_parameter,
    path_parameters,
    path_segments,
    plural,
    singular,
    snake_case,
)
from workbench.design.scope import scope_of
from workbench.review.generate.contract_entities import contract_entities
from workbench.review.generate.contract_metadata import missing_metadata
from workbench.review.generate.tables import values_of
from workbench.rules.lib.names.naming import to_camel
from workbench.rules.lib.openapi.error_format import standard_response
from workbench.rules.lib.openapi.pagination import page_parameters, pagination_schema
from workbench.rules.lib.sql.value_types import dictionary_value_type
from workbench.suggest.path_shapes import kind_of

_TYPES: dict[str, JsonObject] = {
    "uuid": {"type": "string", "format": "uuid"},
    "integer": {"type": "integer", "format": "int64"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "instant": {"type": "string", "format": "date-time"},
    "time": {"type": "string", "format": "time"},
    "json": {"type": "object"},
    "array": {"type": "array", "items": {"type": "string"}},
    "binary": {"type": "string", "format": "byte"},
}
_EXAMPLES: dict[str, Any] = {
    "uuid": "7d4f0f6e-2f6b-4c39-9d4e-3b1f5a8c2e10",
    "integer": 1,
    "decimal": 1.5,
    "boolean": True,
    "date": "2026-11-20",
    "instant": "2026-11-20T12:30:00Z",
    "time": "12:30:00Z",
    "json": {},
    "array": ["first"],
    "binary": "aGVsbG8=",
}
_MAX_LENGTH = re.compile(r"\bmax(?:imum)?\.?\s*(?:length)?\s*:?\s*(\d{1,6})\b", re.IGNORECASE)
_GENERATED = re.compile(r"generated|immutable|system", re.IGNORECASE)
_VERBS = {
    EndpointKind.list: "list",
    EndpointKind.read: "get",
    EndpointKind.create: "create",
    EndpointKind.update: "update",
    EndpointKind.delete: "delete",
}
#: Location and name of the parameter that carries the API version, where it is not in the path.
_VERSION_PLACES = {
    Versioning.header: ("header", "API-Version"),
    Versioning.query: ("query", "version"),
}
_VERSION_PARAMETER = "Version"
_SENDS = frozenset({EndpointKind.create, EndpointKind.update})


def unwritten(design: Design) -> list[Endpoint]:
    """Endpoints in scope whose operation is missing or has no responses.

    Deferred endpoints stay out of the contract.
    """
    written = {
        operation.endpoint for operation in design.operations if operation.body.get("responses")
    }
    scope = scope_of(design)
    return [
        endpoint
        for endpoint in design.endpoints
        if endpoint.item_key not in written and scope.contains("endpoint", endpoint.item_key)
    ]


def generate_contract(design: Design, endpoint: str = "") -> tuple[Item, ...]:
    """The document's metadata if it is missing, and the items that unwritten endpoints need.

    With an endpoint's key, only the items for that endpoint. Existing parts of an operation stay.
    """
    generator = _Generator(design)
    chosen = [row for row in unwritten(design) if endpoint in {"", row.item_key}]
    operations = [_completed(design, generator.operation(row)) for row in chosen]
    metadata = () if endpoint else missing_metadata(design)
    return (*metadata, *generator.generated.values(), *operations)


def _completed(design: Design, draft: Operation) -> Operation:
    before = design.find("operation", draft.endpoint)
    if not isinstance(before, Operation):
        return draft
    existing = {name: value for name, value in before.body.items() if value or value is False}
    return before.model_copy(update={"body": {**draft.body, **existing}})


class _Generator:
    """Generates operations; the schemas and shared responses that they need are in `generated`."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self._setup = design.setup
        self._snake = design.setup.property_case == "snake_case"
        self._entities = {
            plural(snake_case(entity.key)): entity for entity in contract_entities(design)
        }
        tails = Counter(name.rpartition("_")[2] for name in self._entities)
        self._tails = {
            name.rpartition("_")[2]: entity
            for name, entity in self._entities.items()
            if tails[name.rpartition("_")[2]] == 1
        }
        self._ids = {str(operation.body.get("operationId", "")) for operation in design.operations}
        self.generated: dict[tuple[str, str], Item] = {}

    def operation(self, endpoint: Endpoint) -> Operation:
        kind = endpoint.kind or kind_of(endpoint.method, endpoint.path)
        entity = self._entity_of(endpoint.path)
        if endpoint.kind is None and kind is EndpointKind.create and entity is None:
            kind = EndpointKind.action
        body: JsonObject = {
            "operationId": self._operation_id(endpoint, kind),
            "summary": endpoint.description or f"{endpoint.method} {endpoint.path}",
            "tags": [_resource(endpoint.path)],
        }
        parameters = [
            _path_parameter(endpoint.path, name) for name in path_parameters(endpoint.path)
        ]
        if kind is EndpointKind.list:
            parameters += page_parameters(self._setup.pagination or PaginationStyle.offset)
        parameters += self._version_parameter()
        if parameters:
            body["parameters"] = parameters
        sends = kind in _SENDS and endpoint.method in {"POST", "PUT", "PATCH"}
        if sends and entity is not None:
            body["requestBody"] = {"required": True, "content": self._sent(entity, kind)}
        body["responses"] = self._responses(endpoint, kind, entity, sends=sends)
        return Operation(endpoint=endpoint.item_key, body=body)

    def _version_parameter(self) -> list[JsonObject]:
        """The version parameter, where the set-up answers put the version outside the path."""
        style = self._setup.versioning
        place = _VERSION_PLACES.get(style) if style else None
        if place is None:
            return []
        key = f"parameters/{_VERSION_PARAMETER}"
        known = next(
            (
                component
                for component in self._design.components
                if _is_version(component, place[0])
            ),
            None,
        )
        if known is not None:
            return [{"$ref": f"#/components/{known.section}/{known.name}"}]
        body: JsonObject = {
            "name": place[1],
            "in": place[0],
            "description": "API version that the caller was built for.",
            "schema": {"type": "string", "maxLength": 20, "default": "1"},
            "example": "1",
        }
        parameter = Component(section="parameters", name=_VERSION_PARAMETER, body=body)
        self.generated.setdefault(("component", key), parameter)
        return [{"$ref": f"#/components/{key}"}]

    def _entity_of(self, path: str) -> Entity | None:
        """The entity that a path's last segment names, alone or with the segment above it."""
        parts = [
            segment.replace("-", "_")
            for segment in path_segments(path)
            if not is_parameter(segment)
        ]
        if not parts:
            return None
        below = f"{singular(parts[-2])}_{parts[-1]}" if len(parts) > 1 else ""
        named = self._entities.get(parts[-1]) or self._entities.get(below)
        return named or (self._tails.get(parts[-1]) if below else None)

    def _operation_id(self, endpoint: Endpoint, kind: EndpointKind) -> str:
        parts = [
            segment for segment in path_segments(endpoint.path) if not is_parameter(segment)
        ] or ["root"]
        words = snake_case(parts[-1])
        if kind in _VERBS:
            name = f"{_VERBS[kind]}_{words if kind is EndpointKind.list else singular(words)}"
        else:
            name = f"{words}_{singular(snake_case(parts[-2]))}" if len(parts) > 1 else words
        longer = f"{endpoint.method.lower()}_{snake_case(endpoint.path)}"
        chosen = next(
            (
                candidate
                for candidate in (to_camel(name), to_camel(longer))
                if candidate not in self._ids
            ),
            f"{to_camel(longer)}{len(self._ids)}",
        )
        self._ids.add(chosen)
        return chosen

    def _responses(
        self, endpoint: Endpoint, kind: EndpointKind, entity: Entity | None, *, sends: bool
    ) -> JsonObject:
        responses: JsonObject = {}
        if kind is EndpointKind.delete:
            responses["204"] = {"description": "Deleted."}
        elif entity is None:
            # Nothing is known about the response body; the rules report that.
            status = "200" if kind is EndpointKind.read else "204"
            responses[status] = {"description": "Success."}
        elif kind is EndpointKind.list:
            responses["200"] = {
                "description": f"A page of {_entity_name(entity, number=2)}.",
                "content": self._page(entity),
            }
        else:
            status = "201" if kind is EndpointKind.create else "200"
            content = self._json_content(self._schema(entity), self._example(entity))
            responses[status] = {"description": f"The {_entity_name(entity)}.", "content": content}
        statuses = [401, 403, 429, 500]
        statuses += [404] if path_parameters(endpoint.path) else []
        statuses += [self._setup.validation_status] if sends or kind is EndpointKind.list else []
        for status_code in sorted(statuses):
            reference, changes = standard_response(self._design, status_code)
            for change in changes:
                if change.after is not None:
                    self.generated.setdefault((change.kind, change.key), change.after)
            responses[str(status_code)] = reference
        return responses

    def _schema(self, entity: Entity) -> JsonObject:
        name = _schema_name(entity)
        if self._design.find("schema", name) is None:
            required = [
                self._name(attribute) for attribute in entity.attributes if attribute.required
            ]
            body = self._object(entity, list(entity.attributes))
            self._add_schema(name, body | ({"required": required} if required else {}))
        return {"$ref": f"#/components/schemas/{name}"}

    def _sent(self, entity: Entity, kind: EndpointKind) -> JsonObject:
        name = f"{_schema_name(entity)}{'Create' if kind is EndpointKind.create else 'Update'}"
        sent = [attribute for attribute in entity.attributes if not _is_generated(attribute)]
        if self._design.find("schema", name) is None:
            body = self._object(entity, sent)
            required = [self._name(attribute) for attribute in sent if attribute.required]
            if kind is EndpointKind.create and required:
                body["required"] = required
            self._add_schema(name, body)
        reference = {"$ref": f"#/components/schemas/{name}"}
        return self._json_content(reference, self._example(entity, sent))

    def _page(self, entity: Entity) -> JsonObject:
        style = self._setup.pagination or PaginationStyle.offset
        schema = {
            "type": "object",
            "required": ["data", "pagination"],
            "properties": {
                "data": {"type": "array", "maxItems": 100, "items": self._schema(entity)},
                "pagination": pagination_schema(style, self._setup),
            },
        }
        paging: JsonObject = {"page": 1, "limit": 20, "total": 1, "totalPages": 1}
        if style is PaginationStyle.cursor:
            paging = {"nextCursor": None, "hasMore": False}
        named = {snake_case(name) if self._snake else name: paging[name] for name in paging}
        return self._json_content(schema, {"data": [self._example(entity)], "pagination": named})

    def _object(self, entity: Entity, attributes: list[Attribute]) -> JsonObject:
        return {
            "type": "object",
            "description": entity.description or f"{_entity_name(entity).capitalize()}.",
            "properties": {
                self._name(attribute): _property(entity, attribute) for attribute in attributes
            },
        }

    def _example(self, entity: Entity, attributes: list[Attribute] | None = None) -> JsonObject:
        chosen = entity.attributes if attributes is None else attributes
        return {self._name(attribute): _example(entity, attribute) for attribute in chosen}

    def _name(self, attribute: Attribute) -> str:
        name = snake_case(attribute.name) or attribute.name
        return name if self._snake else to_camel(name)

    def _add_schema(self, name: str, body: JsonObject) -> None:
        self.generated.setdefault(("schema", name), Schema(key=name, body=body))

    @staticmethod
    def _json_content(schema: JsonObject, example: JsonObject) -> JsonObject:
        return {"application/json": {"schema": schema, "example": example}}


def _is_version(component: Component, place: str) -> bool:
    name = str(component.body.get("name", "")).lower()
    return (
        component.section == "parameters"
        and component.body.get("in") == place
        and "version" in name
    )


def _property(entity: Entity, attribute: Attribute) -> JsonObject:
    values = list(values_of(entity, attribute))
    if values:
        schema: JsonObject = {"type": "string", "enum": values}
    else:
        schema = dict(_TYPES.get(_value_type(attribute), {"type": "string"}))
        found = _MAX_LENGTH.search(attribute.constraints)
        if found and schema == {"type": "string"}:
            schema["maxLength"] = int(found[1])
    description = "; ".join(part for part in (attribute.rule, attribute.constraints) if part)
    schema |= {"description": description} if description else {}
    return schema | ({"readOnly": True} if _is_generated(attribute) else {})


def _value_type(attribute: Attribute) -> str:
    name = snake_case(attribute.name)
    is_reference = "reference" in attribute.type.lower() or name == "id" or name.endswith("_id")
    value_type = dictionary_value_type(attribute.type).name
    return "uuid" if is_reference and value_type in {"", "text"} else value_type


def _example(entity: Entity, attribute: Attribute) -> Any:  # noqa: ANN401 - any JSON value
    values = values_of(entity, attribute)
    if values:
        return values[0]
    words = f"{attribute.constraints} {attribute.type} {attribute.name}".lower()
    if "e.164" in words:
        return "+4915112345678"
    if "mail" in words:
        return "someone@example.test"
    return _EXAMPLES.get(
        _value_type(attribute), f"{snake_case(attribute.name).replace('_', ' ').capitalize()}"
    )


def _is_generated(attribute: Attribute) -> bool:
    return snake_case(attribute.name) in {"id", "created_at", "updated_at", "deleted_at"} or bool(
        attribute.technical or _GENERATED.search(f"{attribute.rule} {attribute.constraints}")
    )


def _path_parameter(path: str, name: str) -> JsonObject:
    words = snake_case(name).split("_")
    if words == ["id"]:
        words = [*_collection_before(path, name), "id"]
    label = " ".join(words).capitalize()
    if words[-1] == "id":
        label = label[:-2] + "ID"
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": f"{label}.",
        "schema": {"type": "string", "format": "uuid"},
    }


def _collection_before(path: str, parameter: str) -> list[str]:
    """Words of the collection that a path parameter identifies a member of, in the singular."""
    segments = path_segments(path)
    at = next((at for at, part in enumerate(segments) if f"{{{parameter}}}" in part), 0)
    if at == 0 or is_parameter(segments[at - 1]):
        return []
    return singular(snake_case(segments[at - 1])).split("_")


def _schema_name(entity: Entity) -> str:
    return "".join(word.capitalize() for word in snake_case(entity.key).split("_")) or entity.key


def _entity_name(entity: Entity, number: int = 1) -> str:
    name = snake_case(entity.key)
    return (name if number == 1 else plural(name)).replace("_", " ") or entity.key


def _resource(path: str) -> str:
    parts = [segment for segment in path_segments(path) if not is_parameter(segment)]
    named = [segment for segment in parts if not re.fullmatch(r"api|v\d+", segment)]
    return named[0] if named else "root"
