"""Who may call what, cell by cell, with what each cell said before.

A cell is made of grants: its address, and so its conversation, is that of the grant, because
that is what somebody decided and can change.
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
    """What one role may do with one endpoint."""

    role: str
    value: Effect
    was: str
    """What the previous presentation said, where it said something else."""
    kind: str
    """With `item` and `pointer`, where comments on this cell hang."""
    item: str
    pointer: str
    comments: tuple[CommentView, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One endpoint and every role."""

    endpoint: str
    permission: str
    """Permissions that it demands, in words."""
    cells: tuple[Cell, ...]

    @property
    def touched(self) -> bool:
        """Whether a cell changed or is talked about."""
        return any(cell.was or cell.comments for cell in self.cells)


class Effects:
    """The effect of every grant of a design, looked up by role and permission."""

    def __init__(self, design: Design | None) -> None:
        """Index the grants once; None stands for no design at all."""
        grants = design.grants if design else ()
        self._grants = {(grant.role, grant.permission): grant.effect for grant in grants}
        self.roles = tuple(role.key for role in design.roles) if design else ()

    def of(self, access: Access, role: str) -> Effect:
        """What a role may do where all the permissions of an endpoint are demanded."""
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
    """One row per endpoint; each comes with what it demanded before, None where it is new."""
    return [
        Row(
            access.endpoint,
            "public" if access.public else ", ".join(access.permissions) or "none stated",
            tuple(_cell(access, was, role, now, before, comments) for role in now.roles),
        )
        for access, was in accesses
    ]


def _cell(  # noqa: PLR0917 - all of them are the cell's own
    access: Access,
    was: Item | None,
    role: str,
    now: Effects,
    before: Effects,
    comments: Mapping[tuple[str, str], Sequence[CommentView]],
) -> Cell:
    value = now.of(access, role)
    old = before.of(was, role) if isinstance(was, Access) and role in before.roles else value
    kind, item, pointer = _address(access, role)
    said = tuple(
        comment for comment in comments.get((kind, item), ()) if comment.pointer == pointer
    )
    return Cell(
        role, value, old.value.capitalize() if old is not value else "", kind, item, pointer, said
    )


def _address(access: Access, role: str) -> tuple[str, str, str]:
    if access.public or not access.permissions:
        return "access", access.endpoint, "/public"
    return "grant", f"{role} {access.permissions[0]}", ""
