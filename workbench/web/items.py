"""Every item of a design has an address: read, edited, undone, deleted there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.wrappers import Response

from workbench.artifacts.html import highlighted
from workbench.design.base import Item
from workbench.design.dictionary import Entity
from workbench.design.kinds import ARTIFACT_TITLES, KINDS, Artifact, artifact_of
from workbench.design.package import Finding
from workbench.design.tables import Table
from workbench.review.commands import DeleteItem, UndoLast
from workbench.review.commenting import comments_of
from workbench.review.drafting import Saved, delete_item, findings_at, history_of, undo_last
from workbench.review.errors import NotFound, Refused, StaleWrite
from workbench.review.policy import why_not_edit
from workbench.review.reports import findings_of
from workbench.review.standing import Standing
from workbench.review.tracing import is_traced, traced
from workbench.store.drafts import StoredItem, count_by_kind, find_item, list_keys
from workbench.store.people import names_of
from workbench.web import item_words, links
from workbench.web.access import actor, load_project, member
from workbench.web.chrome import STOP_PAGES
from workbench.web.database import db
from workbench.web.item_fields import Field, Widget, fields_of
from workbench.web.item_forms import change_rows, paste_rows, read_form, shown_fields
from workbench.web.item_history import tell_history
from workbench.web.item_saving import Outcome, save_sent, sent_version, settle_sent
from workbench.web.item_values import data_to_text

bp = Blueprint("items", __name__)
links.install(bp)
bp.add_app_template_global(item_words.kind_words)
bp.add_app_template_global(item_words.place_words)
bp.add_app_template_filter(item_words.with_code, "with_code")

#: Items that share an endpoint's key.
FAMILY = ("endpoint", "operation", "access", "score")
#: Keys offered while typing; a longer list would be slower than typing.
_SUGGESTED = 400
#: Designs of at most so many items are traced while the page waits.
SMALL = 600
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
    standing = _enter(slug, kind)
    refusal = why_not_edit(standing, artifact_of(kind))
    fields = (
        read_form(kind, request.args, None).fields if request.args else shown_fields(kind, None)
    )
    return _new_page(standing, kind, Outcome(fields), refusal)


@bp.post("/projects/<slug>/items/<kind>/new")
@member
def create(slug: str, kind: str) -> ResponseReturnValue:
    """Make an item."""
    standing = _enter(slug, kind)
    if _is_row_action():
        outcome = _changed_rows(kind, None)
        return _new_page(standing, kind, outcome, None)
    outcome = save_sent(standing, kind, "")
    if outcome.saved is None or outcome.saved.stored is None:
        if outcome.collision:
            outcome.errors = {
                "": [f"There is a {item_words.kind_words(kind)} of that name already."]
            }
        return _new_page(standing, kind, outcome, None), 422
    flash("Saved.", "success")
    return redirect(_next() or links.item_url(slug, kind, outcome.saved.stored.key), code=303)


@bp.get(_ADDRESS, merge_slashes=False)
@member
def page(slug: str, kind: str, key: str) -> ResponseReturnValue:
    """One item: what it says, what the rules say of it, where it is used, who changed it."""
    standing = _enter(slug, kind)
    key = _key(key)
    stored = _stored(standing, kind, key)
    if request.args.get("part") == "used":
        return render_template("items/_used.html", used=_used(standing, kind, key, wait=True))
    return _page(standing, kind, key, stored, Outcome(_fields(kind, stored)))


@bp.post(_ADDRESS, merge_slashes=False)
@member
def write(slug: str, kind: str, key: str) -> ResponseReturnValue:
    """Save an item, take its last change back, delete it, or settle two versions of it."""
    standing = _enter(slug, kind)
    key = _key(key)
    action = request.values.get("_do", "save")
    if action == "delete":
        return _delete(standing, kind, key)
    if action == "undo":
        return _undo(standing, kind, key)
    if _is_row_action():
        return _rows_page(standing, kind, key)
    outcome = (
        settle_sent(standing, kind, key) if action == "settle" else save_sent(standing, kind, key)
    )
    return _answer(standing, kind, key, outcome)


def _answer(standing: Standing, kind: str, key: str, outcome: Outcome) -> ResponseReturnValue:
    slug = standing.project.slug
    if outcome.saved is not None and outcome.saved.stored is not None:
        renamed = outcome.saved.stored.key != key
        target = links.item_url(slug, kind, outcome.saved.stored.key)
        if "HX-Request" not in request.headers:
            flash("Saved.", "success")
            return redirect(_next() or target, code=303)
        if renamed or request.values.get("_do") == "settle":
            return _redirected(_next() or target)
        return _saved_parts(standing, kind, key, outcome, outcome.saved)
    stored = find_item(db(), standing.project.id, kind, key)
    if outcome.collision is not None:
        html = _page(standing, kind, key, stored, outcome)
        return _whole_form(html), 409
    if "HX-Request" in request.headers:
        parts = render_template(
            "items/_saved.html",
            fields=outcome.fields,
            errors=by_field(outcome.errors),
            held=outcome.names,
            version=sent_version(),
            panel=None,
            grown={},
        )
        return parts, 422
    return _page(standing, kind, key, stored, outcome), 422


def _saved_parts(
    standing: Standing, kind: str, key: str, outcome: Outcome, saved: Saved
) -> ResponseReturnValue:
    assert saved.stored is not None  # noqa: S101 - the caller has looked
    response = make_response(
        render_template(
            "items/_saved.html",
            fields=outcome.fields,
            errors={},
            held=outcome.names,
            version=saved.stored.version,
            panel=_panel(standing, kind, key, saved.findings),
            suggestions=suggestions_of(standing, kind, saved.stored.item),
            grown=_grown(kind),
        )
    )
    response.headers["HX-Trigger"] = "saved"
    return response


def _grown(kind: str) -> dict[str, int]:
    """Tables whose last, blank row was filled in: number of the next one."""
    grown = {}
    for one in fields_of(kind):
        if one.widget is not Widget.rows or one.name not in request.form:
            continue
        numbers = [
            int(parts[1])
            for parts in (name.split(".") for name in request.form)
            if len(parts) == 3 and parts[0] == one.name and parts[1].isdecimal()  # noqa: PLR2004
        ]
        last = max(numbers, default=-1)
        typed = [
            text
            for name, text in request.form.items()
            if name.startswith(f"{one.name}.{last}.") and text.strip()
        ]
        if last >= 0 and typed:
            grown[one.name] = last + 1
    return grown


def by_field(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    """Errors at their top-level field; a place inside it is put into words."""
    found: dict[str, list[str]] = {}
    for place, messages in errors.items():
        name, _, rest = place.partition(".")
        steps = rest.split(".") if rest else []
        where = " · ".join(f"row {int(step) + 1}" if step.isdecimal() else step for step in steps)
        for message in messages:
            found.setdefault(name, []).append(f"{where}: {message}" if where else message)
    return found


def _delete(standing: Standing, kind: str, key: str) -> ResponseReturnValue:
    slug = standing.project.slug
    known = find_item(db(), standing.project.id, kind, key)
    if known is None:
        raise NotFound(kind, key)
    command = DeleteItem(kind=kind, key=key, expected_version=sent_version() or known.version)
    delete_item(db(), actor=actor(), project=slug, command=command)
    words = f"{item_words.place_words(kind, key)} is deleted."
    if "HX-Request" in request.headers:
        undo = f"{links.item_url(slug, kind, key)}"
        response = make_response("", 200)
        said = {
            "text": words,
            "level": "ok",
            "undo": f"{undo}{'&' if '?' in undo else '?'}_do=undo",
        }
        response.headers["HX-Trigger"] = json.dumps({"say": said, "saved": ""})
        return response
    flash(words, "success")
    return redirect(_next() or links.item_url(slug, kind, key), code=303)


def _undo(standing: Standing, kind: str, key: str) -> ResponseReturnValue:
    slug = standing.project.slug
    try:
        undo_last(db(), actor=actor(), project=slug, command=UndoLast(kind=kind, key=key))
    except StaleWrite:
        raise Refused("A part of that change was written again since, so it stays.") from None
    flash("The last change is taken back.", "success")
    target = _next() or links.item_url(slug, kind, key)
    return _redirected(target) if "HX-Request" in request.headers else redirect(target, code=303)


def _is_row_action() -> bool:
    return request.values.get("_do", "").partition(" ")[0] in {"add", "remove", "up", "paste"}


def _changed_rows(kind: str, item: Item | None) -> Outcome:
    typed = read_form(kind, request.form, item)
    action = request.values.get("_do", "")
    verb, _, name = action.partition(" ")
    if verb == "paste":
        column = request.form.get("col", "")
        paste_rows(typed.fields, name, request.form.get("rows", ""), column)
    else:
        change_rows(typed.fields, action)
    return Outcome(typed.fields, errors=typed.errors, names=typed.names)


def _rows_page(standing: Standing, kind: str, key: str) -> ResponseReturnValue:
    """The form again with rows added, moved or taken away; saved by the next change."""
    stored = find_item(db(), standing.project.id, kind, key)
    outcome = _changed_rows(kind, stored.item if stored else None)
    html = _page(standing, kind, key, stored, outcome, version=sent_version())
    return _whole_form(html)


def _enter(slug: str, kind: str) -> Standing:
    standing = load_project(slug)
    if kind not in KINDS:
        raise NotFound("kind of item", kind)
    artifact = artifact_of(kind)
    g.stop = artifact if artifact in STOP_PAGES else Artifact.documentation
    return standing


def _key(key: str) -> str:
    return request.args.get("at", "") if key == _QUERY and "at" in request.args else key


def _stored(standing: Standing, kind: str, key: str) -> StoredItem | None:
    stored = find_item(db(), standing.project.id, kind, key)
    if stored is None and not (KINDS[kind].single and key == kind):
        gone = history_of(db(), standing=standing, kind=kind, key=key)
        if not gone:
            raise NotFound(item_words.kind_words(kind), key)
    return stored


def _fields(kind: str, stored: StoredItem | None) -> list[Any]:
    return shown_fields(kind, stored.item if stored else None)


def _next() -> str | None:
    target = request.values.get("_next", "")
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else None


def _redirected(target: str) -> Response:
    response = make_response("", 200)
    response.headers["HX-Redirect"] = target
    return response


def _whole_form(html: str) -> Response:
    response = make_response(html)
    if "HX-Request" in request.headers:
        response.headers["HX-Retarget"] = "#item"
        response.headers["HX-Reswap"] = "morph"
    return response


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands beside an item."""

    slug: str
    kind: str
    key: str
    findings: tuple[Finding, ...]
    complete: bool
    """False where rules over the whole design have not run since the last write."""
    open_comments: int
    used: dict[str, tuple[str, ...]] | None
    """None where it is worked out when asked for."""
    may_write: bool


def _panel(
    standing: Standing, kind: str, key: str, local: tuple[Finding, ...] | None = None
) -> Panel:
    """Findings of an item. `local` are those of its last write, which cost nothing to ask."""
    if local is not None:
        return Panel(
            standing.project.slug,
            kind,
            key,
            local,
            False,
            0,
            {},
            may_write=True,  # noqa: FBT003
        )
    report = findings_of(db(), standing=standing, fresh=_is_small(standing))
    found = tuple(one for one in report.findings if (one.kind, one.item) == (kind, key))
    if not report.current:
        fresh = findings_at(db(), standing=standing, kind=kind, key=key)
        found = fresh or found
    talk = comments_of(db(), standing=standing, kind=kind, item=key)
    return Panel(
        slug=standing.project.slug,
        kind=kind,
        key=key,
        findings=found,
        complete=report.current,
        open_comments=sum(1 for one in talk if one.open),
        used=_used(standing, kind, key),
        may_write=why_not_edit(standing, artifact_of(kind)) is None,
    )


def _is_small(standing: Standing) -> bool:
    return sum(count_by_kind(db(), standing.project.id).values()) <= SMALL


def _used(
    standing: Standing, kind: str, key: str, *, wait: bool = False
) -> dict[str, tuple[str, ...]] | None:
    home = "endpoint" if kind in FAMILY else kind
    if not (wait or is_traced(db(), standing=standing) or _is_small(standing)):
        return None
    return traced(db(), standing=standing).used_by(home, key)


def suggestions_of(standing: Standing, kind: str, item: Item | None) -> dict[str, list[str]]:
    """Keys to offer, by kind; one query per kind that the form can name."""
    wanted: set[str] = set()
    for one in fields_of(kind):
        wanted |= {field.suggest for field in (one, *one.columns) if field.suggest}
    found = {
        name: list_keys(db(), standing.project.id, name)[:_SUGGESTED] for name in sorted(wanted)
    }
    if isinstance(item, Table) and item.entity:
        stored = find_item(db(), standing.project.id, "entity", item.entity)
        if stored is not None and isinstance(stored.item, Entity):
            found["attribute"] = [f"{item.entity}.{one.name}" for one in stored.item.attributes]
    return found


def _new_page(standing: Standing, kind: str, outcome: Outcome, refusal: Refused | None) -> str:
    return render_template(
        "items/new.html",
        slug=standing.project.slug,
        kind=kind,
        fields=outcome.fields,
        errors=by_field(outcome.errors),
        cell_errors=outcome.errors,
        refusal=refusal,
        suggestions=suggestions_of(standing, kind, None),
        artifact=ARTIFACT_TITLES[artifact_of(kind)],
        back=phase_url(standing.project.slug, kind),
        next_url=_next() or "",
    )


def phase_url(slug: str, kind: str) -> str:
    """Address of the workspace that a kind of item belongs to."""
    artifact = artifact_of(kind)
    page = STOP_PAGES.get(artifact, STOP_PAGES[Artifact.documentation])
    tab = _TABS.get(kind)
    return url_for(page, slug=slug, tab=tab) if tab else url_for(page, slug=slug)


def _page(  # noqa: PLR0913, PLR0917 - everything that a page shows
    standing: Standing,
    kind: str,
    key: str,
    stored: StoredItem | None,
    outcome: Outcome,
    version: int | None = None,
) -> str:
    slug = standing.project.slug
    item = stored.item if stored else None
    changes = history_of(db(), standing=standing, kind=kind, key=key)[:20]
    names = names_of(db(), {one.by for one in changes})
    refusal = why_not_edit(standing, artifact_of(kind, item))
    gone = stored is None and not KINDS[kind].single
    whole = "HX-Request" not in request.headers
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
        refusal=refusal,
        editable=refusal is None and not gone,
        gone=gone,
        artifact=ARTIFACT_TITLES[artifact_of(kind, item)],
        back=phase_url(slug, kind),
        family=_family(standing, key) if kind in FAMILY else [],
        suggestions=suggestions_of(standing, kind, item) if refusal is None else {},
        history=tell_history(changes, stored, names),
        panel=_panel(standing, kind, key),
    )


def _family(standing: Standing, key: str) -> list[tuple[str, bool]]:
    """The items that share an endpoint's key, and whether each is there."""
    project_id = standing.project.id
    return [(kind, find_item(db(), project_id, kind, key) is not None) for kind in FAMILY]


def family_tabs(slug: str, key: str, kind: str, family: list[tuple[str, bool]]) -> list[object]:
    """Tabs of the items that share an endpoint's key; what is missing can be made."""
    return [
        {
            "url": links.item_url(slug, name, key)
            if there
            else url_for("items.new", slug=slug, kind=name, endpoint=key),
            "label": item_words.kind_words(name).capitalize() + ("" if there else " (none yet)"),
            "current": name == kind,
        }
        for name, there in family
        if there or name != "endpoint"
    ]


def up_first(text: str) -> str:
    """Words with their first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def combine(one: dict[str, object], other: dict[str, object]) -> dict[str, object]:
    """Two mappings as one; the second wins."""
    return {**one, **other}


def coloured(text: str, language: str) -> Markup:
    """Code with the classes of its language."""
    return Markup(highlighted(text, language))  # noqa: S704 - it escapes what it colours


bp.add_app_template_filter(coloured)
bp.add_app_template_filter(data_to_text, "as_yaml")
bp.add_app_template_global(family_tabs)
bp.add_app_template_filter(up_first, "upfirst")
bp.add_app_template_filter(combine)


def is_prose(field: Field) -> bool:
    """Whether a field is Markdown to be read rather than code."""
    return field.widget is Widget.text and not field.code


bp.add_app_template_test(is_prose, "prose")
