"""The contents of the handoff, one kind of item on each page."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.design.kinds import Artifact
from workbench.http.database import db
from workbench.review.draft.items import count_by_kind, list_items
from workbench.review.errors import NotFound
from workbench.review.gate.policy import why_not_edit
from workbench.web.imports.source_preview import item_summary
from workbench.web.items.labels import kind_words
from workbench.web.shell.access import load_project, member

bp = Blueprint("handoff_contents", __name__, url_prefix="/projects/<slug>/handoff/arrived")

#: Kinds of items that a handoff contains, in the order of the tabs.
CONTENT_KINDS = (
    "requirement", "story", "entity", "flow", "screen", "content_type", "feedback_channel",
    "decision", "risk", "assumption",
)  # fmt: skip
_PAGE = 100


@bp.get("/<kind>")
@member
def index(slug: str, kind: str) -> ResponseReturnValue:
    """Items of one kind, in the order of the documents."""
    g.step = Artifact.handoff
    access = load_project(slug)
    if kind not in CONTENT_KINDS:
        raise NotFound("kind of item", kind)
    after = request.args.get("after")
    found = list_items(db(), access, kind, after=after, limit=_PAGE + 1)
    counts = count_by_kind(db(), access)
    return render_template(
        "handoff/contents/index.html",
        access=access,
        kind=kind,
        kind_tabs=[_tab(slug, name, counts, current=kind) for name in CONTENT_KINDS],
        counts=counts,
        rows=[(stored.key, *item_summary(stored.item)) for stored in found[:_PAGE]],
        next=found[_PAGE - 1].key if len(found) > _PAGE else None,
        begun=after is not None,
        not_edit=why_not_edit(access, Artifact.handoff),
    )


def _tab(slug: str, kind: str, counts: dict[str, int], *, current: str) -> dict[str, object]:
    return {
        "url": url_for("handoff_contents.index", slug=slug, kind=kind),
        "label": kind_words(kind, 2).capitalize(),
        "n": counts.get(kind, 0),
        "current": kind == current,
    }
