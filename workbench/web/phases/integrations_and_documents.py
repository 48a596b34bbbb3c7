"""Phases 5 and 6: integration points; the contract's frame, migrations and the summary."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.design.contract import Contract
from workbench.design.design import item_data
from workbench.design.kinds import Artifact
from workbench.design.package import Level
from workbench.http.database import db
from workbench.review.commands import SaveItem
from workbench.review.draft.editing import save_item
from workbench.review.draft.items import find_item, list_keys
from workbench.review.draft.migration_plan import propose_migration_plan
from workbench.review.errors import Invalid, StaleWrite
from workbench.review.gate.policy import why_not_edit
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.forms import form_fields
from workbench.web.items.panel import key_suggestions
from workbench.web.items.saving import sent_version
from workbench.web.phases.document_form import (
    ACCESS,
    FOLDED,
    VERSIONS,
    Read,
    read_frame,
    show_frame,
)
from workbench.web.phases.rows import sheet_of
from workbench.web.phases.workspace import bp, enter, frame_of
from workbench.web.shell.access import actor, member
from workbench.web.shell.links import item_url

_TABS = ("contract", "migrations", "summary", "exceptions")


@bp.get("/projects/<slug>/integrations")
@member
def integrations(slug: str) -> ResponseReturnValue:
    """Webhooks, other people's APIs, events, and what happens when the other side fails."""
    access = enter(slug, Artifact.integrations)
    frame = frame_of(access, Artifact.integrations)
    sheets = {kind: sheet_of(access, frame, kind) for kind in ("webhook", "third_party", "event")}
    suggestions: dict[str, list[str]] = {}
    for one in sheets.values():
        suggestions.update(one.suggestions)
    return render_template(
        "phases/integrations.html", frame=frame, slug=slug, sheets=sheets, suggestions=suggestions
    )


@bp.get("/projects/<slug>/documents")
@member
def documents(slug: str) -> ResponseReturnValue:
    """The OpenAPI document as a whole, the migration plan, the package's opening words."""
    return _documents(enter(slug, Artifact.documentation))


@bp.post("/projects/<slug>/documents/frame")
@member
def frame_save(slug: str) -> ResponseReturnValue:
    """Save the frame of the OpenAPI document from its fields."""
    access = enter(slug, Artifact.documentation)
    stored = find_item(db(), access, "contract", "contract")
    before = stored.item if stored and isinstance(stored.item, Contract) else None
    read = read_frame(request.form, before, _schemes(access))
    if read.contract is None:
        return _documents(access, read), 422
    command = SaveItem(
        kind="contract",
        key="contract" if stored else "",
        body=item_data(read.contract),
        expected_version=sent_version(),
    )
    try:
        save_item(db(), actor=actor(), project=slug, command=command)
    except Invalid as error:
        read.errors = error.errors
        return _documents(access, read), 422
    except StaleWrite:
        said = "Somebody changed the frame meanwhile. Yours stands below; save again to keep it."
        read.errors = {"": [said]}
        return _documents(access, read), 409
    flash("The frame is saved.", "success")
    return redirect(url_for("phases.documents", slug=slug), code=303)


def _schemes(access: ProjectAccess) -> list[str]:
    """Names of the ways to sign in that the contract describes."""
    keys = list_keys(db(), access, "component")
    prefix = "securitySchemes/"
    return [key.removeprefix(prefix) for key in keys if key.startswith(prefix)]


def _documents(access: ProjectAccess, read: Read | None = None) -> str:
    slug = access.project.slug
    frame = frame_of(access, Artifact.documentation)
    tab = request.args.get("tab", "contract")
    tab = tab if tab in _TABS else "contract"
    kind = "summary" if tab == "summary" else "contract"
    stored = find_item(db(), access, kind, kind)
    refusal = why_not_edit(access, Artifact.summary) if kind == "summary" else frame.refusal
    wrong = [
        one
        for one in frame.report.findings
        if one.open
        and one.level is Level.no_go
        and one.kind in {"contract", "operation", "schema", "component"}
    ]
    rows = {"migrations": "migration", "exceptions": "waiver"}.get(tab)
    known = stored.item if stored and isinstance(stored.item, Contract) else None
    shown = read.frame if read else show_frame(known)
    return render_template(
        "phases/documents.html",
        frame=frame,
        slug=slug,
        tab=tab,
        kind=kind,
        stored=stored,
        url=item_url(slug, kind, kind),
        fields=form_fields(kind, stored.item if stored else None),
        version=stored.version if stored else 0,
        editable=refusal is None,
        refusal=refusal,
        suggestions=key_suggestions(access, kind, None),
        sheet=sheet_of(access, frame, rows) if rows else None,
        wrong=wrong[:20],
        wrong_total=len(wrong),
        counts={
            "migrations": frame.counts.get("migration", 0),
            "exceptions": frame.counts.get("waiver", 0),
        },
        shown=shown,
        frame_errors=read.errors if read else {},
        frame_version=stored.version if stored else 0,
        frame_more=bool(read and {name for name, _, _ in FOLDED}.intersection(read.errors)),
        access_words=ACCESS,
        schemes=_schemes(access) if tab == "contract" else [],
        openapi_versions=sorted({*VERSIONS, shown.texts["openapi"]}),
        can_propose=tab == "migrations" and frame.editable and not frame.counts.get("migration", 0),
        gone=False,
        errors={},
        cell_errors={},
        collision=None,
    )


@bp.post("/projects/<slug>/documents/propose-migrations")
@member
def propose(slug: str) -> ResponseReturnValue:
    """Write a migration plan for the tables as they are designed, where there is none."""
    enter(slug, Artifact.documentation)
    added = propose_migration_plan(db(), actor=actor(), project=slug)
    migrations = "1 migration is" if added == 1 else f"{added} migrations are"
    flash(f"{migrations} proposed. Read each before you rely on it.", "success")
    return redirect(url_for("phases.documents", slug=slug, tab="migrations"), code=303)
