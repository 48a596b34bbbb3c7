"""Comments on parts of a design: added in context, answered, resolved, reopened."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.kinds import KINDS
from workbench.http.database import db
from workbench.review.commands import AddComment, AnswerComment, ResolveComment
from workbench.review.discussion import comments
from workbench.review.discussion.comments import CommentView, comments_of
from workbench.review.errors import Invalid, NotFound, Refused, invalid_of
from workbench.review.projects.access import ProjectAccess
from workbench.web.review.comment_permissions import comment_permissions
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.htmx import request
from workbench.web.shell.links import item_url
from workbench.web.shell.paging import parse_number, requested_page
from workbench.web.shell.safe_redirect import safe_redirect_target

bp = Blueprint("comments", __name__, url_prefix="/projects/<slug>/comments")

#: Conversations on one page.
_PAGE = 50
#: Elements that a comment is wrapped in: a table row, or a block.
_WRAPS = frozenset({"row", "block"})


@bp.get("")
@member
def index(slug: str) -> ResponseReturnValue:
    """The unresolved conversations, or the resolved ones."""
    access = load_project(slug)
    found = comments_of(db(), access=access)
    show = request.args.get("show", "open")
    page = requested_page(
        [comment for comment in found if comment.open == (show != "resolved")], size=_PAGE
    )
    return render_template(
        "review/comments/index.html",
        access=access,
        commenting=comment_permissions(access),
        page=page,
        places={comment.id: context_url(access, comment) for comment in page.rows},
        unresolved=sum(comment.open for comment in found),
        resolved=sum(not comment.open for comment in found),
        show=show,
    )


@bp.get("/<int:number>")
@member
def show(slug: str, number: int) -> ResponseReturnValue:
    """One conversation on its own page."""
    access = load_project(slug)
    comment = _get(access, number)
    return render_template(
        "review/comments/show.html",
        access=access,
        commenting=comment_permissions(access),
        comment=comment,
        place=context_url(access, comment),
    )


@bp.get("/new")
@member
def new(slug: str) -> ResponseReturnValue:
    """The form for a comment on one part of the design."""
    return _form(slug, errors={})


@bp.post("")
@member
def add(slug: str) -> ResponseReturnValue:
    """Add a comment."""
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
        added = comments.add_comment(db(), actor=actor(), project=slug, command=command)
    except ValidationError as error:
        return _form(slug, errors=invalid_of(error).errors), 422
    except Refused as error:
        return _form(slug, errors={"": [error.reason]}), 422
    return _show_again(slug, added.id)


@bp.post("/<int:number>/answers")
@member
def answer(slug: str, number: int) -> ResponseReturnValue:
    """Answer a comment."""
    load_project(slug)
    try:
        command = AnswerComment(comment=number, text=request.form.get("text", ""))
        comments.answer_comment(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid):
        return _show_again(slug, number, error="Enter an answer.")
    return _show_again(slug, number)


@bp.post("/<int:number>/resolved")
@member
def resolve(slug: str, number: int) -> ResponseReturnValue:
    """Resolve a comment; text typed beside the button becomes its last answer."""
    load_project(slug)
    text = request.form.get("text", "")
    if text.strip():
        reply = AnswerComment(comment=number, text=text)
        comments.answer_comment(db(), actor=actor(), project=slug, command=reply)
    command = ResolveComment(comment=number)
    comments.resolve_comment(db(), actor=actor(), project=slug, command=command)
    return _show_again(slug, number)


@bp.post("/<int:number>/reopened")
@member
def reopen(slug: str, number: int) -> ResponseReturnValue:
    """Reopen a resolved comment."""
    load_project(slug)
    command = ResolveComment(comment=number, resolved=False)
    comments.resolve_comment(db(), actor=actor(), project=slug, command=command)
    return _show_again(slug, number)


def context_url(access: ProjectAccess, comment: CommentView) -> str:
    """Address of what a comment is about: in the newest revision, else in the draft."""
    slug = access.project.slug
    if access.state.revision and comment.kind in KINDS:
        return url_for(
            "review.part",
            slug=slug,
            number=access.state.revision,
            part=KINDS[comment.kind].artifact.value,
            at=f"{comment.kind} {comment.item}",
            _anchor=f"comment-{comment.id}",
        )
    return item_url(slug, comment.kind, comment.item, comment.pointer)


def _form(slug: str, *, errors: dict[str, list[str]]) -> str:
    access = load_project(slug)
    values = request.values
    kind, item = values.get("kind", ""), values.get("item", "")
    if kind not in KINDS or not item:
        raise NotFound("part of the design", f"{kind} {item}".strip())
    wrap = values.get("wrap", "")
    return render_template(
        "review/comments/_form.html" if request.htmx else "review/comments/new.html",
        access=access,
        commenting=comment_permissions(access),
        kind=kind,
        item=item,
        pointer=values.get("pointer", ""),
        wrap=wrap if wrap in _WRAPS else "block",
        span=parse_number(values.get("span")) or 1,
        back=safe_redirect_target(values.get("back", "")),
        text=request.form.get("text", ""),
        must_fix=bool(request.form.get("must_fix")),
        errors=errors,
    )


def _show_again(slug: str, number: int, error: str = "") -> ResponseReturnValue:
    """The conversation after a change: the part of the page for htmx, else a redirect."""
    access = load_project(slug)
    comment = _get(access, number)
    if request.htmx:
        wrap = request.form.get("wrap", "")
        return render_template(
            "review/comments/_conversation.html",
            access=access,
            commenting=comment_permissions(access),
            comment=comment,
            wrap=wrap if wrap in _WRAPS else "",
            span=parse_number(request.form.get("span")) or 1,
            back="",
            error=error,
        ), 422 if error else 200
    if error:
        flash(error, "error")
    back = safe_redirect_target(request.values.get("back", ""))
    anchor = f"comment-{comment.id}"
    address = f"{back.partition('#')[0]}#{anchor}" if back else ""
    target = address or url_for("comments.show", slug=slug, number=comment.id, _anchor=anchor)
    return redirect(target, code=303)


def _get(access: ProjectAccess, number: int) -> CommentView:
    for comment in comments_of(db(), access=access):
        if number in {comment.id, *(answer.id for answer in comment.answers)}:
            return comment
    raise NotFound("comment", number)
