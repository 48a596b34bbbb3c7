"""The phases' blueprint with all its pages: importing a page's module is what adds it."""

from __future__ import annotations

from workbench.web.phases import (
    access,
    integrations_and_documents,
    inventory,
    requests,
    rows,
    schema,
)
from workbench.web.phases.workspace import bp

__all__ = [
    "access",
    "bp",
    "integrations_and_documents",
    "inventory",
    "requests",
    "rows",
    "schema",
]
