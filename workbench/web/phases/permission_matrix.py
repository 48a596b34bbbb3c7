"""The role and permission matrix: its cells, and changing one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workbench.design.access import Effect, Grant, Permission, Role
from workbench.design.design import Design
from workbench.design.kinds import Artifact
from workbench.http.database import db
from workbench.review.commands import DeleteItem, SaveItem
from workbench.review.draft.editing import delete_item, save_item
from workbench.review.draft.items import StoredItem, find_item
from workbench.review.errors import Invalid, NotFound
from workbench.review.projects.access import ProjectAccess
from workbench.web.phases.workspace import bp, enter
from workbench.web.shell.access import actor, member
from workbench.web.shell.htmx import make_response, request
from workbench.web.shell.links import dom_id, item_url, new_url

#: The effect after a click on a cell.
_NEXT_EFFECT = {
    None: Effect.allow,
    Effect.allow: Effect.own,
    Effect.own: Effect.deny,
    Effect.deny: None,
}


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What one role may do with one permission."""

    id: str
    role: str
    permission: str
    effect: str
    """`allow`, `own`, `deny`, or empty if it is not set."""
    condition: str
    """For `own`: the condition that a row must meet; empty if it is missing."""
    url: str
    """Page of the grant, or the form for a new one."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A permission with its cell for each role."""

    permission: str
    cells: tuple[MatrixCell, ...]


def matrix_rows(
    slug: str, design: Design, permissions: Iterable[Permission]
) -> tuple[MatrixRow, ...]:
    """The rows of the matrix for some permissions."""
    grants = {(grant.role, grant.permission): grant for grant in design.grants}
    return tuple(
        MatrixRow(
            permission.key,
            tuple(
                matrix_cell(slug, role.key, permission.key, grants.get((role.key, permission.key)))
                for role in design.roles
            ),
        )
        for permission in permissions
    )


def matrix_cell(slug: str, role: str, permission: str, grant: Grant | None) -> MatrixCell:
    """The cell of a role and a permission."""
    key = f"{role} {permission}"
    if grant is None:
        url = new_url(slug, "grant", role=role, permission=permission)
        return MatrixCell(dom_id("grant", key), role, permission, "", "", url)
    condition = ""
    if grant.effect is Effect.own:
        condition = " = ".join(part for part in (grant.column, grant.attribute) if part)
    url = item_url(slug, "grant", key)
    return MatrixCell(dom_id("grant", key), role, permission, grant.effect.value, condition, url)


@bp.post("/projects/<slug>/access/cell")
@member
def access_cell(slug: str) -> ResponseReturnValue:
    """Set a cell of the matrix to the submitted effect, or to the next one."""
    access = enter(slug, Artifact.access)
    role, permission = _role_and_permission(access, request.form.get("cell", ""))
    stored = find_item(db(), access, "grant", f"{role} {permission}")
    current = stored.item if stored and isinstance(stored.item, Grant) else None
    effect = _wanted_effect(current)
    grant = _set_effect(slug, role, permission, stored, effect)
    cell = matrix_cell(slug, role, permission, grant)
    if not request.htmx:
        return redirect(f"{url_for('phases.access', slug=slug)}#{cell.id}", code=303)
    html = render_template("phases/access/cell.html", cell=cell, slug=slug, editable=True, oob=True)
    return make_response(html, trigger="saved")


def _wanted_effect(current: Grant | None) -> Effect | None:
    wanted = request.form.get("effect")
    if wanted is None:
        return _NEXT_EFFECT[current.effect if current else None]
    if wanted not in set(Effect):
        raise Invalid({"effect": ["Choose allow, own or deny."]})
    return Effect(wanted)


def _set_effect(
    slug: str, role: str, permission: str, stored: StoredItem | None, effect: Effect | None
) -> Grant | None:
    """Save, add or delete the grant of a role and a permission; returns the grant."""
    key = f"{role} {permission}"
    if effect is None:
        if stored is not None:
            command = DeleteItem(kind="grant", key=key, expected_version=stored.version)
            delete_item(db(), actor=actor(), project=slug, command=command)
        return None
    before = stored.item.model_dump(mode="json") if stored else {}
    save = SaveItem(
        kind="grant",
        key=key if stored else "",
        body=before | {"role": role, "permission": permission, "effect": effect.value},
        expected_version=stored.version if stored else 0,
    )
    saved = save_item(db(), actor=actor(), project=slug, command=save).stored
    return saved.item if saved and isinstance(saved.item, Grant) else None


def _role_and_permission(access: ProjectAccess, address: str) -> tuple[str, str]:
    """Role and permission of a cell's address, which a space separates.

    Names may contain spaces themselves, so both are looked up. Raises NotFound.
    """
    for at, char in enumerate(address):
        if char != " ":
            continue
        role = find_item(db(), access, "role", address[:at])
        permission = find_item(db(), access, "permission", address[at + 1 :])
        if role and permission and isinstance(role.item, Role):
            return address[:at], address[at + 1 :]
    raise NotFound("cell of the matrix", address)
