"""Phase 5: webhooks, third-party APIs and events."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from workbench.design.kinds import Artifact
from workbench.web.phases.item_rows import item_table, merged_suggestions
from workbench.web.phases.workspace import bp, enter, open_workspace
from workbench.web.shell.access import member


@bp.get("/projects/<slug>/integrations")
@member
def integrations(slug: str) -> ResponseReturnValue:
    """Webhooks, third-party APIs and events, with what happens if the other side fails."""
    access = enter(slug, Artifact.integrations)
    workspace = open_workspace(access, Artifact.integrations)
    kinds = ("webhook", "third_party", "event")
    tables = {kind: item_table(access, workspace, kind) for kind in kinds}
    return render_template(
        "phases/integrations/page.html",
        workspace=workspace,
        slug=slug,
        tables=tables,
        suggestions=merged_suggestions(tables.values()),
    )
