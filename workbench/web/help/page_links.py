"""Which section of the handbook belongs to which page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from workbench.web.help.chapters import RULES

#: Chapter and section for the pages of a blueprint.
_BLUEPRINTS: Final = {
    "accounts": "projects#your-account",
    "admin": "administration#accounts",
    "assumptions": "handoff#assumptions",
    "comments": "review#comments",
    "downloads": "review#downloads",
    "findings": "findings",
    "handoff": "handoff",
    "handoff_contents": "handoff#contents-of-the-handoff",
    "help": "",
    "home": "projects#inbox",
    "import_choosing": "import#the-import-preview",
    "imports": "import",
    "interventions": "review#interventions",
    "items": "design#editing-an-item",
    "phases": "design",
    "prioritise": "design#prioritisation",
    "projects": "projects",
    "read_back": "handoff#read-back",
    "reading": "review#downloads",
    "review": "review",
    "rfis": "handoff#questions-rfis",
    "scope": "handoff#release-mode-and-scope",
    "setup": "handoff#set-up-answers",
    "suggestions": "design#suggested-endpoints",
}
#: More precise sections for single pages.
_ENDPOINTS: Final = {
    "accounts.first_run": "administration#the-first-account",
    "accounts.invitation": "projects#invitations",
    "accounts.sign_in": "projects#signing-in",
    "findings.checklist": "findings#gate-checklist",
    "findings.rule": RULES,
    "findings.waive": "findings#waivers",
    "findings.fix": "findings#fixing-findings",
    "imports.preview": "import#the-import-preview",
    "imports.page": "import#importing",
    "phases.access": "design#auth-and-permissions",
    "phases.documents": "design#documentation-and-migrations",
    "phases.integrations": "design#integration-points",
    "phases.inventory": "design#endpoint-inventory",
    "phases.requests": "design#requests-and-responses",
    "phases.schema": "design#schema-design",
    "projects.members": "projects#members-and-settings",
    "projects.new": "projects#creating-a-project",
    "projects.search": "projects#search",
    "projects.search_all": "projects#search",
    "review.checklist": "findings#gate-checklist",
    "review.compare": "review#comparing-revisions",
    "review.comparing": "review#comparing-revisions",
    "review.gate": "review#the-gate",
    "review.package": "review#reading-a-package",
    "review.part": "review#reading-a-package",
    "review.present": "review#presenting",
    "review.story": "review#history",
}


def handbook_section(endpoint: str | None) -> str | None:
    """Chapter and anchor for the page of a Flask endpoint, such as `review#comments`.

    Empty for the handbook's first page; None where the page has no section.
    """
    if endpoint is None:
        return None
    blueprint = endpoint.partition(".")[0]
    return _ENDPOINTS.get(endpoint, _BLUEPRINTS.get(blueprint))


def help_url(endpoint: str | None, view_args: Mapping[str, Any]) -> str:
    """The address in the handbook that belongs to a page; its first page where there is none.

    The page of a rule leads to the entry of that rule, which leads back to the project.
    """
    section = handbook_section(endpoint)
    if not section:
        return "/help"
    if section == RULES:
        project, code = view_args.get("slug", ""), str(view_args.get("code", ""))
        return f"/help/{section}?{urlencode({'project': project})}#{quote(code.lower())}"
    return f"/help/{section}"
