"""The draft as one Design with its trace, kept until the draft changes.

Pages that tell where a thing is used, or what covers a requirement, need the whole design. It is
read once per write, not once per page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from workbench.cache import LruCache
from workbench.design.design import Design
from workbench.design.scope import Scope, scope_of
from workbench.design.trace import Coverage, Node, Trace, build_trace, coverage
from workbench.review.projects.access import ProjectAccess
from workbench.store.drafts import load_design
from workbench.store.engine import database_id, is_reading
from workbench.store.projects import find_draft_version, read_draft_version

#: Designs that one process holds; each may weigh some tens of megabytes.
_CAPACITY = 6


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
        named = tuple(name for name in found.pop("schema", ()) if name in self._named_schemas)
        return {**found, "schema": named} if named else found

    @cached_property
    def _named_schemas(self) -> frozenset[str]:
        return frozenset(schema.key for schema in self.design.schemas)


#: By database, project and version of the draft.
_traced: LruCache[tuple[int, int, int], TracedDesign] = LruCache(_CAPACITY)


def traced(session: Session, *, access: ProjectAccess) -> TracedDesign:
    """The draft as it is now, from memory where it has not changed."""
    key = _key(session, access)
    known = _traced.get(key)
    if known is not None:
        return known
    version = key[-1]
    made = TracedDesign(load_design(session, access.project.id), version)
    # What a transaction has written may be rolled back, and its number given out again; and
    # somebody may have written while it was read.
    if is_reading(session) and read_draft_version(session, access.project.id) == version:
        _traced.put(key, made)
    return made


def is_traced(session: Session, *, access: ProjectAccess) -> bool:
    """Whether `traced` costs nothing now."""
    return _traced.get(_key(session, access)) is not None


def _key(session: Session, access: ProjectAccess) -> tuple[int, int, int]:
    project_id = access.project.id
    return database_id(session), project_id, find_draft_version(session, project_id)


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
