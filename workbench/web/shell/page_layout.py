"""What stands around every page: navigation, the inbox count, the project's rail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, url_for
from flask_login import current_user

from workbench.design.kinds import Artifact
from workbench.http.database import db
from workbench.review.draft.items import count_by_kind
from workbench.review.draft.reports import findings_of
from workbench.review.projects.access import ProjectAccess
from workbench.review.projects.inbox import count_inbox
from workbench.review.projects.progress_steps import GATE, ProgressStep, progress_steps
from workbench.web.items.panel import SYNC_CHECK_LIMIT
from workbench.web.shell.access import actor
from workbench.web.shell.htmx import request

#: The page of each stop.
STEP_PAGES: dict[str, str] = {
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
class LinkedStep:
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
    access: ProjectAccess | None = g.get("access")
    if access is not None:
        frame["project"] = access.project
        frame["access"] = access
        frame["rail"] = linked_steps(access) if whole else []
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
    if "access" in g:
        slug = g.access.project.slug
        nav["project"] = url_for("projects.overview", slug=slug)
        nav["search"] = url_for("projects.search", slug=slug)
    if current_user.person.admin:
        nav["admin"] = url_for("admin.people")
    return nav


def _inbox_count() -> int:
    return count_inbox(db(), actor=actor())


def linked_steps(access: ProjectAccess) -> list[LinkedStep]:
    """The stops of a project with their pages; the one that this request shows is current.

    They tell of the draft as it is; of a large one as it was when the rules last ran.
    """
    counts = count_by_kind(db(), access)
    report = findings_of(db(), access=access, fresh=sum(counts.values()) <= SYNC_CHECK_LIMIT)
    return link_steps(progress_steps(access.state, counts, report.findings), access.project.slug)


def link_steps(stops: tuple[ProgressStep, ...], slug: str) -> list[LinkedStep]:
    """Stops with the addresses of their pages."""
    here = g.get("step") or _stop_of(request.endpoint)
    return [
        LinkedStep(
            stop.key,
            stop.label,
            stop.state_word,
            stop.status,
            url_for(STEP_PAGES[stop.key], slug=slug),
            stop.key == here,
        )
        for stop in stops
    ]


def _stop_of(endpoint: str | None) -> str | None:
    return next((key for key, page in STEP_PAGES.items() if page == endpoint), None)
