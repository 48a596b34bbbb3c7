"""Triage of inherited assumptions, one row at a time."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.handoff import Assumption, AssumptionStatus
from workbench.design.kinds import Artifact
from workbench.http.database import db
from workbench.review.draft.items import StoredItem, list_items
from workbench.review.errors import invalid_of
from workbench.review.gate.policy import why_not_edit
from workbench.review.handoff.assumption_triage import (
    TriageAssumption,
    affects_of,
    triage_assumption,
)
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.htmx import request
from workbench.web.shell.links import dom_id

bp = Blueprint("assumptions", __name__, url_prefix="/projects/<slug>/assumptions")

_PAGE = 100


@bp.get("")
@member
def index(slug: str) -> ResponseReturnValue:
    """All assumptions, with what each affects if it is wrong."""
    return _index(slug, errors={})


def _index(slug: str, *, errors: dict[str, dict[str, list[str]]]) -> str:
    g.step = Artifact.handoff
    access = load_project(slug)
    after = request.args.get("after")
    found = list_items(db(), access, "assumption", after=after, limit=_PAGE + 1)
    shown = found[:_PAGE]
    return render_template(
        "handoff/assumptions/index.html",
        access=access,
        rows=[_row(stored) for stored in shown],
        next=shown[-1].key if len(found) > _PAGE else None,
        begun=after is not None,
        statuses=[status.value for status in AssumptionStatus],
        not_edit=why_not_edit(access, Artifact.handoff),
        errors=errors,
    )


@bp.post("/triage")
@member
def triage(slug: str) -> ResponseReturnValue:
    """Save what an assumption affects."""
    access = load_project(slug)
    form = request.form
    key = form.get("key", "")
    try:
        command = TriageAssumption.model_validate(
            {
                "key": key,
                "affects": form.get("affects", ""),
                "status": form.get("state", "open"),
                "answer": form.get("answer", ""),
                "expected_version": form.get("version", ""),
            }
        )
    except ValidationError as error:
        return _index(slug, errors={key: invalid_of(error).errors}), 422
    stored = triage_assumption(db(), actor=actor(), project=slug, command=command)
    if request.htmx:
        return render_template(
            "handoff/assumptions/_assumption.html",
            row=_row(stored),
            access=access,
            statuses=[status.value for status in AssumptionStatus],
            not_edit=None,
            errors={},
            focus=True,
        )
    flash(f"{key} saved.", "success")
    to = url_for("assumptions.index", slug=slug, after=form.get("after") or None)
    return redirect(f"{to}#{dom_id('assumption', key)}", code=303)


def _row(stored: StoredItem) -> dict[str, object]:
    item = stored.item
    assert isinstance(item, Assumption)  # noqa: S101 - the kind of the row says so
    return {
        "id": dom_id("assumption", stored.key),
        "item": item,
        "version": stored.version,
        "affects": affects_of(item),
    }
