"""Release mode → what is in scope (W3, W11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.endpoints import Outcome
from workbench.design.handoff import ReleaseMode
from workbench.design.kinds import KIND_OF_MODEL
from workbench.design.requirements import (
    Priority,
    Requirement,
    RequirementStatus,
    RequirementType,
)


@dataclass(frozen=True)
class Scope:
    """What this release must carry. Built once per design by `scope_of`."""

    mode: ReleaseMode
    requirements: frozenset[str]
    """Keys of the functional requirements in scope."""
    out_of_scope: frozenset[str]
    """Keys of the active functional requirements that wait for a later release."""
    out_items: frozenset[tuple[str, str]]
    """(kind, key) of items that belong to requirements out of scope alone."""

    def contains(self, kind: str, key: str) -> bool:
        """Whether findings at that item count now; otherwise they are deferred."""
        if kind == "requirement":
            return key not in self.out_of_scope
        if kind in {"operation", "access", "score"}:
            kind = "endpoint"
        return (kind, key) not in self.out_items


def in_scope(requirement: Requirement, mode: ReleaseMode, *, include_p1: bool) -> bool:
    """Whether an active functional requirement belongs to the release.

    MVP: tagged ones; P0 where nobody has tagged. Full production: P0, P1 if asked for, and
    whatever states no priority, because an unread priority must not drop a requirement.
    """
    if requirement.status is RequirementStatus.withdrawn:
        return False
    if mode is ReleaseMode.mvp:
        if requirement.mvp is not None:
            return requirement.mvp
        return requirement.priority in {None, Priority.P0}
    if requirement.priority is None or requirement.priority is Priority.P0:
        return True
    return include_p1 and requirement.priority is Priority.P1


def scope_of(design: Design) -> Scope:
    """Work out the scope of a design; full production while no mode is chosen."""
    mode = design.handoff.release_mode or ReleaseMode.full
    active = [
        requirement
        for requirement in design.requirements
        if requirement.status is RequirementStatus.active
        and requirement.type is RequirementType.functional
    ]
    inside = frozenset(
        requirement.key
        for requirement in active
        if in_scope(requirement, mode, include_p1=design.handoff.include_p1)
    )
    outside = frozenset(requirement.key for requirement in active) - inside
    out_items = {
        (KIND_OF_MODEL[type(item)].name, item.item_key)
        for item in _covering(design)
        if _covers(item) and _covers(item) <= outside
    }
    out_items |= {
        ("endpoint", score.endpoint) for score in design.scores if score.outcome is Outcome.deferred
    }
    if mode is ReleaseMode.mvp:
        later = {entity.key for entity in design.entities if entity.mvp is False}
        out_items |= {("entity", key) for key in later}
        out_items |= {("table", table.key) for table in design.tables if table.entity in later}
    return Scope(mode, inside, outside, frozenset(out_items))


def _covering(design: Design) -> Iterable[Item]:
    yield from design.stories
    yield from design.flows
    yield from design.screens
    yield from design.content_types
    yield from design.feedback_channels
    yield from design.endpoints
    yield from design.webhooks


def _covers(item: Item) -> frozenset[str]:
    covers: tuple[str, ...] = getattr(item, "covers", ())
    return frozenset(covers)
