"""Projects: the list, creating one, its overview, its members and settings, search."""

from __future__ import annotations

from typing import Final, Literal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from workbench.accounts.people import list_people
from workbench.http.database import db
from workbench.review.commands import ChangeSettings, CreateProject, Invite, SetRoles
from workbench.review.draft.reports import findings_of
from workbench.review.draft.search import MAX_HITS, Hit, find_in_project, find_in_projects
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
from workbench.web.shell.page_layout import linked_progress

bp = Blueprint("projects", __name__)

_SHOWN_BLOCKERS: Final = 12
_SHOWN_HISTORY: Final = 12
_EVENT_ICONS: Final = {
    "presented": "gate",
    "decided": "flag",
    "handoff-received": "inbox",
    "handoff-accepted": "check",
    "halted": "block",
    "halt-lifted": "check",
    "design-started": "edit",
    "release-mode-chosen": "check",
    "mvp-set-confirmed": "check",
    "read-back-signed": "edit",
    "setup-answered": "check",
    "question-assigned": "ask",
    "resumed": "here",
    "escalation-settled": "check",
    "intervention-raised": "alert",
    "intervention-processed": "check",
    "change-requested": "edit",
    "handed-on": "out",
    "open-item-closed": "check",
}
#: What the overview shows first, by the project's stage and by what this person may do next.
StagePanel = Literal[
    "blocked", "accepting", "under review", "contract", "ready", "ready for others", "not ready"
]


@bp.get("/projects")
@signed_in
def index() -> ResponseReturnValue:
    """All projects of this person, each with its stage and progress steps."""
    rows = linked_progress(progress_of(db(), actor=actor()))
    return render_template("projects/index.html", rows=rows)


@bp.get("/projects/new")
@signed_in
def new() -> ResponseReturnValue:
    """The form for a new project."""
    return render_template("projects/new.html", typed={}, errors={})


@bp.post("/projects/new")
@signed_in
def create() -> ResponseReturnValue:
    """Create a project and open its overview."""
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
    """The project's stage, its blockers, the next step and the latest activity."""
    access = load_project(slug)
    report = findings_of(db(), access=access)
    blockers = blockers_of(db(), access=access, report=report)
    events = history(db(), access=access)
    acceptance = waiting_acceptance(db(), access)
    accepting = bool(acceptance and acceptance.remaining and access.state.handoff_received)
    not_present = why_not_present(access)
    return render_template(
        "projects/overview.html",
        access=access,
        report=report,
        blockers=blockers[:_SHOWN_BLOCKERS],
        makeup=makeup_of(blockers),
        more_blockers=max(0, len(blockers) - _SHOWN_BLOCKERS),
        next_step=next_step(access, blockers, acceptance),
        acceptance=acceptance,
        accepting=accepting,
        panel=_stage_panel(
            access.state.stage,
            blocked=bool(blockers),
            accepting=accepting,
            presentable=not_present is None,
        ),
        not_present=not_present,
        returned=returned_of(db(), access),
        events=events[-_SHOWN_HISTORY:],
        event_icons=_EVENT_ICONS,
        more_events=len(events) > _SHOWN_HISTORY,
        members=actions.list_members_of(db(), access=access),
    )


def _stage_panel(stage: Stage, *, blocked: bool, accepting: bool, presentable: bool) -> StagePanel:
    if blocked and stage in {Stage.accepted, Stage.in_design, Stage.halted}:
        return "blocked"
    if accepting:
        return "accepting"
    if stage in {Stage.presented, Stage.escalated}:
        return "under review"
    if stage in {Stage.approved, Stage.handed_on}:
        return "contract"
    if presentable:
        return "ready"
    return "ready for others" if stage is Stage.in_design and not blocked else "not ready"


@bp.get("/projects/<slug>/members")
@member
def members(slug: str) -> ResponseReturnValue:
    """The members of the project with their roles, and its settings."""
    return _members(slug, link="", errors={})


@bp.post("/projects/<slug>/members/invite")
@member
def invite(slug: str) -> ResponseReturnValue:
    """Create an invitation link with roles; it is shown once."""
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
    """Add a person who has an account, with roles, to the project."""
    load_project(slug)
    number = request.form.get("person", "")
    roles = _roles()
    errors = {} if number.isascii() and number.isdigit() else {"person": ["Choose a person."]}
    errors |= {} if roles else {"add_roles": ["Choose at least one role."]}
    if errors:
        return _members(slug, link="", errors=errors), 422
    command = SetRoles(person=int(number), roles=roles)
    actions.add_member(db(), actor=actor(), project=slug, command=command)
    flash("Member added.", "success")
    return redirect(url_for("projects.members", slug=slug), code=303)


@bp.post("/projects/<slug>/members/<int:number>")
@member
def set_roles(slug: str, number: int) -> ResponseReturnValue:
    """Change the roles of a member."""
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
    flash(_settings_saved(before, load_project(slug).state), "success")
    return redirect(url_for("projects.members", slug=slug), code=303)


@bp.get("/search")
@signed_in
def search_all() -> ResponseReturnValue:
    """Search in all projects of this person."""
    words = request.args.get("q", "").strip()
    hits = find_in_projects(db(), actor=actor(), words=words)
    return render_template(
        "projects/search.html", words=words, hits=hits, limited=len(hits) == MAX_HITS
    )


@bp.get("/projects/<slug>/search")
@member
def search(slug: str) -> ResponseReturnValue:
    """Search in the draft of a project."""
    access = load_project(slug)
    words = request.args.get("q", "").strip()
    hits = find_in_project(db(), access=access, words=words)
    return render_template(
        "projects/search.html", words=words, hits=hits, limited=len(hits) == MAX_HITS
    )


def _search_page(words: str, hits: list[Hit]) -> str:
    limited = len(hits) == MAX_HITS
    return render_template("projects/search.html", words=words, hits=hits, limited=limited)


def _members(slug: str, *, link: str, errors: dict[str, list[str]]) -> str:
    access = load_project(slug)
    found = actions.list_members_of(db(), access=access)
    inside = {member.person.id for member in found} | {actor().id}
    refusal = why_not_manage(access)
    outside = [] if refusal else [p for p in list_people(db()) if p.id not in inside]
    return render_template(
        "projects/members.html",
        access=access,
        members=found,
        other_people=[(person.id, f"{person.name} ({person.email})") for person in outside],
        typed=request.form if errors else MultiDict(),
        roles=list(Role),
        refusal=refusal,
        link=link,
        errors=errors,
    )


def _roles() -> frozenset[Role]:
    return frozenset(Role(role) for role in request.form.getlist("roles") if role in list(Role))


def _settings_saved(before: Stage, state: GateState) -> str:
    if before is Stage.presented and state.stage is Stage.approved:
        return f"Settings saved. Revision {state.revision} has enough approvals and is approved."
    if state.stage is Stage.presented:
        return (
            f"Settings saved. Revision {state.revision} has {len(state.approvals)} of "
            f"{state.required_approvals} required approvals."
        )
    return "Settings saved."


def _errors(error: ValidationError | Invalid) -> dict[str, list[str]]:
    return error.errors if isinstance(error, Invalid) else invalid_of(error).errors
