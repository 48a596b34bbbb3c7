"""The projects' blueprint with all its pages: importing a page's module adds its views."""

from __future__ import annotations

from workbench.web.projects import index, members, new, overview, search
from workbench.web.projects.blueprint import bp

__all__ = ["bp", "index", "members", "new", "overview", "search"]
