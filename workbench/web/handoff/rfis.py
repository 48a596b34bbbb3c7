"""Questions about the handoff: asked, assigned, answered, escalated."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.http.database import db
from workbench.review.commands import AnswerRfi, AssignRfi, EscalateRfi, RaiseRfi
from workbench.review.discussion import rfis as actions
from workbench.review.draft.items import list_keys
from workbench.review.errors import Invalid, Refused, invalid_of
from workbench.review.gate.policy import why_not_ask
from workbench.review.projects.access import ProjectAccess, Role
from workbench.review.projects.projects import list_members_of
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.paging import parse_number, requested_page

bp = Blueprint("rfis", __name__, url_prefix="/projects/<slug>/questions")

#: Questions on one page.
_PAGE = 50
#: Names of each kind that the fields suggest.
_SUGGESTED = 100
_LONGEST = 600
_Errors = dict[str, list[str]]


@bp.get("")
@member
def index(slug: str) -> ResponseReturnValue:
    """All questions, unanswered ones first, each with the actions on it."""
    return _index(slug)


@bp.post("")
@member
def ask(slug: str) -> ResponseReturnValue:
    """Ask a question about the handoff."""
    access = load_project(slug)
    form = request.form

    def act() -> int:
        kind, item = _item_in(access, "about")
        command = RaiseRfi(
            question=form.get("question", ""),
            kind=kind,
            item=item,
            owner=parse_number(form.get("owner")),
        )
        return actions.raise_rfi(db(), actor=actor(), project=slug, command=command).number

    return _act(slug, "ask", act, "Question asked.")


@bp.post("/<int:number>/answer")
@member
def answer(slug: str, number: int) -> ResponseReturnValue:
    """Answer in writing, or by citing the item that answers the question."""
    access = load_project(slug)

    def act() -> int:
        kind, item = _item_in(access, "item")
        text = request.form.get("answer", "")
        command = AnswerRfi(number=number, answer=text, kind=kind, item=item)
        actions.answer_rfi(db(), actor=actor(), project=slug, command=command)
        return number

    return _act(slug, f"rfi-{number}", act, f"Question {number} answered.")


@bp.post("/<int:number>/owner")
@member
def assign(slug: str, number: int) -> ResponseReturnValue:
    """Assign the answer to a project member."""

    def act() -> int:
        command = AssignRfi(number=number, owner=parse_number(request.form.get("owner")))
        actions.assign_rfi(db(), actor=actor(), project=slug, command=command)
        return number

    return _act(slug, f"rfi-{number}", act, f"Question {number} assigned.")


@bp.post("/<int:number>/escalation")
@member
def escalate(slug: str, number: int) -> ResponseReturnValue:
    """Escalate a question to the orchestrators."""

    def act() -> int:
        command = EscalateRfi(number=number)
        actions.escalate_rfi(db(), actor=actor(), project=slug, command=command)
        return number

    return _act(slug, f"rfi-{number}", act, f"Question {number} escalated.")


def _index(slug: str, *, form: str = "", errors: _Errors | None = None) -> str:
    access = load_project(slug)
    found = actions.rfis_of(db(), access=access)
    ordered = sorted(
        found, key=lambda question: (question.row.answered_at is not None, question.row.number)
    )
    members = list_members_of(db(), access=access)
    return render_template(
        "handoff/rfis/index.html",
        access=access,
        page=requested_page(ordered, size=_PAGE),
        unanswered=sum(question.row.answered_at is None for question in found),
        people=[(member.person.id, member.person.name) for member in members],
        not_ask=why_not_ask(access),
        orchestrates=access.has(Role.orchestrator),
        typed=request.form,
        form=form,
        errors=errors or {},
        suggested=_suggested_names(access),
    )


def _act(slug: str, form: str, act: Callable[[], int], success: str) -> ResponseReturnValue:
    """Run an action on a question; if it fails, show the page with the error at its form."""
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
    flash(success, "success")
    return redirect(url_for("rfis.index", slug=slug, _anchor=f"rfi-{number}"), code=303)


def _item_in(access: ProjectAccess, field: str) -> tuple[str, str]:
    """Kind and key of the item named in a field, both empty for an empty field.

    Raises Invalid at that field where the project has no such item.
    """
    text = request.form.get(field, "").strip()[:_LONGEST]
    if not text:
        return "", ""
    found = actions.find_named_item(db(), access=access, text=text)
    if found is None:
        message = f"There is no '{text}' in this project. Enter a name such as FR-001 or Order."
        raise Invalid({field: [message]})
    return found


def _suggested_names(access: ProjectAccess) -> list[str]:
    """Names of items that a question can be about, some of each kind."""
    kinds = ("requirement", "story", "entity", "flow", "screen", "assumption")
    return [key for kind in kinds for key in list_keys(db(), access, kind)[:_SUGGESTED]]
