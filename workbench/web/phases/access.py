"""Phase 4: strategy, roles, permissions, who may do what, and what each endpoint demands."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workbench.design.access import Effect, Grant, Permission, Role
from workbench.design.design import Design
from workbench.design.kinds import Artifact
from workbench.http.database import db
from workbench.review.commands import DeleteItem, SaveItem
from workbench.review.draft.editing import delete_item, save_item
from workbench.review.draft.items import find_item, load_design
from workbench.review.draft.tracing import traced
from workbench.review.errors import Invalid, NotFound
from workbench.review.generate.access import AddProposedAccess, add_proposed_access
from workbench.review.projects.access import ProjectAccess
from workbench.suggest.access import propose_access
from workbench.web.items.forms import form_fields
from workbench.web.phases.rows import sheet_of
from workbench.web.phases.workspace import WINDOW, bp, enter, frame_of, page_number, window
from workbench.web.shell.access import actor, member
from workbench.web.shell.htmx import make_response, request
from workbench.web.shell.links import dom_id, item_url, new_url

#: What a click on a cell makes of it.
_NEXT = {None: Effect.allow, Effect.allow: Effect.own, Effect.own: Effect.deny, Effect.deny: None}
_KINDS = frozenset(
    {"auth", "role", "permission", "grant", "access", "policy", "endpoint", "handoff"}
)
_TABS = ("matrix", "endpoints", "strategy", "policies")


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What one role may do with one permission."""

    id: str
    role: str
    permission: str
    effect: str
    """`allow`, `own`, `deny`, or empty while nobody has said."""
    condition: str
    url: str


@bp.get("/projects/<slug>/access")
@member
def access(slug: str) -> ResponseReturnValue:
    """The auth and permission model."""
    access = enter(slug, Artifact.access)
    frame = frame_of(access, Artifact.access)
    design = load_design(db(), access, kinds=_KINDS)
    tab = request.args.get("tab", "matrix")
    tab = tab if tab in _TABS else "matrix"
    page = page_number(len(design.permissions))
    auth = find_item(db(), access, "auth", "auth")
    sheets = {
        "matrix": ("role", "permission"),
        "endpoints": ("access",),
        "policies": ("policy",),
    }.get(tab, ())
    endpoints = [one.item_key for one in design.endpoints]
    made = {
        kind: sheet_of(access, frame, kind, endpoints if kind == "access" else ())
        for kind in sheets
    }
    suggestions: dict[str, list[str]] = {}
    for one in made.values():
        suggestions.update(one.suggestions)
    proposals = propose_access(traced(db(), access=access).design)
    waiting = len(proposals.found) + len(proposals.open)
    return render_template(
        "phases/access.html",
        frame=frame,
        slug=slug,
        tab=tab,
        design=design,
        sheets=made,
        suggestions=suggestions,
        matrix=matrix_rows(slug, design, window(list(design.permissions), page)),
        page=page,
        pages=-(-len(design.permissions) // WINDOW),
        auth_url=item_url(slug, "auth", "auth"),
        url=item_url(slug, "auth", "auth"),
        fields=form_fields("auth", auth.item if auth else None),
        version=auth.version if auth else 0,
        editable=frame.editable,
        unmapped=waiting,
        proposed=window(list(proposals.found), 1),
        proposed_total=len(proposals.found),
        undecided=[
            (one, _where_to_decide(slug, design, one.endpoint))
            for one in window(list(proposals.open), 1)
        ],
        undecided_total=len(proposals.open),
        gone=False,
        errors={},
        cell_errors={},
        collision=None,
    )


def _where_to_decide(slug: str, design: Design, endpoint: str) -> str:
    if design.find("access", endpoint) is not None:
        return item_url(slug, "access", endpoint)
    return new_url(slug, "access", endpoint=endpoint)


@bp.post("/projects/<slug>/access/propose")
@member
def access_propose(slug: str) -> ResponseReturnValue:
    """Take what is proposed for one endpoint, or for all of them."""
    enter(slug, Artifact.access)
    chosen = request.form.get("endpoint", "")[:600]
    command = AddProposedAccess(
        endpoints=(chosen,) if chosen else (), everything="all" in request.form
    )
    done = add_proposed_access(db(), actor=actor(), project=slug, command=command)
    written = done.added + done.changed
    words = "1 endpoint is" if written == 1 else f"{written} endpoints are"
    flash(f"{words} mapped as proposed.", "success")
    return redirect(url_for("phases.access", slug=slug, tab="endpoints"), code=303)


def matrix_rows(
    slug: str, design: Design, permissions: list[Permission]
) -> list[tuple[str, list[MatrixCell]]]:
    """Rows of the matrix: a permission and its cell for each role."""
    grants = {(one.role, one.permission): one for one in design.grants}
    return [
        (
            permission.key,
            [
                make_cell(slug, role.key, permission.key, grants.get((role.key, permission.key)))
                for role in design.roles
            ],
        )
        for permission in permissions
    ]


def make_cell(slug: str, role: str, permission: str, grant: Grant | None) -> MatrixCell:
    """One cell, with where it can be read and changed in full."""
    key = f"{role} {permission}"
    condition = ""
    if grant is not None and grant.effect is Effect.own:
        condition = " = ".join(part for part in (grant.column, grant.attribute) if part)
    url = (
        item_url(slug, "grant", key)
        if grant
        else new_url(slug, "grant", role=role, permission=permission)
    )
    return MatrixCell(
        dom_id("grant", key), role, permission, grant.effect.value if grant else "", condition, url
    )


@bp.post("/projects/<slug>/access/cell")
@member
def access_cell(slug: str) -> ResponseReturnValue:
    """Change one cell of the matrix: to what is named, or to what comes next."""
    access = enter(slug, Artifact.access)
    number = request.form.get("cell", "")
    role, permission = _named(access, number)
    key = f"{role} {permission}"
    stored = find_item(db(), access, "grant", key)
    now = stored.item if stored and isinstance(stored.item, Grant) else None
    wanted = request.form.get("effect")
    if wanted is not None and wanted not in set(Effect):
        raise Invalid({"effect": ["Choose allow, own or deny."]})
    effect = _NEXT[now.effect if now else None] if wanted is None else Effect(wanted)
    grant: Grant | None = None
    if effect is None and stored is not None:
        command = DeleteItem(kind="grant", key=key, expected_version=stored.version)
        delete_item(db(), actor=actor(), project=slug, command=command)
    elif effect is not None:
        body = {"role": role, "permission": permission, "effect": effect.value}
        if now is not None:
            body = now.model_dump(mode="json") | body
        save = SaveItem(
            kind="grant",
            key=key if stored else "",
            body=body,
            expected_version=stored.version if stored else 0,
        )
        saved = save_item(db(), actor=actor(), project=slug, command=save).stored
        grant = saved.item if saved and isinstance(saved.item, Grant) else None
    cell = make_cell(slug, role, permission, grant)
    if not request.htmx:
        return redirect(f"{url_for('phases.access', slug=slug)}#{cell.id}", code=303)
    html = render_template(
        "phases/_matrix_cell.html", cell=cell, slug=slug, editable=True, oob=True
    )
    return make_response(html, trigger="saved")


def _named(access: ProjectAccess, address: str) -> tuple[str, str]:
    """Role and permission of a cell. Their names may hold blanks, so both must be there."""
    for at, char in enumerate(address):
        if char != " ":
            continue
        role, permission = address[:at], address[at + 1 :]
        known = find_item(db(), access, "role", role)
        other = find_item(db(), access, "permission", permission)
        if (
            known is not None
            and other is not None
            and isinstance(known.item, Role)
            and isinstance(other.item, Permission)
        ):
            return role, permission
    raise NotFound("cell of the matrix", address)
