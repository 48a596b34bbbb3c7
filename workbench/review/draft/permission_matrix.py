"""The permission matrix: which role may call which endpoint, and what changed.

A cell follows from grants; comments on it belong to the grant, which is what people decide on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbench.design.access import Access, Effect
from workbench.design.base import Item
from workbench.design.design import Design
from workbench.review.discussion.comments import CommentView

_WEIGHT = {Effect.deny: 0, Effect.own: 1, Effect.allow: 2}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a role may do with an endpoint."""

    role: str
    value: Effect
    was: str
    """Value in the previous presentation, if it was different; else empty."""
    kind: str
    """With `item` and `pointer`, the address of comments on this cell."""
    item: str
    pointer: str
    comments: tuple[CommentView, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the matrix: an endpoint and every role."""

    endpoint: str
    permission: str
    """The permissions that it requires, in words."""
    cells: tuple[Cell, ...]

    @property
    def touched(self) -> bool:
        """Whether a cell has changed or has comments."""
        return any(cell.was or cell.comments for cell in self.cells)


class Effects:
    """The effect of every grant of a design, looked up by role and permission."""

    def __init__(self, design: Design | None) -> None:
        """Index the grants of a design; None is a design without grants and roles."""
        grants = design.grants if design else ()
        self._grants = {(grant.role, grant.permission): grant.effect for grant in grants}
        self.roles = tuple(role.key for role in design.roles) if design else ()

    def of(self, access: Access, role: str) -> Effect:
        """What a role may do with an endpoint, which requires all of its permissions."""
        if access.public:
            return Effect.allow
        found = [
            self._grants.get((role, permission), Effect.deny) for permission in access.permissions
        ]
        return min(found, key=_WEIGHT.__getitem__, default=Effect.deny)


def matrix_rows(
    accesses: Iterable[tuple[Access, Item | None]],
    *,
    now: Effects,
    before: Effects,
    comments: Mapping[tuple[str, str], Sequence[CommentView]],
) -> list[Row]:
    """One row per access item, each given with its previous state (None if it is new)."""
    return [
        Row(
            access.endpoint,
            "public" if access.public else ", ".join(access.permissions) or "none stated",
            tuple(
                _cell(access, was, role, now=now, before=before, comments=comments)
                for role in now.roles
            ),
        )
        for access, was in accesses
    ]


def _cell(
    access: Access,
    was: Item | None,
    role: str,
    *,
    now: Effects,
    before: Effects,
    comments: Mapping[tuple[str, str], Sequence[CommentView]],
) -> Cell:
    value = now.of(access, role)
    old = before.of(was, role) if isinstance(was, Access) and role in before.roles else value
    kind, item, pointer = _address(access, role)
    own_comments = tuple(
        comment for comment in comments.get((kind, item), ()) if comment.pointer == pointer
    )
    changed_from = old.value.capitalize() if old is not value else ""
    return Cell(role, value, changed_from, kind, item, pointer, own_comments)


def _address(access: Access, role: str) -> tuple[str, str, str]:
    if access.public or not access.permissions:
        return "access", access.endpoint, "/public"
    return "grant", f"{role} {access.permissions[0]}", ""
