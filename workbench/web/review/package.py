"""Reading what was presented: the package, its artifacts, what changed, what happened (W7)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workbench.artifacts.overview import Overview
from workbench.design.kinds import ARTIFACT_TITLES, KINDS, Artifact
from workbench.design.package import DecisionRecord, Impact
from workbench.diff.compare import verdict
from workbench.http.database import db
from workbench.review.commands import MarkViewed
from workbench.review.discussion.comments import mark_viewed
from workbench.review.errors import NotFound
from workbench.review.gate.approval_blockers import approval_blockers, why_not_revise
from workbench.review.gate.history import history
from workbench.review.gate.machine import MAX_CYCLES, Stage
from workbench.review.gate.policy import why_not_decide
from workbench.review.package.artifact_view import artifact_view
from workbench.review.package.contents import (
    changes_since,
    get_revision,
    list_revisions,
    package_of,
)
from workbench.review.package.outline import outline_of
from workbench.review.projects.access import ProjectAccess
from workbench.review.projects.progress_steps import GATE
from workbench.web.review import labels
from workbench.web.review.comment_permissions import talk_of
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.htmx import request

bp = Blueprint("review", __name__, url_prefix="/projects/<slug>")
labels.install(bp)

#: Parts of the package in reading order.
PARTS = (
    Artifact.summary,
    Artifact.inventory,
    Artifact.request_response,
    Artifact.schema,
    Artifact.access,
    Artifact.integrations,
    Artifact.documentation,
    Artifact.prioritization,
    Artifact.handoff,
)
#: Changes on one page.
_SHOWN = 200


@bp.get("/revisions/<int:number>")
@member
def package(slug: str, number: int) -> ResponseReturnValue:
    """One page to judge by; the artifacts unfold below it."""
    return package_page(slug, number)


def package_page(
    slug: str,
    number: int,
    *,
    errors: dict[str, list[str]] | None = None,
    happened: DecisionRecord | None = None,
    stale: str = "",
) -> str:
    """The package with the panel in which somebody decides, and what is wrong with it there."""
    g.step = GATE
    access = load_project(slug)
    found = package_of(db(), access=access, revision=number)
    return render_template(
        "review/package/package.html",
        access=access,
        package=found,
        overview=Overview(found),
        outline=outline_of(db(), access=access, package=found, parts=PARTS),
        blockers=approval_blockers(db(), access=access),
        not_revise=why_not_revise(access.state),
        not_decide=why_not_decide(access),
        typed=request.form,
        errors=errors or {},
        happened=happened,
        stale=stale,
        **_frame(access, number),
    )


def _frame(access: ProjectAccess, number: int) -> dict[str, Any]:
    return {
        "titles": ARTIFACT_TITLES,
        "talk": talk_of(access),
        "is_newest": number == access.state.revision,
        "is_waiting": number == access.state.revision and access.state.stage is Stage.presented,
        "max_cycles": MAX_CYCLES,
    }


@bp.get("/revisions/<int:number>/parts/<part>")
@member
def part(slug: str, number: int, part: str) -> ResponseReturnValue:
    """One artifact of a revision, with what changed in it and the comments on it."""
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
        page=number_in(request.args.get("page")) or 1,
        everything=True if request.args.get("all") else None,
        at=_address(request.args.get("at", "")),
    )
    names = {"access": access, "package": found, "part": shown}
    names |= _frame(access, number)
    if request.htmx:
        return render_template("review/package/_part.html", **names)
    outline = outline_of(db(), access=access, package=found, parts=PARTS)
    return render_template("review/package/part.html", outline=outline, **names)


@bp.post("/revisions/<int:number>/parts/<part>/viewed")
@member
def viewed(slug: str, number: int, part: str) -> ResponseReturnValue:
    """Remember that this person has read the artifact."""
    load_project(slug)
    if part not in list(Artifact):
        raise NotFound("part", part)
    command = MarkViewed(
        artifact=Artifact(part), revision=number, viewed=bool(request.form.get("viewed"))
    )
    mark_viewed(db(), actor=actor(), project=slug, command=command)
    if request.htmx:
        return "", 204
    flash("Marked." if command.viewed else "The mark is taken back.", "success")
    return redirect(url_for("review.package", slug=slug, number=number), code=303)


@bp.get("/revisions/<int:number>/checklist")
@member
def checklist(slug: str, number: int) -> ResponseReturnValue:
    """The gate checklist as it was computed for the revision, with what was excused."""
    g.step = GATE
    access = load_project(slug)
    found = package_of(db(), access=access, revision=number)
    whole = not request.htmx
    return render_template(
        "review/package/checklist.html" if whole else "review/package/_checklist.html",
        access=access,
        package=found,
        overview=Overview(found),
        outline=outline_of(db(), access=access, package=found, parts=PARTS) if whole else None,
        **_frame(access, number),
    )


@bp.get("/compare/<int:old>/<new>")
@member
def compare(slug: str, old: int, new: str) -> ResponseReturnValue:
    """What changed in meaning between two revisions, or a revision and the draft."""
    g.step = GATE
    access = load_project(slug)
    number = number_in(new)
    if number is None and new != "draft":
        raise NotFound("revision", new)
    changes = changes_since(db(), access=access, old=old, new=number)
    artifact, impact = request.args.get("artifact", ""), request.args.get("impact", "")
    shown = [
        one
        for one in changes
        if (not artifact or KINDS[one.kind].artifact.value == artifact)
        and (not impact or one.impact.value == impact)
    ]
    page = number_in(request.args.get("page")) or 1
    pages = max(1, -(-len(shown) // _SHOWN))
    page = min(page, pages)
    return render_template(
        "review/package/compare.html",
        access=access,
        titles=ARTIFACT_TITLES,
        kinds=KINDS,
        before=get_revision(db(), access, old),
        after=get_revision(db(), access, number) if number is not None else None,
        revisions=list_revisions(db(), access),
        verdict=verdict(changes),
        counts={one.value: sum(c.impact is one for c in changes) for one in Impact},
        total=len(changes),
        shown=shown[(page - 1) * _SHOWN : page * _SHOWN],
        found=len(shown),
        artifact=artifact,
        impact_now=impact,
        page=page,
        pages=pages,
    )


@bp.get("/compare")
@member
def comparing(slug: str) -> ResponseReturnValue:
    """The choice of two revisions as an address of its own."""
    load_project(slug)
    old, new = request.args.get("old", ""), request.args.get("new", "")
    if number_in(old) is None:
        raise NotFound("revision", old)
    return redirect(url_for("review.compare", slug=slug, old=old, new=new or "draft"), code=303)


@bp.get("/history")
@member
def story(slug: str) -> ResponseReturnValue:
    """Everything that happened at the gate."""
    g.step = GATE
    access = load_project(slug)
    events = history(db(), access=access)
    page = number_in(request.args.get("page")) or 1
    pages = max(1, -(-len(events) // _SHOWN))
    page = min(page, pages)
    return render_template(
        "review/package/history.html",
        access=access,
        titles=ARTIFACT_TITLES,
        events=events[(page - 1) * _SHOWN : page * _SHOWN],
        total=len(events),
        page=page,
        pages=pages,
    )


def number_in(text: str | None) -> int | None:
    """A number as people type it into an address, None for anything else."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004
        return None
    return int(text)


def _address(text: str) -> tuple[str, str] | None:
    kind, _, key = text.partition(" ")
    return (kind, key) if key else None
