"""Questions about the handoff: asked, assigned, answered, escalated (W3.4)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.kinds import KINDS
from workbench.http.database import db
from workbench.review.commands import AnswerRfi, AssignRfi, EscalateRfi, RaiseRfi
from workbench.review.discussion import rfis as actions
from workbench.review.draft.items import find_item, list_keys
from workbench.review.errors import Invalid, Refused, invalid_of
from workbench.review.gate.policy import why_not_ask
from workbench.review.projects.access import ProjectAccess, Role
from workbench.review.projects.projects import list_members_of
from workbench.web.review.package import number_in
from workbench.web.shell.access import actor, load_project, member

bp = Blueprint("rfis", __name__, url_prefix="/projects/<slug>/questions")

_SHOWN = 50
_OFFERED = 100
_LONGEST = 600
_Errors = dict[str, list[str]]


@bp.get("")
@member
def index(slug: str) -> ResponseReturnValue:
    """Every question, the unanswered ones first, each with what can be done about it."""
    return _index(slug)


@bp.post("")
@member
def ask(slug: str) -> ResponseReturnValue:
    """Ask something about the handoff."""
    access = load_project(slug)
    form = request.form

    def act() -> int:
        kind, item = _item_of(access, form.get("about", ""), "about")
        command = RaiseRfi(
            question=form.get("question", ""),
            kind=kind,
            item=item,
            owner=number_in(form.get("owner")),
        )
        return actions.raise_rfi(db(), actor=actor(), project=slug, command=command).number

    return _act(slug, "ask", act, "The question is asked.")


@bp.post("/<int:number>/answer")
@member
def answer(slug: str, number: int) -> ResponseReturnValue:
    """Answer in words, or by the item where the answer stands."""
    access = load_project(slug)
    form = request.form

    def act() -> int:
        kind, item = _item_of(access, form.get("item", ""), "item")
        text = form.get("answer", "")
        command = AnswerRfi(number=number, answer=text, kind=kind, item=item)
        actions.answer_rfi(db(), actor=actor(), project=slug, command=command)
        return number

    return _act(slug, f"rfi-{number}", act, f"Question {number} is answered.")


@bp.post("/<int:number>/owner")
@member
def assign(slug: str, number: int) -> ResponseReturnValue:
    """Say who owes the answer."""

    def act() -> int:
        command = AssignRfi(number=number, owner=number_in(request.form.get("owner")))
        actions.assign_rfi(db(), actor=actor(), project=slug, command=command)
        return number

    return _act(slug, f"rfi-{number}", act, f"Question {number} is assigned.")


@bp.post("/<int:number>/escalation")
@member
def escalate(slug: str, number: int) -> ResponseReturnValue:
    """Hand a question to the orchestrator."""

    def act() -> int:
        command = EscalateRfi(number=number)
        actions.escalate_rfi(db(), actor=actor(), project=slug, command=command)
        return number

    return _act(slug, f"rfi-{number}", act, f"Question {number} is escalated.")


def _index(slug: str, *, form: str = "", errors: _Errors | None = None) -> str:
    access = load_project(slug)
    found = actions.rfis_of(db(), access=access)
    chosen = sorted(found, key=lambda one: (one.row.answered_at is not None, one.row.number))
    pages = max(1, -(-len(chosen) // _SHOWN))
    page = min(number_in(request.args.get("page")) or 1, pages)
    return render_template(
        "handoff/rfis/index.html",
        access=access,
        shown=chosen[(page - 1) * _SHOWN : page * _SHOWN],
        unanswered=sum(one.row.answered_at is None for one in found),
        members=list_members_of(db(), access=access),
        not_ask=why_not_ask(access),
        orchestrates=access.has(Role.orchestrator),
        page=page,
        pages=pages,
        total=len(found),
        typed=request.form,
        form=form,
        errors=errors or {},
        offered=_offered(access),
    )


def _act(slug: str, form: str, act: Callable[[], int], done: str) -> ResponseReturnValue:
    load_project(slug)
    try:
        number = act()
    except (ValidationError, Invalid) as error:
        db().rollback()
        errors = error.errors if isinstance(error, Invalid) else invalid_of(error).errors
        return _index(slug, form=form, errors=errors), 422
    except Refused as error:
        db().rollback()
        return _index(slug, form=form, errors={"": [error.reason]}), 422
    flash(done, "success")
    return redirect(url_for("rfis.index", slug=slug, _anchor=f"rfi-{number}"), code=303)


def _item_of(access: ProjectAccess, text: str, field: str) -> tuple[str, str]:
    """What was typed as kind and key: `FR-001`, or `table orders` where names alone could mislead.

    Nothing for nothing. A name alone is that of the first kind that has it, in the order in which
    people work. Raises Invalid where nothing has it.
    """
    text = text.strip()[:_LONGEST]
    if not text:
        return "", ""
    kind, _, key = text.partition(" ")
    if kind in KINDS and key.strip():
        return kind, key.strip()
    named = next((one for one in KINDS if find_item(db(), access, one, text)), "")
    if not named:
        raise Invalid({field: [f"There is no '{text}' here. Write its name, such as {_EXAMPLE}."]})
    return named, text


def _offered(access: ProjectAccess) -> list[str]:
    """Names of what a question can be about."""
    kinds = ("requirement", "story", "entity", "flow", "screen", "assumption")
    return [key for kind in kinds for key in list_keys(db(), access, kind)[:_OFFERED]]


_EXAMPLE = "FR-001 or 'entity Order'"
