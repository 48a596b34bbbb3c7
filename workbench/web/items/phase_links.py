"""Links from items to the workspace of their phase."""

from __future__ import annotations

from flask import url_for

from workbench.design.kinds import Artifact, artifact_of
from workbench.web.shell.page_layout import STEP_PAGES

#: The tab of a workspace that lists a kind, if it is not the first one.
_TABS = {
    "schema": "schemas",
    "component": "components",
    "sql_object": "objects",
    "auth": "strategy",
    "access": "endpoints",
    "policy": "policies",
    "migration": "migrations",
    "summary": "summary",
    "waiver": "exceptions",
}


def phase_url(slug: str, kind: str) -> str:
    """Address of the workspace that a kind of item belongs to."""
    artifact = artifact_of(kind)
    page = STEP_PAGES.get(artifact, STEP_PAGES[Artifact.documentation])
    tab = _TABS.get(kind)
    return url_for(page, slug=slug, tab=tab) if tab else url_for(page, slug=slug)
