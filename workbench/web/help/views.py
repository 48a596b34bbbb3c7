"""The handbook, which is public because it contains no data of the installation."""

from __future__ import annotations

import re
from typing import Any, Final

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from workbench.web.help import reference
from workbench.web.help.chapters import API, CHAPTERS, RULES, chapter_text, find_chapter
from workbench.web.help.search import LONGEST_QUERY, search
from workbench.web.shell.access import public

bp = Blueprint("help", __name__)

_SLUG: Final = re.compile(r"[a-z0-9-]{1,80}")


@bp.get("/help")
@public
def index() -> ResponseReturnValue:
    """The chapters, or the sections that match `q`."""
    query = request.args.get("q", "")[:LONGEST_QUERY].strip()
    return render_template(
        "help/index.html", chapters=CHAPTERS, query=query, hits=search(query) if query else []
    )


@bp.get("/help/<chapter>")
@public
def chapter(chapter: str) -> ResponseReturnValue:
    """One chapter. `project` names the project whose rule pages the rules link to."""
    found = find_chapter(chapter)
    if found is None:
        abort(404)
    text = chapter_text(found)
    place = CHAPTERS.index(found)
    return render_template(
        "help/chapter.html",
        chapter=found,
        chapters=CHAPTERS,
        text=text,
        contents=(*text.contents, *_generated_contents(found.slug)),
        previous=CHAPTERS[place - 1] if place else None,
        following=CHAPTERS[place + 1] if place + 1 < len(CHAPTERS) else None,
        **_generated(found.slug),
    )


def _generated_contents(slug: str) -> tuple[Any, ...]:
    if slug == RULES:
        return reference.rule_contents()
    return reference.api_contents() if slug == API else ()


def _generated(slug: str) -> dict[str, Any]:
    """What is appended to a chapter: the rules, or the endpoints of the API."""
    project = request.args.get("project", "")
    return {
        "areas": reference.rules_by_area() if slug == RULES else (),
        "area_anchor": reference.area_anchor,
        "rule_anchor": reference.rule_anchor,
        "operations": reference.api_operations() if slug == API else (),
        "project_slug": project if _SLUG.fullmatch(project) else "",
    }
