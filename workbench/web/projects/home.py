"""The first page after sign-in: what waits for me, why, and since when."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workbench.http.database import db
from workbench.review.projects.inbox import inbox_of
from workbench.review.projects.progress import progress_of
from workbench.web.shell.access import actor, public, signed_in
from workbench.web.shell.page_layout import link_steps

bp = Blueprint("home", __name__)

#: What the button of an inbox row says, by what waits.
ACTIONS = {
    "decide": "Review and decide",
    "settle": "Settle",
    "resume": "See the pause",
    "revise": "Open the flagged parts",
    "handoff": "Go on",
    "halted": "See what is missing",
    "rfi": "Answer",
    "intervention": "Open",
    "comment": "Answer",
    "hand-on": "Hand on",
}


@bp.get("/")
@signed_in
def inbox() -> ResponseReturnValue:
    """The inbox, and below it the projects of this person."""
    g.inbox = inbox_of(db(), actor=actor())
    projects = [
        {"access": one.access, "steps": link_steps(one.steps, one.access.project.slug)}
        for one in progress_of(db(), actor=actor())
    ]
    return render_template(
        "projects/home/inbox.html", waiting=g.inbox, projects=projects, actions=ACTIONS
    )


@bp.get("/inbox")
@signed_in
def inbox_again() -> ResponseReturnValue:
    """The inbox under its own name."""
    return redirect(url_for("home.inbox"), code=308)


@bp.get("/health")
@public
def health() -> ResponseReturnValue:
    """Whether the application answers; for whoever watches over the installation."""
    return {"status": "ok"}
