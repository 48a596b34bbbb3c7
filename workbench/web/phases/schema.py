"""Phase 3: tables, their entity diagram, and other SQL objects."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.design.kinds import Artifact
from workbench.design.package import Finding
from workbench.design.tables import Table
from workbench.http.database import db
from workbench.review.draft.items import find_item
from workbench.review.draft.tracing import TracedDesign, traced
from workbench.review.errors import Invalid
from workbench.review.gate.policy import why_not_edit
from workbench.review.generate.apply import draft_table, draft_tables
from workbench.review.generate.tables import entities_without_table
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.fields import COMPACT
from workbench.web.items.item_form import ItemForm, item_form
from workbench.web.phases.entity_diagram import diagram_around, relations_of
from workbench.web.phases.item_rows import item_table
from workbench.web.phases.workspace import (
    FindingCount,
    Workspace,
    bp,
    count_findings,
    enter,
    findings_by_item,
    open_workspace,
)
from workbench.web.shell.access import actor, member
from workbench.web.shell.paging import Page, requested_page


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table in the list."""

    key: str
    columns: int
    """Number of its columns."""
    entity: str
    findings: FindingCount


@dataclass(frozen=True, slots=True)
class OpenTable:
    """The table that is opened beside the list."""

    key: str
    form: ItemForm
    findings: tuple[Finding, ...]
    used: dict[str, tuple[str, ...]]
    """Keys of linked items by kind."""


@dataclass(frozen=True, slots=True)
class TablesTab:
    """The list of tables, and one of them."""

    page: Page[TableRow]
    query: str
    """What the list is filtered by."""
    opened: OpenTable | None
    entities_without_table: tuple[str, ...]


@bp.get("/projects/<slug>/schema")
@member
def schema(slug: str) -> ResponseReturnValue:
    """The tab that the query parameter `tab` names: tables, diagram, objects."""
    access = enter(slug, Artifact.schema)
    workspace = open_workspace(access, Artifact.schema)
    known = traced(db(), access=access)
    match request.args.get("tab"):
        case "diagram":
            return _diagram(workspace, known)
        case "objects":
            table = item_table(access, workspace, "sql_object")
            return _page("objects", workspace, known, table=table)
        case _:
            return _tables(access, workspace, known)


def _page(tab: str, workspace: Workspace, known: TracedDesign, **context: object) -> str:
    return render_template(
        f"phases/schema/{tab}.html",
        tab=tab,
        workspace=workspace,
        slug=workspace.slug,
        table_count=len(known.design.tables),
        object_count=len(known.design.sql_objects),
        **context,
    )


def _tables(access: ProjectAccess, workspace: Workspace, known: TracedDesign) -> str:
    found = findings_by_item(workspace.report, frozenset({"table"}))
    query = request.args.get("q", "")
    matching = [table for table in known.design.tables if query.lower() in table.key.lower()]
    page = requested_page(matching)
    rows = tuple(_table_row(table, found.get(("table", table.key), [])) for table in page)
    key = request.args.get("key", "") or (rows[0].key if rows else "")
    tab = TablesTab(
        page=Page(rows, page.number, page.pages, page.total),
        query=query,
        opened=_open_table(access, known, key, found.get(("table", key), [])),
        entities_without_table=tuple(e.key for e in entities_without_table(known.design)),
    )
    return _page("tables", workspace, known, tables=tab, chosen=tab.opened and tab.opened.key)


def _table_row(table: Table, findings: list[Finding]) -> TableRow:
    return TableRow(table.key, len(table.columns), table.entity, count_findings(findings))


def _open_table(
    access: ProjectAccess, known: TracedDesign, key: str, findings: list[Finding]
) -> OpenTable | None:
    stored = find_item(db(), access, "table", key) if key else None
    if stored is None:
        return None
    editable = why_not_edit(access, Artifact.schema) is None
    form = item_form(access, "table", key, stored, editable=editable, compact=COMPACT)
    return OpenTable(key, form, tuple(findings), known.used_by("table", key))


def _diagram(workspace: Workspace, known: TracedDesign) -> str:
    tables = known.design.tables
    chosen = request.args.get("key", "") or (tables[0].key if tables else "")
    return _page(
        "diagram",
        workspace,
        known,
        diagram=diagram_around(known.design, workspace.slug, chosen),
        relations=relations_of(tables),
        chosen=chosen,
    )


@bp.post("/projects/<slug>/schema/draft")
@member
def schema_draft(slug: str) -> ResponseReturnValue:
    """Draft a table for each entity of the dictionary that has none."""
    enter(slug, Artifact.schema)
    done = draft_tables(db(), actor=actor(), project=slug)
    tables = "1 table" if done.added == 1 else f"{done.added} tables"
    flash(f"Drafted {tables} from the data dictionary. Findings list what is missing.", "success")
    return redirect(url_for("phases.schema", slug=slug), code=303)


@bp.get("/projects/<slug>/schema/new")
@member
def table_new(slug: str) -> ResponseReturnValue:
    """The form for a new table: the entity that it stores, and its name."""
    access = enter(slug, Artifact.schema)
    return _new_table(access, request.args.get("entity", ""), "", {})


@bp.post("/projects/<slug>/schema/new")
@member
def table_draft(slug: str) -> ResponseReturnValue:
    """Create a table with the columns that its entity requires."""
    access = enter(slug, Artifact.schema)
    entity = request.form.get("entity", "").strip()
    name = request.form.get("name", "").strip()
    try:
        key = draft_table(db(), actor=actor(), project=slug, entity=entity, name=name)
    except Invalid as error:
        return _new_table(access, entity, name, error.errors), 422
    flash(f"Table {key} created. Add its columns next.", "success")
    return redirect(url_for("phases.schema", slug=slug, key=key), code=303)


def _new_table(access: ProjectAccess, entity: str, name: str, errors: dict[str, list[str]]) -> str:
    design = traced(db(), access=access).design
    missing = {entity.key for entity in entities_without_table(design)}
    return render_template(
        "phases/schema/new_table.html",
        slug=access.project.slug,
        without_table=[entity.key for entity in design.entities if entity.key in missing],
        with_table=[entity.key for entity in design.entities if entity.key not in missing],
        entity=entity,
        name=name,
        errors=errors,
        refusal=why_not_edit(access, Artifact.schema),
    )
