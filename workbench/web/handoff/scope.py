"""What this release carries: its mode, the MVP set with its reasons, the backlog (W3.1, W11)."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.gaps import change_of_scope, gaps_of
from workbench.design.handoff import ReleaseMode
from workbench.design.kinds import Artifact
from workbench.design.mvp import mvp_rows
from workbench.http.database import db
from workbench.review.draft.tracing import traced
from workbench.review.errors import Invalid, invalid_of
from workbench.review.gate.policy import why_not_edit
from workbench.review.handoff.acceptance import acceptance_waits
from workbench.review.handoff.scope_choice import ChooseMvp, MvpChoice, choose_mvp
from workbench.web.shell.access import actor, load_project, member

bp = Blueprint("scope", __name__, url_prefix="/projects/<slug>/scope")

_PAGE = 100
_GAPS = 50


@bp.get("")
@member
def page(slug: str) -> ResponseReturnValue:
    """Requirements with their place in this release, and what the design lacks for it."""
    return _page(slug, errors={})


def _page(slug: str, *, errors: dict[str, list[str]]) -> str:
    g.step = Artifact.handoff
    access = load_project(slug)
    held = traced(db(), access=access)
    design = held.design
    handoff = design.handoff
    mvp = handoff.release_mode is ReleaseMode.mvp
    rows = mvp_rows(design.requirements)
    number, pages = _number(len(rows))
    window = rows[(number - 1) * _PAGE : number * _PAGE]
    other = (
        change_of_scope(design, ReleaseMode.full, include_p1=True)
        if mvp
        else change_of_scope(design, ReleaseMode.mvp, include_p1=False)
    )
    waiting = acceptance_waits(access)
    gaps = () if waiting else gaps_of(design)
    return render_template(
        "handoff/scope.html",
        access=access,
        handoff=handoff,
        mvp=mvp,
        modes=list(ReleaseMode),
        scope=held.scope,
        rows=window,
        inside=sum(row.inside for row in rows),
        total=len(rows),
        undecided=sum(not row.decided for row in rows),
        page=number,
        pages=pages,
        other=other,
        waiting=waiting,
        gaps=gaps[:_GAPS],
        more_gaps=max(0, len(gaps) - _GAPS),
        typed=request.form,
        not_edit=why_not_edit(access, Artifact.handoff),
        errors=errors,
    )


@bp.post("/mvp")
@member
def choose(slug: str) -> ResponseReturnValue:
    """Keep the rows of this page, or confirm the whole set as it is proposed."""
    access = load_project(slug)
    form = request.form
    inside = set(form.getlist("inside"))
    try:
        rows = tuple(
            MvpChoice(key=key, inside=key in inside, rationale=form.get(f"rationale-{key}", ""))
            for key in form.getlist("row")
        )
        command = ChooseMvp(rows=rows, confirm_rest="confirm" in form)
        choose_mvp(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        errors = error.errors if isinstance(error, Invalid) else invalid_of(error).errors
        return _page(slug, errors=errors), 422
    flash("The MVP set is confirmed." if command.confirm_rest else "This page is kept.", "success")
    if command.confirm_rest and acceptance_waits(access):
        return redirect(url_for("handoff.overview", slug=slug), code=303)
    to = url_for("scope.page", slug=slug, page=form.get("to") or request.args.get("page"))
    return redirect(to, code=303)


def _number(total: int) -> tuple[int, int]:
    pages = max(1, -(-total // _PAGE))
    text = request.args.get("page", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1  # noqa: PLR2004
    return max(1, min(asked, pages)), pages
