"""The project's one error format: how it is told, and how it is made where it is missing."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from workbench.design.base import JsonObject
from workbench.design.contract import Component, Schema
from workbench.design.design import Design
from workbench.design.handoff import ErrorFormat, Setup
from workbench.design.ids import snake_case
from workbench.design.openapi_view import ContractView
from workbench.rules.engine.rule import ItemChange
from workbench.rules.lib.item_patch import changed
from workbench.rules.lib.names.naming import words_of
from workbench.rules.lib.openapi.operations import flatten, properties_of

_NAMES = {422: "ValidationFailed", 500: "InternalError"}
_DETAIL_LISTS = ("details", "errors", "violations", "invalid_params")
_WHERE = frozenset({"field", "pointer", "path", "name", "parameter", "location", "property"})
_WHAT = frozenset({"message", "detail", "reason", "description", "issue", "code"})
_MEDIA = {ErrorFormat.envelope: "application/json", ErrorFormat.problem: "application/problem+json"}
_SCHEMA = {ErrorFormat.envelope: "Error", ErrorFormat.problem: "Problem"}
_CREATED_WORDS = re.compile(r"[^A-Za-z]")


def is_stated(setup: Setup) -> bool:
    """Whether anybody has answered the set-up questions; else its defaults mean nothing."""
    return setup != Setup(rule_levels=setup.rule_levels)


def why_not_standard(
    view: ContractView,
    media_type: str,
    schema: Any,  # noqa: ANN401
    setup: Setup,
) -> str:
    """How an error body differs from the project's format; empty where it does not."""
    body = flatten(view, schema)
    if setup.error_format is ErrorFormat.problem:
        missing = [name for name in ("title", "status") if name not in properties_of(body)]
        if "problem" not in media_type:
            return f"is {media_type}, not application/problem+json"
        return f"lacks {' and '.join(missing)}" if missing else ""
    error = properties_of(body).get("error")
    if error is None:
        return "has no member `error`"
    inner = properties_of(flatten(view, error))
    missing = [f"error.{name}" for name in ("code", "message") if name not in inner]
    return f"lacks {' and '.join(missing)}" if missing else ""


def has_field_details(view: ContractView, schema: Any) -> bool:  # noqa: ANN401
    """Whether an error body tells which fields failed and why, each in a list."""
    body = flatten(view, schema)
    holders = [body, flatten(view, properties_of(body).get("error"))]
    for holder in holders:
        for name, one in properties_of(holder).items():
            if snake_case(name) not in _DETAIL_LISTS:
                continue
            row = flatten(view, flatten(view, one).get("items"))
            words = {word for column in properties_of(row) for word in words_of(column)}
            if words & _WHERE and words & _WHAT:
                return True
    return False


def response_name(status: int) -> str:
    """Name of the shared response of a status.

    >>> response_name(404), response_name(422)
    ('NotFound', 'ValidationFailed')
    """
    if status in _NAMES:
        return _NAMES[status]
    try:
        words = HTTPStatus(status).phrase.split()
    except ValueError:
        return f"Status{status}"
    return "".join(_CREATED_WORDS.sub("", word).capitalize() for word in words)


def standard_response(design: Design, status: int) -> tuple[JsonObject, tuple[ItemChange, ...]]:
    """A reference to the shared response of a status, and the changes that make it exist.

    A response of that name which is there already is taken as it is.
    """
    name = response_name(status)
    reference = {"$ref": f"#/components/responses/{name}"}
    if design.find("component", f"responses/{name}") is not None:
        return reference, ()
    setup = design.setup
    media_type, schema = _MEDIA[setup.error_format], _SCHEMA[setup.error_format]
    changes: tuple[ItemChange, ...] = ()
    if design.find("schema", schema) is None:
        changes = (changed(None, Schema(key=schema, body=error_schema(setup))),)
    body: JsonObject = {
        "description": _description(status),
        "content": {
            media_type: {
                "schema": {"$ref": f"#/components/schemas/{schema}"},
                "example": _example(setup, status),
            }
        },
    }
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        body["headers"] = {"Retry-After": retry_after()}
    made = Component(section="responses", name=name, body=body)
    return reference, (*changes, changed(None, made))


def retry_after() -> JsonObject:
    """The header that tells when to come back (RFC 9110, section 10.2.3)."""
    return {
        "description": "Seconds to wait before the next attempt.",
        "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 86400},
        "example": 30,
    }


def _description(status: int) -> str:
    try:
        return f"{HTTPStatus(status).phrase}: {HTTPStatus(status).description or 'see the error'}."
    except ValueError:
        return f"Status {status}."


def _text(description: str, limit: int, **more: object) -> JsonObject:
    return {"type": "string", "description": description, "maxLength": limit, **more}


def error_schema(setup: Setup) -> JsonObject:
    """The project's error body as a schema of its own (W5, or RFC 9457)."""
    details = {
        "type": "array",
        "description": "Which fields failed, and why.",
        "maxItems": 100,
        "items": {
            "type": "object",
            "description": "One field that failed.",
            "required": ["field", "message"],
            "properties": {
                "field": _text("Name of the field.", 200),
                "message": _text("What is wrong with it.", 1000),
            },
        },
    }
    if setup.error_format is ErrorFormat.problem:
        return {
            "type": "object",
            "description": "A problem (RFC 9457).",
            "required": ["title", "status"],
            "properties": {
                "type": _text("Address of the sort of problem.", 500, format="uri-reference"),
                "title": _text("The sort of problem in words.", 200),
                "status": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 400,
                    "maximum": 599,
                    "description": "The HTTP status.",
                },
                "detail": _text("What happened this time.", 1000),
                "errors": details,
            },
        }
    request_id = "request_id" if setup.property_case == "snake_case" else "requestId"
    return {
        "type": "object",
        "description": "The standard error.",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "description": "What went wrong.",
                "required": ["code", "message"],
                "properties": {
                    "code": _text("Stable code for programs.", 100),
                    "message": _text("Explanation for people.", 1000),
                    "details": details,
                    request_id: _text("Identifies the request in logs.", 100),
                    "timestamp": _text("When it happened.", 40, format="date-time"),
                },
            }
        },
    }


def _example(setup: Setup, status: int) -> JsonObject:
    name = response_name(status)
    text = _description(status)
    rows = [{"field": "name", "message": "must not be empty"}]
    if setup.error_format is ErrorFormat.problem:
        problem: JsonObject = {"type": "about:blank", "title": name, "status": status}
        return problem | ({"errors": rows} if status == setup.validation_status else {})
    error: JsonObject = {"code": snake_case(name).upper(), "message": text}
    if status == setup.validation_status:
        error["details"] = rows
    return {"error": error}
