"""Tables of items whose rows are edited in place: roles, permissions, migrations and others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from workbench.design.base import Item
from workbench.design.kinds import ARTIFACT_TITLES, KINDS, artifact_of
from workbench.design.package import Finding
from workbench.http.database import db
from workbench.review.commands import MoveItem
from workbench.review.draft.editing import Saved, move_item
from workbench.review.draft.items import StoredItem, find_item, list_items, list_keys
from workbench.review.errors import NotFound
from workbench.review.gate.policy import why_not_edit
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.fields import Field, Widget, find_field
from workbench.web.items.forms import FormField, errors_by_field, form_fields
from workbench.web.items.labels import kind_words
from workbench.web.items.phase_links import phase_url
from workbench.web.items.saving import Outcome, save_sent, sent_version
from workbench.web.phases.workspace import (
    FindingCount,
    Workspace,
    bp,
    count_findings,
    enter,
    findings_by_item,
)
from workbench.web.shell.access import actor, member
from workbench.web.shell.htmx import make_response, request
from workbench.web.shell.links import dom_id, item_url, new_url
from workbench.web.shell.paging import Page, requested_page

#: Columns of each kind; the item's own page shows all fields.
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
#: Kinds whose order matters and can be changed.
ORDERED = frozenset({"migration"})
#: Columns that identify the row and are only edited on the item's page.
_READ_ONLY = frozenset({("access", "endpoint"), ("waiver", "key")})
_MAX_SUGGESTIONS = 400


@dataclass(frozen=True)
class ItemRow:
    """An item as a row."""

    kind: str
    key: str
    version: int
    cells: tuple[FormField, ...]
    findings: FindingCount
    exists: bool = True
    """Whether the item exists; an endpoint has a row for its access rule even without one."""


@dataclass(frozen=True)
class ItemTable:
    """A page of a table of items of one kind."""

    slug: str
    kind: str
    columns: tuple[Field, ...]
    page: Page[ItemRow]
    editable: bool
    can_add: bool
    suggestions: dict[str, list[str]]
    page_parameter: str
    """Name of the query parameter with the number of the page."""

    @property
    def ordered(self) -> bool:
        """Whether rows can be moved."""
        return self.kind in ORDERED


def columns_of(kind: str) -> tuple[Field, ...]:
    """The columns of a kind's table."""
    found = (find_field(kind, name) for name in COLUMNS[kind])
    return tuple(field for field in found if field is not None)


def item_table(
    access: ProjectAccess, workspace: Workspace, kind: str, keys: Iterable[str] = ()
) -> ItemTable:
    """A page of the items of a kind. With `keys`, those have a row even if there is no item."""
    stored = {item.key: item for item in list_items(db(), access, kind)}
    found = findings_by_item(workspace.report, frozenset({kind}))
    parameter = f"{kind}-page"
    page = requested_page(list(dict.fromkeys([*keys, *stored])), name=parameter)
    rows = tuple(item_row(kind, key, stored.get(key), found.get((kind, key), [])) for key in page)
    editable = why_not_edit(access, artifact_of(kind)) is None
    return ItemTable(
        slug=workspace.slug,
        kind=kind,
        columns=columns_of(kind),
        page=Page(rows, page.number, page.pages, page.total),
        editable=editable,
        can_add=editable and kind not in {"access", "waiver"},
        suggestions=row_suggestions(access, kind) if editable else {},
        page_parameter=parameter,
    )


def merged_suggestions(tables: Iterable[ItemTable]) -> dict[str, list[str]]:
    """The suggested keys of several tables, by kind."""
    return {kind: keys for table in tables for kind, keys in table.suggestions.items()}


def item_row(kind: str, key: str, stored: StoredItem | None, findings: list[Finding]) -> ItemRow:
    """The row of an item; only the key if it does not exist yet."""
    item: Item | None = stored.item if stored else None
    fields = {shown.field.name: shown for shown in form_fields(kind, item)}
    if item is None and kind == "access":
        fields["endpoint"].text = key
    return ItemRow(
        kind,
        key,
        stored.version if stored else 0,
        tuple(fields[name] for name in COLUMNS[kind]),
        count_findings(findings),
        stored is not None,
    )


def row_suggestions(access: ProjectAccess, kind: str) -> dict[str, list[str]]:
    """Suggested keys for the cells of a kind's table, by kind."""
    wanted = {field.suggest for field in columns_of(kind) if field.suggest}
    return {name: list_keys(db(), access, name)[:_MAX_SUGGESTIONS] for name in sorted(wanted)}


def _enter(slug: str, kind: str) -> ProjectAccess:
    if kind not in COLUMNS or kind not in KINDS:
        raise NotFound("table of items", kind)
    return enter(slug, artifact_of(kind))


@bp.get("/projects/<slug>/rows/<kind>")
@member
def item_row_get(slug: str, kind: str) -> ResponseReturnValue:
    """A row, to read or to edit; without htmx the item's own page."""
    access = _enter(slug, kind)
    key = request.args.get("key", "")
    stored = find_item(db(), access, kind, key)
    if stored is None and kind != "access":
        raise NotFound(kind, key)
    if request.htmx:
        return _row_html(access, item_row(kind, key, stored, []), edit="edit" in request.args)
    if stored is None:
        return redirect(new_url(slug, kind, endpoint=key), code=303)
    return redirect(item_url(slug, kind, key), code=303)


@bp.post("/projects/<slug>/rows/<kind>")
@member
def item_row_post(slug: str, kind: str) -> ResponseReturnValue:
    """Save a row, add one or move one; only the rules on that item run now."""
    access = _enter(slug, kind)
    key = request.args.get("key", "")
    if request.form.get("_do") == "up":
        return _move_up(access, kind, key)
    extra = {"endpoint": key} if kind == "access" else None
    exists = bool(key) and find_item(db(), access, kind, key) is not None
    outcome = save_sent(access, kind, key if exists else "", extra)
    if outcome.saved is not None and outcome.saved.stored is not None:
        return _saved_row(access, kind, outcome.saved, added=not key)
    if outcome.collision is not None and exists:
        url = item_url(slug, kind, key)
        html = render_template("items/_collision.html", collision=outcome.collision, url=url)
        return make_response(html, 409, retarget="#collisions", reswap="innerHTML")
    if outcome.collision is not None:
        message = f"Another {kind_words(kind)} has this name; choose a different one."
        outcome.errors = {COLUMNS[kind][0]: [message]}
    return _invalid_row(access, kind, key, outcome), 422


def _saved_row(
    access: ProjectAccess, kind: str, saved: Saved, *, added: bool
) -> ResponseReturnValue:
    stored = saved.stored
    assert stored is not None  # noqa: S101 - the caller has checked
    if not request.htmx:
        url = phase_url(access.project.slug, kind)
        return redirect(f"{url}#{dom_id(kind, stored.key)}", code=303)
    row = item_row(kind, stored.key, stored, list(saved.findings))
    return make_response(_row_html(access, row, added=added, checked=True), trigger="saved")


def _invalid_row(access: ProjectAccess, kind: str, key: str, outcome: Outcome) -> str:
    """The row with its errors; without htmx the form for a new item with them."""
    errors = errors_by_field(outcome.errors)
    if request.htmx:
        fields = {shown.field.name: shown for shown in outcome.fields}
        cells = tuple(fields[name] for name in COLUMNS[kind])
        row = ItemRow(kind, key, sent_version(), cells, FindingCount())
        return _row_html(access, row, edit=True, errors=errors)
    return render_template(
        "items/new.html",
        slug=access.project.slug,
        kind=kind,
        fields=outcome.fields,
        errors=errors,
        cell_errors=outcome.errors,
        unsaved=True,
        refusal=None,
        suggestions=row_suggestions(access, kind),
        artifact=ARTIFACT_TITLES[artifact_of(kind)],
        back=phase_url(access.project.slug, kind),
        next_url=phase_url(access.project.slug, kind),
    )


def _row_html(
    access: ProjectAccess,
    row: ItemRow,
    *,
    edit: bool = False,
    added: bool = False,
    checked: bool = False,
    errors: dict[str, list[str]] | None = None,
) -> str:
    return render_template(
        "phases/rows/edit_row.html" if edit else "phases/rows/row.html",
        row=row,
        slug=access.project.slug,
        kind=row.kind,
        editable=True,
        added=added,
        checked=checked,
        errors=errors or {},
        columns=columns_of(row.kind),
        ordered=row.kind in ORDERED,
        suggestions=row_suggestions(access, row.kind),
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


def is_editable_cell(kind: str, field: Field) -> bool:
    """Whether a cell is edited in its row; long code is only edited on the item's page."""
    return (kind, field.name) not in _READ_ONLY and field.widget not in {Widget.data, Widget.rows}


bp.add_app_template_global(is_editable_cell)
