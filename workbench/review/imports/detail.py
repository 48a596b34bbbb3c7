"""What taking over one item of a pending import would change, and what depends on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.dictionary import Entity
from workbench.design.kinds import KIND_OF_MODEL, Artifact, artifact_of
from workbench.design.package import Change
from workbench.design.tables import Table
from workbench.design.trace import Node, Trace
from workbench.diff.compare import compare
from workbench.review.draft.tracing import traced
from workbench.review.imports.importing import ImportRow, PendingImport, RowStatus
from workbench.review.projects.access import ProjectAccess


@dataclass(frozen=True, slots=True)
class RowDetail:
    """One row with its reasons to look twice."""

    row: ImportRow
    changes: tuple[Change, ...]
    """Field by field, each with its impact; empty for what is added or the same."""
    depends: dict[str, tuple[str, ...]]
    """Keys in the draft that rest on the item, by kind; empty for what is added."""


def details_of(
    session: Session, *, access: ProjectAccess, pending: PendingImport, rows: Iterable[ImportRow]
) -> tuple[RowDetail, ...]:
    """The given rows of a pending import in detail; meant for the rows of one page.

    Only items that change or go are compared and traced.
    """
    shown = tuple(rows)
    moving = [row for row in shown if row.before is not None and row.status is not RowStatus.same]
    if not moving:
        return tuple(RowDetail(row, (), {}) for row in shown)
    draft = traced(session, access=access)
    changes: dict[tuple[str, str], list[Change]] = {}
    for change in compare(draft.design, _with(draft.design, moving, pending)):
        changes.setdefault((change.kind, change.item), []).append(change)
    known = {(address.kind, address.key) for address in moving}
    return tuple(
        RowDetail(
            row,
            tuple(changes.get((row.kind, row.key), ())) if row.after is not None else (),
            _depends(draft.trace, row) if (row.kind, row.key) in known else {},
        )
        for row in shown
    )


def _with(design: Design, moving: list[ImportRow], pending: PendingImport) -> Design:
    """The draft with the moving items, and whatever schemas and components come with them."""
    after: dict[tuple[str, str], Item | None] = {
        (address.kind, address.key): address.after
        for address in moving
        if address.after is not None
    }
    for row in pending.rows:
        if row.status is RowStatus.added and row.kind in {"schema", "component"}:
            after[row.kind, row.key] = row.after
    kept = (after.pop(_address(item), item) for item in design.items())
    items = [item for item in kept if item is not None]
    return Design.from_items(
        [*items, *(changed for changed in after.values() if changed is not None)]
    )


def _address(item: Item) -> tuple[str, str]:
    return KIND_OF_MODEL[type(item)].name, item.item_key


#: Kinds told of, in this order.
_TOLD = ("story", "flow", "screen", "content_type", "feedback_channel", "endpoint", "schema",
         "table", "permission", "role", "webhook")  # fmt: skip
#: What reads a table or a schema; whoever asked for it does not depend on it.
_READERS = ("endpoint", "schema")


def _depends(trace: Trace, row: ImportRow) -> dict[str, tuple[str, ...]]:
    asked = artifact_of(row.kind) is Artifact.handoff
    told = _TOLD if asked or row.kind == "endpoint" else _READERS
    found: dict[str, dict[str, None]] = {}
    for node in _nodes(row):
        for near in trace.reach(node, upwards=not asked and row.kind != "endpoint"):
            # A shape that an operation writes in place goes by the endpoint's key.
            if near.kind != "schema" or " /" not in near.key:
                found.setdefault(near.kind, {})[near.key] = None
    return {kind: tuple(found[kind]) for kind in told if kind in found and kind != row.kind}


def _nodes(row: ImportRow) -> list[Node]:
    """The item and its parts, which are linked on their own."""
    nodes = [Node(row.kind, row.key)]
    if isinstance(row.before, Entity):
        nodes += [
            Node("attribute", f"{row.key}.{attribute.name}") for attribute in row.before.attributes
        ]
    if isinstance(row.before, Table):
        nodes += [Node("column", f"{row.key}.{column.name}") for column in row.before.columns]
    return nodes
