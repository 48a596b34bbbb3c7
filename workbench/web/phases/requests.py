"""Phase 2: operations with parameters, bodies and responses; schemas and components."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.design.base import JsonObject
from workbench.design.contract import COMPONENT_SECTIONS, Component, Operation, Schema
from workbench.design.kinds import Artifact
from workbench.design.openapi_view import ContractView
from workbench.http.database import db
from workbench.review.commands import SaveItem
from workbench.review.draft.editing import save_item
from workbench.review.draft.items import find_item
from workbench.review.draft.tracing import TracedDesign, traced
from workbench.review.errors import Invalid, NotFound
from workbench.review.generate.apply import draft_contract
from workbench.review.generate.contract import lacks_frame, unwritten
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.saving import sent_version
from workbench.web.phases import contract_shapes as shapes
from workbench.web.phases.workspace import (
    WINDOW,
    bp,
    count_findings,
    enter,
    findings_by_item,
    frame_of,
    page_number,
    window,
)
from workbench.web.shell.access import actor, member

_TABS = ("operations", "schemas", "components")
_KINDS = frozenset({"operation", "schema", "component"})


@bp.get("/projects/<slug>/requests")
@member
def requests(slug: str) -> ResponseReturnValue:
    """Operations, schemas and components; one of them opened."""
    access = enter(slug, Artifact.request_response)
    frame = frame_of(access, Artifact.request_response)
    known = traced(db(), access=access)
    tab = request.args.get("tab", "operations")
    tab = tab if tab in _TABS else "operations"
    rows = _listed(known, tab)
    words = request.args.get("q", "").lower()
    if words:
        rows = [one for one in rows if words in one["key"].lower()]
    found = findings_by_item(frame.report, _KINDS)
    kind = tab.removesuffix("s")
    page = page_number(len(rows))
    shown = [
        {**one, "findings": count_findings(found.get((kind, one["key"]), []))}
        for one in window(rows, page)
    ]
    chosen = request.args.get("key", "") or (shown[0]["key"] if shown else "")
    empty = unwritten(known.design)
    return render_template(
        "phases/requests.html",
        frame=frame,
        slug=slug,
        tab=tab,
        rows=shown,
        total=len(rows),
        page=page,
        pages=-(-len(rows) // WINDOW),
        q=request.args.get("q", ""),
        chosen=chosen,
        detail=_detail(known, kind, chosen),
        findings=[*found.get((kind, chosen), [])][:20],
        version=_version(access, kind, chosen),
        counts={
            "operations": len(known.design.endpoints),
            "schemas": len(known.design.schemas),
            "components": len(known.design.components),
        },
        written=len(known.design.operations),
        unwritten=len(empty),
        can_draft=chosen in {one.item_key for one in empty},
        frameless=bool(known.design.endpoints) and lacks_frame(known.design),
        sections=COMPONENT_SECTIONS,
        places=shapes.PLACES,
        types=shapes.TYPES,
        shared=[
            f"responses/{one.name}" for one in known.design.components if one.section == "responses"
        ],
    )


def _listed(known: TracedDesign, tab: str) -> list[dict[str, Any]]:
    design = known.design
    if tab == "schemas":
        view = ContractView(design)
        return [
            {"key": one.key, "note": _schema_note(view, one), "there": True}
            for one in design.schemas
        ]
    if tab == "components":
        return [
            {"key": one.item_key, "note": one.section, "there": True} for one in design.components
        ]
    bodies = {one.endpoint: one for one in design.operations}
    keys = [*(one.item_key for one in design.endpoints)]
    keys += [key for key in bodies if key not in set(keys)]
    return [
        {"key": key, "note": _operation_note(bodies.get(key)), "there": key in bodies}
        for key in keys
    ]


def _schema_note(view: ContractView, one: Schema) -> str:
    return shapes.type_words(view, one.body) if isinstance(one.body, dict) else str(one.body)


def _operation_note(one: Operation | None) -> str:
    if one is None:
        return "not written yet"
    if not one.body.get("responses"):
        return "empty"
    responses = one.body.get("responses")
    codes = ", ".join(map(str, responses)) if isinstance(responses, dict) else "odd responses"
    return f"{'body, ' if 'requestBody' in one.body else ''}{codes}"


def _detail(known: TracedDesign, kind: str, key: str) -> dict[str, Any] | None:
    item = known.design.find(kind, key) if key else None
    view = ContractView(known.design)
    if isinstance(item, Operation):
        return {"kind": kind, "key": key, "operation": shapes.read_operation(view, item)}
    if isinstance(item, Schema):
        users = known.used_by("schema", key)
        return {
            "kind": kind,
            "key": key,
            "nodes": shapes.shape_of(view, item.body),
            "used": users,
        }
    if isinstance(item, Component):
        nodes = shapes.shape_of(view, item.body.get("schema"))
        return {"kind": kind, "key": key, "nodes": nodes, "body": item.body, "used": {}}
    return None


def _version(access: ProjectAccess, kind: str, key: str) -> int:
    stored = find_item(db(), access, kind, key) if key else None
    return stored.version if stored else 0


@bp.post("/projects/<slug>/requests/draft")
@member
def requests_draft(slug: str) -> ResponseReturnValue:
    """Draft what is missing of the contract from the dictionary and the set-up answers."""
    enter(slug, Artifact.request_response)
    key = request.form.get("key", "")[:600]
    done = draft_contract(db(), actor=actor(), project=slug, endpoint=key)
    written = done.added + done.changed
    words = "1 item is" if written == 1 else f"{written} items are"
    flash(f"{words} drafted; the findings say what is left to decide.", "success")
    return redirect(url_for("phases.requests", slug=slug, key=key or None), code=303)


@bp.post("/projects/<slug>/requests/part")
@member
def requests_part(slug: str) -> ResponseReturnValue:
    """Add, change or remove a parameter or a response of an operation."""
    access = enter(slug, Artifact.request_response)
    key = request.form.get("key", "")
    stored = find_item(db(), access, "operation", key)
    if stored is None or not isinstance(stored.item, Operation):
        raise NotFound("operation", key)
    body = _changed(stored.item.body)
    command = SaveItem(
        kind="operation",
        key=key,
        body={"endpoint": key, "body": body},
        expected_version=sent_version() or stored.version,
    )
    save_item(db(), actor=actor(), project=slug, command=command)
    flash("Saved.", "success")
    return redirect(url_for("phases.requests", slug=slug, key=key), code=303)


def _changed(body: JsonObject) -> JsonObject:
    form = request.form
    match form.get("_do", ""):
        case "set parameter":
            return shapes.with_parameter(body, _parameter(), _position())
        case "remove parameter":
            return shapes.without_parameter(body, _position())
        case "set response":
            return shapes.with_response(body, _status(), _response())
        case "remove response":
            return shapes.without_response(body, _status())
    raise Invalid({"": ["Say what to change: a parameter or a response."]})


def _position() -> int:
    text = request.form.get("at", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1  # noqa: PLR2004


def _parameter() -> JsonObject:
    form = request.form
    name, place = form.get("name", "").strip(), form.get("in", "")
    if not name or place not in shapes.PLACES:
        raise Invalid({"name": ["A parameter has a name and a place."]})
    made: JsonObject = {"name": name, "in": place, "schema": {"type": form.get("type", "string")}}
    if form.get("required") or place == "path":
        made["required"] = True
    if form.get("description", "").strip():
        made["description"] = form["description"].strip()
    return made


def _status() -> str:
    status = form_status(request.form.get("status", ""))
    if not status:
        raise Invalid({"status": ["A status is three digits, 4XX or default."]})
    return status


def form_status(text: str) -> str:
    """A response's key as OpenAPI has it; empty for anything else.

    >>> form_status(" 404 "), form_status("4xx"), form_status("teapot")
    ('404', '4XX', '')
    """
    word = text.strip()
    if word.lower() == "default":
        return "default"
    upper = word.upper()
    right = len(upper) == 3 and upper[0] in "12345"  # noqa: PLR2004
    return upper if right and (upper[1:] == "XX" or (upper.isascii() and upper.isdigit())) else ""


def _response() -> JsonObject:
    shared = request.form.get("shared", "")
    if shared.startswith("responses/"):
        return {"$ref": f"#/components/{shared}"}
    return {"description": request.form.get("description", "").strip()}
