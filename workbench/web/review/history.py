"""The history of the gate."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from workbench.http.database import db
from workbench.review.gate.history import history as list_events
from workbench.review.projects.progress_steps import GATE
from workbench.web.review.blueprint import bp
from workbench.web.shell.access import load_project, member
from workbench.web.shell.paging import requested_page

#: Events on one page.
_PAGE = 200


@bp.get("/history")
@member
def history(slug: str) -> ResponseReturnValue:
    """Every event of the gate, oldest first."""
    g.step = GATE
    access = load_project(slug)
    page = requested_page(list_events(db(), access=access), size=_PAGE)
    return render_template("review/history/index.html", access=access, page=page)
