"""Prioritisation: the 2x2, the sequence that follows from it, and what fits into the sprint."""

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
from workbench.web.phases.workspace import WINDOW, enter, frame_of, page_number, window
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.htmx import request

bp = Blueprint("prioritise", __name__)

_ORDER = {one: place for place, one in enumerate(Quadrant, start=1)}
_WHEN = {
    Quadrant.quick_win: "first",
    Quadrant.major_project: "second, broken up",
    Quadrant.fill_in: "third",
    Quadrant.thankless_task: "deferred unless justified",
}
#: Points drawn; a plot of more says nothing, the sequence has all.
_DRAWN = 150


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sequence."""

    no: int
    placed: Placed
    total: int
    """Sum of effort up to and with it, of what is not deferred."""
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
    """The 2x2, the sequence, the capacity and the trade-off."""
    return _page(enter(slug, Artifact.prioritization))


def _page(access: ProjectAccess, errors: dict[str, list[str]] | None = None) -> str:
    design = load_design(db(), access, kinds=SCORED_KINDS)
    placed = sequence(design)
    trade = tradeoff(placed, design.planning.capacity)
    lines = _lines(placed, trade)
    htmx = bool(request.htmx)
    waiting = unplaced(design)
    page = page_number(len(lines))
    shown = window(lines, page)
    values: dict[str, Any] = {
        "slug": access.project.slug,
        "planning": design.planning,
        "lines": shown,
        "groups": _groups(shown),
        "points": _points(lines[:_DRAWN]),
        "entries": _entries(lines),
        "total": len(lines),
        "page": page,
        "pages": -(-len(lines) // WINDOW),
        "trade": trade,
        "waiting": waiting[:20],
        "waiting_total": len(waiting),
        "proposed_total": sum(one.proposed for one in placed),
        "errors": errors or {},
        "threshold": design.planning.threshold,
        "unjustified": [
            one
            for one in placed
            if one.quadrant is Quadrant.thankless_task
            and one.outcome is Outcome.designed
            and not one.reason
        ],
        "when": _WHEN,
        "typed": request.form,
        "cell": _cell(lines),
    }
    frame = frame_of(access, Artifact.prioritization, fresh=False if htmx else None)
    values["frame"] = frame
    return render_template(
        "phases/prioritise/_work.html" if htmx else "phases/prioritise/plot.html", **values
    )


def _cell(lines: list[Line]) -> str:
    """The cell whose list stays open, because a score was given in it."""
    asked = request.form.get("cell", "")
    return asked if re.fullmatch(r"[1-5]-[1-5]", asked) and lines else ""


def _lines(placed: tuple[Placed, ...], trade: Tradeoff) -> list[Line]:
    gone = {one.endpoint for one in trade.leaves}
    lines, total = [], 0
    for no, one in enumerate(placed, start=1):
        out = one.outcome is Outcome.deferred or one.endpoint in gone
        total += 0 if out else one.effort
        lines.append(Line(no, one, total, out, 0))
    return lines


def _groups(lines: list[Line]) -> list[tuple[Quadrant, list[Line]]]:
    groups: dict[Quadrant, list[Line]] = {}
    for one in lines:
        groups.setdefault(one.placed.quadrant, []).append(one)
    return list(groups.items())


def _points(lines: list[Line]) -> list[dict[str, Any]]:
    return [
        {
            "key": one.placed.endpoint,
            "name": one.name,
            "no": one.no,
            "impact": one.placed.impact,
            "effort": one.placed.effort,
            "out": one.out,
        }
        for one in lines
    ]


def _entries(lines: list[Line]) -> list[dict[str, Any]]:
    kept = [one for one in lines if not one.out]
    gone = [one for one in lines if one.out and one.placed.outcome is Outcome.designed]
    return [
        {
            "no": one.no,
            "effort": one.placed.effort,
            "quadrant": _ORDER[one.placed.quadrant],
            "out": one.out,
        }
        for one in (*kept, *gone)
    ]


@bp.post("/projects/<slug>/prioritise/score")
@member
def score(slug: str) -> ResponseReturnValue:
    """Place one endpoint: by a moved point, or by numbers typed in the table."""
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
    """What a form changes of a score, and what is wrong with it."""
    form = request.form
    changes: dict[str, Any] = {"proposed": False}
    errors: dict[str, list[str]] = {}
    for name in ("impact", "effort"):
        if name in form:
            number = _number(form[name])
            if form[name].strip() and number not in range(1, 6):
                errors[key] = [f"{key}: {name} is a number from 1 to 5."]
            changes[name] = number
    if "reason" in form:
        changes["reason"] = form["reason"]
    if form.get("outcome") in set(Outcome):
        changes["outcome"] = form["outcome"]
        if not form.get("reason", "").strip():
            errors[key] = [f"{key}: say why; the reason is kept in the package."]
    if "back" in form:
        # The reason said why it was put off; it does not justify that it stays.
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


def _number(text: str) -> int | None:
    word = text.strip()
    return int(word) if re.fullmatch(r"[0-9]{1,6}", word) else None


@bp.post("/projects/<slug>/prioritise/planning")
@member
def planning(slug: str) -> ResponseReturnValue:
    """Set the capacity of the sprint and what counts as high."""
    access = enter(slug, Artifact.prioritization)
    form = request.form
    errors: dict[str, list[str]] = {}
    capacity = _number(form.get("capacity", ""))
    if form.get("capacity", "").strip() and capacity is None:
        errors["capacity"] = ["Capacity is a whole number of points, or empty while unknown."]
    threshold = _number(form.get("threshold", ""))
    if threshold not in range(2, 6):
        errors["threshold"] = ["High starts at 2, 3, 4 or 5."]
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
        said = "; ".join(text for texts in errors_by_field(error.errors).values() for text in texts)
        raise Refused(said) from error


@bp.post("/projects/<slug>/prioritise/propose")
@member
def propose(slug: str) -> ResponseReturnValue:
    """Derive the missing scores from the requirements' priorities; they are marked so."""
    load_project(slug)
    count = propose_missing_scores(db(), actor=actor(), project=slug)
    flash(f"{count} scores are proposed from the priorities.", "success")
    return redirect(url_for("prioritise.plot", slug=slug), code=303)


@bp.post("/projects/<slug>/prioritise/accept")
@member
def accept(slug: str) -> ResponseReturnValue:
    """Take every proposed score as it is, as one write that is undone as one."""
    load_project(slug)
    count = accept_proposed_scores(db(), actor=actor(), project=slug)
    flash(f"{count} proposed scores are accepted.", "success")
    return redirect(url_for("prioritise.plot", slug=slug), code=303)


@bp.post("/projects/<slug>/prioritise/tradeoff")
@member
def trade_off(slug: str) -> ResponseReturnValue:
    """Record what leaves the sprint, and why, in the name of whoever decides it."""
    access = enter(slug, Artifact.prioritization)
    reason = request.form.get("reason", "").strip()
    if not reason:
        message = "Say why; the reason is kept in the package."
        return _page(access, {"reason": [message]}), 422
    command = DecideTradeoff(leaving=tuple(request.form.getlist("leaves")), reason=reason)
    decide_tradeoff(db(), actor=actor(), project=slug, command=command)
    flash("The trade-off is recorded with your name.", "success")
    return redirect(url_for("prioritise.plot", slug=slug), code=303)
