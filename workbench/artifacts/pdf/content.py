"""What can go into the PDF; apart from what makes it, so that any door can name it cheaply."""

from __future__ import annotations

from enum import StrEnum


class Content(StrEnum):
    """What goes into the PDF."""

    everything = "all"
    #: Summary, priorities, coverage, inventory, checklist and history.
    summary = "summary"
    #: What changed since the last presentation, and the parts that it touches.
    changes = "changes"


CONTENT_TITLES = {
    Content.everything: "Backend design package",
    Content.summary: "Backend design package, executive summary",
    Content.changes: "Backend design package, changes",
}
