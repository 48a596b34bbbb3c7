"""The read-back: the product's intent restated, which a person corrects and signs."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.kinds import Artifact
from workbench.http.database import db
from workbench.review.commands import SignReadBack
from workbench.review.draft.items import load_design
from workbench.review.errors import Invalid, invalid_of
from workbench.review.gate.policy import why_not_sign_read_back
from workbench.review.handoff import accepting as actions
from workbench.review.handoff.no_go_check import CHECKED_KINDS
from workbench.review.handoff.read_back_draft import draft_read_back
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.htmx import request

bp = Blueprint("read_back", __name__, url_prefix="/projects/<slug>/handoff/read-back")


@bp.get("")
@member
def page(slug: str) -> ResponseReturnValue:
    """The read-back, or a draft of it."""
    return _page(slug, errors={})


def _page(slug: str, *, errors: dict[str, list[str]], shown: str | None = None) -> str:
    g.step = Artifact.handoff
    access = load_project(slug)
    design = load_design(db(), access, kinds=CHECKED_KINDS)
    draft = draft_read_back(design)
    signed = design.handoff.read_back
    redraft = "draft" in request.args
    text = request.form.get("text", draft if redraft or not signed else signed)
    return render_template(
        "handoff/read_back/index.html",
        access=access,
        handoff=design.handoff,
        text=text,
        shown=shown if shown is not None else text,
        differs=bool(signed) and signed != draft and not redraft,
        not_edit=why_not_sign_read_back(access),
        errors=errors,
    )


@bp.post("")
@member
def sign(slug: str) -> ResponseReturnValue:
    """Sign the read-back, or only preview it."""
    load_project(slug)
    text = request.form.get("text", "")
    if request.htmx:
        return render_template("handoff/read_back/_rendered.html", shown=text)
    if "preview" in request.form:
        return _page(slug, errors={}, shown=text)
    try:
        command = SignReadBack(text=text)
        actions.sign_read_back(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        errors = error.errors if isinstance(error, Invalid) else invalid_of(error).errors
        return _page(slug, errors=errors), 422
    flash("Read-back signed with your name.", "success")
    return redirect(url_for("handoff.overview", slug=slug), code=303)
