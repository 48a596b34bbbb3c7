"""The phases' blueprint with all its pages: importing a page's module is what adds it."""

from __future__ import annotations

from workbench.web import (
    phases_access,
    phases_inventory,
    phases_requests,
    phases_rest,
    phases_rows,
    phases_schema,
)
from workbench.web.phases import bp

__all__ = [
    "bp",
    "phases_access",
    "phases_inventory",
    "phases_requests",
    "phases_rest",
    "phases_rows",
    "phases_schema",
]
