"""The draft as one Design with its trace, cached until the draft changes.

Pages that show where an item is used, or what covers a requirement, need the whole design. It is
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

#: Designs in the cache of a process; each may take some tens of megabytes.
_CAPACITY = 6


@dataclass(frozen=True)
class TracedDesign:
    """A version of the draft with its trace, scope and coverage, computed on demand."""

    design: Design
    draft_version: int

    @cached_property
    def trace(self) -> Trace:
        """All links between items, in both directions."""
        return build_trace(self.design)

    @cached_property
    def scope(self) -> Scope:
        """The scope of this release."""
        return scope_of(self.design)

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """What covers each active functional requirement."""
        return tuple(coverage(self.design, self.trace, self.scope))

    def used_by(self, kind: str, key: str) -> dict[str, tuple[str, ...]]:
        """Keys of the items that are linked with an item, in both directions, by kind."""
        found = _around(self.trace, Node(kind, key))
        # An inline schema of an operation has no page of its own.
        named = tuple(name for name in found.pop("schema", ()) if name in self._named_schemas)
        return {**found, "schema": named} if named else found

    @cached_property
    def _named_schemas(self) -> frozenset[str]:
        return frozenset(schema.key for schema in self.design.schemas)


#: By database, project and version of the draft.
_traced: LruCache[tuple[int, int, int], TracedDesign] = LruCache(_CAPACITY)


def traced(session: Session, *, access: ProjectAccess) -> TracedDesign:
    """The current draft, from the cache if it has not changed."""
    key = _key(session, access)
    known = _traced.get(key)
    if known is not None:
        return known
    version = key[-1]
    draft = TracedDesign(load_design(session, access.project.id), version)
    # A transaction may be rolled back, and its version be used again for other content; and
    # somebody may have written while the draft was read.
    if is_reading(session) and read_draft_version(session, access.project.id) == version:
        _traced.put(key, draft)
    return draft


def is_traced(session: Session, *, access: ProjectAccess) -> bool:
    """Whether `traced` finds the draft in its cache."""
    return _traced.get(_key(session, access)) is not None


def _key(session: Session, access: ProjectAccess) -> tuple[int, int, int]:
    project_id = access.project.id
    return database_id(session), project_id, find_draft_version(session, project_id)


#: Kinds of linked items that are listed, in this order.
_LISTED = ("requirement", "story", "flow", "screen", "endpoint", "schema", "table", "permission")
_ALSO_LISTED = ("role", "webhook", "event", "entity", "content_type", "feedback_channel")


def _around(trace: Trace, node: Node) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for linked in (*trace.reach(node, upwards=True), *trace.reach(node)):
        found.setdefault(linked.kind, {})[linked.key] = None
    return {
        kind: tuple(found[kind])
        for kind in (*_LISTED, *_ALSO_LISTED)
        if kind in found and kind != node.kind
    }
