"""Search in the drafts that a person may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.design import parse_item
from workbench.review.projects.access import ProjectAccess
from workbench.review.projects.projects import list_projects_for
from workbench.store.projects import Project
from workbench.store.search import search_items

MAX_HITS = 100
_WORDS = 8
_AROUND = 80
_TITLES = ("title", "description", "text", "decision", "risk", "name", "purpose", "reason")


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that contains the words."""

    project: Project
    kind: str
    key: str
    excerpt: str
    """Its title, or the text around the first word found."""


def find_in_project(session: Session, *, access: ProjectAccess, words: str) -> list[Hit]:
    """Items of a project that contain all words; at most 100."""
    return _find(session, [access], words)


def find_in_projects(session: Session, *, actor: Actor, words: str) -> list[Hit]:
    """Items of all projects that the actor takes part in; at most 100."""
    return _find(session, list_projects_for(session, actor=actor), words)


def _find(session: Session, accessible: Iterable[ProjectAccess], words: str) -> list[Hit]:
    projects = {access.project.id: access.project for access in accessible}
    wanted = words.split()[:_WORDS]
    rows = search_items(session, list(projects), wanted, limit=MAX_HITS)
    return [
        Hit(projects[project_id], kind, key, _excerpt(kind, body, wanted))
        for project_id, kind, key, body in rows
    ]


def _excerpt(kind: str, body: str, words: list[str]) -> str:
    data = parse_item(kind, body).model_dump(exclude_defaults=True)
    texts = [str(data[name]) for name in _TITLES if data.get(name)]
    texts += [value for value in data.values() if isinstance(value, str)]
    for text in texts:
        at = text.casefold().find(words[0].casefold())
        if at >= 0:
            start = max(0, at - _AROUND)
            return ("…" if start else "") + text[start : at + 2 * _AROUND]
    return texts[0][: 2 * _AROUND] if texts else ""
