"""The members of a project, invitations, and its settings."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from workbench.accounts.people import list_people
from workbench.http.database import db
from workbench.review.commands import ChangeSettings, Invite, SetRoles
from workbench.review.errors import Invalid
from workbench.review.gate.machine import GateState, Stage
from workbench.review.gate.policy import why_not_manage
from workbench.review.projects import projects as actions
from workbench.review.projects.access import Role
from workbench.web.projects.blueprint import bp
from workbench.web.projects.forms import field_errors, ticked_roles
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.links import public_url


@bp.get("/projects/<slug>/members")
@member
def members(slug: str) -> ResponseReturnValue:
    """The members of the project with their roles, and its settings."""
    return _members_page(slug, link="", errors={})


@bp.post("/projects/<slug>/members/invite")
@member
def invite(slug: str) -> ResponseReturnValue:
    """Create an invitation link with roles; it is shown once."""
    load_project(slug)
    try:
        command = Invite(email=request.form.get("email", "").strip(), roles=ticked_roles())
        secret = actions.invite(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        return _members_page(slug, link="", errors=field_errors(error)), 422
    link = public_url(url_for("accounts.invitation", secret=secret))
    return _members_page(slug, link=link, errors={})


@bp.post("/projects/<slug>/members")
@member
def add(slug: str) -> ResponseReturnValue:
    """Add a person who has an account, with roles, to the project."""
    load_project(slug)
    number = request.form.get("person", "")
    roles = ticked_roles()
    errors = {} if number.isascii() and number.isdigit() else {"person": ["Choose a person."]}
    errors |= {} if roles else {"add_roles": ["Choose at least one role."]}
    if errors:
        return _members_page(slug, link="", errors=errors), 422
    command = SetRoles(person=int(number), roles=roles)
    actions.add_member(db(), actor=actor(), project=slug, command=command)
    flash("Member added.", "success")
    return redirect(url_for("projects.members", slug=slug), code=303)


@bp.post("/projects/<slug>/members/<int:number>")
@member
def set_roles(slug: str, number: int) -> ResponseReturnValue:
    """Change the roles of a member."""
    load_project(slug)
    command = SetRoles(person=number, roles=ticked_roles())
    actions.add_member(db(), actor=actor(), project=slug, command=command)
    flash("Roles changed.", "success")
    return redirect(url_for("projects.members", slug=slug), code=303)


@bp.post("/projects/<slug>/settings")
@member
def settings(slug: str) -> ResponseReturnValue:
    """Change the name and the number of approvals."""
    before = load_project(slug).state.stage
    try:
        command = ChangeSettings.model_validate(
            {
                "name": request.form.get("name", ""),
                "required_approvals": request.form.get("required_approvals", ""),
                "seen_approvals": request.form.get("seen_approvals") or None,
            }
        )
        actions.change_settings(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        db().rollback()
        return _members_page(slug, link="", errors=field_errors(error)), 422
    flash(_settings_saved(before, load_project(slug).state), "success")
    return redirect(url_for("projects.members", slug=slug), code=303)


def _members_page(slug: str, *, link: str, errors: dict[str, list[str]]) -> str:
    access = load_project(slug)
    found = actions.list_members_of(db(), access=access)
    inside = {member.person.id for member in found} | {actor().id}
    refusal = why_not_manage(access)
    outside = [] if refusal else [p for p in list_people(db()) if p.id not in inside]
    return render_template(
        "projects/members/page.html",
        access=access,
        members=found,
        other_people=[(person.id, f"{person.name} ({person.email})") for person in outside],
        typed=request.form if errors else MultiDict(),
        roles=list(Role),
        role_choices=[(role.value, role.label) for role in Role],
        refusal=refusal,
        link=link,
        errors=errors,
    )


def _settings_saved(before: Stage, state: GateState) -> str:
    if before is Stage.presented and state.stage is Stage.approved:
        return f"Settings saved. Revision {state.revision} has enough approvals and is approved."
    if state.stage is Stage.presented:
        return (
            f"Settings saved. Revision {state.revision} has {len(state.approvals)} of "
            f"{state.required_approvals} required approvals."
        )
    return "Settings saved."
