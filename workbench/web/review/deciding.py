"""Deciding: presenting, the three decisions, escalation, and what follows an approval (W8, W10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.kinds import ARTIFACT_TITLES, Artifact
from workbench.http.database import db
from workbench.review.commands import (
    CloseOpenItem,
    Decide,
    HandOn,
    Present,
    RequestChange,
    Resume,
    SettleEscalation,
)
from workbench.review.discussion.comments import count_open_comments
from workbench.review.draft.items import draft_version
from workbench.review.draft.reports import findings_of
from workbench.review.errors import Invalid, Refused, StaleDecision, invalid_of
from workbench.review.gate import deciding
from workbench.review.gate.escalation import cycles_of, descopable
from workbench.review.gate.events import DecisionOutcome, EscalationOutcome, ItemRef
from workbench.review.gate.history import decisions_of, returned_of
from workbench.review.gate.machine import MAX_CYCLES, Stage
from workbench.review.gate.policy import (
    why_not_hand_on,
    why_not_present,
    why_not_request_change,
    why_not_resume,
    why_not_settle,
)
from workbench.review.package.contents import list_revisions
from workbench.review.package.presentation_blockers import blockers_of, unanswered_comments
from workbench.review.package.presenting import present as present_package
from workbench.review.package.presenting import what_changed
from workbench.review.projects.access import ProjectAccess
from workbench.review.projects.progress_steps import GATE
from workbench.web.review.comment_permissions import talk_of
from workbench.web.review.package import PARTS, bp, number_in, package_page
from workbench.web.shell.access import actor, load_project, member

__all__ = ["bp"]

_Errors = dict[str, list[str]]
#: Items offered for descoping by a tick; the others are named by typing.
_OFFERED = 150


@bp.get("/gate")
@member
def gate(slug: str) -> ResponseReturnValue:
    """The presented package where one waits; else how the gate stands and what comes next."""
    access = load_project(slug)
    if access.state.stage is Stage.presented and not access.state.final:
        address = url_for("review.package", slug=slug, number=access.state.revision)
        return redirect(address, code=303)
    return _gate(slug)


def _gate(slug: str, *, form: str = "", errors: _Errors | None = None) -> str:
    g.step = GATE
    access = load_project(slug)
    state = access.state
    settling = state.stage is Stage.escalated or (state.final and state.stage is Stage.presented)
    designing = state.stage in {Stage.received, Stage.halted, Stage.accepted, Stage.in_design}
    offered = descopable(db(), access=access) if state.stage is Stage.escalated else ()
    return render_template(
        "review/package/gate.html",
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
        max_cycles=MAX_CYCLES,
        not_resume=why_not_resume(access),
        not_settle=why_not_settle(access),
        not_change=why_not_request_change(access),
        not_hand_on=why_not_hand_on(access),
        cycles=cycles_of(db(), access=access)[-MAX_CYCLES:] if settling else (),
        offered=offered[:_OFFERED],
        more_offered=max(0, len(offered) - _OFFERED),
        typed=request.form,
        form=form,
        errors=errors or {},
    )


def _blockers(access: ProjectAccess) -> list[Any]:
    report = findings_of(db(), access=access)
    return list(blockers_of(db(), access=access, report=report))


@bp.get("/present")
@member
def present(slug: str) -> ResponseReturnValue:
    """What presenting asks for: answers to comments, and why each changed artifact changed."""
    return _present(slug)


@bp.post("/present")
@member
def present_post(slug: str) -> ResponseReturnValue:
    """Freeze the draft as the next revision."""
    load_project(slug)
    form = request.form
    known = {f"reason-{one.value}": one for one in Artifact}
    try:
        command = Present(
            responses={
                number: text
                for name, text in form.items()
                if name.startswith("response-") and text.strip()
                if (number := number_in(name.removeprefix("response-"))) is not None
            },
            reasons={
                known[name]: text for name, text in form.items() if name in known and text.strip()
            },
            expected_draft_version=number_in(form.get("draft_version")),
        )
        revision = present_package(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        return _undone(_present, slug, errors=_errors(error)), 422
    except Refused as error:
        return _undone(_present, slug, errors={"": [error.reason]}), 422
    flash(f"Revision {revision.number} is presented for review.", "success")
    return redirect(url_for("review.package", slug=slug, number=revision.number), code=303)


def _present(slug: str, *, errors: _Errors | None = None) -> str:
    g.step = GATE
    access = load_project(slug)
    report = findings_of(db(), access=access)
    blockers = blockers_of(db(), access=access, report=report)
    decisions = decisions_of(db(), access=access)
    changed = what_changed(db(), access)
    return render_template(
        "review/package/present.html",
        access=access,
        report=report,
        blockers=[one for one in blockers if one.where.page != "comments"],
        not_present=why_not_present(access),
        unanswered=unanswered_comments(db(), access),
        changed=[one for one in Artifact if one in changed],
        decision=decisions[-1] if decisions else None,
        titles=ARTIFACT_TITLES,
        max_cycles=MAX_CYCLES,
        draft_version=draft_version(db(), access),
        talk=talk_of(access),
        typed=request.form,
        errors=errors or {},
    )


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
            # Flags belong to a REVISE and open items to an APPROVED; what was ticked before
            # another decision was chosen is not part of it.
            flagged=_artifacts("flagged") if outcome is DecisionOutcome.revise else frozenset(),
            open_items=_lines(form.get("open_items", "")) if approves else (),
        )
        deciding.decide(db(), actor=actor(), project=slug, command=command)
    except StaleDecision as error:
        told = {"happened": error.happened, "stale": error.reason}
        return _undone(package_page, slug, number, **told), 409
    except Refused as error:
        return _undone(package_page, slug, number, errors={"": [error.reason]}), 422
    except (ValidationError, Invalid) as error:
        return _undone(package_page, slug, number, errors=_errors(error)), 422
    flash(f"{outcome.value} is recorded on {command.sha256[:8]}.", "success")
    return redirect(url_for("projects.overview", slug=slug), code=303)


@bp.post("/gate/resume")
@member
def resume(slug: str) -> ResponseReturnValue:
    """End a pause."""

    def act() -> None:
        command = Resume(text=request.form.get("text", ""), revision=_revision())
        deciding.resume(db(), actor=actor(), project=slug, command=command)

    return _act(slug, "resume", act, "The review goes on where it was.")


@bp.post("/gate/settle")
@member
def settle(slug: str) -> ResponseReturnValue:
    """Settle what three cycles could not."""
    form = request.form

    def act() -> None:
        if form.get("outcome") not in list(EscalationOutcome):
            raise Invalid({"outcome": ["Choose one of the three."]})
        command = SettleEscalation.model_validate(
            {
                "outcome": form["outcome"],
                "revision": _revision(),
                "sha256": form.get("sha256", ""),
                "text": form.get("text", ""),
                "items": _refs([*form.getlist("item"), *form.get("items", "").splitlines()]),
            }
        )
        deciding.settle_escalation(db(), actor=actor(), project=slug, command=command)

    return _act(slug, "settle", act, "The escalation is settled.")


@bp.post("/gate/change-request")
@member
def change_request(slug: str) -> ResponseReturnValue:
    """Open parts of an approved design again."""

    def act() -> None:
        command = RequestChange(
            artifacts=_artifacts("artifacts"),
            text=request.form.get("text", ""),
            revision=_revision(),
        )
        deciding.request_change(db(), actor=actor(), project=slug, command=command)

    return _act(slug, "change", act, "The chosen artifacts are open for the change.")


@bp.post("/gate/hand-on")
@member
def hand_on(slug: str) -> ResponseReturnValue:
    """Hand the approved design to those who build it."""

    def act() -> None:
        command = HandOn(text=request.form.get("text", ""), revision=_revision())
        deciding.hand_on(db(), actor=actor(), project=slug, command=command)

    return _act(slug, "hand-on", act, "The design is handed on.")


@bp.post("/gate/open-items/<int:number>")
@member
def close_open_item(slug: str, number: int) -> ResponseReturnValue:
    """Close a condition of the approval."""

    def act() -> None:
        command = CloseOpenItem(number=number, text=request.form.get("text", ""))
        deciding.close_open_item(db(), actor=actor(), project=slug, command=command)

    return _act(slug, f"open-item-{number}", act, f"Open item {number} is closed.")


def _act(slug: str, form: str, act: Callable[[], None], done: str) -> ResponseReturnValue:
    """Do one thing at the gate; what it cannot do stands beside the form, with what was typed."""
    load_project(slug)
    try:
        act()
    except StaleDecision as error:
        return _undone(_gate, slug, form=form, errors={"": [error.reason]}), 409
    except Refused as error:
        return _undone(_gate, slug, form=form, errors={"": [error.reason]}), 422
    except (ValidationError, Invalid) as error:
        return _undone(_gate, slug, form=form, errors=_errors(error)), 422
    flash(done, "success")
    return redirect(url_for("review.gate", slug=slug), code=303)


def _undone(page: Callable[..., str], *args: object, **told: object) -> str:
    """The page again, on what is really stored: whatever a refused action wrote is taken back."""
    db().rollback()
    return page(*args, **told)


def _revision() -> int | None:
    """Revision that the page was about when it was opened."""
    return number_in(request.form.get("revision"))


def _artifacts(name: str) -> frozenset[Artifact]:
    sent = request.form.getlist(name)
    return frozenset(Artifact(one) for one in sent if one in list(Artifact))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _refs(lines: list[str]) -> list[ItemRef]:
    found = []
    for line in lines:
        kind, _, key = line.strip().partition(" ")
        if kind and key and ItemRef(kind=kind, key=key.strip()) not in found:
            found.append(ItemRef(kind=kind, key=key.strip()))
    return found


def _errors(error: ValidationError | Invalid) -> _Errors:
    return error.errors if isinstance(error, Invalid) else invalid_of(error).errors
