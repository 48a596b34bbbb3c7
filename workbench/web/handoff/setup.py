"""The set-up answers as a form that says what each answer decides (W3.6)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.handoff import Setup
from workbench.design.kinds import Artifact
from workbench.http.database import db
from workbench.review.draft.items import find_item, load_design
from workbench.review.errors import invalid_of
from workbench.review.gate.policy import why_not_edit
from workbench.review.handoff.no_go_check import CHECKED_KINDS
from workbench.review.handoff.setup_answers import (
    AnswerSetup,
    ConfirmSetup,
    answer_setup,
    confirm_setup,
)
from workbench.review.handoff.setup_proposals import PROPOSAL_KINDS, STATED, setup_proposals
from workbench.web.shell.access import actor, load_project, member

bp = Blueprint("setup", __name__, url_prefix="/projects/<slug>/setup")

DATABASES = ("postgresql", "mysql", "sqlite")
_FIELDS = tuple(name for name in AnswerSetup.model_fields if name != "expected_version")


@bp.get("")
@member
def page(slug: str) -> ResponseReturnValue:
    """The questions, what is answered, and what follows from each."""
    return _page(slug, errors={})


def _page(slug: str, *, errors: dict[str, list[str]]) -> str:
    g.step = Artifact.handoff
    access = load_project(slug)
    stored = find_item(db(), access, "setup", "setup")
    setup = stored.item if stored and isinstance(stored.item, Setup) else Setup()
    design = load_design(db(), access, kinds=CHECKED_KINDS | PROPOSAL_KINDS)
    proposals = setup_proposals(design)
    typed: dict[str, Any] = setup.model_dump(mode="json", include=set(_FIELDS))
    typed |= {name: one.value for name, one in proposals.items()}
    if request.form:
        typed |= {name: request.form[name] for name in _FIELDS if name in request.form}
    return render_template(
        "handoff/setup.html",
        access=access,
        typed=typed,
        version=request.form.get("version") or (stored.version if stored else 0),
        databases=DATABASES,
        proposals={name: one for name, one in proposals.items() if one.source != STATED},
        rule_levels=setup.rule_levels,
        not_edit=why_not_edit(access, Artifact.handoff),
        errors=errors,
    )


@bp.post("")
@member
def answer(slug: str) -> ResponseReturnValue:
    """Keep the answers; rules, templates and defaults follow at once."""
    load_project(slug)
    told = {name: request.form[name] for name in _FIELDS if name in request.form}
    version = request.form.get("version", "0")
    try:
        command = AnswerSetup.model_validate(told | {"expected_version": version})
    except ValidationError as error:
        return _page(slug, errors=invalid_of(error).errors), 422
    answer_setup(db(), actor=actor(), project=slug, command=command)
    flash("The answers are kept; the rules follow them from now on.", "success")
    return redirect(url_for("handoff.overview", slug=slug), code=303)


@bp.post("/confirmation")
@member
def confirm(slug: str) -> ResponseReturnValue:
    """Stand by the answers that accepting needs, as they are shown on the handoff's page."""
    load_project(slug)
    form = request.form
    told = {name: form.get(name, "") for name in ("api_style", "database", "versioning")}
    try:
        command = ConfirmSetup.model_validate(told | {"expected_version": form.get("version", "0")})
    except ValidationError as error:
        return _page(slug, errors=invalid_of(error).errors), 422
    confirm_setup(db(), actor=actor(), project=slug, command=command)
    flash("The set-up answers are confirmed; the rules follow them from now on.", "success")
    return redirect(url_for("handoff.overview", slug=slug), code=303)
