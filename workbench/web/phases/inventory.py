"""Phase 1: the endpoint inventory as a spreadsheet, with what the rules say beside it."""

from __future__ import annotations

from dataclasses import dataclass
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
from workbench.web.items.pasted_rows import MAX_LINES, endpoint_rows, is_too_long, left_out
from workbench.web.items.saving import Collision, Outcome, save_sent
from workbench.web.phases.inventory_rows import (
    KINDS,
    Row,
    coverage_strip,
    family_findings,
    make_row,
    resource_of,
    rows_of,
)
from workbench.web.phases.workspace import (
    WINDOW,
    Frame,
    bp,
    enter,
    findings_by_item,
    frame_of,
    page_number,
    window,
)
from workbench.web.shell.access import actor, member
from workbench.web.shell.error_pages import header_words
from workbench.web.shell.htmx import make_response, redirect_page, request
from workbench.web.shell.links import item_url

_SHOWS = ("all", "findings", "blocking", "uncovered")
_SUGGESTED = 400


@bp.get("/projects/<slug>/inventory")
@member
def inventory(slug: str) -> ResponseReturnValue:
    """The endpoints the flows and screens need."""
    access = enter(slug, Artifact.inventory)
    return _page(access)


def _page(access: ProjectAccess, *, pasted: str = "", error: str = "") -> str:
    frame = frame_of(access, Artifact.inventory)
    known = traced(db(), access=access)
    rows = _filtered(rows_of(known, frame.report), known.scope)
    page = page_number(len(rows))
    shown = _with_versions(access, window(rows, page))
    query = {"show": _show(), "q": request.args.get("q", "")}
    address = url_for("phases.inventory", slug=frame.slug)
    selected = request.args.get("row", "") or next(
        (one.key for one in shown if one.findings.total), shown[0].key if shown else ""
    )
    return render_template(
        "phases/inventory.html",
        frame=frame,
        slug=frame.slug,
        resources=len({resource_of(one.path) for one in known.design.endpoints}),
        total=len(known.design.endpoints),
        groups=_groups(shown),
        found=len(rows),
        page=page,
        pages=-(-len(rows) // WINDOW),
        href=f"{address}?{urlencode(query)}&page={{page}}",
        query=query,
        strip=coverage_strip(known, frame.slug),
        selected=selected,
        panel=_panel(frame, known, selected),
        methods=METHODS,
        requirements=_requirements(access),
        pasted=pasted,
        paste_error=error,
        mode=known.scope.mode.value,
    )


def _show() -> str:
    return request.args.get("show", "all") if request.args.get("show") in _SHOWS else "all"


def _filtered(rows: list[Row], scope: Scope) -> list[Row]:
    words = request.args.get("q", "").lower().split()
    match _show():
        case "findings":
            rows = [one for one in rows if one.findings.total]
        case "blocking":
            rows = [one for one in rows if one.findings.no_go]
        case "uncovered":
            rows = [one for one in rows if not scope.requirements.intersection(one.covers)]
    if words:
        rows = [
            one
            for one in rows
            if all(
                w in f"{one.key} {' '.join(one.covers)} {one.description}".lower() for w in words
            )
        ]
    return rows


def _with_versions(access: ProjectAccess, rows: list[Row]) -> list[Row]:
    stored = find_items(db(), access, "endpoint", [one.key for one in rows])
    return [
        Row(
            **{name: getattr(one, name) for name in Row.__slots__ if name != "version"},
            version=stored[one.key].version if one.key in stored else 0,
        )
        for one in rows
    ]


def _groups(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    groups: dict[str, list[Row]] = {}
    for one in rows:
        groups.setdefault(resource_of(one.path), []).append(one)
    return list(groups.items())


def _requirements(access: ProjectAccess) -> list[str]:
    return list_keys(db(), access, "requirement")[:_SUGGESTED]


@dataclass(frozen=True, slots=True)
class RowPanel:
    """What stands beside the table: one endpoint, its findings and where it is used."""

    slug: str
    key: str
    number: int
    description: str
    findings: tuple[Finding, ...]
    used: dict[str, tuple[str, ...]]
    complete: bool
    may_write: bool


def _panel(frame: Frame, known: TracedDesign, key: str) -> RowPanel | None:
    one = known.design.find("endpoint", key) if key else None
    if not isinstance(one, Endpoint):
        return None
    found = findings_by_item(frame.report, KINDS)
    return RowPanel(
        slug=frame.slug,
        key=key,
        number=0,
        description=one.description,
        findings=tuple(family_findings(found, key)),
        used=known.used_by("endpoint", key),
        complete=frame.report.current,
        may_write=frame.editable,
    )


@bp.get("/projects/<slug>/inventory/panel")
@member
def inventory_panel(slug: str) -> ResponseReturnValue:
    """The panel of one row."""
    access = enter(slug, Artifact.inventory)
    frame = frame_of(access, Artifact.inventory)
    panel = _panel(frame, traced(db(), access=access), request.args.get("key", ""))
    return render_template("phases/_endpoint_panel.html", panel=panel, slug=slug)


@bp.get("/projects/<slug>/inventory/checks")
@member
def inventory_checks(slug: str) -> ResponseReturnValue:
    """Blockers and coverage after the rules have run over the whole draft."""
    access = enter(slug, Artifact.inventory)
    frame = frame_of(access, Artifact.inventory, fresh=True)
    known = traced(db(), access=access)
    rows = _filtered(rows_of(known, frame.report), known.scope)
    shown = window(rows, page_number(len(rows)))
    return render_template(
        "phases/_checks.html",
        frame=frame,
        slug=slug,
        strip=coverage_strip(known, slug),
        cells=shown,
        query={"show": _show(), "q": request.args.get("q", "")},
        page=page_number(len(rows)),
    )


@bp.get("/projects/<slug>/inventory/row")
@member
def inventory_row(slug: str) -> ResponseReturnValue:
    """One row of the table, to read or in edit."""
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
    """Save one row, or add it. Only the rules that look at it alone run now."""
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
        outcome.errors = {"path": ["There is an endpoint with this method and path already."]}
    return _edit_html(access, key, outcome), 422


def _plain_answer(access: ProjectAccess, outcome: Outcome) -> ResponseReturnValue:
    slug = access.project.slug
    if outcome.saved is not None and outcome.saved.stored is not None:
        here = outcome.saved.stored.key
        return redirect(url_for("phases.inventory", slug=slug, row=here), code=303)
    said = "; ".join(text for texts in errors_by_field(outcome.errors).values() for text in texts)
    if outcome.collision is not None:
        said = "There is an endpoint with this method and path already."
    return _page(access, error=said or "It was not saved."), 422


def _collision(slug: str, key: str, collision: Collision) -> ResponseReturnValue:
    address = item_url(slug, "endpoint", key)
    back = quote(url_for("phases.inventory", slug=slug, row=key), safe="")
    url = f"{address}{'&' if '?' in address else '?'}_next={back}"
    html = render_template("phases/_row_collision.html", collision=collision, url=url)
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
    row = make_row(
        0,
        stored.item,
        score.item if score and isinstance(score.item, Score) else None,
        threshold,
        None,
        findings or [],
        stored.version,
    )
    return render_template(
        "phases/_endpoint_edit.html" if edit else "phases/_endpoint_row.html",
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
    typed = {one.field.name: one.text for one in outcome.fields}
    return render_template(
        "phases/_endpoint_edit.html",
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
    """Add the endpoints of pasted rows, all or none."""
    access = enter(slug, Artifact.inventory)
    text = request.form.get("rows", "")
    if is_too_long(text):
        problem = f"These are more than {MAX_LINES:,} lines. Paste fewer at once, or import a file."
        return _pasted_wrong(access, text, problem)
    bodies = endpoint_rows(text)
    if not bodies:
        problem = "No line has a method and a path, such as: GET, tab, /orders."
        return _pasted_wrong(access, text, problem)
    try:
        command = AddItems(kind="endpoint", bodies=tuple(bodies))
        done = add_items(db(), actor=actor(), project=slug, command=command)
    except Invalid as error:
        said = [
            f"Row {int(place.split('.')[0]) + 1}, {place.split('.')[1]}: {messages[0]}"
            for place, messages in error.errors.items()
        ]
        return _pasted_wrong(access, text, "; ".join(said[:5]))
    flash(f"{done.added} added, {done.changed} changed, {done.same} as they were.", "success")
    missed = left_out(text)
    if missed:
        words = f"{', '.join(missed[:5])}{' …' if len(missed) > 5 else ''}"  # noqa: PLR2004
        flash(f"Left out, because no method and path stand there: {words}.", "warning")
    return redirect_page(url_for("phases.inventory", slug=slug))


def _pasted_wrong(access: ProjectAccess, text: str, problem: str) -> ResponseReturnValue:
    if request.htmx:
        response = make_response("", 400)
        response.headers["X-Reason"] = header_words(problem)
        return response
    return _page(access, pasted=text, error=problem), 422
