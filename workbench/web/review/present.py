"""Presenting the draft for review."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.kinds import ARTIFACT_TITLES, Artifact
from workbench.http.database import db
from workbench.http.local_worker import second_opinion_waker
from workbench.review.commands import Present
from workbench.review.draft.items import draft_version
from workbench.review.draft.reports import findings_of
from workbench.review.errors import Invalid, Refused
from workbench.review.gate.history import decisions_of
from workbench.review.gate.machine import MAX_CYCLES
from workbench.review.gate.policy import why_not_present
from workbench.review.package.presentation_blockers import blockers_of, unanswered_comments
from workbench.review.package.presenting import artifacts_to_explain
from workbench.review.package.presenting import present as present_package
from workbench.review.projects.progress_steps import GATE
from workbench.web.review.blueprint import Errors, after_refusal, bp, errors_of
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.paging import parse_number


@bp.get("/present")
@member
def present(slug: str) -> ResponseReturnValue:
    """The form for presenting: answers to comments, and a reason for each changed artifact."""
    return _page(slug)


@bp.post("/present")
@member
def present_post(slug: str) -> ResponseReturnValue:
    """Freeze the draft as the next revision."""
    load_project(slug)
    try:
        command = Present(
            responses=_responses(),
            reasons=_reasons(),
            expected_draft_version=parse_number(request.form.get("draft_version")),
        )
        revision = present_package(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        return after_refusal(_page, slug, errors=errors_of(error)), 422
    except Refused as error:
        return after_refusal(_page, slug, errors={"": [error.reason]}), 422
    flash(f"Revision {revision.number} presented for review.", "success")
    answer = redirect(url_for("review.package", slug=slug, number=revision.number), code=303)
    answer.call_on_close(second_opinion_waker())
    return answer


def _responses() -> dict[int, str]:
    """Answers to comments, by the number of the comment."""
    found = {}
    for name, text in request.form.items():
        number = parse_number(name.removeprefix("response-"))
        if name.startswith("response-") and text.strip() and number is not None:
            found[number] = text
    return found


def _reasons() -> dict[Artifact, str]:
    """Why artifacts changed."""
    texts = {artifact: request.form.get(f"reason-{artifact.value}", "") for artifact in Artifact}
    return {artifact: text for artifact, text in texts.items() if text.strip()}


def _page(slug: str, *, errors: Errors | None = None) -> str:
    g.step = GATE
    access = load_project(slug)
    report = findings_of(db(), access=access)
    blockers = blockers_of(db(), access=access, report=report)
    decisions = decisions_of(db(), access=access)
    changed = artifacts_to_explain(db(), access=access)
    return render_template(
        "review/present/index.html",
        access=access,
        # Comments are answered in this very form.
        blockers=[blocker for blocker in blockers if blocker.link.page != "comments"],
        not_present=why_not_present(access),
        unanswered=unanswered_comments(db(), access),
        changed=[artifact for artifact in Artifact if artifact in changed],
        decision=decisions[-1] if decisions else None,
        titles=ARTIFACT_TITLES,
        max_cycles=MAX_CYCLES,
        draft_version=draft_version(db(), access),
        typed=request.form,
        errors=errors or {},
    )
