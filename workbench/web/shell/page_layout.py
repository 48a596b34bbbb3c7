"""Page layout: navigation, inbox badge, progress steps."""

from __future__ import annotations

from collections.abc import Iterable
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
from workbench.review.projects.progress import Progress
from workbench.review.projects.progress_steps import GATE, ProgressStep, progress_steps
from workbench.web.help.page_links import help_url
from workbench.web.items.panel import SYNC_CHECK_LIMIT
from workbench.web.shell.access import actor
from workbench.web.shell.htmx import request

#: The endpoint of each progress step's page.
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
    """A progress step with the address of its page."""

    key: str
    label: str
    state_word: str
    status: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project in a table of projects."""

    access: ProjectAccess
    steps: list[LinkedStep]


def install(app: Flask) -> None:
    """Add the variables of the layout to every template."""
    app.context_processor(_layout_variables)


def _layout_variables() -> dict[str, Any]:
    to_help = help_url(request.endpoint, request.view_args or {})
    if not current_user.is_authenticated:
        return {"nav": {"home": "/"}, "help_url": to_help}
    # A part of a page shows neither badge nor steps; computing them would slow down every edit.
    whole = not request.htmx
    layout: dict[str, Any] = {
        "nav": _nav(),
        "help_url": to_help,
        "inbox_count": _inbox_count() if whole else 0,
    }
    access: ProjectAccess | None = g.get("access")
    if access is not None:
        layout["project"] = access.project
        layout["access"] = access
        layout["rail"] = linked_steps(access) if whole else []
    return layout


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
    """The progress steps of a project, with their URLs and the current one marked.

    They show the current draft; a large draft as of the last run of the rules.
    """
    counts = count_by_kind(db(), access)
    report = findings_of(db(), access=access, fresh=sum(counts.values()) <= SYNC_CHECK_LIMIT)
    return link_steps(progress_steps(access.state, counts, report.findings), access.project.slug)


def link_steps(steps: tuple[ProgressStep, ...], slug: str) -> list[LinkedStep]:
    """Progress steps with the addresses of their pages."""
    current = g.get("step") or _step_of(request.endpoint)
    return [
        LinkedStep(
            step.key,
            step.label,
            step.state_word,
            step.status,
            url_for(STEP_PAGES[step.key], slug=slug),
            step.key == current,
        )
        for step in steps
    ]


def linked_progress(progress: Iterable[Progress]) -> list[ProjectRow]:
    """Projects with their linked progress steps, for tables of projects."""
    return [
        ProjectRow(project.access, link_steps(project.steps, project.access.project.slug))
        for project in progress
    ]


def _step_of(endpoint: str | None) -> str | None:
    return next((key for key, page in STEP_PAGES.items() if page == endpoint), None)
