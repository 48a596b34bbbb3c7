"""The MVP set: what is proposed, why, and whether people have decided it (W3.1, W11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.design.requirements import (
    Priority,
    Requirement,
    RequirementStatus,
    RequirementType,
)

_PRIORITY = {
    Priority.P0: "P0, a must: the product does not do its job without it.",
    Priority.P1: "P1, a should: it waits until the core is proven.",
    Priority.P2: "P2, a could: it waits until the core is proven.",
    Priority.P3: "P3: not this time.",
}


@dataclass(frozen=True, slots=True)
class MvpRow:
    """One requirement and its place in the MVP."""

    requirement: Requirement
    inside: bool
    """As decided, else as proposed."""
    rationale: str
    """Why in or out: as written, else as proposed."""
    decided: bool
    """Whether a tag and its reason are there already."""
    missing: tuple[str, ...] = ()
    """Requirements that it depends on and that would stay outside."""


def mvp_rows(requirements: Iterable[Requirement]) -> tuple[MvpRow, ...]:
    """Every active functional requirement with its place, in the requirements' order.

    A tag in the documents counts; where there is none, P0 is proposed, and so is whatever
    states no priority, because an unread priority must not drop a requirement.
    """
    active = [
        one
        for one in requirements
        if one.status is RequirementStatus.active and one.type is RequirementType.functional
    ]
    inside = {one.key for one in active if _inside(one)}
    outside = {one.key for one in active} - inside
    return tuple(
        MvpRow(
            one,
            one.key in inside,
            one.mvp_rationale or _rationale(one),
            one.mvp is not None and bool(one.mvp_rationale),
            tuple(key for key in one.depends_on if key in outside) if one.key in inside else (),
        )
        for one in active
    )


def _inside(one: Requirement) -> bool:
    return one.mvp if one.mvp is not None else one.priority in {None, Priority.P0}


def _rationale(one: Requirement) -> str:
    if one.mvp is not None:
        level = f"{one.priority}; " if one.priority else ""
        return f"{level}the PRD tags it {'MVP' if one.mvp else 'for later'}."
    if one.priority is None:
        return "The PRD states no priority; it stays in until somebody decides."
    return _PRIORITY[one.priority]
