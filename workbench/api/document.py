"""The OpenAPI document of the product's own API, built from the route table and commands."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from workbench.api.examples import BODIES
from workbench.artifacts.pdf.content import Content
from workbench.review.commands import (
    AddComment,
    AddWaiver,
    AskForExport,
    Present,
    RaiseIntervention,
)

_SLUG = {
    "name": "slug",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "maxLength": 80},
    "example": "orders",
    "description": "Project slug, as in its URL.",
}
_KIND = {
    "name": "kind",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "maxLength": 40},
    "example": "endpoint",
    "description": "Item kind, for example `endpoint`.",
}
_KEY = {
    "name": "key",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "maxLength": 600},
    "example": "GET /orders",
    "description": "Item key, for example `GET /orders`; URL-encoded.",
}
_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string", "maxLength": 20},
    "example": '"3"',
    "description": "ETag of the version to replace. Omit it to create an item.",
}
_NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1},
    "example": 1,
    "description": "Revision number.",
}
_WHICH = {
    "name": "which",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^(draft|[1-9][0-9]{0,8})$"},
    "example": "draft",
    "description": "Revision number, or `draft`.",
}
_CONTENT = {
    "name": "content",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": [content.value for content in Content]},
    "example": "all",
    "description": "Everything, the executive summary, or the changes only.",
}
_FILE = {
    "name": "name",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "maxLength": 300},
    "example": "design-package.pdf",
    "description": "File name, for example `design-package.pdf`.",
}
_PAGING = [
    {
        "name": "cursor",
        "in": "query",
        "schema": {"type": "string", "maxLength": 600},
        "description": "`nextCursor` from the previous response.",
    },
    {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 100},
        "description": "Maximum number of items per page.",
    },
]
_COMMANDS: tuple[type[BaseModel], ...] = (
    AddWaiver,
    Present,
    AddComment,
    RaiseIntervention,
    AskForExport,
)

#: method, path, operationId, summary, parameters, command, status of success
_ROUTES: tuple[tuple[str, str, str, str, list[Any], type[BaseModel] | None, int], ...] = (
    ("get", "/projects", "listProjects", "List your projects", [], None, 200),
    (
        "get",
        "/projects/{slug}",
        "getProject",
        "Get a project with its blockers",
        [_SLUG],
        None,
        200,
    ),
    (
        "get",
        "/projects/{slug}/handoff",
        "getHandoff",
        "Get the acceptance steps of the handoff",
        [_SLUG],
        None,
        200,
    ),
    (
        "get",
        "/projects/{slug}/items/{kind}",
        "listItems",
        "List items of one kind",
        [_SLUG, _KIND, *_PAGING],
        None,
        200,
    ),
    (
        "get",
        "/projects/{slug}/items/{kind}/{key}",
        "getItem",
        "Get an item and its version",
        [_SLUG, _KIND, _KEY],
        None,
        200,
    ),
    (
        "put",
        "/projects/{slug}/items/{kind}/{key}",
        "putItem",
        "Create or replace an item",
        [_SLUG, _KIND, _KEY, _MATCH],
        None,
        200,
    ),
    (
        "delete",
        "/projects/{slug}/items/{kind}/{key}",
        "deleteItem",
        "Delete an item",
        [_SLUG, _KIND, _KEY, _MATCH],
        None,
        204,
    ),
    ("get", "/projects/{slug}/findings", "listFindings", "List findings", [_SLUG], None, 200),
    (
        "post",
        "/projects/{slug}/waivers",
        "addWaiver",
        "Waive a quality finding with a written reason",
        [_SLUG],
        AddWaiver,
        201,
    ),
    (
        "get",
        "/projects/{slug}/revisions",
        "listRevisions",
        "List presented revisions",
        [_SLUG],
        None,
        200,
    ),
    (
        "post",
        "/projects/{slug}/revisions",
        "presentDraft",
        "Present the draft for review",
        [_SLUG],
        Present,
        201,
    ),
    (
        "get",
        "/projects/{slug}/revisions/{number}",
        "getRevision",
        "Get the design of a revision",
        [_SLUG, _NUMBER],
        None,
        200,
    ),
    (
        "get",
        "/projects/{slug}/exports/{which}",
        "listExports",
        "List exports of a revision or the draft",
        [_SLUG, _WHICH],
        None,
        200,
    ),
    (
        "post",
        "/projects/{slug}/exports/{which}",
        "askForExport",
        "Request an export",
        [_SLUG, _WHICH],
        AskForExport,
        202,
    ),
    (
        "get",
        "/projects/{slug}/exports/{which}/{content}",
        "getExport",
        "Get an export with its progress and files",
        [_SLUG, _WHICH, _CONTENT],
        None,
        200,
    ),
    (
        "get",
        "/projects/{slug}/exports/{which}/{content}/files/{name}",
        "getExportFile",
        "Download a file of an export",
        [_SLUG, _WHICH, _CONTENT, _FILE],
        None,
        200,
    ),
    ("get", "/projects/{slug}/comments", "listComments", "List comments", [_SLUG], None, 200),
    (
        "post",
        "/projects/{slug}/comments",
        "addComment",
        "Comment on a part of the package",
        [_SLUG],
        AddComment,
        201,
    ),
    (
        "post",
        "/projects/{slug}/interventions",
        "raiseIntervention",
        "Raise an intervention",
        [_SLUG],
        RaiseIntervention,
        201,
    ),
)


@cache
def api_document() -> dict[str, Any]:
    """The OpenAPI 3.1 document of this API. Decisions are deliberately not part of it."""
    _, definitions = models_json_schema(
        [(model, "validation") for model in _COMMANDS], ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for method, path, operation_id, summary, parameters, command, status in _ROUTES:
        operation: dict[str, Any] = {
            "operationId": operation_id,
            "summary": summary,
            "parameters": parameters,
            "responses": _responses(status),
        }
        if command is not None:
            schema = {"$ref": f"#/components/schemas/{command.__name__}"}
            operation["requestBody"] = _request_body(schema, BODIES[operation_id])
        elif method == "put":
            operation["requestBody"] = _request_body({"type": "object"}, BODIES[operation_id])
        paths.setdefault(path, {})[method] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Design-review workbench",
            "version": "1.0.0",
            "description": "Read and edit designs. Decisions are made by people who are signed in.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": {**definitions.get("$defs", {}), "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["title", "status"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def _request_body(schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    media_type = {"schema": schema, "example": example}
    return {"required": True, "content": {"application/json": media_type}}


def _responses(status: int) -> dict[str, Any]:
    problem = {
        "description": "Problem details.",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    success: dict[str, Any] = {"description": "Success."}
    if status != 204:  # noqa: PLR2004
        success["content"] = {"application/json": {"schema": {"type": "object"}}}
    return {str(status): success, "default": problem}
