"""The gate: the three decisions, the escalation, and what follows an approval."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.kinds import ARTIFACT_TITLES, Artifact
from workbench.http.database import db
from workbench.review.commands import (
    CloseOpenItem,
    Decide,
    HandOver,
    RequestChange,
    ResolveEscalation,
    Resume,
)
from workbench.review.discussion.comments import count_open_comments
from workbench.review.draft.reports import findings_of
from workbench.review.errors import Invalid, Refused, StaleDecision
from workbench.review.gate import deciding
from workbench.review.gate.escalation import cycles_of, descopable
from workbench.review.gate.events import DecisionOutcome, EscalationOutcome, ItemRef
from workbench.review.gate.history import decisions_of, returned_of
from workbench.review.gate.machine import MAX_CYCLES, Stage
from workbench.review.gate.policy import (
    why_not_close_open_item,
    why_not_hand_over,
    why_not_present,
    why_not_request_change,
    why_not_resolve_escalation,
    why_not_resume,
)
from workbench.review.package.contents import list_revisions
from workbench.review.package.presentation_blockers import Blocker, blockers_of
from workbench.review.projects.access import ProjectAccess
from workbench.review.projects.progress_steps import GATE
from workbench.web.review.blueprint import PARTS, Errors, after_refusal, bp, errors_of
from workbench.web.review.package import package_page
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.paging import parse_number

#: Items with a checkbox for descoping; others are entered as text.
_OFFERED = 150


@bp.get("/gate")
@member
def gate(slug: str) -> ResponseReturnValue:
    """The presented package if it awaits a decision; else the state of the gate."""
    access = load_project(slug)
    if access.state.stage is Stage.presented and not access.state.final:
        address = url_for("review.package", slug=slug, number=access.state.revision)
        return redirect(address, code=303)
    return _gate(slug)


def _gate(slug: str, *, form: str = "", errors: Errors | None = None) -> str:
    g.step = GATE
    access = load_project(slug)
    state = access.state
    settling = state.stage is Stage.escalated or (state.final and state.stage is Stage.presented)
    designing = state.stage in {Stage.received, Stage.halted, Stage.accepted, Stage.in_design}
    offered = descopable(db(), access=access) if state.stage is Stage.escalated else ()
    return render_template(
        "review/gate/index.html",
        access=access,
        blockers=_blockers(access) if designing else [],
        settling=settling,
        designing=designing,
        not_present=why_not_present(access),
        returned=returned_of(db(), access),
        decisions=decisions_of(db(), access=access),
        revisions=list_revisions(db(), access),
        open_comments=count_open_comments(db(), access),
        titles=ARTIFACT_TITLES,
        parts=PARTS,
        editable=[part for part in PARTS if part in state.editable],
        not_resume=why_not_resume(access),
        may_close_items=why_not_close_open_item(access) is None,
        not_resolve_escalation=why_not_resolve_escalation(access),
        not_change=why_not_request_change(access),
        not_hand_over=why_not_hand_over(access),
        cycles=cycles_of(db(), access=access)[-MAX_CYCLES:] if settling else (),
        offered=offered[:_OFFERED],
        more_offered=max(0, len(offered) - _OFFERED),
        typed=request.form,
        form=form,
        errors=errors or {},
    )


def _blockers(access: ProjectAccess) -> list[Blocker]:
    report = findings_of(db(), access=access)
    return list(blockers_of(db(), access=access, report=report))


@bp.post("/revisions/<int:number>/decide")
@member
def decide(slug: str, number: int) -> ResponseReturnValue:
    """Record APPROVED, REVISE or PAUSE."""
    load_project(slug)
    form = request.form
    if form.get("outcome") not in list(DecisionOutcome):
        errors = {"outcome": ["Choose one of the three."]}
        return package_page(slug, number, errors=errors), 422
    outcome = DecisionOutcome(form["outcome"])
    approves = outcome is DecisionOutcome.approved
    try:
        command = Decide(
            outcome=outcome,
            revision=number,
            sha256=form.get("sha256", ""),
            text=form.get("text", ""),
            # Flags belong to a REVISE, open items to an APPROVED; the form sends those of the
            # other decisions too.
            flagged=_artifacts("flagged") if outcome is DecisionOutcome.revise else frozenset(),
            open_items=_lines(form.get("open_items", "")) if approves else (),
        )
        deciding.decide(db(), actor=actor(), project=slug, command=command)
    except StaleDecision as error:
        conflict = {"happened": error.happened, "stale": error.reason}
        return after_refusal(package_page, slug, number, **conflict), 409
    except Refused as error:
        return after_refusal(package_page, slug, number, errors={"": [error.reason]}), 422
    except (ValidationError, Invalid) as error:
        return after_refusal(package_page, slug, number, errors=errors_of(error)), 422
    flash(f"{outcome.value} recorded on {command.sha256[:8]}.", "success")
    return redirect(url_for("projects.overview", slug=slug), code=303)


@bp.post("/gate/resume")
@member
def resume(slug: str) -> ResponseReturnValue:
    """Resume a paused review."""

    def act() -> None:
        command = Resume(text=request.form.get("text", ""), revision=_revision())
        deciding.resume(db(), actor=actor(), project=slug, command=command)

    return _act(slug, "resume", act, "Review resumed.")


@bp.post("/gate/settle")
@member
def resolve_escalation(slug: str) -> ResponseReturnValue:
    """Record the outcome of the escalation after three cycles."""
    form = request.form

    def act() -> None:
        if form.get("outcome") not in list(EscalationOutcome):
            raise Invalid({"outcome": ["Choose one of the three."]})
        command = ResolveEscalation.model_validate(
            {
                "outcome": form["outcome"],
                "revision": _revision(),
                "sha256": form.get("sha256", ""),
                "text": form.get("text", ""),
                "items": _refs([*form.getlist("item"), *form.get("items", "").splitlines()]),
            }
        )
        deciding.resolve_escalation(db(), actor=actor(), project=slug, command=command)

    return _act(slug, "settle", act, "Escalation resolved.")


@bp.post("/gate/change-request")
@member
def change_request(slug: str) -> ResponseReturnValue:
    """Reopen artifacts of an approved design."""

    def act() -> None:
        command = RequestChange(
            artifacts=_artifacts("artifacts"),
            text=request.form.get("text", ""),
            revision=_revision(),
        )
        deciding.request_change(db(), actor=actor(), project=slug, command=command)

    return _act(slug, "change", act, "The chosen artifacts are open for editing.")


@bp.post("/gate/hand-on")
@member
def hand_over(slug: str) -> ResponseReturnValue:
    """Hand the approved design over to the implementers."""

    def act() -> None:
        command = HandOver(text=request.form.get("text", ""), revision=_revision())
        deciding.hand_over(db(), actor=actor(), project=slug, command=command)

    return _act(slug, "hand-on", act, "Design handed over.")


@bp.post("/gate/open-items/<int:number>")
@member
def close_open_item(slug: str, number: int) -> ResponseReturnValue:
    """Close an open item of a conditional approval."""

    def act() -> None:
        command = CloseOpenItem(number=number, text=request.form.get("text", ""))
        deciding.close_open_item(db(), actor=actor(), project=slug, command=command)

    return _act(slug, f"open-item-{number}", act, f"Open item {number} closed.")


def _act(slug: str, form: str, act: Callable[[], None], success: str) -> ResponseReturnValue:
    """Run an action of the gate; if it fails, show the form again with its input and the error."""
    load_project(slug)
    try:
        act()
    except StaleDecision as error:
        return after_refusal(_gate, slug, form=form, errors={"": [error.reason]}), 409
    except Refused as error:
        return after_refusal(_gate, slug, form=form, errors={"": [error.reason]}), 422
    except (ValidationError, Invalid) as error:
        return after_refusal(_gate, slug, form=form, errors=errors_of(error)), 422
    flash(success, "success")
    return redirect(url_for("review.gate", slug=slug), code=303)


def _revision() -> int | None:
    """The revision that the form was about when the page was opened."""
    return parse_number(request.form.get("revision"))


def _artifacts(name: str) -> frozenset[Artifact]:
    values = request.form.getlist(name)
    return frozenset(Artifact(value) for value in values if value in list(Artifact))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _refs(lines: list[str]) -> list[ItemRef]:
    """Items named as kind and key, one per line."""
    found = []
    for line in lines:
        kind, _, key = line.strip().partition(" ")
        if kind and key and ItemRef(kind=kind, key=key.strip()) not in found:
            found.append(ItemRef(kind=kind, key=key.strip()))
    return found
