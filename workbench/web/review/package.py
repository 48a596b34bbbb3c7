"""Reading a presented package: the overview, its artifacts and its checklist."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workbench.artifacts.overview import Overview
from workbench.design.kinds import Artifact
from workbench.design.package import DecisionRecord
from workbench.http.database import db
from workbench.http.local_worker import second_opinion_waker
from workbench.review.commands import MarkViewed
from workbench.review.discussion.comments import mark_viewed
from workbench.review.errors import NotFound
from workbench.review.gate.approval_blockers import approval_blockers, why_not_revise
from workbench.review.gate.machine import MAX_CYCLES
from workbench.review.gate.policy import why_not_decide
from workbench.review.package.artifact_view import artifact_view
from workbench.review.package.contents import package_of
from workbench.review.package.outline import outline_of
from workbench.review.package.second_opinion import second_opinion_of
from workbench.review.projects.progress_steps import GATE
from workbench.web.review.blueprint import PARTS, bp, revision_context
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.htmx import request
from workbench.web.shell.paging import parse_number


@bp.get("/revisions/<int:number>")
@member
def package(slug: str, number: int) -> ResponseReturnValue:
    """The overview of a revision, with its artifacts to unfold below."""
    return package_page(slug, number)


def package_page(
    slug: str,
    number: int,
    *,
    errors: dict[str, list[str]] | None = None,
    happened: DecisionRecord | None = None,
    stale: str = "",
) -> str:
    """The overview of a revision with the decision panel.

    `errors` are those of the decision form; `happened` and `stale` tell of a decision that
    somebody else made first.
    """
    g.step = GATE
    access = load_project(slug)
    found = package_of(db(), access=access, revision=number)
    return render_template(
        "review/package/index.html",
        access=access,
        package=found,
        overview=Overview(found),
        outline=outline_of(db(), access=access, package=found, parts=PARTS),
        blockers=approval_blockers(db(), access=access),
        not_revise=why_not_revise(access.state),
        not_decide=why_not_decide(access),
        revise_help=_revise_help(access.state.cycle),
        typed=request.form,
        errors=errors or {},
        happened=happened,
        stale=stale,
        **revision_context(access, number),
    )


@bp.get("/revisions/<int:number>/parts/<part>")
@member
def part(slug: str, number: int, part: str) -> ResponseReturnValue:
    """One artifact of a revision, with its changes and comments."""
    g.step = GATE
    access = load_project(slug)
    if part not in list(Artifact):
        raise NotFound("part", part)
    found = package_of(db(), access=access, revision=number)
    chosen = Artifact(part)
    shown = artifact_view(
        db(),
        access=access,
        package=found,
        artifact=chosen,
        page=parse_number(request.args.get("page")) or 1,
        everything=True if request.args.get("all") else None,
        at=_address(request.args.get("at", "")),
    )
    context = {"access": access, "package": found, "part": shown}
    context |= revision_context(access, number)
    if request.htmx:
        return render_template("review/package/_part.html", **context)
    outline = outline_of(db(), access=access, package=found, parts=PARTS)
    return render_template("review/package/part.html", outline=outline, **context)


@bp.post("/revisions/<int:number>/parts/<part>/viewed")
@member
def viewed(slug: str, number: int, part: str) -> ResponseReturnValue:
    """Mark or unmark an artifact as viewed by this person."""
    load_project(slug)
    if part not in list(Artifact):
        raise NotFound("part", part)
    command = MarkViewed(
        artifact=Artifact(part), revision=number, viewed=bool(request.form.get("viewed"))
    )
    mark_viewed(db(), actor=actor(), project=slug, command=command)
    if request.htmx:
        return "", 204
    flash("Marked as viewed." if command.viewed else "Mark removed.", "success")
    return redirect(url_for("review.package", slug=slug, number=number), code=303)


@bp.get("/revisions/<int:number>/checklist")
@member
def checklist(slug: str, number: int) -> ResponseReturnValue:
    """The gate checklist as computed for the revision, with its waivers."""
    g.step = GATE
    access = load_project(slug)
    found = package_of(db(), access=access, revision=number)
    whole = not request.htmx
    opinion = second_opinion_of(db(), access=access, number=number)
    if opinion.needs_worker:
        second_opinion_waker()()
    return render_template(
        "review/package/checklist.html" if whole else "review/package/_checklist.html",
        access=access,
        package=found,
        overview=Overview(found),
        second_opinion=opinion,
        outline=outline_of(db(), access=access, package=found, parts=PARTS) if whole else None,
        **revision_context(access, number),
    )


def _revise_help(cycle: int) -> str:
    """What a further REVISE leads to, after `cycle` of them."""
    if cycle + 1 >= MAX_CYCLES:
        return f"Revision {MAX_CYCLES} of {MAX_CYCLES}: it goes to the orchestrator."
    return (
        f"Only flagged artifacts can be edited. Revision {cycle + 1} of {MAX_CYCLES}; "
        "the third goes to the orchestrator."
    )


def _address(text: str) -> tuple[str, str] | None:
    """Kind and key of the item in the query parameter `at`."""
    kind, _, key = text.partition(" ")
    return (kind, key) if key else None
