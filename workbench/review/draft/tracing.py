"""The draft as one Design with its trace, kept until the draft changes.

Pages that tell where a thing is used, or what covers a requirement, need the whole design. It is
read once per write, not once per page.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from workbench.design.design import Design
from workbench.design.scope import Scope, scope_of
from workbench.design.trace import Coverage, Node, Trace, build_trace, coverage
from workbench.review.projects.access import ProjectAccess
from workbench.store.drafts import load_design
from workbench.store.engine import is_reading
from workbench.store.projects import find_draft_version

#: Designs that one process keeps; each may weigh some tens of megabytes.
_KEPT = 6


@dataclass(frozen=True)
class TracedDesign:
    """A state of the draft and what follows from it; everything is worked out when asked for."""

    design: Design
    draft_version: int

    @cached_property
    def trace(self) -> Trace:
        """Every link, both ways."""
        return build_trace(self.design)

    @cached_property
    def scope(self) -> Scope:
        """What this release must carry."""
        return scope_of(self.design)

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """Per active functional requirement, what serves it."""
        return tuple(coverage(self.design, self.trace, self.scope))

    def used_by(self, kind: str, key: str) -> dict[str, tuple[str, ...]]:
        """Keys of what an item is linked with, up and down, by kind."""
        found = _around(self.trace, Node(kind, key))
        # A shape that an operation writes in place has no page: the operation has.
        named = tuple(one for one in found.pop("schema", ()) if one in self._named_schemas)
        return {**found, "schema": named} if named else found

    @cached_property
    def _named_schemas(self) -> frozenset[str]:
        return frozenset(one.key for one in self.design.schemas)


_cache: WeakKeyDictionary[object, OrderedDict[int, TracedDesign]] = WeakKeyDictionary()
_lock = Lock()


def traced(session: Session, *, access: ProjectAccess) -> TracedDesign:
    """The draft as it is now, from memory where it has not changed."""
    project_id = access.project.id
    version = find_draft_version(session, project_id)
    kept = _find(session, project_id, version)
    if kept is not None:
        return kept
    made = TracedDesign(load_design(session, project_id), version)
    # What a transaction has written may be rolled back, and its number given out again; and
    # somebody may have written while it was read.
    if is_reading(session) and find_draft_version(session, project_id) == version:
        _keep(session, project_id, made)
    return made


def is_traced(session: Session, *, access: ProjectAccess) -> bool:
    """Whether asking costs nothing now."""
    project_id = access.project.id
    return _find(session, project_id, find_draft_version(session, project_id)) is not None


def _find(session: Session, project_id: int, version: int) -> TracedDesign | None:
    with _lock:
        designs = _cache.get(_engine(session))
        kept = designs.get(project_id) if designs else None
        if designs is None or kept is None or kept.draft_version != version:
            return None
        designs.move_to_end(project_id)
        return kept


def _keep(session: Session, project_id: int, made: TracedDesign) -> None:
    with _lock:
        designs = _cache.setdefault(_engine(session), OrderedDict())
        designs[project_id] = made
        designs.move_to_end(project_id)
        while len(designs) > _KEPT:
            designs.popitem(last=False)


def _engine(session: Session) -> object:
    """What tells one database from another, for as long as it is in use."""
    return session.get_bind().engine


#: Kinds told of, in this order.
_TOLD = ("requirement", "story", "flow", "screen", "endpoint", "schema", "table", "permission")
_MORE = ("role", "webhook", "event", "entity", "content_type", "feedback_channel")


def _around(trace: Trace, node: Node) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for near in (*trace.reach(node, upwards=True), *trace.reach(node)):
        found.setdefault(near.kind, {})[near.key] = None
    return {
        kind: tuple(found[kind]) for kind in (*_TOLD, *_MORE) if kind in found and kind != node.kind
    }
