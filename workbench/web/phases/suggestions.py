"""Suggested endpoints, each with its reasons, to add to the inventory or to dismiss."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.handoff import ApiStyle
from workbench.design.kinds import Artifact
from workbench.http.database import db
from workbench.review.draft.items import find_last_write
from workbench.review.draft.tracing import traced
from workbench.review.errors import Invalid, invalid_of
from workbench.review.gate.policy import why_not_edit
from workbench.review.generate.suggestions import (
    AddSuggestions,
    DismissSuggestion,
    add_suggestions,
    dismiss_suggestion,
    list_suggestions,
)
from workbench.web.shell.access import actor, load_project, member

bp = Blueprint("suggestions", __name__, url_prefix="/projects/<slug>/suggestions")

_PAGE = 100


@bp.get("")
@member
def index(slug: str) -> ResponseReturnValue:
    """Endpoints that the documents ask for and the inventory lacks."""
    return _index(slug, errors={})


def _index(slug: str, *, errors: dict[str, list[str]]) -> str:
    g.step = Artifact.inventory
    access = load_project(slug)
    design = traced(db(), access=access).design
    found = list_suggestions(db(), access=access, design=design)
    not_edit = why_not_edit(access, Artifact.inventory)
    kinds = frozenset({"endpoint"})
    last = find_last_write(db(), access, kinds=kinds)
    return render_template(
        "phases/suggestions/page.html",
        access=access,
        setup=design.setup,
        needed=found.needed[:_PAGE],
        needed_total=len(found.needed),
        more=found.more[:_PAGE],
        more_total=len(found.more),
        dismissed=found.dismissed[:_PAGE],
        dismissed_total=len(found.dismissed),
        unserved=found.unserved[:_PAGE],
        unserved_total=len(found.unserved),
        there=len(design.endpoints),
        requirements=len(design.requirements),
        dictionary=bool(design.entities),
        graphql=design.setup.api_style is ApiStyle.graphql,
        not_edit=not_edit,
        last_write=last if not_edit is None else None,
        chosen=set(request.form.getlist("key")),
        errors=errors,
    )


@bp.post("")
@member
def take(slug: str) -> ResponseReturnValue:
    """Add the selected endpoints to the inventory in one change; or dismiss one of them."""
    load_project(slug)
    form = request.form
    try:
        if "leave" in form or "back" in form:
            key = form.get("leave") or form.get("back", "")
            command = DismissSuggestion(key=key, dismissed="leave" in form)
            dismiss_suggestion(db(), actor=actor(), project=slug, command=command)
            flash(f"{key} dismissed." if command.dismissed else f"{key} restored.", "success")
        else:
            _take(slug)
    except (ValidationError, Invalid) as error:
        errors = error.errors if isinstance(error, Invalid) else invalid_of(error).errors
        return _index(slug, errors=errors), 422
    return redirect(url_for("suggestions.index", slug=slug), code=303)


def _take(slug: str) -> None:
    form = request.form
    single = form.get("one", "")
    command = AddSuggestions(
        keys=(single,) if single else tuple(form.getlist("key")), everything="all" in form
    )
    done = add_suggestions(db(), actor=actor(), project=slug, command=command)
    endpoints = "1 endpoint" if done.added == 1 else f"{done.added} endpoints"
    flash(f"Added {endpoints} to the inventory.", "success")
