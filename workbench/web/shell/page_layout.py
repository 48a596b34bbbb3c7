"""What stands around every page: navigation, the inbox count, the project's rail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, url_for
from flask_login import current_user
from htmx_flask import request

from workbench.design.kinds import Artifact
from workbench.http.database import db
from workbench.review.draft.reports import findings_of
from workbench.review.projects.access import Standing
from workbench.review.projects.inbox import inbox_of
from workbench.review.projects.progress_steps import GATE, Stop, rail_of
from workbench.store.drafts import count_by_kind
from workbench.web.items.panel import SMALL
from workbench.web.shell.access import actor

#: The page of each stop.
STOP_PAGES: dict[str, str] = {
    Artifact.handoff: "handoff.overview",
    Artifact.prioritization: "prioritise.plot",
    Artifact.inventory: "phases.inventory",
    Artifact.request_response: "phases.requests",
    Artifact.schema: "phases.schema",
    Artifact.access: "phases.access",
    Artifact.integrations: "phases.integrations",
    Artifact.documentation: "phases.documents",
    GATE: "review.gate",
}


@dataclass(frozen=True, slots=True)
class LinkedStop:
    """A stop of the rail with its address."""

    key: str
    label: str
    state_word: str
    status: str
    url: str
    current: bool


def install(app: Flask) -> None:
    """Give templates the frame's variables."""
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    if not current_user.is_authenticated:
        return {"nav": {"home": "/"}}
    # A part of a page has no bar and no rail; asking for them would cost every edit dearly.
    whole = not request.htmx
    frame: dict[str, Any] = {"nav": _nav(), "inbox_count": _inbox_count() if whole else 0}
    standing: Standing | None = g.get("standing")
    if standing is not None:
        frame["project"] = standing.project
        frame["standing"] = standing
        frame["rail"] = linked_rail(standing) if whole else []
    return frame


def _nav() -> dict[str, str]:
    nav = {
        "home": url_for("home.inbox"),
        "inbox": url_for("home.inbox"),
        "projects": url_for("projects.index"),
        "account": url_for("accounts.account"),
        "sign_out": url_for("accounts.sign_out"),
        "search": url_for("projects.search_all"),
    }
    if "standing" in g:
        slug = g.standing.project.slug
        nav["project"] = url_for("projects.overview", slug=slug)
        nav["search"] = url_for("projects.search", slug=slug)
    if current_user.person.admin:
        nav["admin"] = url_for("admin.people")
    return nav


def _inbox_count() -> int:
    if "inbox" not in g:
        g.inbox = inbox_of(db(), actor=actor())
    return len(g.inbox)


def linked_rail(standing: Standing) -> list[LinkedStop]:
    """The stops of a project with their pages; the one that this request shows is current.

    They tell of the draft as it is; of a large one as it was when the rules last ran.
    """
    counts = count_by_kind(db(), standing.project.id)
    report = findings_of(db(), standing=standing, fresh=sum(counts.values()) <= SMALL)
    return link_stops(rail_of(standing.state, counts, report.findings), standing.project.slug)


def link_stops(stops: tuple[Stop, ...], slug: str) -> list[LinkedStop]:
    """Stops with the addresses of their pages."""
    here = g.get("stop") or _stop_of(request.endpoint)
    return [
        LinkedStop(
            stop.key,
            stop.label,
            stop.state_word,
            stop.status,
            url_for(STOP_PAGES[stop.key], slug=slug),
            stop.key == here,
        )
        for stop in stops
    ]


def _stop_of(endpoint: str | None) -> str | None:
    return next((key for key, page in STOP_PAGES.items() if page == endpoint), None)
