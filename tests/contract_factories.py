"""The OpenAPI part of a made design: one shape for every resource, complete in every detail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.design.base import Item
from workbench.design.contract import Component, Schema

_NOW = "2026-01-15T09:30:00Z"
_ID = "0b8f1a52-6c1e-4c7e-9a55-0d6f2f6f9b11"
_ERROR_STATUSES = {"400": "BadRequest", "401": "Unauthorized", "403": "Forbidden"}


@dataclass(frozen=True)
class Resource:
    number: int
    first: str
    second: str

    @property
    def pascal(self) -> str:
        return self.first.title() + self.second.title()

    @property
    def kebab(self) -> str:
        return f"{self.first}-{self.second}s"

    @property
    def snake(self) -> str:
        return f"{self.first}_{self.second}s"

    @property
    def words(self) -> str:
        return f"{self.first} {self.second}"

    @property
    def key(self) -> str:
        return f"FR-{self.number:04}"


def shared_components() -> Iterator[Item]:
    yield Component(
        section="securitySchemes",
        name="bearer",
        body={
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "JWT signed with EdDSA, checked as RFC 8725 asks.",
        },
    )
    yield Schema(
        key="Problem",
        body={
            "type": "object",
            "description": "What went wrong.",
            "required": ["error"],
            "additionalProperties": False,
            "properties": {
                "error": {
                    "type": "object",
                    "description": "The error itself.",
                    "required": ["code", "message"],
                    "additionalProperties": False,
                    "properties": {
                        "code": _text("Stable name of the error.", 60, "not-found"),
                        "message": _text("What happened, for people.", 400, "There is no such."),
                        "requestId": _text("Names this request in the logs.", 60, "r-17"),
                        "timestamp": _moment("When it happened."),
                        "details": {
                            "type": "array",
                            "description": "What is wrong per field.",
                            "maxItems": 100,
                            "items": {
                                "type": "object",
                                "description": "One field.",
                                "required": ["field", "message"],
                                "additionalProperties": False,
                                "properties": {
                                    "field": _text("Name of the field.", 200, "name"),
                                    "message": _text("What is wrong with it.", 400, "Is empty."),
                                },
                            },
                        },
                    },
                }
            },
        },
    )
    yield Schema(
        key="Pagination",
        body={
            "type": "object",
            "description": "Where in the list a page is.",
            "required": ["page", "limit", "total", "totalPages"],
            "additionalProperties": False,
            "properties": {
                "page": _number("Number of the page.", 1, 100_000, 1),
                "limit": _number("Rows per page.", 1, 100, 20),
                "total": _number("Rows in the whole list.", 0, 2_000_000_000, 1),
                "totalPages": _number("Pages in the whole list.", 0, 2_000_000_000, 1),
            },
        },
    )
    for name, code in (
        ("BadRequest", "bad-request"),
        ("Unauthorized", "unauthorized"),
        ("Forbidden", "forbidden"),
        ("NotFound", "not-found"),
        ("Conflict", "conflict"),
        ("Invalid", "invalid"),
        ("TooMany", "too-many"),
        ("Broken", "broken"),
    ):
        yield Component(section="responses", name=name, body=_problem(code))
    yield Component(
        section="parameters",
        name="Page",
        body={
            "name": "page",
            "in": "query",
            "description": "Which page, from 1.",
            "schema": _number("Number of the page.", 1, 100_000, 1) | {"default": 1},
        },
    )
    yield Component(
        section="parameters",
        name="Limit",
        body={
            "name": "limit",
            "in": "query",
            "description": "Rows per page.",
            "schema": _number("Rows per page.", 1, 100, 20) | {"default": 20},
        },
    )
    yield Component(
        section="parameters",
        name="IdempotencyKey",
        body={
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "Makes a retry harmless.",
            "schema": _text("A UUID of the client's own.", 60, _ID),
        },
    )


def _problem(code: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "description": f"Refused: {code}.",
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": {"error": {"code": code, "message": "It was refused."}},
            }
        },
    }
    if code == "invalid":
        details = [{"field": "name", "message": "Is empty."}]
        body["content"]["application/json"]["example"]["error"]["details"] = details
    if code == "too-many":
        body["headers"] = {
            "Retry-After": {
                "description": "Seconds to wait.",
                "schema": _number("Seconds to wait.", 1, 3600, 30),
            }
        }
    return body


def resource_schemas(one: Resource) -> Iterator[Item]:
    name = _text(f"Name of the {one.words}.", 200, f"A {one.words}")
    amount = _number("How many there are.", 0, 2_000_000_000, 3)
    yield Schema(
        key=one.pascal,
        body={
            "type": "object",
            "description": f"A {one.words}.",
            "required": ["id", "name", "amount", "createdAt", "updatedAt"],
            "additionalProperties": False,
            "properties": {
                "id": {
                    "type": "string",
                    "format": "uuid",
                    "maxLength": 36,
                    "description": "Its address.",
                    "examples": [_ID],
                },
                "name": name,
                "amount": amount,
                "createdAt": _moment("When it was made."),
                "updatedAt": _moment("When it was changed last."),
            },
        },
    )
    yield Schema(
        key=f"{one.pascal}Input",
        body={
            "type": "object",
            "description": f"What is told of a {one.words}.",
            "required": ["name", "amount"],
            "additionalProperties": False,
            "properties": {"name": name, "amount": amount},
        },
    )


def operation_body(one: Resource, verb: str, description: str) -> dict[str, Any]:
    plural = "s" if verb == "list" else ""
    body: dict[str, Any] = {
        "operationId": f"{verb}{one.pascal}{plural}",
        "summary": f"{verb.capitalize()} {one.words}{plural}",
        "description": description,
        "parameters": _parameters(verb),
        "responses": _responses(one, verb),
    }
    if verb in {"create", "update"}:
        body["requestBody"] = {
            "required": True,
            "description": f"The {one.words}.",
            "content": {
                "application/json": {
                    "schema": {"$ref": f"#/components/schemas/{one.pascal}Input"},
                    "example": {"name": f"A {one.words}", "amount": 3},
                }
            },
        }
    return body


def _parameters(verb: str) -> list[dict[str, Any]]:
    parameters = [
        {
            "name": "id",
            "in": "path",
            "required": True,
            "description": "Its address.",
            "schema": {"type": "string", "format": "uuid", "maxLength": 36},
            "example": _ID,
        }
    ]
    if verb == "list":
        return [{"$ref": f"#/components/parameters/{name}"} for name in ("Page", "Limit")]
    if verb == "create":
        return [{"$ref": "#/components/parameters/IdempotencyKey"}]
    return parameters


def _responses(one: Resource, verb: str) -> dict[str, Any]:
    row = {
        "id": _ID,
        "name": f"A {one.words}",
        "amount": 3,
        "createdAt": _NOW,
        "updatedAt": _NOW,
    }
    reference = {"$ref": f"#/components/schemas/{one.pascal}"}
    if verb == "delete":
        success: dict[str, Any] = {"description": "It is gone."}
    elif verb == "list":
        success = _answer(
            f"A page of {one.words}s.",
            {
                "type": "object",
                "description": "One page.",
                "required": ["data", "pagination"],
                "additionalProperties": False,
                "properties": {
                    "data": {
                        "type": "array",
                        "description": "The rows.",
                        "maxItems": 100,
                        "items": reference,
                    },
                    "pagination": {"$ref": "#/components/schemas/Pagination"},
                },
            },
            {"data": [row], "pagination": {"page": 1, "limit": 20, "total": 1, "totalPages": 1}},
        )
    else:
        success = _answer(f"The {one.words}.", reference, row)
    statuses = {"create": "201", "delete": "204"}
    names = dict(_ERROR_STATUSES)
    if verb in {"read", "update", "delete"}:
        names["404"] = "NotFound"
    if verb in {"create", "update"}:
        names |= {"409": "Conflict", "422": "Invalid"}
    if verb == "delete":
        names["422"] = "Invalid"
    names |= {"429": "TooMany", "500": "Broken"}
    errors = {
        status: {"$ref": f"#/components/responses/{name}"} for status, name in sorted(names.items())
    }
    return {statuses.get(verb, "200"): success, **errors}


def _answer(description: str, schema: dict[str, Any], example: object) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": schema, "example": example}},
    }


def _text(description: str, longest: int, example: str) -> dict[str, Any]:
    return {
        "type": "string",
        "description": description,
        "minLength": 1,
        "maxLength": longest,
        "pattern": r"^[^\r\n]*$",
        "examples": [example],
    }


def _number(description: str, low: int, high: int, example: int) -> dict[str, Any]:
    return {
        "type": "integer",
        "format": "int64",
        "description": description,
        "minimum": low,
        "maximum": high,
        "examples": [example],
    }


def _moment(description: str) -> dict[str, Any]:
    return {
        "type": "string",
        "format": "date-time",
        "maxLength": 40,
        "description": description,
        "examples": [_NOW],
    }
