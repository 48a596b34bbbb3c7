"""Interventions: raised by any member, assessed, planned, resolved, never deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.kinds import ARTIFACT_TITLES, Artifact
from workbench.http.database import db
from workbench.review.commands import (
    INTERVENTION_TYPES,
    AssessIntervention,
    PlanIntervention,
    PlannedAction,
    ProcessIntervention,
    RaiseIntervention,
    ResolveConflict,
)
from workbench.review.discussion import interventions as actions
from workbench.review.discussion.interventions import InterventionView, interventions_of
from workbench.review.errors import Invalid, NotFound, Refused
from workbench.review.gate.policy import why_not_process_intervention, why_not_raise_intervention
from workbench.review.projects.access import ProjectAccess, Role
from workbench.web.review.blueprint import Errors, errors_of
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.paging import parse_number, requested_page

bp = Blueprint("interventions", __name__, url_prefix="/projects/<slug>/interventions")

#: Phases that an intervention can be about, as folders of interventions name them.
PHASES = (
    ("04-backend-design", "Backend design (04)"),
    ("all", "All phases"),
    ("01-product-strategy", "Product strategy (01)"),
    ("02-requirements", "Requirements (02)"),
    ("03-product-design", "Product design (03)"),
    ("05-frontend", "Frontend (05)"),
    ("06-backend-implementation", "Backend implementation (06)"),
    ("07-integration", "Integration (07)"),
)
#: Interventions on one page, or in one list of options.
_PAGE = 100
#: Empty rows below those of a plan.
_EMPTY_ROWS = 3
_PLAN_FIELDS = ("action", "owner", "outcome")


@bp.get("")
@member
def index(slug: str) -> ResponseReturnValue:
    """Interventions in working order: active ones, or processed ones."""
    return _index(slug)


@bp.get("/new")
@member
def new(slug: str) -> ResponseReturnValue:
    """The form for an intervention."""
    return _new(slug)


@bp.post("/new")
@member
def add(slug: str) -> ResponseReturnValue:
    """Raise an intervention."""
    load_project(slug)
    form = request.form
    try:
        command = RaiseIntervention.model_validate(
            {
                "phase": form.get("phase", ""),
                "topic": form.get("topic", ""),
                "type": form.get("type", ""),
                "urgency": form.get("urgency", ""),
                # Browsers send line breaks as CR LF; the wording is otherwise stored unchanged.
                "feedback": form.get("feedback", "").replace("\r\n", "\n"),
                "conflicts_with": parse_number(form.get("conflicts_with")),
            }
        )
        raised = actions.raise_intervention(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        return _new(slug, errors=errors_of(error)), 422
    except Refused as error:
        return _new(slug, errors={"": [error.reason]}), 422
    halts = " All editing halts until it is processed." if raised.urgency == "immediate" else ""
    flash(f"Intervention {raised.topic} raised.{halts}", "success")
    return redirect(url_for("interventions.detail", slug=slug, number=raised.id), code=303)


@bp.get("/<int:number>")
@member
def detail(slug: str, number: int) -> ResponseReturnValue:
    """One intervention: its original wording, assessment, plan and resolution."""
    return _detail(slug, number)


@bp.post("/<int:number>/assessment")
@member
def assess(slug: str, number: int) -> ResponseReturnValue:
    """Save the assessment of an intervention."""
    form = request.form

    def act() -> None:
        command = AssessIntervention(
            intervention=number,
            interpretation=form.get("interpretation", ""),
            phases_affected=tuple(form.getlist("phases_affected")),
            artifacts=_artifacts(),
            decisions_invalidated=form.get("decisions_invalidated", ""),
            downstream=form.get("downstream", ""),
            conflicts_with=parse_number(form.get("conflicts_with")),
        )
        actions.assess_intervention(db(), actor=actor(), project=slug, command=command)

    return _act(slug, number, "assessment", act, "Assessment saved.")


@bp.post("/<int:number>/plan")
@member
def plan(slug: str, number: int) -> ResponseReturnValue:
    """Save the plan of an intervention."""

    def act() -> None:
        steps = tuple(
            PlannedAction.model_validate(row)
            for row in _submitted_plan()
            if any(text.strip() for text in row.values())
        )
        command = PlanIntervention(intervention=number, plan=steps)
        actions.plan_intervention(db(), actor=actor(), project=slug, command=command)

    return _act(slug, number, "plan", act, "Plan saved.")


@bp.post("/<int:number>/settlement")
@member
def resolve_conflict(slug: str, number: int) -> ResponseReturnValue:
    """Resolve its contradiction with another intervention."""

    def act() -> None:
        command = ResolveConflict(intervention=number, text=request.form.get("text", ""))
        actions.resolve_conflict(db(), actor=actor(), project=slug, command=command)

    return _act(slug, number, "settlement", act, "Contradiction resolved.")


@bp.post("/<int:number>/confirmation")
@member
def process(slug: str, number: int) -> ResponseReturnValue:
    """Confirm the resolution of an intervention."""

    def act() -> None:
        resolution = request.form.get("resolution", "")
        command = ProcessIntervention(intervention=number, resolution=resolution)
        actions.process_intervention(db(), actor=actor(), project=slug, command=command)

    return _act(slug, number, "confirmation", act, "Resolution confirmed.")


def _index(slug: str) -> str:
    access = load_project(slug)
    show = request.args.get("show", "active")
    found = interventions_of(db(), access=access)
    active = [raised for raised in found if raised.row.processed_at is None]
    processed = [raised for raised in found if raised.row.processed_at is not None]
    return render_template(
        "review/interventions/index.html",
        access=access,
        page=requested_page(processed if show == "processed" else active, size=_PAGE),
        active=len(active),
        processed=len(processed),
        show=show,
        not_raise=why_not_raise_intervention(access),
    )


def _new(slug: str, errors: Errors | None = None) -> str:
    access = load_project(slug)
    return render_template(
        "review/interventions/new.html",
        access=access,
        phases=PHASES,
        types=[(name, name.replace("-", " ").capitalize()) for name in INTERVENTION_TYPES],
        others=_options(interventions_of(db(), access=access, active_only=True)),
        not_raise=why_not_raise_intervention(access),
        typed=request.form,
        errors=errors or {},
    )


def _detail(slug: str, number: int, *, form: str = "", errors: Errors | None = None) -> str:
    access = load_project(slug)
    found = interventions_of(db(), access=access)
    raised = next((candidate for candidate in found if candidate.row.id == number), None)
    if raised is None:
        raise NotFound("intervention", number)
    plan = _submitted_plan() if form == "plan" else [dict(step) for step in raised.row.plan]
    return render_template(
        "review/interventions/detail.html",
        access=access,
        raised=raised,
        conflicts=[other for other in found if raised.contradicts(other)],
        others=_options([other for other in found if raised.may_contradict(other)]),
        plan_rows=[*plan, *(dict.fromkeys(_PLAN_FIELDS, "") for _ in range(_EMPTY_ROWS))],
        phases=PHASES,
        titles=ARTIFACT_TITLES,
        artifacts=list(Artifact),
        not_process=_why_not_process(access, raised),
        may_resolve_conflicts=access.has(Role.orchestrator),
        typed=request.form,
        form=form,
        errors=errors or {},
    )


def _options(found: Sequence[InterventionView]) -> list[tuple[int, str]]:
    """Options of the field "Contradicts"."""
    return [
        (raised.row.id, f"{raised.row.topic} ({raised.row.urgency})") for raised in found[:_PAGE]
    ]


def _submitted_plan() -> list[dict[str, str]]:
    """Rows of the plan as they were submitted, empty ones too."""
    columns = (request.form.getlist(name) for name in _PLAN_FIELDS)
    return [dict(zip(_PLAN_FIELDS, row, strict=True)) for row in zip(*columns, strict=False)]


def _artifacts() -> tuple[Artifact, ...]:
    values = request.form.getlist("artifacts")
    return tuple(Artifact(value) for value in values if value in list(Artifact))


def _why_not_process(access: ProjectAccess, raised: InterventionView) -> Refused | None:
    if raised.row.processed_at is not None:
        return Refused("The intervention is processed and can no longer be changed.")
    return why_not_process_intervention(access)


def _act(
    slug: str, number: int, form: str, act: Callable[[], None], success: str
) -> ResponseReturnValue:
    load_project(slug)
    try:
        act()
    except (ValidationError, Invalid) as error:
        db().rollback()
        return _detail(slug, number, form=form, errors=errors_of(error)), 422
    except Refused as error:
        db().rollback()
        return _detail(slug, number, form=form, errors={"": [error.reason]}), 422
    flash(success, "success")
    target = url_for("interventions.detail", slug=slug, number=number, _anchor=form)
    return redirect(target, code=303)
