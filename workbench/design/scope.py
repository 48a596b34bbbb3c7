"""What a release has to include, by its mode: full production or MVP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.endpoints import Outcome
from workbench.design.handoff import ReleaseMode
from workbench.design.kinds import KIND_OF_MODEL
from workbench.design.openapi_view import Items
from workbench.design.requirements import (
    Priority,
    Requirement,
    RequirementStatus,
    RequirementType,
)

#: Kinds of items that are in scope with their endpoint.
_ENDPOINT_PARTS = frozenset({"operation", "access", "score"})


@dataclass(frozen=True)
class Scope:
    """What this release has to include. Built once per design by `scope_of`."""

    mode: ReleaseMode
    requirements: frozenset[str]
    """Keys of the functional requirements in scope."""
    out_of_scope: frozenset[str]
    """Keys of the active functional requirements that are deferred to a later release."""
    out_items: frozenset[tuple[str, str]]
    """(kind, key) of items that belong to requirements out of scope alone."""

    def contains(self, kind: str, key: str) -> bool:
        """Whether findings at that item count now; otherwise they are deferred."""
        if kind == "requirement":
            return key not in self.out_of_scope
        kind = "endpoint" if kind in _ENDPOINT_PARTS else kind
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
    """The scope of a design; full production while no mode is chosen."""
    mode = design.handoff.release_mode or ReleaseMode.full
    active = [requirement for requirement in design.requirements if _can_be_in_scope(requirement)]
    inside = frozenset(
        requirement.key
        for requirement in active
        if in_scope(requirement, mode, include_p1=design.handoff.include_p1)
    )
    outside = frozenset(requirement.key for requirement in active) - inside
    out_items = _covering_only(design, outside) | _deferred_endpoints(design)
    if mode is ReleaseMode.mvp:
        out_items |= _later_entities(design)
    return Scope(mode, inside, outside, frozenset(out_items))


def _can_be_in_scope(requirement: Requirement) -> bool:
    return (
        requirement.status is RequirementStatus.active
        and requirement.type is RequirementType.functional
    )


def _covering_only(design: Design, outside: frozenset[str]) -> set[tuple[str, str]]:
    """Items all of whose requirements are out of scope."""
    return {
        (KIND_OF_MODEL[type(item)].name, item.item_key)
        for item in _covering(design)
        if _covers(item) and _covers(item) <= outside
    }


def _deferred_endpoints(design: Design) -> set[tuple[str, str]]:
    return {
        ("endpoint", score.endpoint) for score in design.scores if score.outcome is Outcome.deferred
    }


def _later_entities(design: Design) -> set[tuple[str, str]]:
    """Entities that are marked as not part of the MVP, and their tables."""
    later = {entity.key for entity in design.entities if entity.mvp is False}
    entities = {("entity", key) for key in later}
    return entities | {("table", table.key) for table in design.tables if table.entity in later}


def scope_of_item(items: Items, kind: str, key: str) -> Scope:
    """The scope as far as it concerns one item, as `scope_of` gives it for the whole design.

    Only the item and what decides about it are looked up: the requirements that it covers, its
    score and its entity. The cost does not grow with the design.
    """
    home = "endpoint" if kind in _ENDPOINT_PARTS else kind
    item = items.find(home, key)
    deciding = [item, items.find("handoff", "handoff")]
    deciding += [items.find("requirement", covered) for covered in getattr(item, "covers", ())]
    if home == "endpoint":
        deciding.append(items.find("score", key))
    elif home == "table":
        deciding.append(items.find("entity", getattr(item, "entity", "")))
    known = {id(each): each for each in deciding if each is not None}
    return scope_of(Design.from_items(known.values()))


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
