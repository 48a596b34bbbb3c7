"""The phases' blueprint with all its pages: importing a page's module adds its views."""

from __future__ import annotations

from workbench.web.phases import (
    access,
    documents,
    integrations,
    inventory,
    item_rows,
    operation_parts,
    permission_matrix,
    requests,
    schema,
)
from workbench.web.phases.workspace import bp

__all__ = [
    "access",
    "bp",
    "documents",
    "integrations",
    "inventory",
    "item_rows",
    "operation_parts",
    "permission_matrix",
    "requests",
    "schema",
]
