"""Adding, changing and removing a parameter or a response on the page of an operation."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from workbench.design.base import JsonObject
from workbench.design.contract import Operation
from workbench.design.kinds import Artifact
from workbench.http.database import db
from workbench.review.commands import SaveItem
from workbench.review.draft.editing import save_item
from workbench.review.draft.items import find_item
from workbench.review.draft.operation_parts import (
    with_parameter,
    with_response,
    without_parameter,
    without_response,
)
from workbench.review.errors import Invalid, NotFound
from workbench.web.items.saving import sent_version
from workbench.web.phases.operation_view import PLACES
from workbench.web.phases.workspace import bp, enter
from workbench.web.shell.access import actor, member

_MAX_POSITION_DIGITS = 4


@bp.post("/projects/<slug>/requests/part")
@member
def requests_part(slug: str) -> ResponseReturnValue:
    """Add, change or remove a parameter or a response of an operation."""
    access = enter(slug, Artifact.request_response)
    key = request.form.get("key", "")
    stored = find_item(db(), access, "operation", key)
    if stored is None or not isinstance(stored.item, Operation):
        raise NotFound("operation", key)
    command = SaveItem(
        kind="operation",
        key=key,
        body={"endpoint": key, "body": _changed_operation(stored.item.body)},
        expected_version=sent_version() or stored.version,
    )
    save_item(db(), actor=actor(), project=slug, command=command)
    flash("Saved.", "success")
    return redirect(url_for("phases.requests", slug=slug, key=key), code=303)


def _changed_operation(body: JsonObject) -> JsonObject:
    match request.form.get("_do", ""):
        case "set parameter":
            return with_parameter(body, _parameter(), _position())
        case "remove parameter":
            return without_parameter(body, _position())
        case "set response":
            return with_response(body, _status(), _response())
        case "remove response":
            return without_response(body, _status())
    raise Invalid({"": ["Choose a parameter or a response to change."]})


def _position() -> int:
    text = request.form.get("at", "")
    valid = text.isascii() and text.isdigit() and len(text) <= _MAX_POSITION_DIGITS
    return int(text) if valid else -1


def _parameter() -> JsonObject:
    form = request.form
    name, place = form.get("name", "").strip(), form.get("in", "")
    if not name or place not in PLACES:
        raise Invalid({"name": ["Enter a name, and choose where the parameter goes."]})
    schema = {"type": form.get("type", "string")}
    parameter: JsonObject = {"name": name, "in": place, "schema": schema}
    if form.get("required") or place == "path":
        parameter["required"] = True
    if form.get("description", "").strip():
        parameter["description"] = form["description"].strip()
    return parameter


def _status() -> str:
    status = form_status(request.form.get("status", ""))
    if not status:
        raise Invalid({"status": ["Enter three digits, a range such as 4XX, or default."]})
    return status


def form_status(text: str) -> str:
    """The key of a response as OpenAPI spells it; empty if the text is not a status.

    >>> form_status(" 404 "), form_status("4xx"), form_status("teapot")
    ('404', '4XX', '')
    """
    word = text.strip()
    if word.lower() == "default":
        return "default"
    upper = word.upper()
    if len(upper) != 3 or upper[0] not in "12345":  # noqa: PLR2004
        return ""
    return upper if upper[1:] == "XX" or (upper.isascii() and upper.isdigit()) else ""


def _response() -> JsonObject:
    shared = request.form.get("shared", "")
    if shared.startswith("responses/"):
        return {"$ref": f"#/components/{shared}"}
    return {"description": request.form.get("description", "").strip()}
