"""Accepting the handoff: what arrived, what is decided, what is missing, and the read-back (W3)."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.gaps import gaps_of
from workbench.design.handoff import ReleaseMode
from workbench.design.kinds import KINDS, Artifact
from workbench.design.mvp import mvp_rows
from workbench.design.scope import scope_of
from workbench.http.database import db
from workbench.review.commands import SetReleaseMode, SignReadBack
from workbench.review.draft.items import count_by_kind, find_item, list_items, load_design
from workbench.review.draft.tracing import traced
from workbench.review.errors import Forbidden, Invalid, NotFound, Refused, invalid_of
from workbench.review.gate.policy import (
    why_not_accept_handoff,
    why_not_edit,
    why_not_import,
    why_not_sign_read_back,
)
from workbench.review.handoff import accepting as actions
from workbench.review.handoff.acceptance import acceptance_of, acceptance_waits
from workbench.review.handoff.read_back_draft import draft_read_back
from workbench.review.handoff.setup_answers import DescribeProduct, describe_product
from workbench.review.handoff.setup_proposals import PROPOSAL_KINDS, setup_proposals
from workbench.review.imports.importing import list_attachments
from workbench.web.handoff.steps import rows_of
from workbench.web.imports.source_preview import words_of_item
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.htmx import request

bp = Blueprint("handoff", __name__, url_prefix="/projects/<slug>/handoff")

_KINDS = frozenset({"endpoint", "webhook", "score", "table"}) | {
    kind.name for kind in KINDS.values() if kind.artifact is Artifact.handoff
}
_GAPS = 12
_PAGE = 100
_ARRIVED = (
    "requirement", "story", "entity", "flow", "screen", "content_type", "feedback_channel",
    "decision", "risk", "assumption",
)  # fmt: skip


@bp.get("")
@member
def overview(slug: str) -> ResponseReturnValue:
    """What was handed over and every step of accepting it."""
    return _overview(slug, errors={})


def _overview(slug: str, *, errors: dict[str, list[str]], refused: Refused | None = None) -> str:
    g.step = Artifact.handoff
    access = load_project(slug)
    design = load_design(db(), access, kinds=_KINDS | PROPOSAL_KINDS)
    acceptance = acceptance_of(db(), access, design=design)
    waiting = acceptance_waits(access)
    gaps = () if waiting else gaps_of(traced(db(), access=access).design)
    setup = find_item(db(), access, "setup", "setup")
    return render_template(
        "handoff/overview.html",
        access=access,
        design=design,
        scope=scope_of(design),
        counts=count_by_kind(db(), access),
        acceptance=acceptance,
        rows=acceptance.rows,
        steps=rows_of(acceptance, slug),
        mvp=mvp_rows(design.requirements) if waiting else (),
        draft=design.handoff.read_back or draft_read_back(design),
        proposals=setup_proposals(design),
        setup_version=setup.version if setup else 0,
        kinds=_ARRIVED,
        waiting=waiting,
        refused=refused,
        gaps=gaps[:_GAPS],
        more_gaps=max(0, len(gaps) - _GAPS),
        attachments=list_attachments(db(), access),
        not_edit=why_not_edit(access, Artifact.handoff),
        not_sign=why_not_sign_read_back(access),
        not_import=why_not_import(access),
        not_accept=why_not_accept_handoff(access),
        not_suggest=why_not_edit(access, Artifact.inventory),
        typed=request.form,
        errors=errors,
    )


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
    flash(f"The release mode is {command.mode.value}.", "success")
    if "scope" in request.form or (command.mode is ReleaseMode.mvp and "here" not in request.form):
        return redirect(url_for("scope.page", slug=slug), code=303)
    return redirect(url_for("handoff.overview", slug=slug), code=303)


@bp.post("/product")
@member
def product(slug: str) -> ResponseReturnValue:
    """Say what is built, or why there is no data dictionary."""
    load_project(slug)
    known = DescribeProduct.model_fields
    told = {name: text for name, text in request.form.items() if name in known}
    try:
        command = DescribeProduct.model_validate(told)
        describe_product(db(), actor=actor(), project=slug, command=command)
    except ValidationError as error:
        return _overview(slug, errors=invalid_of(error).errors), 422
    flash("Kept.", "success")
    return redirect(url_for("handoff.overview", slug=slug), code=303)


@bp.get("/arrived/<kind>")
@member
def arrived(slug: str, kind: str) -> ResponseReturnValue:
    """What was handed down of one kind, in the documents' order."""
    g.step = Artifact.handoff
    access = load_project(slug)
    if kind not in _ARRIVED:
        raise NotFound("kind of item", kind)
    after = request.args.get("after")
    found = list_items(db(), access, kind, after=after, limit=_PAGE + 1)
    return render_template(
        "handoff/arrived.html",
        access=access,
        kind=kind,
        kinds=_ARRIVED,
        counts=count_by_kind(db(), access),
        rows=[(one.key, *words_of_item(one.item)) for one in found[:_PAGE]],
        next=found[_PAGE - 1].key if len(found) > _PAGE else None,
        begun=after is not None,
        not_edit=why_not_edit(access, Artifact.handoff),
    )


@bp.get("/read-back")
@member
def read_back(slug: str) -> ResponseReturnValue:
    """The restatement of intent, from a draft, to correct and sign."""
    return _read_back(slug, errors={})


def _read_back(slug: str, *, errors: dict[str, list[str]], shown: str | None = None) -> str:
    g.step = Artifact.handoff
    access = load_project(slug)
    design = load_design(db(), access, kinds=_KINDS)
    draft = draft_read_back(design)
    signed = design.handoff.read_back
    fresh = "draft" in request.args
    text = request.form.get("text", draft if fresh or not signed else signed)
    return render_template(
        "handoff/read_back.html",
        access=access,
        handoff=design.handoff,
        text=text,
        shown=shown if shown is not None else text,
        differs=bool(signed) and signed != draft and not fresh,
        not_edit=why_not_sign_read_back(access),
        errors=errors,
    )


@bp.post("/read-back")
@member
def sign(slug: str) -> ResponseReturnValue:
    """Sign the restatement of intent, or only look at how it reads."""
    load_project(slug)
    text = request.form.get("text", "")
    if "preview" in request.form or request.htmx:
        if request.htmx:
            return render_template("handoff/_read_back_shown.html", shown=text)
        return _read_back(slug, errors={}, shown=text)
    try:
        command = SignReadBack(text=text)
        actions.sign_read_back(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        errors = error.errors if isinstance(error, Invalid) else invalid_of(error).errors
        return _read_back(slug, errors=errors), 422
    flash("The read-back is signed with your name.", "success")
    return redirect(url_for("handoff.overview", slug=slug), code=303)


@bp.post("/accept")
@member
def accept(slug: str) -> ResponseReturnValue:
    """Accept the handoff, halt with the reasons, or say what remains."""
    load_project(slug)
    try:
        result = actions.accept_handoff(db(), actor=actor(), project=slug)
    except Forbidden:
        raise
    except Refused as error:
        return _overview(slug, errors={}, refused=error), 422
    if result.accepted:
        flash("The handoff is accepted; the design phases are open.", "success")
        return redirect(url_for("handoff.overview", slug=slug), code=303)
    flash("The No-Go check failed: work halts, and the orchestrator is told.", "error")
    return redirect(url_for("handoff.overview", slug=slug, _anchor="check"), code=303)
