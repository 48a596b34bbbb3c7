"""The scope of this release: its mode, the MVP set with its reasons, and the backlog."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.design import Design
from workbench.design.gaps import Gap, ScopeChange, change_of_scope, gaps_of
from workbench.design.handoff import Handoff, ReleaseMode
from workbench.design.kinds import Artifact
from workbench.design.mvp import MvpRow, mvp_rows
from workbench.http.database import db
from workbench.review.draft.tracing import traced
from workbench.review.errors import Invalid, invalid_of
from workbench.review.gate.policy import why_not_edit
from workbench.review.handoff.acceptance import acceptance_waits, release_words
from workbench.review.handoff.scope_choice import ChooseMvp, MvpChoice, choose_mvp
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.paging import requested_page

bp = Blueprint("scope", __name__, url_prefix="/projects/<slug>/scope")

#: Requirements on one page.
_PAGE = 100
#: Requirements without an endpoint that are listed.
_GAPS = 50


@bp.get("")
@member
def page(slug: str) -> ResponseReturnValue:
    """Requirements with their place in this release, and what the design lacks for it."""
    return _page(slug, errors={})


def _page(slug: str, *, errors: dict[str, list[str]]) -> str:
    g.step = Artifact.handoff
    access = load_project(slug)
    trace = traced(db(), access=access)
    design = trace.design
    rows = mvp_rows(design.requirements)
    waiting = acceptance_waits(access)
    gaps: tuple[Gap, ...] = () if waiting else gaps_of(design)
    return render_template(
        "handoff/scope/index.html",
        access=access,
        handoff=design.handoff,
        mvp=design.handoff.release_mode is ReleaseMode.mvp,
        mode_text=_mode_text(design.handoff),
        scope=trace.scope,
        page=requested_page(rows, size=_PAGE),
        inside=sum(row.inside for row in rows),
        undecided=sum(not row.decided for row in rows),
        waiting=waiting,
        gaps=gaps[:_GAPS],
        more_gaps=max(0, len(gaps) - _GAPS),
        typed=request.form,
        not_edit=why_not_edit(access, Artifact.handoff),
        errors=errors,
        **_change(design, rows),
    )


def _mode_text(handoff: Handoff) -> str:
    mode = handoff.release_mode
    name = release_words(mode or ReleaseMode.full.value, include_p1=handoff.include_p1)
    return name if mode else f"no release mode set, treated as {name}"


def _change(design: Design, rows: tuple[MvpRow, ...]) -> dict[str, Any]:
    """What the other release mode would change."""
    mode = design.handoff.release_mode
    if mode is ReleaseMode.mvp:
        change = change_of_scope(design, ReleaseMode.full, include_p1=True)
        title, text = "Return to full production", _full_production_text(change)
    else:
        change = change_of_scope(design, ReleaseMode.mvp, include_p1=False)
        title = "Switch to MVP" if mode else "Choose the release mode"
        text = _mvp_text(change, rows)
    return {"change": change, "change_title": title, "change_text": text}


def _full_production_text(change: ScopeChange) -> str:
    entering, missing = len(change.enters), len(change.gaps)
    noun = "requirement" if entering == 1 else "requirements"
    text = f"With P1, full production adds {entering} {noun} from the backlog"
    if change.leaves:
        text += f" and drops {len(change.leaves)}"
    if missing == entering == 1:
        return f"{text}; it has no endpoint yet."
    if missing:
        verb = "has" if missing == 1 else "have"
        return f"{text}; {missing} of them {verb} no endpoint yet."
    if entering == 1:
        return f"{text}; it has an endpoint already."
    return f"{text}; all of them have endpoints already." if entering else f"{text}."


def _mvp_text(change: ScopeChange, rows: tuple[MvpRow, ...]) -> str:
    inside = sum(row.inside for row in rows)
    noun = "requirement" if len(rows) == 1 else "requirements"
    text = f"An MVP would include {inside} of {len(rows)} {noun}"
    if not change.leaves:
        return f"{text}; nothing that is in scope now would be deferred."
    return (
        f"{text}; {len(change.leaves)} of those in scope now would move to the post-MVP backlog, "
        "each with its reason."
    )


@bp.post("/mvp")
@member
def choose(slug: str) -> ResponseReturnValue:
    """Save the rows of this page, or confirm the whole set as it is proposed."""
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
    flash("MVP set confirmed." if command.confirm_rest else "Page saved.", "success")
    if command.confirm_rest and acceptance_waits(access):
        return redirect(url_for("handoff.overview", slug=slug), code=303)
    to = url_for("scope.page", slug=slug, page=form.get("to") or request.args.get("page"))
    return redirect(to, code=303)
