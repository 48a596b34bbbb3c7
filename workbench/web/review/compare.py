"""Comparing two revisions, or a revision and the draft."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.design.kinds import ARTIFACT_TITLES, KINDS, Artifact
from workbench.design.package import Change, Impact
from workbench.diff.compare import verdict
from workbench.http.database import db
from workbench.review.errors import NotFound
from workbench.review.package.contents import changes_since, get_revision, list_revisions
from workbench.review.projects.progress_steps import GATE
from workbench.web.review.blueprint import bp
from workbench.web.shell.access import load_project, member
from workbench.web.shell.paging import parse_number, requested_page

#: Changes on one page.
_PAGE = 200


@bp.get("/compare/<int:old>/<new>")
@member
def compare(slug: str, old: int, new: str) -> ResponseReturnValue:
    """Changes in meaning between two revisions, or a revision and the draft."""
    g.step = GATE
    access = load_project(slug)
    number = parse_number(new)
    if number is None and new != "draft":
        raise NotFound("revision", new)
    changes = changes_since(db(), access=access, old=old, new=number)
    artifact, impact = request.args.get("artifact", ""), request.args.get("impact", "")
    page = requested_page(
        [change for change in changes if _matches(change, artifact, impact)], size=_PAGE
    )
    here = url_for("review.compare", slug=slug, old=old, new=new)
    return render_template(
        "review/compare/index.html",
        access=access,
        titles=ARTIFACT_TITLES,
        before=get_revision(db(), access, old),
        after=get_revision(db(), access, number) if number is not None else None,
        revisions=list_revisions(db(), access),
        verdict=verdict(changes),
        impact_tabs=_impact_tabs(changes, here, artifact, impact),
        total=len(changes),
        page=page,
        groups=_by_artifact(page.rows),
        artifact=artifact,
        impact_now=impact,
    )


@bp.get("/compare")
@member
def comparing(slug: str) -> ResponseReturnValue:
    """Redirect the form that chooses two revisions to the page that compares them."""
    load_project(slug)
    old, new = request.args.get("old", ""), request.args.get("new", "")
    if parse_number(old) is None:
        raise NotFound("revision", old)
    return redirect(url_for("review.compare", slug=slug, old=old, new=new or "draft"), code=303)


def _matches(change: Change, artifact: str, impact: str) -> bool:
    """Whether a change passes the filters; an empty filter lets everything pass."""
    return artifact in {"", KINDS[change.kind].artifact.value} and impact in {
        "",
        change.impact.value,
    }


def _by_artifact(changes: Iterable[Change]) -> list[tuple[Artifact, list[Change]]]:
    """Changes by artifact, in the order of first occurrence."""
    groups: dict[Artifact, list[Change]] = {}
    for change in changes:
        groups.setdefault(KINDS[change.kind].artifact, []).append(change)
    return list(groups.items())


def _impact_tabs(
    changes: Sequence[Change], here: str, artifact: str, current: str
) -> list[dict[str, object]]:
    """One tab for all changes and one for each impact, within the artifact of the filter."""
    query = f"artifact={artifact}" if artifact else ""
    everything = {
        "url": f"{here}?{query}" if query else here,
        "label": "All",
        "current": not current,
        "n": len(changes),
    }
    by_impact = [
        {
            "url": f"{here}?{f'{query}&' if query else ''}impact={impact.value}",
            "label": impact.value.capitalize(),
            "current": current == impact.value,
            "n": sum(change.impact is impact for change in changes),
        }
        for impact in reversed(Impact)
    ]
    return [everything, *by_impact]
