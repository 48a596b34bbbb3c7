"""Every page of the design journeys, by address, for tests that open them all."""

from __future__ import annotations

from tests.users import PROJECT

HOME = f"/projects/{PROJECT}"
#: The workspaces and what stands around them.
WORKSPACES = tuple(
    HOME + path
    for path in (
        "/inventory",
        "/inventory?show=findings",
        "/requests",
        "/requests?tab=schemas",
        "/requests?tab=components",
        "/schema",
        "/schema?tab=diagram",
        "/schema?tab=objects",
        "/schema/new",
        "/access",
        "/access?tab=endpoints",
        "/access?tab=strategy",
        "/access?tab=policies",
        "/integrations",
        "/documents",
        "/documents?tab=migrations",
        "/documents?tab=summary",
        "/documents?tab=exceptions",
        "/prioritise",
        "/findings",
        "/findings?show=all",
        "/checklist",
        "/rules/API-18",
        "/items/table/new",
        "/items/endpoint/new",
    )
)
