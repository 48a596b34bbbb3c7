"""Phase 1: the endpoint inventory as a spreadsheet, with the findings of a row beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workbench.design.endpoints import Endpoint, Score
from workbench.design.ids import METHODS
from workbench.design.kinds import Artifact
from workbench.design.package import Finding
from workbench.design.scope import Scope
from workbench.http.database import db
from workbench.review.draft.bulk import AddItems, add_items
from workbench.review.draft.items import StoredItem, find_item, find_items, list_keys
from workbench.review.draft.tracing import TracedDesign, traced
from workbench.review.errors import Invalid, NotFound
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.forms import errors_by_field
from workbench.web.items.pasted_rows import MAX_LINES, endpoint_rows, is_too_long, skipped_lines
from workbench.web.items.saving import Collision, Outcome, save_sent
from workbench.web.phases.endpoint_rows import (
    KINDS,
    EndpointRow,
    coverage_strip,
    endpoint_findings,
    endpoint_row,
    resource_of,
    rows_of,
)
from workbench.web.phases.workspace import (
    Workspace,
    bp,
    enter,
    findings_by_item,
    open_workspace,
)
from workbench.web.shell.access import actor, member
from workbench.web.shell.error_pages import header_words
from workbench.web.shell.htmx import make_response, redirect_page, request
from workbench.web.shell.links import item_url
from workbench.web.shell.paging import requested_page

_SHOWS = ("all", "findings", "blocking", "uncovered")
_MAX_SUGGESTIONS = 400


@bp.get("/projects/<slug>/inventory")
@member
def inventory(slug: str) -> ResponseReturnValue:
    """The endpoints that flows and screens need."""
    access = enter(slug, Artifact.inventory)
    return _page(access)


def _page(access: ProjectAccess, *, pasted: str = "", error: str = "") -> str:
    workspace = open_workspace(access, Artifact.inventory)
    known = traced(db(), access=access)
    rows = _filtered(rows_of(known, workspace.report), known.scope)
    page = requested_page(rows)
    shown = _with_versions(access, list(page))
    query = {"show": _show(), "q": request.args.get("q", "")}
    address = url_for("phases.inventory", slug=workspace.slug)
    selected = request.args.get("row", "") or next(
        (row.key for row in shown if row.findings.total), shown[0].key if shown else ""
    )
    return render_template(
        "phases/inventory/page.html",
        workspace=workspace,
        slug=workspace.slug,
        resources=len({resource_of(row.path) for row in known.design.endpoints}),
        total=len(known.design.endpoints),
        groups=_groups(shown),
        page=page,
        href=f"{address}?{urlencode(query)}&page={{page}}",
        query=query,
        strip=coverage_strip(known, workspace.slug),
        selected=selected,
        panel=_panel(workspace, known, selected),
        methods=METHODS,
        requirements=_requirements(access),
        pasted=pasted,
        paste_error=error,
        mode=known.scope.mode.value,
    )


def _show() -> str:
    return request.args.get("show", "all") if request.args.get("show") in _SHOWS else "all"


def _filtered(rows: list[EndpointRow], scope: Scope) -> list[EndpointRow]:
    """The rows that the query parameters `show` and `q` ask for."""
    filters: dict[str, Callable[[EndpointRow], bool]] = {
        "findings": lambda row: row.findings.total > 0,
        "blocking": lambda row: row.findings.no_go > 0,
        "uncovered": lambda row: not scope.requirements.intersection(row.covers),
    }
    shown = filter(filters.get(_show(), lambda _: True), rows)
    words = request.args.get("q", "").lower().split()
    return [row for row in shown if _contains_all(row, words)]


def _contains_all(row: EndpointRow, words: list[str]) -> bool:
    text = f"{row.key} {' '.join(row.covers)} {row.description}".lower()
    return all(word in text for word in words)


def _with_versions(access: ProjectAccess, rows: list[EndpointRow]) -> list[EndpointRow]:
    stored = find_items(db(), access, "endpoint", [row.key for row in rows])
    return [
        replace(row, version=stored[row.key].version if row.key in stored else 0) for row in rows
    ]


def _groups(rows: list[EndpointRow]) -> list[tuple[str, list[EndpointRow]]]:
    groups: dict[str, list[EndpointRow]] = {}
    for row in rows:
        groups.setdefault(resource_of(row.path), []).append(row)
    return list(groups.items())


def _requirements(access: ProjectAccess) -> list[str]:
    return list_keys(db(), access, "requirement")[:_MAX_SUGGESTIONS]


@dataclass(frozen=True, slots=True)
class RowPanel:
    """The panel beside the table: an endpoint, its findings and where it is used."""

    slug: str
    key: str
    description: str
    findings: tuple[Finding, ...]
    used: dict[str, tuple[str, ...]]
    complete: bool
    may_write: bool


def _panel(workspace: Workspace, known: TracedDesign, key: str) -> RowPanel | None:
    endpoint = known.design.find("endpoint", key) if key else None
    if not isinstance(endpoint, Endpoint):
        return None
    found = findings_by_item(workspace.report, KINDS)
    return RowPanel(
        slug=workspace.slug,
        key=key,
        description=endpoint.description,
        findings=tuple(endpoint_findings(found, key)),
        used=known.used_by("endpoint", key),
        complete=workspace.report.current,
        may_write=workspace.editable,
    )


@bp.get("/projects/<slug>/inventory/panel")
@member
def inventory_panel(slug: str) -> ResponseReturnValue:
    """The panel of a row."""
    access = enter(slug, Artifact.inventory)
    workspace = open_workspace(access, Artifact.inventory)
    panel = _panel(workspace, traced(db(), access=access), request.args.get("key", ""))
    return render_template("phases/inventory/panel.html", panel=panel, slug=slug)


@bp.get("/projects/<slug>/inventory/checks")
@member
def inventory_checks(slug: str) -> ResponseReturnValue:
    """Blockers and coverage, after all rules have run on the whole draft."""
    access = enter(slug, Artifact.inventory)
    workspace = open_workspace(access, Artifact.inventory, fresh=True)
    known = traced(db(), access=access)
    rows = _filtered(rows_of(known, workspace.report), known.scope)
    page = requested_page(rows)
    return render_template(
        "phases/inventory/checks.html",
        workspace=workspace,
        slug=slug,
        strip=coverage_strip(known, slug),
        rows=page,
        query={"show": _show(), "q": request.args.get("q", "")},
        page=page.number,
    )


@bp.get("/projects/<slug>/inventory/row")
@member
def inventory_row(slug: str) -> ResponseReturnValue:
    """A row of the table, to read or to edit."""
    access = enter(slug, Artifact.inventory)
    key = request.args.get("key", "")
    stored = find_item(db(), access, "endpoint", key)
    if stored is None:
        raise NotFound("endpoint", key)
    if not request.htmx:
        return redirect(item_url(slug, "endpoint", key), code=303)
    return _row_html(access, stored, edit="edit" in request.args)


@bp.post("/projects/<slug>/inventory/row")
@member
def inventory_row_post(slug: str) -> ResponseReturnValue:
    """Save a row, or add a row; only the rules on that endpoint run now."""
    access = enter(slug, Artifact.inventory)
    key = request.args.get("key", "")
    outcome = save_sent(access, "endpoint", key)
    if not request.htmx:
        return _plain_answer(access, outcome)
    if outcome.saved is not None and outcome.saved.stored is not None:
        html = _row_html(
            access, outcome.saved.stored, findings=list(outcome.saved.findings), added=not key
        )
        return make_response(html, trigger="saved")
    if outcome.collision is not None and key:
        return _collision(slug, key, outcome.collision)
    if outcome.collision is not None:
        outcome.errors = {"path": ["Another endpoint has this method and path."]}
    return _edit_html(access, key, outcome), 422


def _plain_answer(access: ProjectAccess, outcome: Outcome) -> ResponseReturnValue:
    slug = access.project.slug
    if outcome.saved is not None and outcome.saved.stored is not None:
        key = outcome.saved.stored.key
        return redirect(url_for("phases.inventory", slug=slug, row=key), code=303)
    message = "; ".join(
        text for texts in errors_by_field(outcome.errors).values() for text in texts
    )
    if outcome.collision is not None:
        message = "Another endpoint has this method and path."
    return _page(access, error=message or "The row was not saved."), 422


def _collision(slug: str, key: str, collision: Collision) -> ResponseReturnValue:
    address = item_url(slug, "endpoint", key)
    back = quote(url_for("phases.inventory", slug=slug, row=key), safe="")
    url = f"{address}{'&' if '?' in address else '?'}_next={back}"
    html = render_template("items/_collision.html", collision=collision, url=url)
    return make_response(html, 409, retarget="#collisions", reswap="innerHTML")


def _row_html(
    access: ProjectAccess,
    stored: StoredItem,
    *,
    edit: bool = False,
    findings: list[Finding] | None = None,
    added: bool = False,
) -> str:
    assert isinstance(stored.item, Endpoint)  # noqa: S101 - it was asked for by its kind
    score = find_item(db(), access, "score", stored.key)
    planning = find_item(db(), access, "planning", "planning")
    threshold = getattr(planning.item, "threshold", 3) if planning else 3
    row = endpoint_row(
        stored.item,
        score=score.item if score and isinstance(score.item, Score) else None,
        threshold=threshold,
        findings=findings or [],
        version=stored.version,
    )
    return render_template(
        "phases/inventory/edit_row.html" if edit else "phases/inventory/row.html",
        row=row,
        slug=access.project.slug,
        editable=True,
        checked=findings is not None,
        added=added,
        errors={},
        methods=METHODS,
        selected="",
    )


def _edit_html(access: ProjectAccess, key: str, outcome: Outcome) -> str:
    typed = {shown.field.name: shown.text for shown in outcome.fields}
    return render_template(
        "phases/inventory/edit_row.html",
        slug=access.project.slug,
        row={
            "key": key,
            "number": 0,
            "method": typed["method"],
            "path": typed["path"],
            "covers": [typed["covers"]],
            "kind": typed["kind"],
            "impact": None,
            "effort": None,
            "quadrant": None,
            "version": request.form.get("_version", "0"),
        },
        errors=errors_by_field(outcome.errors),
        methods=METHODS,
    )


@bp.post("/projects/<slug>/inventory/paste")
@member
def inventory_paste(slug: str) -> ResponseReturnValue:
    """Add the endpoints of pasted rows: all or none."""
    access = enter(slug, Artifact.inventory)
    text = request.form.get("rows", "")
    if is_too_long(text):
        problem = f"More than {MAX_LINES:,} lines. Paste fewer at once, or import a file."
        return _paste_error(access, text, problem)
    bodies = endpoint_rows(text)
    if not bodies:
        problem = "No line has a method and a path, separated by a tab: GET, /orders."
        return _paste_error(access, text, problem)
    try:
        command = AddItems(kind="endpoint", bodies=tuple(bodies))
        done = add_items(db(), actor=actor(), project=slug, command=command)
    except Invalid as error:
        problems = [
            f"Row {int(place.split('.')[0]) + 1}, {place.split('.')[1]}: {messages[0]}"
            for place, messages in error.errors.items()
        ]
        return _paste_error(access, text, "; ".join(problems[:5]))
    flash(f"{done.added} added, {done.changed} updated, {done.same} unchanged.", "success")
    skipped = skipped_lines(text)
    if skipped:
        lines = f"{', '.join(skipped[:5])}{' …' if len(skipped) > 5 else ''}"  # noqa: PLR2004
        flash(f"Skipped: no valid method and path in {lines}.", "warning")
    return redirect_page(url_for("phases.inventory", slug=slug))


def _paste_error(access: ProjectAccess, text: str, problem: str) -> ResponseReturnValue:
    if request.htmx:
        response = make_response("", 400)
        response.headers["X-Reason"] = header_words(problem)
        return response
    return _page(access, pasted=text, error=problem), 422
