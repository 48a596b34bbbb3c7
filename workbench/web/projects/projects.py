"""Projects: the list, making one, its overview, its people, searching in it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from workbench.accounts.people import list_people
from workbench.http.database import db
from workbench.review.commands import ChangeSettings, CreateProject, Invite, SetRoles
from workbench.review.draft.reports import findings_of
from workbench.review.draft.search import find_in_project, find_in_projects
from workbench.review.errors import Invalid, invalid_of
from workbench.review.gate.history import history, returned_of
from workbench.review.gate.machine import GateState, Stage
from workbench.review.gate.policy import why_not_manage, why_not_present
from workbench.review.handoff.acceptance import waiting_acceptance
from workbench.review.package.presentation_blockers import blockers_of, makeup_of
from workbench.review.projects import projects as actions
from workbench.review.projects.access import Role
from workbench.review.projects.progress import next_step, progress_of
from workbench.web.shell.access import actor, load_project, member, signed_in
from workbench.web.shell.links import public_url
from workbench.web.shell.page_layout import link_steps

bp = Blueprint("projects", __name__)

_SHOWN_BLOCKERS = 12
_SHOWN_HISTORY = 12


@bp.get("/projects")
@signed_in
def index() -> ResponseReturnValue:
    """Every project of this person, with its stage and its rail."""
    rows = [
        {"access": one.access, "steps": link_steps(one.steps, one.access.project.slug)}
        for one in progress_of(db(), actor=actor())
    ]
    return render_template("projects/index.html", rows=rows)


@bp.get("/projects/new")
@signed_in
def new() -> ResponseReturnValue:
    """The form for a project."""
    return render_template("projects/new.html", typed={}, errors={})


@bp.post("/projects/new")
@signed_in
def create() -> ResponseReturnValue:
    """Make a project and go on to bring the handoff in."""
    form = request.form
    try:
        command = CreateProject.model_validate(
            {
                "name": form.get("name", ""),
                "slug": form.get("slug") or None,
                "required_approvals": form.get("required_approvals", "1"),
                "roles": _roles(),
            }
        )
        project = actions.create_project(db(), actor=actor(), command=command)
    except (ValidationError, Invalid) as error:
        errors = _errors(error)
        page = render_template("projects/new.html", typed=form, errors=errors)
        return page, 422
    return redirect(url_for("projects.overview", slug=project.slug), code=303)


@bp.get("/projects/<slug>")
@member
def overview(slug: str) -> ResponseReturnValue:
    """Where the project stands, what blocks presenting, and the one next thing to do."""
    access = load_project(slug)
    report = findings_of(db(), access=access)
    blockers = blockers_of(db(), access=access, report=report)
    events = history(db(), access=access)
    acceptance = waiting_acceptance(db(), access)
    return render_template(
        "projects/overview.html",
        access=access,
        report=report,
        blockers=blockers[:_SHOWN_BLOCKERS],
        makeup=makeup_of(blockers),
        more_blockers=max(0, len(blockers) - _SHOWN_BLOCKERS),
        next_step=next_step(access, blockers, acceptance),
        acceptance=acceptance,
        not_present=why_not_present(access),
        returned=returned_of(db(), access),
        events=events[-_SHOWN_HISTORY:],
        more_events=len(events) > _SHOWN_HISTORY,
        members=actions.list_members_of(db(), access=access),
    )


@bp.get("/projects/<slug>/members")
@member
def members(slug: str) -> ResponseReturnValue:
    """Who does what in the project."""
    return _members(slug, link="", errors={})


@bp.post("/projects/<slug>/members/invite")
@member
def invite(slug: str) -> ResponseReturnValue:
    """Make an invitation link with roles; it is shown once."""
    load_project(slug)
    try:
        command = Invite(email=request.form.get("email", "").strip(), roles=_roles())
        secret = actions.invite(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        return _members(slug, link="", errors=_errors(error)), 422
    link = public_url(url_for("accounts.invitation", secret=secret))
    return _members(slug, link=link, errors={})


@bp.post("/projects/<slug>/members")
@member
def add(slug: str) -> ResponseReturnValue:
    """Give somebody who has an account roles in the project."""
    load_project(slug)
    number = request.form.get("person", "")
    roles = _roles()
    errors = {} if number.isascii() and number.isdigit() else {"person": ["Choose a person."]}
    errors |= {} if roles else {"add_roles": ["Choose at least one role."]}
    if errors:
        return _members(slug, link="", errors=errors), 422
    command = SetRoles(person=int(number), roles=roles)
    actions.add_member(db(), actor=actor(), project=slug, command=command)
    flash("They are in the project.", "success")
    return redirect(url_for("projects.members", slug=slug), code=303)


@bp.post("/projects/<slug>/members/<int:number>")
@member
def set_roles(slug: str, number: int) -> ResponseReturnValue:
    """Change the roles of a person."""
    load_project(slug)
    command = SetRoles(person=number, roles=_roles())
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
        return _members(slug, link="", errors=_errors(error)), 422
    flash(_saved(before, load_project(slug).state), "success")
    return redirect(url_for("projects.members", slug=slug), code=303)


@bp.get("/search")
@signed_in
def search_all() -> ResponseReturnValue:
    """Search in all projects of this person."""
    words = request.args.get("q", "").strip()
    hits = find_in_projects(db(), actor=actor(), words=words)
    return render_template("projects/search.html", words=words, hits=hits)


@bp.get("/projects/<slug>/search")
@member
def search(slug: str) -> ResponseReturnValue:
    """Search in the draft of a project."""
    access = load_project(slug)
    words = request.args.get("q", "").strip()
    hits = find_in_project(db(), access=access, words=words)
    return render_template("projects/search.html", words=words, hits=hits)


def _members(slug: str, *, link: str, errors: dict[str, list[str]]) -> str:
    access = load_project(slug)
    found = actions.list_members_of(db(), access=access)
    inside = {one.person.id for one in found} | {actor().id}
    refusal = why_not_manage(access)
    return render_template(
        "projects/members.html",
        access=access,
        members=found,
        others=[] if refusal else [one for one in list_people(db()) if one.id not in inside],
        typed=request.form if errors else MultiDict(),
        roles=list(Role),
        refusal=refusal,
        link=link,
        errors=errors,
    )


def _roles() -> frozenset[Role]:
    return frozenset(Role(one) for one in request.form.getlist("roles") if one in list(Role))


def _saved(before: Stage, state: GateState) -> str:
    if before is Stage.presented and state.stage is Stage.approved:
        return f"Saved. Revision {state.revision} has the approvals it needs and is approved."
    if state.stage is Stage.presented:
        return (
            f"Saved. Revision {state.revision} has {len(state.approvals)} of the "
            f"{state.required_approvals} approvals it needs."
        )
    return "Saved."


def _errors(error: ValidationError | Invalid) -> dict[str, list[str]]:
    return error.errors if isinstance(error, Invalid) else invalid_of(error).errors
