"""Every item of a design has an address: read, edited, undone, deleted there."""

from __future__ import annotations

from typing import Any

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
from workbench.web.items.forms import by_field, grown_rows, read_form, shown_fields
from workbench.web.items.history import tell_history
from workbench.web.items.panel import FAMILY, panel_of, suggestions_of, used_of
from workbench.web.items.row_actions import change_sent_rows, is_row_action, row_verb
from workbench.web.items.saving import Outcome, save_sent, save_typed, sent_version, settle_sent
from workbench.web.phases.workspace import WINDOW
from workbench.web.shell import links
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.error_pages import header_words
from workbench.web.shell.htmx import make_response, redirect_page, request
from workbench.web.shell.page_layout import STEP_PAGES
from workbench.web.shell.safe_redirect import safe_redirect_target

bp = Blueprint("items", __name__)
links.install(bp)
template_globals.install(bp)

_QUERY = "-"
#: The tab of a workspace that shows a kind, where it is not the first.
_TABS = {
    "schema": "schemas",
    "component": "components",
    "sql_object": "objects",
    "auth": "strategy",
    "access": "endpoints",
    "policy": "policies",
    "migration": "migrations",
    "summary": "summary",
    "waiver": "exceptions",
}
_ADDRESS = "/projects/<slug>/items/<kind>/<path:key>"


@bp.get("/projects/<slug>/items/<kind>/new")
@member
def new(slug: str, kind: str) -> ResponseReturnValue:
    """The form for a new item; query parameters fill its fields."""
    access = _enter(slug, kind)
    refusal = why_not_edit(access, artifact_of(kind))
    fields = (
        read_form(kind, request.args, None).fields if request.args else shown_fields(kind, None)
    )
    return _new_page(access, kind, Outcome(fields), refusal, unsaved=False)


@bp.post("/projects/<slug>/items/<kind>/new")
@member
def create(slug: str, kind: str) -> ResponseReturnValue:
    """Make an item."""
    access = _enter(slug, kind)
    if is_row_action():
        typed = read_form(kind, request.form, None)
        errors = change_sent_rows(typed) or typed.errors
        return _new_page(access, kind, Outcome(typed.fields, errors=errors), None)
    outcome = save_sent(access, kind, "")
    if outcome.saved is None or outcome.saved.stored is None:
        if outcome.collision:
            outcome.errors = {"": [f"There is a {labels.kind_words(kind)} of that name already."]}
        return _new_page(access, kind, outcome, None), 422
    flash("Saved.", "success")
    return redirect(_next() or links.item_url(slug, kind, outcome.saved.stored.key), code=303)


@bp.get(_ADDRESS, merge_slashes=False)
@member
def page(slug: str, kind: str, key: str) -> ResponseReturnValue:
    """One item: what it says, what the rules say of it, where it is used, who changed it."""
    access = _enter(slug, kind)
    key = _key(key)
    if (start := _where_it_begins(access, kind, key)) is not None:
        return redirect(start, code=303)
    stored = _stored(access, kind, key)
    if request.args.get("part") == "used":
        return render_template("items/_used.html", used=used_of(access, kind, key, wait=True))
    return _page(access, kind, key, stored, Outcome(_fields(kind, stored)))


@bp.post(_ADDRESS, merge_slashes=False)
@member
def write(slug: str, kind: str, key: str) -> ResponseReturnValue:
    """Save an item, take its last change back, delete it, or settle two versions of it."""
    access = _enter(slug, kind)
    key = _key(key)
    action = request.values.get("_do", "save")
    if action == "delete":
        return _delete(access, kind, key)
    if action == "undo":
        return _undo(access, kind, key)
    if is_row_action():
        return _rows_page(access, kind, key)
    outcome = settle_sent(access, kind, key) if action == "settle" else save_sent(access, kind, key)
    return _answer(access, kind, key, outcome)


def _answer(access: ProjectAccess, kind: str, key: str, outcome: Outcome) -> ResponseReturnValue:
    slug = access.project.slug
    if outcome.saved is not None and outcome.saved.stored is not None:
        renamed = outcome.saved.stored.key != key
        target = links.item_url(slug, kind, outcome.saved.stored.key)
        if not request.htmx:
            flash("Saved.", "success")
            return redirect(_next() or target, code=303)
        if renamed or request.values.get("_do") == "settle":
            return make_response("", redirect=_next() or target)
        return _saved_parts(access, kind, key, outcome, outcome.saved)
    stored = find_item(db(), access, kind, key)
    if outcome.collision is not None:
        # The form is as old as it was, so it collides until one of the versions is chosen.
        seen = 0 if outcome.errors else sent_version()
        html = _page(access, kind, key, stored, outcome, version=seen, unsaved="yes")
        return _whole_form(html), 409
    if request.htmx:
        response = make_response(
            render_template(
                "items/_saved.html",
                fields=outcome.fields,
                errors=by_field(outcome.errors),
                held=outcome.names,
                version=sent_version(),
                panel=None,
                grown={},
            ),
            422,
            reswap="none",
        )
        if row_verb() == "paste":
            said = [message for messages in outcome.errors.values() for message in messages]
            response.headers["X-Reason"] = header_words(" ".join(said))
        return response
    return _page(access, kind, key, stored, outcome, unsaved="yes"), 422


def _saved_parts(
    access: ProjectAccess, kind: str, key: str, outcome: Outcome, saved: Saved
) -> ResponseReturnValue:
    assert saved.stored is not None  # noqa: S101 - the caller has looked
    return make_response(
        render_template(
            "items/_saved.html",
            fields=outcome.fields,
            errors={},
            held=outcome.names,
            version=saved.stored.version,
            panel=panel_of(access, kind, key, saved.findings) if _has_panel() else None,
            suggestions=suggestions_of(access, kind, saved.stored.item),
            grown=grown_rows(kind, request.form),
        ),
        trigger="saved",
    )


def _has_panel() -> bool:
    """Whether the page that sent this shows findings beside the form; workspaces do not."""
    return "/items/" in (request.htmx.current_url or "/items/")


def _delete(access: ProjectAccess, kind: str, key: str) -> ResponseReturnValue:
    slug = access.project.slug
    known = find_item(db(), access, kind, key)
    if known is None:
        raise NotFound(kind, key)
    command = DeleteItem(kind=kind, key=key, expected_version=sent_version() or known.version)
    delete_item(db(), actor=actor(), project=slug, command=command)
    words = f"{labels.place_words(kind, key)} is deleted."
    if request.htmx:
        undo = f"{links.item_url(slug, kind, key)}"
        said = {
            "text": words,
            "level": "ok",
            "undo": f"{undo}{'&' if '?' in undo else '?'}_do=undo",
        }
        return make_response("", trigger={"say": said, "saved": ""})
    flash(words, "success")
    return redirect(_next() or links.item_url(slug, kind, key), code=303)


def _undo(access: ProjectAccess, kind: str, key: str) -> ResponseReturnValue:
    slug = access.project.slug
    try:
        undo_last(db(), actor=actor(), project=slug, command=UndoLast(kind=kind, key=key))
    except StaleWrite:
        raise Refused("A part of that change was written again since, so it stays.") from None
    flash("The last change is taken back.", "success")
    target = _next() or links.item_url(slug, kind, key)
    return redirect_page(target)


def _rows_page(access: ProjectAccess, kind: str, key: str) -> ResponseReturnValue:
    """The form again with rows added, moved or taken away.

    Nothing is stored, and the answer says so: with scripts the form sends what it holds by itself,
    else whoever fills it in does. Where the item is locked or gone, the answer is that of a save:
    a page without the form would lose what was typed.
    """
    stored = find_item(db(), access, kind, key)
    item = stored.item if stored else None
    ensure(why_not_edit(access, artifact_of(kind, item)))
    typed = read_form(kind, request.form, item)
    if problems := change_sent_rows(typed):
        outcome = Outcome(typed.fields, errors=problems, names=typed.names)
        return _answer(access, kind, key, outcome)
    if stored is None and (sent_version() or not KINDS[kind].single):
        return _answer(access, kind, key, save_typed(access, kind, key, typed.read_again()))
    outcome = Outcome(typed.fields, errors=typed.errors, names=typed.names)
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


def _where_it_begins(access: ProjectAccess, kind: str, key: str) -> str | None:
    """The form for an item that a finding misses: there is no role, this endpoint's access."""
    slug = access.project.slug
    if KINDS[kind].single or find_item(db(), access, kind, key) is not None:
        return None
    if kind == key:
        return links.new_url(slug, kind)
    if kind in FAMILY and find_item(db(), access, "endpoint", key) is not None:
        return links.new_url(slug, kind, endpoint=key)
    role, _, permission = key.rpartition(" ")
    known = list_keys(db(), access, "permission") if kind == "grant" else []
    if permission in known and find_item(db(), access, "role", role) is not None:
        place, cell = known.index(permission) // WINDOW + 1, links.dom_id(kind, key)
        return url_for("phases.access", slug=slug, page=place, _anchor=cell)
    return None


def _stored(access: ProjectAccess, kind: str, key: str) -> StoredItem | None:
    stored = find_item(db(), access, kind, key)
    if stored is None and not (KINDS[kind].single and key == kind):
        gone = history_of(db(), access=access, kind=kind, key=key)
        if not gone:
            raise NotFound(labels.kind_words(kind), key)
    return stored


def _fields(kind: str, stored: StoredItem | None) -> list[Any]:
    return shown_fields(kind, stored.item if stored else None)


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
        errors=by_field(outcome.errors),
        cell_errors=outcome.errors,
        unsaved=unsaved,
        refusal=refusal,
        suggestions=suggestions_of(access, kind, None),
        artifact=ARTIFACT_TITLES[artifact_of(kind)],
        back=phase_url(access.project.slug, kind),
        next_url=_next() or "",
    )


def phase_url(slug: str, kind: str) -> str:
    """Address of the workspace that a kind of item belongs to."""
    artifact = artifact_of(kind)
    page = STEP_PAGES.get(artifact, STEP_PAGES[Artifact.documentation])
    tab = _TABS.get(kind)
    return url_for(page, slug=slug, tab=tab) if tab else url_for(page, slug=slug)


def _page(  # noqa: PLR0917 - everything that a page shows
    access: ProjectAccess,
    kind: str,
    key: str,
    stored: StoredItem | None,
    outcome: Outcome,
    version: int | None = None,
    unsaved: str = "",
) -> str:
    slug = access.project.slug
    item = stored.item if stored else None
    changes = history_of(db(), access=access, kind=kind, key=key)[:20]
    names = names_of(db(), {one.by for one in changes})
    refusal = why_not_edit(access, artifact_of(kind, item))
    gone = stored is None and not KINDS[kind].single
    whole = not request.htmx
    return render_template(
        "items/page.html" if whole else "items/_item.html",
        slug=slug,
        kind=kind,
        key=key,
        url=links.item_url(slug, kind, key),
        stored=stored,
        version=version if version is not None else stored.version if stored else 0,
        fields=outcome.fields,
        errors=by_field(outcome.errors),
        cell_errors=outcome.errors,
        collision=outcome.collision,
        unsaved=unsaved,
        compact=COMPACT if "_compact" in request.form else {},
        refusal=refusal,
        editable=refusal is None and not gone,
        gone=gone,
        artifact=ARTIFACT_TITLES[artifact_of(kind, item)],
        back=phase_url(slug, kind),
        family=_family(access, key) if kind in FAMILY else [],
        suggestions=suggestions_of(access, kind, item) if refusal is None else {},
        history=tell_history(changes, stored, names),
        panel=panel_of(access, kind, key),
    )


def _family(access: ProjectAccess, key: str) -> list[tuple[str, bool]]:
    """The items that share an endpoint's key, and whether each is there."""
    return [(kind, find_item(db(), access, kind, key) is not None) for kind in FAMILY]
