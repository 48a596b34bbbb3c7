"""Conversations about parts of a design: begun at their place, answered, resolved (W8)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.kinds import KINDS
from workbench.http.database import db
from workbench.review.commands import AddComment, AnswerComment, ResolveComment
from workbench.review.discussion import comments
from workbench.review.discussion.comments import Said, comments_of
from workbench.review.errors import Invalid, NotFound, Refused, invalid_of
from workbench.review.projects.access import ProjectAccess
from workbench.web.review.comment_permissions import talk_of
from workbench.web.review.package import number_in
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.htmx import request
from workbench.web.shell.links import item_url
from workbench.web.shell.safe_redirect import safe_redirect_target

bp = Blueprint("comments", __name__, url_prefix="/projects/<slug>/comments")

#: Conversations on one page.
_SHOWN = 50
_WRAPS = frozenset({"row", "block"})


@bp.get("")
@member
def index(slug: str) -> ResponseReturnValue:
    """Every conversation, the unresolved ones first."""
    access = load_project(slug)
    found = comments_of(db(), access=access)
    show = request.args.get("show", "open")
    chosen = [one for one in found if one.open == (show != "resolved")]
    pages = max(1, -(-len(chosen) // _SHOWN))
    page = min(number_in(request.args.get("page")) or 1, pages)
    return render_template(
        "review/comments/index.html",
        access=access,
        talk=talk_of(access),
        shown=chosen[(page - 1) * _SHOWN : page * _SHOWN],
        places={one.id: place_of(access, one) for one in chosen},
        opened=sum(one.open for one in found),
        resolved=sum(not one.open for one in found),
        show=show,
        page=page,
        pages=pages,
        total=len(chosen),
    )


@bp.get("/<int:number>")
@member
def show(slug: str, number: int) -> ResponseReturnValue:
    """One conversation, under an address that stays."""
    access = load_project(slug)
    said = _get(access, number)
    return render_template(
        "review/comments/show.html",
        access=access,
        talk=talk_of(access),
        said=said,
        place=place_of(access, said),
    )


@bp.get("/new")
@member
def new(slug: str) -> ResponseReturnValue:
    """The form for a comment on one part of the design."""
    return _form(slug, errors={})


@bp.post("")
@member
def add(slug: str) -> ResponseReturnValue:
    """Begin a conversation."""
    load_project(slug)
    form = request.form
    try:
        command = AddComment(
            kind=form.get("kind", ""),
            item=form.get("item", ""),
            pointer=form.get("pointer", ""),
            text=form.get("text", ""),
            must_fix=bool(form.get("must_fix")),
        )
        made = comments.add_comment(db(), actor=actor(), project=slug, command=command)
    except ValidationError as error:
        return _form(slug, errors=invalid_of(error).errors), 422
    except Refused as error:
        return _form(slug, errors={"": [error.reason]}), 422
    return _answer(slug, made.id)


@bp.post("/<int:number>/answers")
@member
def answer(slug: str, number: int) -> ResponseReturnValue:
    """Answer a conversation."""
    load_project(slug)
    try:
        command = AnswerComment(comment=number, text=request.form.get("text", ""))
        comments.answer_comment(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid):
        return _answer(slug, number, error="Write something before you send it.")
    return _answer(slug, number)


@bp.post("/<int:number>/resolved")
@member
def resolve(slug: str, number: int) -> ResponseReturnValue:
    """End a conversation; what was typed beside the button goes with it as the last word."""
    load_project(slug)
    text = request.form.get("text", "")
    if text.strip():
        last = AnswerComment(comment=number, text=text)
        comments.answer_comment(db(), actor=actor(), project=slug, command=last)
    command = ResolveComment(comment=number)
    comments.resolve_comment(db(), actor=actor(), project=slug, command=command)
    return _answer(slug, number)


@bp.post("/<int:number>/reopened")
@member
def reopen(slug: str, number: int) -> ResponseReturnValue:
    """Open a conversation again."""
    load_project(slug)
    command = ResolveComment(comment=number, resolved=False)
    comments.resolve_comment(db(), actor=actor(), project=slug, command=command)
    return _answer(slug, number)


def place_of(access: ProjectAccess, said: Said) -> str:
    """Address of what a comment is about: in the newest revision, else in the draft."""
    slug = access.project.slug
    if access.state.revision and said.kind in KINDS:
        return url_for(
            "review.part",
            slug=slug,
            number=access.state.revision,
            part=KINDS[said.kind].artifact.value,
            at=f"{said.kind} {said.item}",
            _anchor=f"comment-{said.id}",
        )
    return item_url(slug, said.kind, said.item, said.pointer)


def _form(slug: str, *, errors: dict[str, list[str]]) -> str:
    access = load_project(slug)
    sent = request.values
    kind, item = sent.get("kind", ""), sent.get("item", "")
    if kind not in KINDS or not item:
        raise NotFound("part of the design", f"{kind} {item}".strip())
    wrap = sent.get("wrap", "")
    return render_template(
        "review/comments/_form.html" if request.htmx else "review/comments/new.html",
        access=access,
        talk=talk_of(access),
        kind=kind,
        item=item,
        pointer=sent.get("pointer", ""),
        wrap=wrap if wrap in _WRAPS else "block",
        span=number_in(sent.get("span")) or 1,
        back=safe_redirect_target(sent.get("back", "")),
        text=request.form.get("text", ""),
        must_fix=bool(request.form.get("must_fix")),
        errors=errors,
    )


def _answer(slug: str, number: int, error: str = "") -> ResponseReturnValue:
    """The conversation as it is now: its part of the page, or the page it came from."""
    access = load_project(slug)
    said = _get(access, number)
    if request.htmx:
        wrap = request.form.get("wrap", "")
        return render_template(
            "review/comments/_said.html",
            access=access,
            talk=talk_of(access),
            said=said,
            wrap=wrap if wrap in _WRAPS else "",
            span=number_in(request.form.get("span")) or 1,
            back="",
            error=error,
        ), 422 if error else 200
    if error:
        flash(error, "error")
    back = safe_redirect_target(request.values.get("back", ""))
    anchor = f"comment-{said.id}"
    address = f"{back.partition('#')[0]}#{anchor}" if back else ""
    target = address or url_for("comments.show", slug=slug, number=said.id, _anchor=anchor)
    return redirect(target, code=303)


def _get(access: ProjectAccess, number: int) -> Said:
    for one in comments_of(db(), access=access):
        if one.id == number or any(answer.id == number for answer in one.answers):
            return one
    raise NotFound("comment", number)
