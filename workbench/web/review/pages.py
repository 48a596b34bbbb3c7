"""The review blueprint with all its pages: importing a page's module adds its views."""

from __future__ import annotations

from workbench.web.review import compare, gate, history, package, present
from workbench.web.review.blueprint import bp

__all__ = ["bp", "compare", "gate", "history", "package", "present"]
