"""The list of projects."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from workbench.http.database import db
from workbench.review.projects.progress import progress_of
from workbench.web.projects.blueprint import bp
from workbench.web.shell.access import actor, signed_in
from workbench.web.shell.page_layout import linked_progress


@bp.get("/projects")
@signed_in
def index() -> ResponseReturnValue:
    """All projects of this person, each with its stage and progress steps."""
    rows = linked_progress(progress_of(db(), actor=actor()))
    return render_template("projects/index/page.html", rows=rows)
