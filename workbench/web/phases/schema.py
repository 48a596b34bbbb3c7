"""Phase 3: tables as spreadsheets, what else the database keeps, and the entity diagram."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from workbench.artifacts.diagrams.entities import MAX_WHOLE, entity_diagram
from workbench.design.kinds import Artifact
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
from workbench.web.items.forms import form_fields
from workbench.web.items.panel import key_suggestions
from workbench.web.phases.rows import sheet_of
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
from workbench.web.shell import links
from workbench.web.shell.access import actor, member

_TABS = ("tables", "diagram", "objects")


@bp.get("/projects/<slug>/schema")
@member
def schema(slug: str) -> ResponseReturnValue:
    """Tables with their columns, keys and indexes; SQL objects; the diagram."""
    access = enter(slug, Artifact.schema)
    frame = frame_of(access, Artifact.schema)
    known = traced(db(), access=access)
    tab = request.args.get("tab", "tables")
    tab = tab if tab in _TABS else "tables"
    found = findings_by_item(frame.report, frozenset({"table"}))
    words = request.args.get("q", "").lower()
    tables = [one for one in known.design.tables if words in one.key.lower()]
    page = page_number(len(tables))
    shown = window(tables, page)
    chosen = request.args.get("key", "") or (shown[0].key if shown else "")
    stored = find_item(db(), access, "table", chosen) if chosen else None
    refusal = why_not_edit(access, Artifact.schema)
    return render_template(
        "phases/schema.html",
        frame=frame,
        slug=slug,
        tab=tab,
        rows=[
            {
                "key": one.key,
                "columns": len(one.columns),
                "entity": one.entity,
                "findings": count_findings(found.get(("table", one.key), [])),
            }
            for one in shown
        ],
        total=len(tables),
        page=page,
        pages=-(-len(tables) // WINDOW),
        q=request.args.get("q", ""),
        chosen=chosen if stored else "",
        stored=stored,
        url=links.item_url(slug, "table", chosen) if stored else "",
        fields=form_fields("table", stored.item) if stored else [],
        version=stored.version if stored else 0,
        editable=refusal is None and stored is not None,
        suggestions=key_suggestions(access, "table", stored.item) if stored and not refusal else {},
        findings=found.get(("table", chosen), []),
        used=known.used_by("table", chosen) if tab == "tables" and stored else {},
        compact=COMPACT,
        relations=relations_of(known.design.tables),
        diagram=_diagram(known, slug, chosen) if tab == "diagram" else None,
        objects=sheet_of(access, frame, "sql_object") if tab == "objects" else None,
        unkept=[one.key for one in entities_without_table(known.design)],
        counts={"tables": len(known.design.tables), "objects": len(known.design.sql_objects)},
        gone=False,
        errors={},
        cell_errors={},
        collision=None,
    )


@bp.post("/projects/<slug>/schema/draft")
@member
def schema_draft(slug: str) -> ResponseReturnValue:
    """Draft a table for every entity of the dictionary that has none."""
    enter(slug, Artifact.schema)
    done = draft_tables(db(), actor=actor(), project=slug)
    words = "1 table is" if done.added == 1 else f"{done.added} tables are"
    flash(f"{words} drafted from the dictionary; the findings say what is left.", "success")
    return redirect(url_for("phases.schema", slug=slug), code=303)


@bp.get("/projects/<slug>/schema/new")
@member
def table_new(slug: str) -> ResponseReturnValue:
    """The first step to a table: the entity that it keeps, and its name."""
    access = enter(slug, Artifact.schema)
    return _table_page(access, request.args.get("entity", ""), "", {})


@bp.post("/projects/<slug>/schema/new")
@member
def table_draft(slug: str) -> ResponseReturnValue:
    """Write the table with the columns that its entity asks for."""
    access = enter(slug, Artifact.schema)
    entity = request.form.get("entity", "").strip()
    name = request.form.get("name", "").strip()
    try:
        key = draft_table(db(), actor=actor(), project=slug, entity=entity, name=name)
    except Invalid as error:
        return _table_page(access, entity, name, error.errors), 422
    flash(f"{key} is there; go on with its columns.", "success")
    return redirect(url_for("phases.schema", slug=slug, key=key), code=303)


def _table_page(access: ProjectAccess, entity: str, name: str, errors: dict[str, list[str]]) -> str:
    design = traced(db(), access=access).design
    unkept = {one.key for one in entities_without_table(design)}
    return render_template(
        "phases/table_new.html",
        slug=access.project.slug,
        unkept=[one.key for one in design.entities if one.key in unkept],
        others=[one.key for one in design.entities if one.key not in unkept],
        entity=entity,
        name=name,
        errors=errors,
        refusal=why_not_edit(access, Artifact.schema),
    )


def _diagram(known: TracedDesign, slug: str, chosen: str) -> dict[str, Any]:
    """The whole diagram where it is small, else the table that was chosen and its neighbours."""
    tables = known.design.tables

    def link(key: str) -> str:
        return url_for("phases.schema", slug=slug, key=key)

    if len(tables) <= MAX_WHOLE:
        svg = entity_diagram(known.design, link=link)
        return {"svg": Markup(svg), "label": f"{len(tables)} tables and their relations", "of": ""}  # noqa: S704 - drawn by ourselves, every text escaped
    near = _near(known, chosen)
    svg = entity_diagram(known.design, near, link=link)
    label = f"{chosen} and the tables it relates to"
    return {"svg": Markup(svg), "label": label, "of": chosen}  # noqa: S704 - as above


def _near(known: TracedDesign, chosen: str) -> list[str]:
    found = {chosen}
    for one in known.design.tables:
        targets = {key.target for key in one.foreign_keys}
        if one.key == chosen:
            found |= targets
        elif chosen in targets:
            found.add(one.key)
    return sorted(found)[: MAX_WHOLE * 2]


def relations_of(tables: tuple[Table, ...]) -> list[tuple[str, str, str]]:
    """Foreign keys as rows: from, to, what happens on delete."""
    return [
        (f"{one.key} ({', '.join(key.columns)})", key.target, key.on_delete or "")
        for one in tables
        for key in one.foreign_keys
    ]
