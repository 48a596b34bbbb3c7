"""The MVP set: what is proposed, why, and whether people have decided it."""

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
        requirement
        for requirement in requirements
        if requirement.status is RequirementStatus.active
        and requirement.type is RequirementType.functional
    ]
    inside = {requirement.key for requirement in active if _inside(requirement)}
    outside = {requirement.key for requirement in active} - inside
    return tuple(
        MvpRow(
            requirement,
            requirement.key in inside,
            requirement.mvp_rationale or _rationale(requirement),
            requirement.mvp is not None and bool(requirement.mvp_rationale),
            tuple(key for key in requirement.depends_on if key in outside)
            if requirement.key in inside
            else (),
        )
        for requirement in active
    )


def _inside(requirement: Requirement) -> bool:
    return (
        requirement.mvp
        if requirement.mvp is not None
        else requirement.priority in {None, Priority.P0}
    )


def _rationale(requirement: Requirement) -> str:
    if requirement.mvp is not None:
        level = f"{requirement.priority}; " if requirement.priority else ""
        return f"{level}the PRD tags it {'MVP' if requirement.mvp else 'for later'}."
    if requirement.priority is None:
        return "The PRD states no priority; it stays in until somebody decides."
    return _PRIORITY[requirement.priority]
