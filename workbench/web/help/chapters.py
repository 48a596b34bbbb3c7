"""The chapters of the handbook, read and rendered once per process.

A chapter is a Markdown file in `templates/help/`. What can be derived from the program is not
written by hand: the rules and the endpoints of the API are appended by `reference.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from workbench import paths
from workbench.web.help.rendering import RenderedText, render

RULES: Final = "rules"
API: Final = "api"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter's address below /help, its title, and a sentence about its contents."""

    slug: str
    title: str
    summary: str


CHAPTERS: Final = (
    Chapter("workflow", "How a project works", "Roles, stages and the words used everywhere."),
    Chapter("first-hour", "Your first hour", "What to do first, role by role."),
    Chapter("projects", "Projects and accounts", "Inbox, projects, members, search, your account."),
    Chapter("import", "Importing files", "Formats, the import preview, limits."),
    Chapter("handoff", "Accepting the handoff", "The six steps before design begins."),
    Chapter("design", "Designing", "Prioritisation, the six phases, editing and undo."),
    Chapter("findings", "Findings and the checklist", "Levels, fixes, waivers and judgements."),
    Chapter("review", "Presenting and deciding", "Packages, comments, decisions, interventions."),
    Chapter(RULES, "Rules", "Every rule: what it checks, why, and how to fix findings."),
    Chapter("command-line", "Command line", "Every command, option and exit code."),
    Chapter(API, "API", "Authentication, conventions and every endpoint."),
    Chapter("administration", "Running an installation", "Settings, accounts, backup and restore."),
    Chapter("keyboard", "Keyboard", "Shortcuts, and how to turn them off."),
)


def find_chapter(slug: str) -> Chapter | None:
    """The chapter at that address, if there is one."""
    return next((chapter for chapter in CHAPTERS if chapter.slug == slug), None)


@cache
def chapter_text(chapter: Chapter) -> RenderedText:
    """The text of a chapter; without what is appended to it."""
    return render(chapter_source(chapter))


def chapter_source(chapter: Chapter) -> str:
    """The Markdown of a chapter."""
    path = paths.templates() / "help" / f"{chapter.slug}.md"
    return path.read_text(encoding="utf-8")
