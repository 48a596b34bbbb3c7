"""Permissions of the reader to comment, and texts for what a comment is about."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.review.discussion.comments import NOBODY, CommentView, why_not_resolve
from workbench.review.errors import Refused
from workbench.review.gate.policy import why_not_comment
from workbench.review.projects.access import ProjectAccess, Role
from workbench.web.items.labels import kind_words, place_words


@dataclass(frozen=True, slots=True)
class CommentPermissions:
    """What a person may do with the comments of a project."""

    slug: str
    me: int
    """ID of the person."""
    refusal: Refused | None
    """Why the person may not comment; None if they may."""
    resolves_all: bool
    reviews: bool
    """Whether the person may require that a comment is fixed before approval."""

    def may_resolve(self, comment: CommentView) -> bool:
        """Whether this person may resolve a comment or reopen it."""
        return self.refusal is None and (self.resolves_all or comment.by == self.me)


def comment_permissions(access: ProjectAccess) -> CommentPermissions:
    """What the actor may do with comments."""
    return CommentPermissions(
        access.project.slug,
        access.actor.id,
        why_not_comment(access),
        why_not_resolve(access, NOBODY) is None,
        access.has(Role.reviewer),
    )


def about_words(kind: str, item: str, pointer: str) -> str:
    """What a comment is about, in words.

    >>> about_words("table", "orders", "/columns/total_minor")
    'column orders.total_minor'
    >>> about_words("grant", "support refunds:create", "")
    'support × refunds:create'
    """
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    if kind == "grant":
        role, _, permission = item.partition(" ")
        return f"{role} × {permission}"
    if kind == "table" and steps[:1] == ["columns"] and len(steps) > 1:
        return " ".join((f"column {item}.{steps[1]}", *steps[2:]))
    if kind == "entity" and steps[:1] == ["attributes"] and len(steps) > 1:
        return " ".join((f"attribute {item}.{steps[1]}", *steps[2:]))
    place = place_words(kind, item) if kind != "endpoint" else f"{kind_words(kind)} {item}"
    return f"{place}, {' '.join(steps)}" if steps else place
