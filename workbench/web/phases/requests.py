"""Phase 2: operations with parameters, bodies and responses; schemas and components."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.design.base import JsonObject
from workbench.design.contract import Component, Operation, Schema
from workbench.design.kinds import Artifact
from workbench.design.openapi_view import ContractView
from workbench.design.package import Finding
from workbench.http.database import db
from workbench.review.draft.items import find_item
from workbench.review.draft.tracing import TracedDesign, traced
from workbench.review.generate.apply import draft_contract
from workbench.review.generate.contract import unwritten
from workbench.review.generate.contract_metadata import lacks_metadata
from workbench.review.projects.access import ProjectAccess
from workbench.web.phases.operation_view import (
    PLACES,
    TYPES,
    OperationView,
    SchemaNode,
    operation_view,
    schema_tree,
    type_text,
)
from workbench.web.phases.workspace import (
    FindingCount,
    bp,
    count_findings,
    enter,
    findings_by_item,
    open_workspace,
)
from workbench.web.shell.access import actor, member
from workbench.web.shell.paging import Page, requested_page

#: Tabs, each with the kind of item that it lists.
_TABS = {"operations": "operation", "schemas": "schema", "components": "component"}
_MAX_FINDINGS = 20


@dataclass(frozen=True, slots=True)
class ListEntry:
    """An operation, schema or component in the list."""

    key: str
    note: str
    """Short description of its definition."""
    findings: FindingCount


@dataclass(frozen=True, slots=True)
class ContractList:
    """The list of a tab."""

    tab: str
    kind: str
    page: Page[ListEntry]
    query: str
    """What the list is filtered by."""


@dataclass(frozen=True, slots=True)
class OperationDetail:
    """An opened operation."""

    key: str
    operation: OperationView
    places: tuple[str, ...] = PLACES
    """Where a parameter can go."""
    types: tuple[str, ...] = TYPES
    shared_responses: tuple[str, ...] = ()
    """Keys of the components that a response can refer to."""


@dataclass(frozen=True, slots=True)
class SchemaDetail:
    """An opened schema or component."""

    kind: str
    key: str
    nodes: tuple[SchemaNode, ...]
    body: JsonObject | None = None
    """The definition of a component."""
    used: dict[str, tuple[str, ...]] | None = None
    """Keys of linked items by kind."""


@bp.get("/projects/<slug>/requests")
@member
def requests(slug: str) -> ResponseReturnValue:
    """Operations, schemas or components, as the query parameter `tab` says; one of them opened."""
    access = enter(slug, Artifact.request_response)
    workspace = open_workspace(access, Artifact.request_response)
    known = traced(db(), access=access)
    tab = request.args.get("tab", "operations")
    tab = tab if tab in _TABS else "operations"
    kind = _TABS[tab]
    found = findings_by_item(workspace.report, frozenset(_TABS.values()))
    entries = _list(known, tab, found)
    key = request.args.get("key", "") or next((entry.key for entry in entries.page), "")
    missing = unwritten(known.design)
    detail = _detail(known, kind, key)
    return render_template(
        "phases/requests/page.html",
        workspace=workspace,
        slug=slug,
        entries=entries,
        chosen=key,
        operation=detail if isinstance(detail, OperationDetail) else None,
        schema=detail if isinstance(detail, SchemaDetail) else None,
        findings=found.get((kind, key), [])[:_MAX_FINDINGS],
        version=_version(access, kind, key),
        counts={
            "operations": len(known.design.endpoints),
            "schemas": len(known.design.schemas),
            "components": len(known.design.components),
        },
        defined=len(known.design.endpoints) - len(missing),
        undefined=len(missing),
        can_draft=workspace.editable and any(endpoint.item_key == key for endpoint in missing),
        lacks_metadata=bool(known.design.endpoints) and lacks_metadata(known.design),
    )


def _list(
    known: TracedDesign, tab: str, found: dict[tuple[str, str], list[Finding]]
) -> ContractList:
    kind = _TABS[tab]
    query = request.args.get("q", "")
    notes = {key: note for key, note in _notes(known, kind).items() if query.lower() in key.lower()}
    page = requested_page(list(notes))
    rows = tuple(
        ListEntry(key, notes[key], count_findings(found.get((kind, key), []))) for key in page
    )
    return ContractList(tab, kind, Page(rows, page.number, page.pages, page.total), query)


def _notes(known: TracedDesign, kind: str) -> dict[str, str]:
    """Keys of all items of a kind, each with a short description of its definition."""
    design = known.design
    if kind == "schema":
        view = ContractView(design)
        return {schema.key: _schema_note(view, schema) for schema in design.schemas}
    if kind == "component":
        return {component.item_key: component.section for component in design.components}
    operations = {operation.endpoint: operation for operation in design.operations}
    keys = [*(endpoint.item_key for endpoint in design.endpoints), *operations]
    return {key: _operation_note(operations.get(key)) for key in dict.fromkeys(keys)}


def _schema_note(view: ContractView, schema: Schema) -> str:
    return type_text(view, schema.body) if isinstance(schema.body, dict) else str(schema.body)


def _operation_note(operation: Operation | None) -> str:
    if operation is None:
        return "not defined yet"
    responses = operation.body.get("responses")
    if not responses:
        return "no responses"
    statuses = ", ".join(map(str, responses)) if isinstance(responses, dict) else "invalid"
    return f"{'body, ' if 'requestBody' in operation.body else ''}{statuses}"


def _detail(known: TracedDesign, kind: str, key: str) -> OperationDetail | SchemaDetail | None:
    item = known.design.find(kind, key) if key else None
    view = ContractView(known.design)
    if isinstance(item, Operation):
        shared = (
            f"responses/{component.name}"
            for component in known.design.components
            if component.section == "responses"
        )
        return OperationDetail(key, operation_view(view, item), shared_responses=tuple(shared))
    if isinstance(item, Schema):
        return SchemaDetail(
            kind, key, schema_tree(view, item.body), used=known.used_by("schema", key)
        )
    if isinstance(item, Component):
        nodes = schema_tree(view, item.body.get("schema"))
        return SchemaDetail(kind, key, nodes, item.body)
    return None


def _version(access: ProjectAccess, kind: str, key: str) -> int:
    stored = find_item(db(), access, kind, key) if key else None
    return stored.version if stored else 0


@bp.post("/projects/<slug>/requests/draft")
@member
def requests_draft(slug: str) -> ResponseReturnValue:
    """Draft the missing parts of the contract from the dictionary and the set-up answers."""
    enter(slug, Artifact.request_response)
    key = request.form.get("key", "")[:600]
    done = draft_contract(db(), actor=actor(), project=slug, endpoint=key)
    number = done.added + done.changed
    items = "1 item" if number == 1 else f"{number} items"
    flash(f"Drafted {items}. Findings list what is left to decide.", "success")
    return redirect(url_for("phases.requests", slug=slug, key=key or None), code=303)
