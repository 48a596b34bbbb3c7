"""One operation as rules look at it: everything it refers to is resolved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workbench.design.base import JsonObject
from workbench.design.contract import Operation
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.ids import is_parameter, is_plural, path_segments, split_endpoint_key
from workbench.design.openapi_view import Body, ContractView, Parameter, Response
from workbench.rules.lib.names.naming import is_verb, words_of

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_BRANCHES = ("allOf", "oneOf", "anyOf")
_MAX_HOPS = 12


@dataclass(frozen=True)
class OperationFacts:
    """An operation, its parts resolved."""

    item: Operation
    method: str
    path: str
    endpoint: Endpoint | None
    view: ContractView
    parameters: tuple[Parameter, ...]
    responses: tuple[Response, ...]
    request: tuple[Body, ...]

    @property
    def body(self) -> JsonObject:
        """The OpenAPI operation object."""
        return self.item.body

    @property
    def writes(self) -> bool:
        """Whether its method changes something."""
        return self.method in WRITES

    @cached_property
    def statuses(self) -> frozenset[str]:
        """Statuses it answers with, as written (`404`, `4XX`, `default`)."""
        return frozenset(response.status.upper() for response in self.responses)

    def answers(self, status: int) -> bool:
        """Whether a response covers that status, by itself or as a range."""
        return str(status) in self.statuses or f"{status // 100}XX" in self.statuses

    @cached_property
    def successes(self) -> tuple[Response, ...]:
        """Its 2xx responses."""
        return tuple(response for response in self.responses if response.status.startswith("2"))

    @cached_property
    def errors(self) -> tuple[Response, ...]:
        """Its 4xx and 5xx responses, ranges included."""
        return tuple(response for response in self.responses if response.status[:1] in {"4", "5"})

    @staticmethod
    def header_names(response: Response) -> tuple[str, ...]:
        """Names of a response's headers in small letters."""
        headers = response.body.get("headers")
        return tuple(str(name).lower() for name in headers) if isinstance(headers, dict) else ()

    def parameter(self, place: str, name: str) -> Parameter | None:
        """The parameter of that name (whatever its case in headers) and place."""
        fold = str.lower if place == "header" else str
        wanted = fold(name)
        return next(
            (
                parameter
                for parameter in self.parameters
                if parameter.place == place and fold(parameter.name) == wanted
            ),
            None,
        )

    @cached_property
    def kind(self) -> EndpointKind | None:
        """What it does: as the inventory states, else read off its method and path."""
        if self.endpoint is not None and self.endpoint.kind is not None:
            return self.endpoint.kind
        return self._guess()

    def _guess(self) -> EndpointKind | None:
        segments = path_segments(self.path)
        last = segments[-1] if segments else ""
        on_one = is_parameter(last)
        match self.method:
            case "GET":
                return (
                    EndpointKind.read if on_one or self.list_schema is None else (EndpointKind.list)
                )
            case "PUT" | "PATCH":
                return EndpointKind.update
            case "DELETE":
                return EndpointKind.delete
            case "POST":
                return self._guess_post(last, on_one=on_one)
            case _:
                return None

    @staticmethod
    def _guess_post(last: str, *, on_one: bool) -> EndpointKind:
        words = words_of(last)
        if on_one or ":" in last or not words or is_verb(words[0]):
            return EndpointKind.action
        return EndpointKind.create if is_plural("_".join(words)) else EndpointKind.action

    @cached_property
    def list_schema(self) -> JsonObject | None:
        """The array that a GET answers with, bare or as a member of an object.

        None where it answers with no list: the path must end in a collection, or the
        answer itself must be the array.
        """
        if self.method != "GET":
            return None
        segments = path_segments(self.path)
        collection = bool(
            segments
            and not is_parameter(segments[-1])
            and is_plural("_".join(words_of(segments[-1])))
        )
        for response in self.successes:
            for body in self.view.bodies(response.body):
                schema = flatten(self.view, body.schema)
                if schema.get("type") == "array" or "items" in schema:
                    return schema
                if collection:
                    array = _only_array(self.view, schema)
                    if array is not None:
                        return array
        return None

    def place(self, *parts: str | int) -> tuple[str | int, ...]:
        """A place inside the item, from its root; it ends at the first reference.

        The target of a reference is written elsewhere, so a finding about it is reported at the
        member of the operation that refers to it.
        """
        here: Any = self.body
        path: list[str | int] = ["body"]
        for part in parts:
            if part == ".." or (isinstance(here, dict) and "$ref" in here):
                break
            path.append(part)
            if isinstance(here, dict):
                here = here.get(str(part))
            elif isinstance(here, list) and isinstance(part, int) and part < len(here):
                here = here[part]
            else:
                here = None
        return tuple(path)

    def success_schemas(self) -> list[tuple[Response, Body]]:
        """Each media type of each 2xx response."""
        return [
            (response, body)
            for response in self.successes
            for body in self.view.bodies(response.body)
        ]


def _only_array(view: ContractView, schema: JsonObject) -> JsonObject | None:
    arrays = []
    for property_schema in properties_of(schema).values():
        body = flatten(view, property_schema)
        if body.get("type") == "array" and isinstance(body.get("items"), dict):
            arrays.append(body)
    return arrays[0] if len(arrays) == 1 else None


def properties_of(schema: JsonObject) -> JsonObject:
    """The `properties` of a schema, an empty object where it has none."""
    found = schema.get("properties")
    return found if isinstance(found, dict) else {}


def read_operation(
    item: Operation, endpoint: Endpoint | None, view: ContractView
) -> OperationFacts:
    """Resolve one operation."""
    method, path = split_endpoint_key(item.endpoint)
    return OperationFacts(
        item=item,
        method=method,
        path=path,
        endpoint=endpoint,
        view=view,
        parameters=tuple(view.parameters(item)),
        responses=tuple(view.responses(item)),
        request=tuple(view.request_bodies(item)),
    )


def flatten(view: ContractView, schema: Any, hops: int = 0) -> JsonObject:  # noqa: ANN401
    """A schema with its reference resolved and its `allOf` merged, one level of properties.

    Of `oneOf` and `anyOf` the branches' properties are taken too, none of them required.
    A schema that is not an object gives an empty one.
    """
    body = view.deref(schema)
    if not isinstance(body, dict) or hops > _MAX_HOPS:
        return {}
    if not any(word in body for word in _BRANCHES):
        return body
    merged: JsonObject = {}
    properties: JsonObject = {}
    required: list[Any] = []
    for word in _BRANCHES:
        for branch in _list_in(body, word):
            part = flatten(view, branch, hops + 1)
            properties |= properties_of(part)
            if word == "allOf":
                required += part.get("required") or []
                merged = {**part, **merged}
            else:
                merged.setdefault("type", part.get("type"))
    merged |= {key: value for key, value in body.items() if key not in _BRANCHES}
    properties |= properties_of(body)
    required += _list_in(body, "required")
    if properties:
        merged["properties"] = properties
    merged["required"] = required
    return merged


def _list_in(schema: JsonObject, word: str) -> list[Any]:
    found = schema.get(word)
    return found if isinstance(found, list) else []
