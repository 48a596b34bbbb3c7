"""The gate: the package as a reviewer reads it, decided on, and what changed in it (W7, W8)."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.kinds import ARTIFACT_TITLES, Artifact
from workbench.review import deciding
from workbench.review.blockers import blockers_of, unanswered_comments
from workbench.review.commands import (
    CloseOpenItem,
    Decide,
    HandOn,
    MarkViewed,
    Present,
    RequestChange,
    Resume,
    SettleEscalation,
)
from workbench.review.commenting import comments_of, mark_viewed
from workbench.review.errors import Invalid, NotFound, Refused, StaleDecision, invalid_of
from workbench.review.events import DecisionOutcome, EscalationOutcome, ItemRef
from workbench.review.history import decisions_of, history
from workbench.review.machine import MAX_CYCLES, Stage
from workbench.review.packages import changes_since, package_of
from workbench.review.policy import (
    why_not_comment,
    why_not_decide,
    why_not_hand_on,
    why_not_present,
    why_not_request_change,
    why_not_resume,
    why_not_settle,
)
from workbench.review.presenting import present as present_package
from workbench.review.presenting import what_changed
from workbench.review.reading import cycles_of, outline_of, part_of
from workbench.review.rail import GATE
from workbench.review.reports import findings_of
from workbench.store.projects import find_draft_version
from workbench.store.revisions import list_revisions
from workbench.web.access import actor, load_project, member
from workbench.web.database import db

bp = Blueprint("review", __name__, url_prefix="/projects/<slug>")

#: Parts of the package in reading order.
PARTS = (
    Artifact.summary,
    Artifact.inventory,
    Artifact.request_response,
    Artifact.schema,
    Artifact.access,
    Artifact.integrations,
    Artifact.documentation,
    Artifact.prioritization,
    Artifact.handoff,
)


@bp.get("/gate")
@member
def gate(slug: str) -> ResponseReturnValue:
    """The presented package where one waits; else how the gate stands and what comes next."""
    g.stop = GATE
    standing = load_project(slug)
    if standing.state.stage is Stage.presented:
        return redirect(url_for("review.package", slug=slug, number=standing.state.revision))
    report = findings_of(db(), standing=standing)
    return render_template(
        "review/gate.html",
        standing=standing,
        report=report,
        blockers=blockers_of(db(), standing=standing, report=report),
        not_present=why_not_present(standing),
        decisions=decisions_of(db(), standing=standing),
        revisions=list_revisions(db(), standing.project.id),
        titles=ARTIFACT_TITLES,
        max_cycles=MAX_CYCLES,
        not_resume=why_not_resume(standing),
        not_settle=why_not_settle(standing),
        not_change=why_not_request_change(standing),
        not_hand_on=why_not_hand_on(standing),
        cycles=cycles_of(db(), standing=standing) if standing.state.stage is Stage.escalated else (),
        outcomes=list(EscalationOutcome),
    )


@bp.get("/present")
@member
def present(slug: str) -> ResponseReturnValue:
    """What presenting asks for: answers to comments, and why each changed artifact changed."""
    return _present(slug, errors={})


@bp.post("/present")
@member
def present_post(slug: str) -> ResponseReturnValue:
    """Freeze the draft as the next revision."""
    load_project(slug)
    form = request.form
    try:
        command = Present(
            responses={
                int(name.removeprefix("response-")): text
                for name, text in form.items()
                if name.startswith("response-") and text.strip()
            },
            reasons={
                Artifact(name.removeprefix("reason-")): text
                for name, text in form.items()
                if name.startswith("reason-") and text.strip()
            },
            expected_draft_version=_number(form.get("draft_version")),
        )
        revision = present_package(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        return _present(slug, errors=_errors(error)), 422
    except Refused as error:
        return _present(slug, errors={"": [error.reason]}), 422
    flash(f"Revision {revision.number} is presented for review.", "success")
    return redirect(url_for("review.package", slug=slug, number=revision.number), code=303)


def _present(slug: str, *, errors: dict[str, list[str]]) -> str:
    g.stop = GATE
    standing = load_project(slug)
    report = findings_of(db(), standing=standing)
    blockers = blockers_of(db(), standing=standing, report=report)
    return render_template(
        "review/present.html",
        standing=standing,
        report=report,
        blockers=[one for one in blockers if one.where.page != "comments"],
        not_present=why_not_present(standing),
        unanswered=unanswered_comments(db(), standing),
        changed=what_changed(db(), standing),
        titles=ARTIFACT_TITLES,
        draft_version=find_draft_version(db(), standing.project.id),
        typed=request.form,
        errors=errors,
    )


@bp.get("/revisions/<int:number>")
@member
def package(slug: str, number: int) -> ResponseReturnValue:
    """One page to judge by; the artifacts unfold below it."""
    return _package(slug, number, errors={})


def _package(
    slug: str, number: int, *, errors: dict[str, list[str]], happened: object = None
) -> str:
    g.stop = GATE
    standing = load_project(slug)
    found = package_of(db(), standing=standing, revision=number)
    return render_template(
        "review/package.html",
        standing=standing,
        package=found,
        outline=outline_of(db(), standing=standing, package=found, parts=PARTS),
        titles=ARTIFACT_TITLES,
        comments=comments_of(db(), standing=standing),
        is_newest=number == standing.state.revision,
        not_decide=why_not_decide(standing),
        not_comment=why_not_comment(standing),
        max_cycles=MAX_CYCLES,
        outcomes=list(DecisionOutcome),
        typed=request.form,
        errors=errors,
        happened=happened,
    )


@bp.get("/revisions/<int:number>/parts/<part>")
@member
def part(slug: str, number: int, part: str) -> ResponseReturnValue:
    """One artifact of a revision, with what changed in it and the comments on it."""
    g.stop = GATE
    standing = load_project(slug)
    if part not in list(Artifact):
        raise NotFound("part", part)
    found = package_of(db(), standing=standing, revision=number)
    template = "review/_part.html" if "HX-Request" in request.headers else "review/part.html"
    return render_template(
        template,
        standing=standing,
        package=found,
        artifact=Artifact(part),
        part=part_of(db(), standing=standing, package=found, artifact=Artifact(part)),
        titles=ARTIFACT_TITLES,
        not_comment=why_not_comment(standing),
    )


@bp.post("/revisions/<int:number>/parts/<part>/viewed")
@member
def viewed(slug: str, number: int, part: str) -> ResponseReturnValue:
    """Remember that this person has read the artifact."""
    load_project(slug)
    if part not in list(Artifact):
        raise NotFound("part", part)
    command = MarkViewed(
        artifact=Artifact(part), revision=number, viewed=bool(request.form.get("viewed"))
    )
    mark_viewed(db(), actor=actor(), project=slug, command=command)
    if "HX-Request" in request.headers:
        return "", 204
    return redirect(url_for("review.package", slug=slug, number=number), code=303)


@bp.get("/compare/<int:old>/<new>")
@member
def compare(slug: str, old: int, new: str) -> ResponseReturnValue:
    """What changed in meaning between two revisions, or a revision and the draft."""
    g.stop = GATE
    standing = load_project(slug)
    number = int(new) if new.isascii() and new.isdigit() and len(new) < 7 else None  # noqa: PLR2004
    if number is None and new != "draft":
        raise NotFound("revision", new)
    changes = changes_since(db(), standing=standing, old=old, new=number)
    return render_template(
        "review/compare.html", standing=standing, changes=changes, old=old, new=number
    )


@bp.post("/revisions/<int:number>/decide")
@member
def decide(slug: str, number: int) -> ResponseReturnValue:
    """Record APPROVED, REVISE or PAUSE."""
    load_project(slug)
    form = request.form
    try:
        command = Decide(
            outcome=DecisionOutcome(form.get("outcome", "")),
            sha256=form.get("sha256", ""),
            text=form.get("text", ""),
            flagged=frozenset(Artifact(one) for one in form.getlist("flagged")),
            open_items=tuple(
                line.strip() for line in form.get("open_items", "").splitlines() if line.strip()
            ),
        )
        deciding.decide(db(), actor=actor(), project=slug, command=command)
    except StaleDecision as error:
        errors = {"": [error.reason]}
        return _package(slug, number, errors=errors, happened=error.happened), 409
    except Refused as error:
        return _package(slug, number, errors={"": [error.reason]}), 422
    except (ValidationError, Invalid) as error:
        return _package(slug, number, errors=_errors(error)), 422
    except ValueError:
        return _package(slug, number, errors={"outcome": ["Choose one of the three."]}), 422
    flash(f"{command.outcome.value} is recorded on {command.sha256[:8]}.", "success")
    return redirect(url_for("projects.overview", slug=slug), code=303)


@bp.post("/gate/resume")
@member
def resume(slug: str) -> ResponseReturnValue:
    """End a pause."""
    load_project(slug)
    command = Resume(text=request.form.get("text", ""))
    deciding.resume(db(), actor=actor(), project=slug, command=command)
    flash("The review goes on where it was.", "success")
    return redirect(url_for("review.gate", slug=slug), code=303)


@bp.post("/gate/settle")
@member
def settle(slug: str) -> ResponseReturnValue:
    """Settle what three cycles could not."""
    load_project(slug)
    form = request.form
    try:
        command = SettleEscalation(
            outcome=EscalationOutcome(form.get("outcome", "")),
            sha256=form.get("sha256", ""),
            text=form.get("text", ""),
            items=tuple(_refs(form.get("items", ""))),
        )
        deciding.settle_escalation(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        raise Refused("; ".join(m for ms in _errors(error).values() for m in ms)) from error
    except ValueError as error:
        raise Refused("Choose one of the three outcomes.") from error
    flash("The escalation is settled.", "success")
    return redirect(url_for("review.gate", slug=slug), code=303)


@bp.post("/gate/change-request")
@member
def change_request(slug: str) -> ResponseReturnValue:
    """Open parts of an approved design again."""
    load_project(slug)
    try:
        command = RequestChange(
            artifacts=frozenset(Artifact(one) for one in request.form.getlist("artifacts")),
            text=request.form.get("text", ""),
        )
    except ValidationError as error:
        raise Refused("Choose at least one artifact and say what is to change.") from error
    deciding.request_change(db(), actor=actor(), project=slug, command=command)
    flash("The chosen artifacts are open for the change.", "success")
    return redirect(url_for("projects.overview", slug=slug), code=303)


@bp.post("/gate/hand-on")
@member
def hand_on(slug: str) -> ResponseReturnValue:
    """Hand the approved design to those who build it."""
    load_project(slug)
    command = HandOn(text=request.form.get("text", ""))
    deciding.hand_on(db(), actor=actor(), project=slug, command=command)
    flash("The design is handed on.", "success")
    return redirect(url_for("projects.overview", slug=slug), code=303)


@bp.post("/gate/open-items/<int:number>")
@member
def close_open_item(slug: str, number: int) -> ResponseReturnValue:
    """Close a condition of the approval."""
    load_project(slug)
    command = CloseOpenItem(number=number, text=request.form.get("text", ""))
    deciding.close_open_item(db(), actor=actor(), project=slug, command=command)
    return redirect(url_for("review.gate", slug=slug), code=303)


@bp.get("/history")
@member
def story(slug: str) -> ResponseReturnValue:
    """Everything that happened at the gate."""
    g.stop = GATE
    standing = load_project(slug)
    return render_template(
        "review/history.html", standing=standing, events=history(db(), standing=standing)
    )


def _refs(text: str) -> list[ItemRef]:
    refs = []
    for line in text.splitlines():
        kind, _, key = line.strip().partition(" ")
        if kind and key:
            refs.append(ItemRef(kind=kind, key=key.strip()))
    return refs


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None  # noqa: PLR2004


def _errors(error: ValidationError | Invalid) -> dict[str, list[str]]:
    return error.errors if isinstance(error, Invalid) else invalid_of(error).errors
