"""Pages of single items: reading, editing, undoing and deleting."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from workbench.accounts.people import names_of
from workbench.design.kinds import ARTIFACT_TITLES, KINDS, Artifact, artifact_of
from workbench.http.database import db
from workbench.review.commands import DeleteItem, UndoLast
from workbench.review.draft.editing import Saved, delete_item, history_of, undo_last
from workbench.review.draft.items import StoredItem, find_item, list_keys
from workbench.review.errors import NotFound, Refused, StaleWrite
from workbench.review.gate.policy import ensure, why_not_edit
from workbench.review.projects.access import ProjectAccess
from workbench.web.items import labels, template_globals
from workbench.web.items.fields import COMPACT
from workbench.web.items.forms import (
    FormField,
    errors_by_field,
    fields_with_added_keys,
    form_fields,
    next_row_numbers,
    parse_form,
)
from workbench.web.items.history import history_entries
from workbench.web.items.item_form import submitted_form
from workbench.web.items.panel import ENDPOINT_KINDS, key_suggestions, panel_of, usages_of
from workbench.web.items.phase_links import phase_url
from workbench.web.items.row_actions import apply_row_action, is_row_action, row_verb
from workbench.web.items.saving import (
    Outcome,
    save_parsed,
    save_resolution,
    save_sent,
    sent_version,
)
from workbench.web.shell import links
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.error_pages import header_words
from workbench.web.shell.htmx import make_response, redirect_page, request
from workbench.web.shell.page_layout import STEP_PAGES
from workbench.web.shell.paging import PAGE_SIZE
from workbench.web.shell.safe_redirect import safe_redirect_target

bp = Blueprint("items", __name__)
links.install(bp)
template_globals.install(bp)

_QUERY = "-"
_ADDRESS = "/projects/<slug>/items/<kind>/<path:key>"


@bp.get("/projects/<slug>/items/<kind>/new")
@member
def new(slug: str, kind: str) -> ResponseReturnValue:
    """The form for a new item; query parameters fill its fields."""
    access = _enter(slug, kind)
    refusal = why_not_edit(access, artifact_of(kind))
    fields = (
        parse_form(kind, request.args, None).fields if request.args else form_fields(kind, None)
    )
    return _new_page(access, kind, Outcome(fields), refusal, unsaved=False)


@bp.post("/projects/<slug>/items/<kind>/new")
@member
def create(slug: str, kind: str) -> ResponseReturnValue:
    """Create an item."""
    access = _enter(slug, kind)
    if is_row_action():
        parsed = parse_form(kind, request.form, None)
        errors = apply_row_action(parsed) or parsed.errors
        return _new_page(access, kind, Outcome(parsed.fields, errors=errors), None)
    outcome = save_sent(access, kind, "")
    if outcome.stored is None:
        if outcome.collision:
            message = f"Another {labels.kind_words(kind)} has this name; choose a different one."
            outcome.errors = {"": [message]}
        return _new_page(access, kind, outcome, None), 422
    flash("Saved.", "success")
    return redirect(_next() or links.item_url(slug, kind, outcome.stored.key), code=303)


@bp.get(_ADDRESS, merge_slashes=False)
@member
def page(slug: str, kind: str, key: str) -> ResponseReturnValue:
    """An item with its findings, where it is used, its comments and its history."""
    access = _enter(slug, kind)
    key = _key(key)
    if (start := _start_url(access, kind, key)) is not None:
        return redirect(start, code=303)
    stored = _stored(access, kind, key)
    if request.args.get("part") == "used":
        used = usages_of(access, kind, key, wait=True)
        return render_template("items/_used.html", slug=slug, used=used)
    return _page(access, kind, key, stored, Outcome(_fields(kind, stored)))


@bp.post(_ADDRESS, merge_slashes=False)
@member
def write(slug: str, kind: str, key: str) -> ResponseReturnValue:
    """Save an item, undo its last change, delete it, or resolve an edit conflict."""
    access = _enter(slug, kind)
    key = _key(key)
    action = request.values.get("_do", "save")
    if action == "delete":
        return _delete(access, kind, key)
    if action == "undo":
        return _undo(access, kind, key)
    if is_row_action():
        return _rows_page(access, kind, key)
    outcome = (
        save_resolution(access, kind, key) if action == "settle" else save_sent(access, kind, key)
    )
    return _answer(access, kind, key, outcome)


def _answer(access: ProjectAccess, kind: str, key: str, outcome: Outcome) -> ResponseReturnValue:
    """The response to a save: saved, in conflict with another edit, or invalid."""
    if outcome.saved is not None and outcome.saved.stored is not None:
        return _saved_response(access, kind, key, outcome, outcome.saved)
    stored = find_item(db(), access, kind, key)
    if outcome.collision is not None:
        # The form keeps its old version, so saving it conflicts until a version is selected.
        version = 0 if outcome.errors else sent_version()
        html = _page(access, kind, key, stored, outcome, version=version, unsaved="yes")
        return _whole_form(html), 409
    if request.htmx:
        return _errors_response(outcome)
    return _page(access, kind, key, stored, outcome, unsaved="yes"), 422


def _saved_response(
    access: ProjectAccess, kind: str, key: str, outcome: Outcome, saved: Saved
) -> ResponseReturnValue:
    assert saved.stored is not None  # noqa: S101 - the caller has checked
    target = _next() or links.item_url(access.project.slug, kind, saved.stored.key)
    if not request.htmx:
        flash("Saved.", "success")
        return redirect(target, code=303)
    renamed = saved.stored.key != key
    if renamed or request.values.get("_do") == "settle":
        return make_response("", redirect=target)
    return _saved_parts(access, kind, key, outcome, saved)


def _errors_response(outcome: Outcome) -> Response:
    """The errors of a form, to be shown at its fields."""
    response = make_response(
        render_template(
            "items/_saved.html",
            fields=outcome.fields,
            errors=errors_by_field(outcome.errors),
            names=outcome.names,
            version=sent_version(),
            panel=None,
            next_rows={},
            added_keys=frozenset(),
        ),
        422,
        reswap="none",
    )
    if row_verb() == "paste":
        problems = [message for messages in outcome.errors.values() for message in messages]
        response.headers["X-Reason"] = header_words(" ".join(problems))
    return response


def _saved_parts(
    access: ProjectAccess, kind: str, key: str, outcome: Outcome, saved: Saved
) -> ResponseReturnValue:
    assert saved.stored is not None  # noqa: S101 - the caller has looked
    return make_response(
        render_template(
            "items/_saved.html",
            fields=outcome.fields,
            errors={},
            names=outcome.names,
            version=saved.stored.version,
            panel=panel_of(access, kind, key, saved.findings) if _has_panel() else None,
            suggestions=key_suggestions(access, kind, saved.stored.item),
            next_rows=next_row_numbers(kind, request.form),
            added_keys=fields_with_added_keys(kind, request.form),
        ),
        trigger="saved",
    )


def _has_panel() -> bool:
    """Whether the sending page shows findings beside the form; workspaces don't."""
    return "/items/" in (request.htmx.current_url or "/items/")


def _delete(access: ProjectAccess, kind: str, key: str) -> ResponseReturnValue:
    slug = access.project.slug
    known = find_item(db(), access, kind, key)
    if known is None:
        raise NotFound(kind, key)
    command = DeleteItem(kind=kind, key=key, expected_version=sent_version() or known.version)
    delete_item(db(), actor=actor(), project=slug, command=command)
    words = f"{labels.upper_first(labels.place_words(kind, key))} deleted."
    if request.htmx:
        undo = f"{links.item_url(slug, kind, key)}"
        message = {
            "text": words,
            "level": "ok",
            "undo": f"{undo}{'&' if '?' in undo else '?'}_do=undo",
        }
        return make_response("", trigger={"toast": message, "saved": ""})
    flash(words, "success")
    return redirect(_next() or links.item_url(slug, kind, key), code=303)


def _undo(access: ProjectAccess, kind: str, key: str) -> ResponseReturnValue:
    slug = access.project.slug
    try:
        undo_last(db(), actor=actor(), project=slug, command=UndoLast(kind=kind, key=key))
    except StaleWrite:
        raise Refused("Later changes build on this one, so it can't be undone.") from None
    flash("Last change undone.", "success")
    target = _next() or links.item_url(slug, kind, key)
    return redirect_page(target)


def _rows_page(access: ProjectAccess, kind: str, key: str) -> ResponseReturnValue:
    """The form with rows added, moved or removed.

    Nothing is stored, and the response says so: with scripts the form then saves itself, without
    them its user does. If the item is locked or deleted, the response is that of a save, because
    a page without the form would lose what was typed.
    """
    stored = find_item(db(), access, kind, key)
    item = stored.item if stored else None
    ensure(why_not_edit(access, artifact_of(kind, item)))
    parsed = parse_form(kind, request.form, item)
    if problems := apply_row_action(parsed):
        outcome = Outcome(parsed.fields, errors=problems, names=parsed.names)
        return _answer(access, kind, key, outcome)
    if stored is None and (sent_version() or not KINDS[kind].single):
        return _answer(access, kind, key, save_parsed(access, kind, key, parsed.parse_again()))
    outcome = Outcome(parsed.fields, errors=parsed.errors, names=parsed.names)
    unsaved = "send" if request.htmx else "yes"
    html = _page(access, kind, key, stored, outcome, version=sent_version(), unsaved=unsaved)
    response = _whole_form(html)
    response.headers["X-Saved"] = "no"
    return response


def _enter(slug: str, kind: str) -> ProjectAccess:
    access = load_project(slug)
    if kind not in KINDS:
        raise NotFound("kind of item", kind)
    artifact = artifact_of(kind)
    g.step = artifact if artifact in STEP_PAGES else Artifact.documentation
    return access


def _key(key: str) -> str:
    return request.args.get("at", "") if key == _QUERY and "at" in request.args else key


def _start_url(access: ProjectAccess, kind: str, key: str) -> str | None:
    """Where an item that does not exist yet is created, for findings that report it as missing."""
    slug = access.project.slug
    if KINDS[kind].single or find_item(db(), access, kind, key) is not None:
        return None
    if kind == key:
        return links.new_url(slug, kind)
    if kind in ENDPOINT_KINDS and find_item(db(), access, "endpoint", key) is not None:
        return links.new_url(slug, kind, endpoint=key)
    role, _, permission = key.rpartition(" ")
    known = list_keys(db(), access, "permission") if kind == "grant" else []
    if permission in known and find_item(db(), access, "role", role) is not None:
        place, cell = known.index(permission) // PAGE_SIZE + 1, links.dom_id(kind, key)
        return url_for("phases.access", slug=slug, page=place, _anchor=cell)
    return None


def _stored(access: ProjectAccess, kind: str, key: str) -> StoredItem | None:
    stored = find_item(db(), access, kind, key)
    may_be_missing = KINDS[kind].single and key == kind
    if stored is not None or may_be_missing:
        return stored
    if not history_of(db(), access=access, kind=kind, key=key):
        raise NotFound(labels.kind_words(kind), key)
    return stored


def _fields(kind: str, stored: StoredItem | None) -> list[FormField]:
    return form_fields(kind, stored.item if stored else None)


def _next() -> str | None:
    return safe_redirect_target(request.values.get("_next")) or None


def _whole_form(html: str) -> Response:
    if request.htmx:
        return make_response(html, retarget="#item", reswap="outerHTML")
    return make_response(html)


def _new_page(
    access: ProjectAccess,
    kind: str,
    outcome: Outcome,
    refusal: Refused | None,
    *,
    unsaved: bool = True,
) -> str:
    return render_template(
        "items/new.html",
        slug=access.project.slug,
        kind=kind,
        fields=outcome.fields,
        errors=errors_by_field(outcome.errors),
        cell_errors=outcome.errors,
        unsaved=unsaved,
        refusal=refusal,
        suggestions=key_suggestions(access, kind, None),
        artifact=ARTIFACT_TITLES[artifact_of(kind)],
        back=phase_url(access.project.slug, kind),
        next_url=_next() or "",
    )


def _page(
    access: ProjectAccess,
    kind: str,
    key: str,
    stored: StoredItem | None,
    outcome: Outcome,
    *,
    version: int | None = None,
    unsaved: str = "",
) -> str:
    item = stored.item if stored else None
    refusal = why_not_edit(access, artifact_of(kind, item))
    gone = stored is None and not KINDS[kind].single
    form = submitted_form(
        access,
        kind,
        key,
        stored,
        outcome,
        editable=refusal is None and not gone,
        gone=gone,
        version=version,
        compact=COMPACT if "_compact" in request.form else None,
        unsaved=unsaved,
    )
    if request.htmx:
        return render_template("items/_item.html", form=form)
    changes = history_of(db(), access=access, kind=kind, key=key)[:20]
    names = names_of(db(), {change.by for change in changes})
    return render_template(
        "items/page.html",
        slug=access.project.slug,
        kind=kind,
        key=key,
        stored=stored,
        form=form,
        refusal=refusal,
        artifact=ARTIFACT_TITLES[artifact_of(kind, item)],
        back=phase_url(access.project.slug, kind),
        endpoint_tabs=_endpoint_tabs(access, kind, key) if kind in ENDPOINT_KINDS else [],
        history=history_entries(kind, changes, stored, names),
        panel=panel_of(access, kind, key),
    )


def _endpoint_tabs(access: ProjectAccess, current: str, key: str) -> list[dict[str, object]]:
    """Tabs of the items that share an endpoint's key; a missing one leads to its form."""
    slug = access.project.slug
    tabs: list[dict[str, object]] = []
    for kind in ENDPOINT_KINDS:
        exists = find_item(db(), access, kind, key) is not None
        if not exists and kind == "endpoint":
            continue
        label = labels.upper_first(labels.kind_words(kind))
        tabs.append(
            {
                "url": links.item_url(slug, kind, key)
                if exists
                else links.new_url(slug, kind, endpoint=key),
                "label": label if exists else f"{label} (none yet)",
                "current": kind == current,
            }
        )
    return tabs
