"""The set-up answers as a form that explains what each answer affects."""

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
from workbench.review.handoff.setup_proposals import (
    INFERRED,
    PROPOSAL_KINDS,
    STATED,
    setup_proposals,
)
from workbench.sql.dialect import DIALECT_TITLES, database_title
from workbench.web.shell.access import actor, load_project, member

bp = Blueprint("setup", __name__, url_prefix="/projects/<slug>/setup")

#: The questions for which answers are proposed.
_LABELS = {"api_style": "API style", "database": "Database", "versioning": "Versioning"}
_FIELDS = tuple(name for name in AnswerSetup.model_fields if name != "expected_version")


@bp.get("")
@member
def page(slug: str) -> ResponseReturnValue:
    """The questions, their answers, and what each answer affects."""
    return _page(slug, errors={})


def _page(slug: str, *, errors: dict[str, list[str]]) -> str:
    g.step = Artifact.handoff
    access = load_project(slug)
    stored = find_item(db(), access, "setup", "setup")
    setup = stored.item if stored and isinstance(stored.item, Setup) else Setup()
    design = load_design(db(), access, kinds=CHECKED_KINDS | PROPOSAL_KINDS)
    proposals = setup_proposals(design)
    typed: dict[str, Any] = setup.model_dump(mode="json", include=set(_FIELDS))
    typed |= {name: proposal.value for name, proposal in proposals.items()}
    typed["database"] = database_title(typed["database"])
    if request.form:
        typed |= {name: request.form[name] for name in _FIELDS if name in request.form}
    return render_template(
        "handoff/setup/index.html",
        access=access,
        typed=typed,
        version=request.form.get("version") or (stored.version if stored else 0),
        databases=tuple(DIALECT_TITLES.values()),
        proposals=[
            (_LABELS[name], proposal)
            for name, proposal in proposals.items()
            if proposal.source == INFERRED or (proposal.value and proposal.source != STATED)
        ],
        rule_levels=setup.rule_levels,
        not_edit=why_not_edit(access, Artifact.handoff),
        errors=errors,
    )


@bp.post("")
@member
def answer(slug: str) -> ResponseReturnValue:
    """Save the answers; rules, templates and defaults use them at once."""
    load_project(slug)
    answers = {name: request.form[name] for name in _FIELDS if name in request.form}
    version = request.form.get("version", "0")
    try:
        command = AnswerSetup.model_validate(answers | {"expected_version": version})
    except ValidationError as error:
        return _page(slug, errors=invalid_of(error).errors), 422
    answer_setup(db(), actor=actor(), project=slug, command=command)
    flash("Answers saved; rules now use them.", "success")
    return redirect(url_for("handoff.overview", slug=slug), code=303)


@bp.post("/confirmation")
@member
def confirm(slug: str) -> ResponseReturnValue:
    """Confirm the answers that accepting the handoff requires, as the handoff page shows them."""
    load_project(slug)
    form = request.form
    answers = {name: form.get(name, "") for name in _LABELS}
    version = form.get("version", "0")
    try:
        command = ConfirmSetup.model_validate(answers | {"expected_version": version})
    except ValidationError as error:
        return _page(slug, errors=invalid_of(error).errors), 422
    confirm_setup(db(), actor=actor(), project=slug, command=command)
    flash("Set-up answers confirmed; rules now use them.", "success")
    return redirect(url_for("handoff.overview", slug=slug), code=303)
