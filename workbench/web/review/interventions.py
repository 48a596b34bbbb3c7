"""Interventions: raised by anyone, assessed, planned, worked in, kept for ever (W9)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.kinds import ARTIFACT_TITLES, Artifact
from workbench.http.database import db
from workbench.review.commands import (
    INTERVENTION_TYPES,
    URGENCIES,
    AssessIntervention,
    PlanIntervention,
    PlannedAction,
    ProcessIntervention,
    RaiseIntervention,
    SettleConflict,
)
from workbench.review.discussion import interventions as actions
from workbench.review.discussion.interventions import Raised, interventions_of
from workbench.review.errors import Invalid, NotFound, Refused, invalid_of
from workbench.review.gate.policy import why_not_process_intervention, why_not_raise_intervention
from workbench.review.projects.access import ProjectAccess, Role
from workbench.web.review.package import number_in
from workbench.web.shell.access import actor, load_project, member

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
_SHOWN = 100
_PLAN_ROWS = 3
_Errors = dict[str, list[str]]


@bp.get("")
@member
def index(slug: str) -> ResponseReturnValue:
    """Every intervention in working order."""
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
                # Browsers send line breaks as CR LF; the words themselves stay as they are.
                "feedback": form.get("feedback", "").replace("\r\n", "\n"),
                "conflicts_with": number_in(form.get("conflicts_with")),
            }
        )
        made = actions.raise_intervention(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        return _new(slug, errors=_errors(error)), 422
    except Refused as error:
        return _new(slug, errors={"": [error.reason]}), 422
    halts = " All editing halts until it is processed." if made.urgency == "immediate" else ""
    flash(f"The intervention {made.topic} is raised.{halts}", "success")
    return redirect(url_for("interventions.detail", slug=slug, number=made.id), code=303)


@bp.get("/<int:number>")
@member
def detail(slug: str, number: int) -> ResponseReturnValue:
    """One intervention: the words as they were said, and what was made of them."""
    return _detail(slug, number)


@bp.post("/<int:number>/assessment")
@member
def assess(slug: str, number: int) -> ResponseReturnValue:
    """Write down what it means."""
    form = request.form

    def act() -> None:
        command = AssessIntervention(
            intervention=number,
            interpretation=form.get("interpretation", ""),
            phases_affected=tuple(form.getlist("phases_affected")),
            artifacts=tuple(Artifact(o) for o in form.getlist("artifacts") if o in list(Artifact)),
            decisions_invalidated=form.get("decisions_invalidated", ""),
            downstream=form.get("downstream", ""),
            conflicts_with=number_in(form.get("conflicts_with")),
        )
        actions.assess_intervention(db(), actor=actor(), project=slug, command=command)

    return _act(slug, number, "assessment", act, "The assessment is saved.")


@bp.post("/<int:number>/plan")
@member
def plan(slug: str, number: int) -> ResponseReturnValue:
    """Plan what is done about it."""
    form = request.form

    def act() -> None:
        names = ("action", "owner", "outcome")
        rows = zip(*(form.getlist(name) for name in names), strict=False)
        told = [dict(zip(names, row, strict=True)) for row in rows if any(map(str.strip, row))]
        steps = tuple(PlannedAction.model_validate(one) for one in told)
        command = PlanIntervention(intervention=number, plan=steps)
        actions.plan_intervention(db(), actor=actor(), project=slug, command=command)

    return _act(slug, number, "plan", act, "The plan is saved.")


@bp.post("/<int:number>/settlement")
@member
def settle(slug: str, number: int) -> ResponseReturnValue:
    """Settle its contradiction with another one."""

    def act() -> None:
        command = SettleConflict(intervention=number, text=request.form.get("text", ""))
        actions.settle_conflict(db(), actor=actor(), project=slug, command=command)

    return _act(slug, number, "settlement", act, "The conflict is settled.")


@bp.post("/<int:number>/confirmation")
@member
def process(slug: str, number: int) -> ResponseReturnValue:
    """Confirm that it is worked in."""

    def act() -> None:
        resolution = request.form.get("resolution", "")
        command = ProcessIntervention(intervention=number, resolution=resolution)
        actions.process_intervention(db(), actor=actor(), project=slug, command=command)

    return _act(slug, number, "confirmation", act, "The intervention is processed.")


def _index(slug: str) -> str:
    access = load_project(slug)
    show = request.args.get("show", "active")
    found = interventions_of(db(), access=access)
    chosen = [one for one in found if (one.row.processed_at is None) == (show != "processed")]
    pages = max(1, -(-len(chosen) // _SHOWN))
    page = min(number_in(request.args.get("page")) or 1, pages)
    return render_template(
        "review/interventions/index.html",
        access=access,
        shown=chosen[(page - 1) * _SHOWN : page * _SHOWN],
        active=sum(one.row.processed_at is None for one in found),
        processed=sum(one.row.processed_at is not None for one in found),
        show=show,
        page=page,
        pages=pages,
        total=len(chosen),
        not_raise=why_not_raise_intervention(access),
    )


def _new(slug: str, errors: _Errors | None = None) -> str:
    access = load_project(slug)
    return render_template(
        "review/interventions/new.html",
        access=access,
        phases=PHASES,
        types=INTERVENTION_TYPES,
        urgencies=URGENCIES,
        others=interventions_of(db(), access=access, active_only=True)[:_SHOWN],
        not_raise=why_not_raise_intervention(access),
        typed=request.form,
        errors=errors or {},
    )


def _detail(slug: str, number: int, *, form: str = "", errors: _Errors | None = None) -> str:
    access = load_project(slug)
    found = interventions_of(db(), access=access)
    one = next((one for one in found if one.row.id == number), None)
    if one is None:
        raise NotFound("intervention", number)
    sent = request.form if form == "plan" else None
    rows = (
        [
            {"action": action, "owner": owner, "outcome": outcome}
            for action, owner, outcome in zip(
                *(sent.getlist(name) for name in ("action", "owner", "outcome")), strict=False
            )
        ]
        if sent
        else [dict(step) for step in one.row.plan]
    )
    return render_template(
        "review/interventions/detail.html",
        access=access,
        one=one,
        conflicts=[other for other in found if _contradict(one, other)],
        others=[o for o in found if _may_contradict(o, one)][:_SHOWN],
        plan_rows=[*rows, *({"action": "", "owner": "", "outcome": ""} for _ in range(_PLAN_ROWS))],
        phases=PHASES,
        titles=ARTIFACT_TITLES,
        artifacts=list(Artifact),
        not_process=_why_not_work(access, one),
        settles=access.has(Role.orchestrator),
        typed=request.form,
        form=form,
        errors=errors or {},
    )


def _why_not_work(access: ProjectAccess, one: Raised) -> Refused | None:
    if one.row.processed_at is not None:
        return Refused("It has been processed and stays as it is.")
    return why_not_process_intervention(access)


def _may_contradict(other: Raised, one: Raised) -> bool:
    if other.row.id == one.row.id:
        return False
    return other.row.processed_at is None or other.row.id == one.row.conflicts_with


def _contradict(one: Raised, other: Raised) -> bool:
    return other.row.id == one.row.conflicts_with or other.row.conflicts_with == one.row.id


def _act(
    slug: str, number: int, form: str, act: Callable[[], None], done: str
) -> ResponseReturnValue:
    load_project(slug)
    try:
        act()
    except (ValidationError, Invalid) as error:
        db().rollback()
        return _detail(slug, number, form=form, errors=_errors(error)), 422
    except Refused as error:
        db().rollback()
        return _detail(slug, number, form=form, errors={"": [error.reason]}), 422
    flash(done, "success")
    target = url_for("interventions.detail", slug=slug, number=number, _anchor=form)
    return redirect(target, code=303)


def _errors(error: ValidationError | Invalid) -> _Errors:
    return error.errors if isinstance(error, Invalid) else invalid_of(error).errors
