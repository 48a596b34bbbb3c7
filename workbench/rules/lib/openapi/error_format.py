"""The project's error format: recognising it, and generating it where it is missing."""

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
from workbench.rules.lib.item_patch import ItemChange, changed
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
    """Whether an error body says which fields failed and why, each in a list."""
    body = flatten(view, schema)
    holders = [body, flatten(view, properties_of(body).get("error"))]
    for holder in holders:
        for name, member in properties_of(holder).items():
            if snake_case(name) not in _DETAIL_LISTS:
                continue
            row = flatten(view, flatten(view, member).get("items"))
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
    """The Retry-After header (RFC 9110, section 10.2.3)."""
    return {
        "description": "Seconds to wait before the next attempt.",
        "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 86400},
        "example": 30,
    }


#: What each status means for the caller. A status that is missing here goes by its HTTP name.
_DESCRIPTIONS = {
    400: "The request can't be parsed.",
    401: "Missing or invalid credentials.",
    403: "The caller lacks the required permission.",
    404: "The resource doesn't exist or isn't visible to the caller.",
    405: "The resource doesn't support this method.",
    406: "No representation matches the Accept header.",
    409: "The request conflicts with the current state of the resource.",
    410: "The resource is no longer available.",
    412: "A precondition of the request failed.",
    413: "The request body is too large.",
    415: "The request's media type is not supported.",
    422: "The request failed validation.",
    428: "The request must be conditional.",
    429: "Too many requests; retry later.",
    500: "An unexpected error occurred.",
    501: "The operation is not implemented.",
    502: "An upstream service returned an invalid response.",
    503: "The service is temporarily unavailable.",
    504: "An upstream service didn't respond in time.",
}


def _description(status: int) -> str:
    if status in _DESCRIPTIONS:
        return _DESCRIPTIONS[status]
    try:
        return f"{HTTPStatus(status).phrase}."
    except ValueError:
        return f"Status {status}."


def _text(description: str, limit: int, **more: object) -> JsonObject:
    return {"type": "string", "description": description, "maxLength": limit, **more}


def error_schema(setup: Setup) -> JsonObject:
    """The schema of the project's error body: the standard envelope or RFC 9457."""
    details = {
        "type": "array",
        "description": "Fields that failed validation, each with the reason.",
        "maxItems": 100,
        "items": {
            "type": "object",
            "description": "A field that failed validation.",
            "required": ["field", "message"],
            "properties": {
                "field": _text("Field name.", 200),
                "message": _text("Why the field is invalid.", 1000),
            },
        },
    }
    if setup.error_format is ErrorFormat.problem:
        return {
            "type": "object",
            "description": "Problem details (RFC 9457).",
            "required": ["title", "status"],
            "properties": {
                "type": _text("URI that identifies the problem type.", 500, format="uri-reference"),
                "title": _text("Short summary of the problem type.", 200),
                "status": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 400,
                    "maximum": 599,
                    "description": "HTTP status code.",
                },
                "detail": _text("Explanation of this occurrence.", 1000),
                "errors": details,
            },
        }
    request_id = "request_id" if setup.property_case == "snake_case" else "requestId"
    return {
        "type": "object",
        "description": "Standard error response.",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "description": "Error details.",
                "required": ["code", "message"],
                "properties": {
                    "code": _text("Stable, machine-readable error code.", 100),
                    "message": _text("Human-readable explanation.", 1000),
                    "details": details,
                    request_id: _text("Request ID, as in the server logs.", 100),
                    "timestamp": _text("Time of the error.", 40, format="date-time"),
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
