"""The interface's own OpenAPI document, made from the routes' commands."""

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
    "description": "Address of the project.",
}
_KIND = {
    "name": "kind",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "maxLength": 40},
    "example": "endpoint",
    "description": "Kind of item, such as `endpoint`.",
}
_KEY = {
    "name": "key",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "maxLength": 600},
    "example": "GET /orders",
    "description": "Key of the item, such as `GET /orders`; URL-encoded.",
}
_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string", "maxLength": 20},
    "example": '"3"',
    "description": "ETag of the version that is replaced; left out for a new item.",
}
_NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1},
    "example": 1,
    "description": "Number of the revision.",
}
_WHICH = {
    "name": "which",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^(draft|[1-9][0-9]{0,8})$"},
    "example": "draft",
    "description": "Number of a revision, or `draft`.",
}
_CONTENT = {
    "name": "content",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": [content.value for content in Content]},
    "example": "all",
    "description": "All, the executive summary, or only what changed.",
}
_FILE = {
    "name": "name",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "maxLength": 300},
    "example": "design-package.pdf",
    "description": "Name of the file, such as `design-package.pdf`.",
}
_PAGING = [
    {
        "name": "cursor",
        "in": "query",
        "schema": {"type": "string", "maxLength": 600},
        "description": "`nextCursor` of the page before.",
    },
    {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 100},
        "description": "Rows on a page.",
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
    ("get", "/projects", "listProjects", "Projects you take part in", [], None, 200),
    ("get", "/projects/{slug}", "getProject", "Stage, blockers, findings", [_SLUG], None, 200),
    (
        "get",
        "/projects/{slug}/handoff",
        "getHandoff",
        "The steps of accepting the handoff: state, what is missing, who took them",
        [_SLUG],
        None,
        200,
    ),
    (
        "get",
        "/projects/{slug}/items/{kind}",
        "listItems",
        "Items of one kind",
        [_SLUG, _KIND, *_PAGING],
        None,
        200,
    ),
    (
        "get",
        "/projects/{slug}/items/{kind}/{key}",
        "getItem",
        "One item and its version",
        [_SLUG, _KIND, _KEY],
        None,
        200,
    ),
    (
        "put",
        "/projects/{slug}/items/{kind}/{key}",
        "putItem",
        "Write one item",
        [_SLUG, _KIND, _KEY, _MATCH],
        None,
        200,
    ),
    (
        "delete",
        "/projects/{slug}/items/{kind}/{key}",
        "deleteItem",
        "Delete one item",
        [_SLUG, _KIND, _KEY, _MATCH],
        None,
        204,
    ),
    ("get", "/projects/{slug}/findings", "listFindings", "What the rules say", [_SLUG], None, 200),
    (
        "post",
        "/projects/{slug}/waivers",
        "addWaiver",
        "Accept a quality finding with a reason",
        [_SLUG],
        AddWaiver,
        201,
    ),
    (
        "get",
        "/projects/{slug}/revisions",
        "listRevisions",
        "Presented revisions",
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
        "The design of a revision",
        [_SLUG, _NUMBER],
        None,
        200,
    ),
    (
        "get",
        "/projects/{slug}/exports/{which}",
        "listExports",
        "What can be had of a revision or the draft",
        [_SLUG, _WHICH],
        None,
        200,
    ),
    (
        "post",
        "/projects/{slug}/exports/{which}",
        "askForExport",
        "Have files made: all, the executive summary, or what changed",
        [_SLUG, _WHICH],
        AskForExport,
        202,
    ),
    (
        "get",
        "/projects/{slug}/exports/{which}/{content}",
        "getExport",
        "How far an export is, chapter by chapter, and its files",
        [_SLUG, _WHICH, _CONTENT],
        None,
        200,
    ),
    (
        "get",
        "/projects/{slug}/exports/{which}/{content}/files/{name}",
        "getExportFile",
        "One file of an export",
        [_SLUG, _WHICH, _CONTENT, _FILE],
        None,
        200,
    ),
    ("get", "/projects/{slug}/comments", "listComments", "Conversations", [_SLUG], None, 200),
    (
        "post",
        "/projects/{slug}/comments",
        "addComment",
        "Comment on a part",
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
    """OpenAPI 3.1 of this interface. Deciding is not in it, and never will be."""
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
            operation["requestBody"] = _sends(schema, BODIES[operation_id])
        elif method == "put":
            operation["requestBody"] = _sends({"type": "object"}, BODIES[operation_id])
        paths.setdefault(path, {})[method] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Design-review workbench",
            "version": "1.0.0",
            "description": "Read and write designs as a program. Decisions are made by people.",
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


def _sends(schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    media_type = {"schema": schema, "example": example}
    return {"required": True, "content": {"application/json": media_type}}


def _responses(status: int) -> dict[str, Any]:
    problem = {
        "description": "What went wrong and where.",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    success: dict[str, Any] = {"description": "Done."}
    if status != 204:  # noqa: PLR2004
        success["content"] = {"application/json": {"schema": {"type": "object"}}}
    return {str(status): success, "default": problem}
