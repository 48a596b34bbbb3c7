"""Search in one project or in all projects of the person who is signed in."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from workbench.http.database import db
from workbench.review.draft.search import MAX_HITS, Hit, find_in_project, find_in_projects
from workbench.web.projects.blueprint import bp
from workbench.web.shell.access import actor, load_project, member, signed_in


@bp.get("/search")
@signed_in
def search_all() -> ResponseReturnValue:
    """Search in all projects of this person."""
    words = request.args.get("q", "").strip()
    hits = find_in_projects(db(), actor=actor(), words=words)
    return _search_page(words, hits)


@bp.get("/projects/<slug>/search")
@member
def search(slug: str) -> ResponseReturnValue:
    """Search in the draft of a project."""
    access = load_project(slug)
    words = request.args.get("q", "").strip()
    hits = find_in_project(db(), access=access, words=words)
    return _search_page(words, hits)


def _search_page(words: str, hits: list[Hit]) -> str:
    limited = len(hits) == MAX_HITS
    return render_template("projects/search/page.html", words=words, hits=hits, limited=limited)
