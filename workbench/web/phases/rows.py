"""Items of a kind as rows that edit in place: roles, permissions, migrations and the like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from workbench.design.base import Item
from workbench.design.kinds import KINDS, artifact_of
from workbench.design.package import Finding
from workbench.http.database import db
from workbench.review.commands import MoveItem
from workbench.review.draft.editing import move_item
from workbench.review.draft.items import StoredItem, find_item, list_items, list_keys
from workbench.review.errors import NotFound
from workbench.review.gate.policy import why_not_edit
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.fields import Field, Widget, find_field
from workbench.web.items.forms import FormField, errors_by_field, form_fields
from workbench.web.items.saving import Outcome, save_sent, sent_version
from workbench.web.items.views import phase_url
from workbench.web.phases.workspace import (
    WINDOW,
    FindingCount,
    Frame,
    bp,
    count_findings,
    enter,
    findings_by_item,
    page_number,
)
from workbench.web.shell.access import actor, member
from workbench.web.shell.htmx import make_response, request
from workbench.web.shell.links import dom_id, item_url, new_url

#: Fields that stand in a row, per kind; the item's own page has all of them.
COLUMNS: dict[str, tuple[str, ...]] = {
    "role": ("key", "description", "admin", "no_flow_reason"),
    "permission": ("key", "description"),
    "access": ("endpoint", "permissions", "public", "reason"),
    "policy": ("table", "name", "command", "roles", "using", "check"),
    "webhook": ("key", "event", "trigger", "covers", "timeout", "retry", "fallback", "owner"),
    "third_party": ("key", "purpose", "direction", "auth", "timeout", "retry", "fallback", "owner"),
    "event": ("key", "description", "version", "ordering", "duplicates"),
    "migration": ("key", "name", "description", "depends_on"),
    "table": ("key", "entity", "description"),
    "sql_object": ("key", "type", "name", "comment"),
    "waiver": ("key", "reason", "owner", "expires"),
}
#: Kinds whose order means something and can be changed.
ORDERED = frozenset({"migration"})
#: Fields that name the row and are changed on the item's page alone.
_STILL = frozenset({("access", "endpoint"), ("waiver", "key")})
_SUGGESTED = 400


@dataclass(frozen=True)
class SheetRow:
    """One item as a row."""

    kind: str
    key: str
    version: int
    cells: tuple[FormField, ...]
    findings: FindingCount
    there: bool = True
    """False for a row that nothing is written in yet."""


@dataclass(frozen=True)
class Sheet:
    """A table of items of one kind."""

    slug: str
    kind: str
    columns: tuple[Field, ...]
    rows: tuple[SheetRow, ...]
    total: int
    page: int
    pages: int
    editable: bool
    may_add: bool
    suggestions: dict[str, list[str]]
    page_name: str


def columns_of(kind: str) -> tuple[Field, ...]:
    """The fields that stand in a row of a kind."""
    found = (find_field(kind, name) for name in COLUMNS[kind])
    return tuple(one for one in found if one is not None)


def sheet_of(access: ProjectAccess, frame: Frame, kind: str, keys: Iterable[str] = ()) -> Sheet:
    """A page of the items of a kind; `keys` names rows that must be there, written or not."""
    stored = {one.key: one for one in list_items(db(), access, kind)}
    wanted = list(dict.fromkeys([*keys, *stored])) if keys else list(stored)
    name = f"{kind}-page"
    page = page_number(len(wanted), name)
    found = findings_by_item(frame.report, frozenset({kind}))
    rows = tuple(
        make_row(kind, key, stored.get(key), found.get((kind, key), []))
        for key in wanted[(page - 1) * WINDOW : page * WINDOW]
    )
    editable = why_not_edit(access, artifact_of(kind)) is None
    return Sheet(
        slug=frame.slug,
        kind=kind,
        columns=columns_of(kind),
        rows=rows,
        total=len(wanted),
        page=page,
        pages=-(-len(wanted) // WINDOW),
        editable=editable,
        may_add=editable and kind not in {"access", "waiver"},
        suggestions=suggestions_for(access, kind) if editable else {},
        page_name=name,
    )


def make_row(kind: str, key: str, stored: StoredItem | None, findings: list[Finding]) -> SheetRow:
    """One row; where nothing is written yet it shows its key alone."""
    item: Item | None = stored.item if stored else None
    shown = {one.field.name: one for one in form_fields(kind, item)}
    if item is None and kind == "access":
        shown["endpoint"].text = key
    return SheetRow(
        kind,
        key,
        stored.version if stored else 0,
        tuple(shown[name] for name in COLUMNS[kind]),
        count_findings(findings),
        stored is not None,
    )


def suggestions_for(access: ProjectAccess, kind: str) -> dict[str, list[str]]:
    """Keys to offer in the rows of a kind."""
    wanted = {one.suggest for one in columns_of(kind) if one.suggest}
    return {name: list_keys(db(), access, name)[:_SUGGESTED] for name in sorted(wanted)}


def _enter(slug: str, kind: str) -> ProjectAccess:
    if kind not in COLUMNS or kind not in KINDS:
        raise NotFound("table of items", kind)
    return enter(slug, artifact_of(kind))


@bp.get("/projects/<slug>/rows/<kind>")
@member
def sheet_row(slug: str, kind: str) -> ResponseReturnValue:
    """One row, to read or in edit; without htmx the item's own page."""
    access = _enter(slug, kind)
    key = request.args.get("key", "")
    stored = find_item(db(), access, kind, key)
    if stored is None and kind != "access":
        raise NotFound(kind, key)
    if not request.htmx:
        if stored is None:
            return redirect(new_url(slug, kind, endpoint=key), code=303)
        return redirect(item_url(slug, kind, key), code=303)
    return _html(access, make_row(kind, key, stored, []), edit="edit" in request.args)


@bp.post("/projects/<slug>/rows/<kind>")
@member
def sheet_row_post(slug: str, kind: str) -> ResponseReturnValue:
    """Save a row or add one; only the rules that look at it alone run now."""
    access = _enter(slug, kind)
    key = request.args.get("key", "")
    if request.form.get("_do") == "up":
        return _move_up(access, kind, key)
    extra = {"endpoint": key} if kind == "access" else None
    there = bool(key) and find_item(db(), access, kind, key) is not None
    outcome = save_sent(access, kind, key if there else "", extra)
    htmx = bool(request.htmx)
    if outcome.saved is not None and outcome.saved.stored is not None:
        if not htmx:
            here = outcome.saved.stored.key
            return redirect(f"{phase_url(slug, kind)}#{dom_id(kind, here)}", code=303)
        row = make_row(
            kind, outcome.saved.stored.key, outcome.saved.stored, list(outcome.saved.findings)
        )
        return make_response(_html(access, row, added=not key, checked=True), trigger="saved")
    if outcome.collision is not None:
        if key and there:
            target = item_url(slug, kind, key)
            html = render_template("items/_collision.html", collision=outcome.collision, url=target)
            return make_response(html, 409, retarget="#collisions", reswap="innerHTML")
        outcome.errors = {COLUMNS[kind][0]: ["There is one of that name already."]}
    return _wrong(access, kind, key, outcome), 422


def _wrong(access: ProjectAccess, kind: str, key: str, outcome: Outcome) -> str:
    shown = {one.field.name: one for one in outcome.fields}
    row = SheetRow(
        kind,
        key,
        sent_version(),
        tuple(shown[name] for name in COLUMNS[kind]),
        FindingCount(),
    )
    if request.htmx:
        return _html(access, row, edit=True, errors=errors_by_field(outcome.errors))
    return render_template(
        "items/new.html",
        slug=access.project.slug,
        kind=kind,
        fields=outcome.fields,
        errors=errors_by_field(outcome.errors),
        cell_errors=outcome.errors,
        unsaved=True,
        refusal=None,
        suggestions=suggestions_for(access, kind),
        artifact=kind,
        back=phase_url(access.project.slug, kind),
        next_url=phase_url(access.project.slug, kind),
    )


def _html(
    access: ProjectAccess,
    row: SheetRow,
    *,
    edit: bool = False,
    added: bool = False,
    checked: bool = False,
    errors: dict[str, list[str]] | None = None,
) -> str:
    return render_template(
        "phases/_sheet_edit.html" if edit else "phases/_sheet_row.html",
        row=row,
        slug=access.project.slug,
        kind=row.kind,
        editable=True,
        added=added,
        checked=checked,
        errors=errors or {},
        columns=columns_of(row.kind),
        still=_STILL,
        ordered=row.kind in ORDERED,
        suggestions=suggestions_for(access, row.kind),
    )


def _move_up(access: ProjectAccess, kind: str, key: str) -> ResponseReturnValue:
    slug = access.project.slug
    keys = list_keys(db(), access, kind)
    at = keys.index(key) if key in keys else 0
    if at > 0:
        after = keys[at - 2] if at > 1 else None
        command = MoveItem(kind=kind, key=key, after=after)
        move_item(db(), actor=actor(), project=slug, command=command)
    return redirect(f"{phase_url(slug, kind)}#{dom_id(kind, key)}", code=303)


def may_type(kind: str, one: Field) -> bool:
    """Whether a cell is typed in a row; long code is edited on the item's page."""
    return (kind, one.name) not in _STILL and one.widget not in {Widget.data, Widget.rows}


bp.add_app_template_global(may_type)
