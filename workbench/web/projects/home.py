"""The inbox, which is the first page after sign-in, and the health check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workbench.http.database import db
from workbench.review.projects.inbox import inbox_of
from workbench.review.projects.progress import progress_of
from workbench.web.shell.access import actor, public, signed_in
from workbench.web.shell.page_layout import linked_progress

bp = Blueprint("home", __name__)


@dataclass(frozen=True, slots=True)
class InboxLook:
    """How an inbox entry is shown: its status icon, its label, and the words of its button."""

    status: str
    label: str
    action: str


#: By what kind of thing the entry is.
_LOOKS: Final = {
    "decide": InboxLook("here", "decision", "Review and decide"),
    "settle": InboxLook("stop", "escalation", "Record outcome"),
    "resume": InboxLook("hold", "paused", "View pause"),
    "revise": InboxLook("warn", "revision", "Open flagged parts"),
    "handoff": InboxLook("half", "handoff", "Continue"),
    "halted": InboxLook("stop", "halted", "View missing parts"),
    "rfi": InboxLook("warn", "RFI", "Answer"),
    "intervention": InboxLook("warn", "intervention", "Open"),
    "comment": InboxLook("half", "comment", "Reply"),
    "hand-on": InboxLook("ok", "approved", "Hand over"),
}
_DEFAULT_LOOK: Final = InboxLook("none", "other", "Open")


@bp.get("/")
@signed_in
def inbox() -> ResponseReturnValue:
    """The inbox, and below it the projects of this person."""
    g.inbox = inbox_of(db(), actor=actor())
    return render_template(
        "projects/home/inbox.html",
        entries=g.inbox,
        looks=_LOOKS,
        default_look=_DEFAULT_LOOK,
        projects=linked_progress(progress_of(db(), actor=actor())),
    )


@bp.get("/inbox")
@signed_in
def inbox_again() -> ResponseReturnValue:
    """Redirect from the former URL of the inbox."""
    return redirect(url_for("home.inbox"), code=308)


@bp.get("/health")
@public
def health() -> ResponseReturnValue:
    """Health check for monitoring: whether the application answers."""
    return {"status": "ok"}
