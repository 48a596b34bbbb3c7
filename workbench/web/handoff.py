"""Accepting the handoff: scope, No-Go check, read-back, assumptions, set-up answers (W3)."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.handoff import ReleaseMode
from workbench.design.kinds import KINDS, Artifact
from workbench.design.scope import scope_of
from workbench.review import handoff as actions
from workbench.review.commands import SetReleaseMode, SignReadBack
from workbench.review.errors import Invalid, invalid_of
from workbench.review.handoff_draft import draft_read_back
from workbench.review.policy import why_not_accept_handoff, why_not_edit, why_not_import
from workbench.review.rfis import rfis_of
from workbench.store.drafts import count_by_kind, load_design
from workbench.store.imports import list_attachments
from workbench.web.access import actor, load_project, member
from workbench.web.database import db

bp = Blueprint("handoff", __name__, url_prefix="/projects/<slug>")

_KINDS = frozenset(
    {"handoff", "setup", "requirement", "entity", "flow", "screen", "assumption", "decision"}
) | {kind.name for kind in KINDS.values() if kind.artifact is Artifact.handoff}
_SHOWN = 200


@bp.get("/handoff")
@member
def overview(slug: str) -> ResponseReturnValue:
    """What was handed over and every step of accepting it."""
    return _overview(slug, errors={})


def _overview(slug: str, *, errors: dict[str, list[str]]) -> str:
    g.stop = Artifact.handoff
    standing = load_project(slug)
    design = load_design(db(), standing.project.id, kinds=_KINDS)
    scope = scope_of(design)
    page = _number(request.args.get("page"))
    return render_template(
        "handoff/overview.html",
        standing=standing,
        design=design,
        scope=scope,
        counts=count_by_kind(db(), standing.project.id),
        requirements=design.requirements[(page - 1) * _SHOWN : page * _SHOWN],
        page=page,
        pages=-(-len(design.requirements) // _SHOWN),
        rows=actions.check_handoff(db(), standing=standing),
        modes=list(ReleaseMode),
        read_back=design.handoff.read_back or draft_read_back(design),
        questions=rfis_of(db(), standing=standing),
        attachments=list_attachments(db(), standing.project.id),
        not_edit=why_not_edit(standing, Artifact.handoff),
        not_import=why_not_import(standing),
        not_accept=why_not_accept_handoff(standing),
        errors=errors,
    )


@bp.post("/handoff/release-mode")
@member
def release_mode(slug: str) -> ResponseReturnValue:
    """Choose full production or MVP."""
    load_project(slug)
    try:
        command = SetReleaseMode(
            mode=ReleaseMode(request.form.get("mode", "")),
            include_p1=bool(request.form.get("include_p1")),
        )
    except ValueError:
        return _overview(slug, errors={"mode": ["Choose one of the two."]}), 422
    actions.set_release_mode(db(), actor=actor(), project=slug, command=command)
    flash(f"The release mode is {command.mode.value}.", "success")
    return redirect(url_for("handoff.overview", slug=slug, _anchor="scope"), code=303)


@bp.post("/handoff/read-back")
@member
def read_back(slug: str) -> ResponseReturnValue:
    """Sign the restatement of intent."""
    load_project(slug)
    try:
        command = SignReadBack(text=request.form.get("text", ""))
        actions.sign_read_back(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        errors = error.errors if isinstance(error, Invalid) else invalid_of(error).errors
        return _overview(slug, errors=errors), 422
    flash("The read-back is signed with your name.", "success")
    return redirect(url_for("handoff.overview", slug=slug, _anchor="read-back"), code=303)


@bp.post("/handoff/accept")
@member
def accept(slug: str) -> ResponseReturnValue:
    """Accept the handoff, or halt with the reasons."""
    load_project(slug)
    result = actions.accept_handoff(db(), actor=actor(), project=slug)
    if result.accepted:
        flash("The handoff is accepted; the design phases are open.", "success")
        return redirect(url_for("phases.inventory", slug=slug), code=303)
    flash("The No-Go check failed: work halts, and the orchestrator is told.", "error")
    return redirect(url_for("handoff.overview", slug=slug, _anchor="check"), code=303)


def _number(text: str | None) -> int:
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1  # noqa: PLR2004
