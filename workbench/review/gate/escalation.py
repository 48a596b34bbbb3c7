"""The escalation after the third REVISE: the cycles, and the items that can be descoped."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.kinds import Artifact
from workbench.design.scope import scope_of
from workbench.review.gate.events import ChangeRequested, Decided, ItemRef, Presented
from workbench.review.gate.history import history
from workbench.review.package.contents import unchanged_artifacts
from workbench.review.projects.access import ProjectAccess
from workbench.store.drafts import load_design
from workbench.store.revisions import Revision, list_revisions

#: Kinds whose items can be descoped, with their sections of the design.
_SECTIONS = {
    "requirement": "requirements",
    "endpoint": "endpoints",
    "webhook": "webhooks",
    "flow": "flows",
    "screen": "screens",
    "content_type": "content_types",
    "feedback_channel": "feedback_channels",
}


@dataclass(frozen=True, slots=True)
class Cycle:
    """One presentation and the decision on it, for the orchestrator to compare."""

    revision: int
    sha256: str
    presented: Presented
    presenter: str
    decision: Decided | None = None
    decider: str = ""
    changed: tuple[Artifact, ...] = ()
    """Artifacts that differ from the previous presentation; empty for the first."""
    reasons: tuple[tuple[Artifact, str], ...] = ()


def cycles_of(session: Session, *, access: ProjectAccess) -> tuple[Cycle, ...]:
    """Every presentation since the start or the last change request, oldest first."""
    revisions = {
        revision.number: revision for revision in list_revisions(session, access.project.id)
    }
    cycles: list[Cycle] = []
    for entry in history(session, access=access):
        match entry.event:
            case ChangeRequested():
                cycles = []
            case Presented() as event:
                cycles.append(_cycle(event, entry.name, revisions))
            case Decided() as event if cycles:
                cycles[-1] = replace(cycles[-1], decision=event, decider=entry.name)
    return tuple(cycles)


@dataclass(frozen=True, slots=True)
class Descopable:
    """An item in scope that can be descoped."""

    ref: ItemRef
    title: str


def descopable(session: Session, *, access: ProjectAccess) -> tuple[Descopable, ...]:
    """Items in scope that can be descoped, in reading order."""
    kinds = frozenset(_SECTIONS) | {"handoff", "score", "entity", "table", "story"}
    design = load_design(session, access.project.id, kinds=kinds)
    scope = scope_of(design)
    return tuple(
        Descopable(ItemRef(kind=kind, key=item.item_key), _title(item))
        for kind, section in _SECTIONS.items()
        for item in _items(design, section)
        if scope.contains(kind, item.item_key)
    )


def _cycle(event: Presented, name: str, revisions: dict[int, Revision]) -> Cycle:
    row, before = revisions.get(event.revision), revisions.get(event.revision - 1)
    if row is None or before is None:
        return Cycle(event.revision, event.sha256, event, name)
    same = unchanged_artifacts(before, row)
    changed = tuple(artifact for artifact in Artifact if artifact not in same)
    reasons = tuple(
        (artifact, row.reasons[artifact.value])
        for artifact in changed
        if artifact.value in row.reasons
    )
    return Cycle(event.revision, event.sha256, event, name, changed=changed, reasons=reasons)


def _items(design: Design, section: str) -> tuple[Item, ...]:
    found: tuple[Item, ...] = getattr(design, section)
    return found


def _title(item: Item) -> str:
    return str(getattr(item, "title", "") or getattr(item, "description", ""))
