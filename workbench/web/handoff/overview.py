"""The handoff page: its contents and the acceptance steps."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.design import Design
from workbench.design.gaps import Gap, gaps_of
from workbench.design.handoff import ReleaseMode
from workbench.design.kinds import Artifact
from workbench.design.mvp import mvp_rows
from workbench.design.scope import scope_of
from workbench.http.database import db
from workbench.review.commands import SetReleaseMode
from workbench.review.draft.items import count_by_kind, find_item, load_design
from workbench.review.draft.tracing import traced
from workbench.review.errors import Forbidden, Refused, invalid_of
from workbench.review.gate.machine import Stage
from workbench.review.gate.policy import (
    why_not_accept_handoff,
    why_not_edit,
    why_not_import,
    why_not_sign_read_back,
)
from workbench.review.handoff import accepting as actions
from workbench.review.handoff.acceptance import acceptance_of, acceptance_waits, release_words
from workbench.review.handoff.no_go_check import CHECKED_KINDS
from workbench.review.handoff.read_back_draft import draft_read_back
from workbench.review.handoff.setup_answers import DescribeProduct, describe_product
from workbench.review.handoff.setup_proposals import PROPOSAL_KINDS, setup_proposals
from workbench.review.imports.importing import list_attachments
from workbench.review.projects.access import ProjectAccess
from workbench.sql.dialect import DIALECT_TITLES
from workbench.web.handoff.contents import CONTENT_KINDS
from workbench.web.handoff.steps import rows_of
from workbench.web.shell.access import actor, load_project, member

bp = Blueprint("handoff", __name__, url_prefix="/projects/<slug>/handoff")

#: Requirements without an endpoint that are listed.
_GAPS = 12
#: The link to the next phase, by the stage in which it is shown.
_DESIGN_LINKS = {Stage.accepted: "Design the endpoints", Stage.in_design: "Continue the design"}


@bp.get("")
@member
def overview(slug: str) -> ResponseReturnValue:
    """The contents of the handoff and the acceptance steps."""
    return _overview(slug, errors={})


def _overview(slug: str, *, errors: dict[str, list[str]], refused: Refused | None = None) -> str:
    g.step = Artifact.handoff
    access = load_project(slug)
    design = load_design(db(), access, kinds=CHECKED_KINDS | PROPOSAL_KINDS)
    waiting = acceptance_waits(access)
    gaps: tuple[Gap, ...] = () if waiting else gaps_of(traced(db(), access=access).design)
    return render_template(
        "handoff/overview/index.html",
        access=access,
        design=design,
        scope=scope_of(design),
        counts=count_by_kind(db(), access),
        kinds=CONTENT_KINDS,
        gaps=gaps[:_GAPS],
        more_gaps=max(0, len(gaps) - _GAPS),
        attachments=list_attachments(db(), access),
        mode_text=_mode_text(design),
        refused=refused,
        typed=request.form,
        errors=errors,
        **_acceptance(access, design, waiting=waiting),
        **_permissions(access),
    )


def _acceptance(access: ProjectAccess, design: Design, *, waiting: bool) -> dict[str, Any]:
    """The acceptance steps, and what their forms need."""
    acceptance = acceptance_of(db(), access, design=design)
    setup = find_item(db(), access, "setup", "setup")
    return {
        "acceptance": acceptance,
        "rows": acceptance.rows,
        "failing": [row for row in acceptance.rows if not row.passed],
        "steps": rows_of(acceptance, access.project.slug),
        "waiting": waiting,
        "mvp": mvp_rows(design.requirements) if waiting else (),
        "draft": design.handoff.read_back or draft_read_back(design),
        "proposals": setup_proposals(design),
        "databases": tuple(DIALECT_TITLES.items()),
        "setup_version": setup.version if setup else 0,
    }


def _permissions(access: ProjectAccess) -> dict[str, Any]:
    """What this person may not do here, each with the reason, and the link to the next phase."""
    may_design = why_not_edit(access, Artifact.inventory) is None
    return {
        "not_edit": why_not_edit(access, Artifact.handoff),
        "not_sign": why_not_sign_read_back(access),
        "not_import": why_not_import(access),
        "not_accept": why_not_accept_handoff(access),
        "not_suggest": not may_design,
        "design_link": _DESIGN_LINKS.get(access.state.stage, "") if may_design else "",
    }


def _mode_text(design: Design) -> str:
    mode = design.handoff.release_mode
    return release_words(mode, include_p1=design.handoff.include_p1) if mode else "not set"


@bp.post("/release-mode")
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
    flash(f"Release mode set to {command.mode.value}.", "success")
    if "scope" in request.form or (command.mode is ReleaseMode.mvp and "here" not in request.form):
        return redirect(url_for("scope.page", slug=slug), code=303)
    return redirect(url_for("handoff.overview", slug=slug), code=303)


@bp.post("/product")
@member
def product(slug: str) -> ResponseReturnValue:
    """Describe the product, or state why there is no data dictionary."""
    load_project(slug)
    known = DescribeProduct.model_fields
    fields = {name: text for name, text in request.form.items() if name in known}
    try:
        command = DescribeProduct.model_validate(fields)
        describe_product(db(), actor=actor(), project=slug, command=command)
    except ValidationError as error:
        return _overview(slug, errors=invalid_of(error).errors), 422
    flash("Saved.", "success")
    return redirect(url_for("handoff.overview", slug=slug), code=303)


@bp.post("/accept")
@member
def accept(slug: str) -> ResponseReturnValue:
    """Accept the handoff, halt with the reasons, or list the remaining steps."""
    load_project(slug)
    try:
        result = actions.accept_handoff(db(), actor=actor(), project=slug)
    except Forbidden:
        raise
    except Refused as error:
        return _overview(slug, errors={}, refused=error), 422
    if result.accepted:
        flash("Handoff accepted. The design phases are open.", "success")
        return redirect(url_for("handoff.overview", slug=slug), code=303)
    message = "The No-Go check failed. Work is halted, and the orchestrator has been notified."
    flash(message, "error")
    return redirect(url_for("handoff.overview", slug=slug, _anchor="check"), code=303)
