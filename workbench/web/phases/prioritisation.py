"""Prioritisation: the impact/effort matrix, the design sequence, and the sprint's capacity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workbench.design.design import item_data
from workbench.design.endpoints import Outcome, Quadrant
from workbench.design.kinds import Artifact
from workbench.design.priorities import (
    Placed,
    Tradeoff,
    sequence,
    tradeoff,
    unplaced,
)
from workbench.http.database import db
from workbench.review.commands import SaveItem
from workbench.review.draft.editing import save_item
from workbench.review.draft.items import find_item, load_design
from workbench.review.draft.scoring import (
    SCORED_KINDS,
    DecideTradeoff,
    accept_proposed_scores,
    decide_tradeoff,
    propose_missing_scores,
)
from workbench.review.errors import Invalid, NotFound, Refused
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.forms import errors_by_field
from workbench.web.phases.score_plot import plot_drawing
from workbench.web.phases.workspace import enter, open_workspace
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.htmx import request
from workbench.web.shell.paging import requested_page

bp = Blueprint("prioritise", __name__)
bp.add_app_template_global(plot_drawing)

_ORDER = {quadrant: number for number, quadrant in enumerate(Quadrant, start=1)}
_WHEN = {
    Quadrant.quick_win: "first",
    Quadrant.major_project: "second, split up",
    Quadrant.fill_in: "third",
    Quadrant.thankless_task: "deferred unless justified",
}
#: Maximum number of points in the plot; the sequence has all of them.
_MAX_POINTS = 150


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the design sequence."""

    no: int
    placed: Placed
    total: int
    """Total effort up to and including this row, without what is deferred."""
    out: bool
    version: int

    @property
    def name(self) -> str:
        """A short name for the plot."""
        method, _, path = self.placed.endpoint.partition(" ")
        last = [part for part in path.split("/") if part and not part.startswith("{")]
        return f"{method} {last[-1] if last else '/'}"


@bp.get("/projects/<slug>/prioritise")
@member
def plot(slug: str) -> ResponseReturnValue:
    """The plot, the sequence, the capacity and the trade-off."""
    return _page(enter(slug, Artifact.prioritization))


def _page(access: ProjectAccess, errors: dict[str, list[str]] | None = None) -> str:
    design = load_design(db(), access, kinds=SCORED_KINDS)
    placed = sequence(design)
    trade = tradeoff(placed, design.planning.capacity)
    lines = _lines(placed, trade)
    htmx = bool(request.htmx)
    waiting = unplaced(design)
    page = requested_page(lines)
    values: dict[str, Any] = {
        "slug": access.project.slug,
        "planning": design.planning,
        "lines": page,
        "groups": _groups(list(page)),
        "points": _points(lines[:_MAX_POINTS]),
        "entries": _entries(lines),
        "total": len(lines),
        "trade": trade,
        "waiting": waiting[:20],
        "waiting_total": len(waiting),
        "proposed_total": sum(score.proposed for score in placed),
        "errors": errors or {},
        "threshold": design.planning.threshold,
        "unjustified": [
            score
            for score in placed
            if score.quadrant is Quadrant.thankless_task
            and score.outcome is Outcome.designed
            and not score.reason
        ],
        "when": _WHEN,
        "typed": request.form,
        "cell": _cell(lines),
    }
    workspace = open_workspace(access, Artifact.prioritization, fresh=False if htmx else None)
    values["workspace"] = workspace
    return render_template(
        "phases/prioritise/work.html" if htmx else "phases/prioritise/page.html", **values
    )


def _cell(lines: list[Line]) -> str:
    """The cell of the plot whose list stays open, because a score in it was changed."""
    cell = request.form.get("cell", "")
    return cell if re.fullmatch(r"[1-5]-[1-5]", cell) and lines else ""


def _lines(placed: tuple[Placed, ...], trade: Tradeoff) -> list[Line]:
    leaving = {score.endpoint for score in trade.leaves}
    lines, total = [], 0
    for no, score in enumerate(placed, start=1):
        out = score.outcome is Outcome.deferred or score.endpoint in leaving
        total += 0 if out else score.effort
        lines.append(Line(no, score, total, out, 0))
    return lines


def _groups(lines: list[Line]) -> list[tuple[Quadrant, list[Line]]]:
    groups: dict[Quadrant, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.placed.quadrant, []).append(line)
    return list(groups.items())


def _points(lines: list[Line]) -> list[dict[str, Any]]:
    return [
        {
            "key": line.placed.endpoint,
            "name": line.name,
            "no": line.no,
            "impact": line.placed.impact,
            "effort": line.placed.effort,
            "out": line.out,
        }
        for line in lines
    ]


def _entries(lines: list[Line]) -> list[dict[str, Any]]:
    staying = [line for line in lines if not line.out]
    leaving = [line for line in lines if line.out and line.placed.outcome is Outcome.designed]
    return [
        {
            "no": line.no,
            "effort": line.placed.effort,
            "quadrant": _ORDER[line.placed.quadrant],
            "out": line.out,
        }
        for line in (*staying, *leaving)
    ]


@bp.post("/projects/<slug>/prioritise/score")
@member
def score(slug: str) -> ResponseReturnValue:
    """Score an endpoint, by moving its point or by entering numbers in the table."""
    access = enter(slug, Artifact.prioritization)
    key = request.form.get("key", "")
    if find_item(db(), access, "endpoint", key) is None:
        raise NotFound("endpoint", key)
    changes, errors = _typed(key)
    if errors:
        return _page(access, errors), 422
    _save_score(access, key, changes)
    if request.htmx:
        return _page(access)
    return redirect(url_for("prioritise.plot", slug=slug), code=303)


def _typed(key: str) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The submitted changes of a score, and errors."""
    form = request.form
    changes: dict[str, Any] = {"proposed": False}
    errors: dict[str, list[str]] = {}
    for name in ("impact", "effort"):
        if name in form:
            number = _number(form[name])
            if form[name].strip() and number not in range(1, 6):
                errors[key] = [f"{key}: enter an {name} from 1 to 5."]
            changes[name] = number
    if "reason" in form:
        changes["reason"] = form["reason"]
    if form.get("outcome") in set(Outcome):
        changes["outcome"] = form["outcome"]
        if not form.get("reason", "").strip():
            errors[key] = [f"{key}: enter a reason; it is included in the package."]
    if "back" in form:
        # The reason was for deferring the endpoint; it does not justify keeping it.
        changes |= {"outcome": Outcome.designed.value, "reason": ""}
    return changes, errors


def _save_score(access: ProjectAccess, key: str, changes: dict[str, Any]) -> None:
    stored = find_item(db(), access, "score", key)
    body = {**(item_data(stored.item) if stored else {"endpoint": key}), **changes}
    command = SaveItem(
        kind="score",
        key=key if stored else "",
        body=body,
        expected_version=stored.version if stored else 0,
    )
    save_item(db(), actor=actor(), project=access.project.slug, command=command)


def _scores(count: int) -> str:
    return "1 score" if count == 1 else f"{count} scores"


def _number(text: str) -> int | None:
    word = text.strip()
    return int(word) if re.fullmatch(r"[0-9]{1,6}", word) else None


@bp.post("/projects/<slug>/prioritise/planning")
@member
def planning(slug: str) -> ResponseReturnValue:
    """Set the capacity of the sprint and the threshold of high scores."""
    access = enter(slug, Artifact.prioritization)
    form = request.form
    errors: dict[str, list[str]] = {}
    capacity = _number(form.get("capacity", ""))
    if form.get("capacity", "").strip() and capacity is None:
        errors["capacity"] = ["Enter a whole number of points, or leave the capacity empty."]
    threshold = _number(form.get("threshold", ""))
    if threshold not in range(2, 6):
        errors["threshold"] = ["Choose 2, 3, 4 or 5."]
    if errors:
        return _page(access, errors), 422
    _save_planning(access, {"capacity": capacity, "threshold": threshold})
    if request.htmx:
        return _page(access)
    return redirect(url_for("prioritise.plot", slug=slug), code=303)


def _save_planning(access: ProjectAccess, changes: dict[str, Any]) -> None:
    stored = find_item(db(), access, "planning", "planning")
    before = item_data(stored.item) if stored else {}
    command = SaveItem(
        kind="planning",
        body={**before, **changes},
        expected_version=stored.version if stored else 0,
    )
    try:
        save_item(db(), actor=actor(), project=access.project.slug, command=command)
    except Invalid as error:
        messages = errors_by_field(error.errors).values()
        raise Refused("; ".join(text for texts in messages for text in texts)) from error


@bp.post("/projects/<slug>/prioritise/propose")
@member
def propose(slug: str) -> ResponseReturnValue:
    """Propose the missing scores, based on the requirements' priorities."""
    load_project(slug)
    count = propose_missing_scores(db(), actor=actor(), project=slug)
    flash(f"Proposed {_scores(count)} based on priorities.", "success")
    return redirect(url_for("prioritise.plot", slug=slug), code=303)


@bp.post("/projects/<slug>/prioritise/accept")
@member
def accept(slug: str) -> ResponseReturnValue:
    """Accept all proposed scores, in one change that is undone as a whole."""
    load_project(slug)
    count = accept_proposed_scores(db(), actor=actor(), project=slug)
    flash(f"Accepted {_scores(count)}.", "success")
    return redirect(url_for("prioritise.plot", slug=slug), code=303)


@bp.post("/projects/<slug>/prioritise/tradeoff")
@member
def trade_off(slug: str) -> ResponseReturnValue:
    """Record what is left out of the sprint, why, and who decided it."""
    access = enter(slug, Artifact.prioritization)
    reason = request.form.get("reason", "").strip()
    if not reason:
        message = "Enter a reason; it is included in the package."
        return _page(access, {"reason": [message]}), 422
    command = DecideTradeoff(leaving=tuple(request.form.getlist("leaves")), reason=reason)
    decide_tradeoff(db(), actor=actor(), project=slug, command=command)
    flash("Trade-off recorded with your name.", "success")
    return redirect(url_for("prioritise.plot", slug=slug), code=303)
