"""What importing an item of a pending import would change, and what depends on it."""

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
    """One row with its changes and what depends on the item."""

    row: ImportRow
    changes: tuple[Change, ...]
    """Changed fields, each with its impact; empty for rows that are added or the same."""
    depends: dict[str, tuple[str, ...]]
    """Keys of the items of the draft that depend on the item, by kind; empty for added rows."""


def details_of(
    session: Session, *, access: ProjectAccess, pending: PendingImport, rows: Iterable[ImportRow]
) -> tuple[RowDetail, ...]:
    """The given rows of a pending import in detail; meant for the rows of one page.

    Only items that are changed or deleted are compared and traced.
    """
    shown = tuple(rows)
    affected = [row for row in shown if row.before is not None and row.status is not RowStatus.same]
    if not affected:
        return tuple(RowDetail(row, (), {}) for row in shown)
    draft = traced(session, access=access)
    changes: dict[tuple[str, str], list[Change]] = {}
    for change in compare(draft.design, _with_rows(draft.design, affected, pending)):
        changes.setdefault((change.kind, change.item), []).append(change)
    traced_rows = {(row.kind, row.key) for row in affected}
    return tuple(
        RowDetail(
            row,
            tuple(changes.get((row.kind, row.key), ())) if row.after is not None else (),
            _depends(draft.trace, row) if (row.kind, row.key) in traced_rows else {},
        )
        for row in shown
    )


def _with_rows(design: Design, affected: list[ImportRow], pending: PendingImport) -> Design:
    """The draft with the affected rows and all new schemas and components imported."""
    imported = {(row.kind, row.key): row.after for row in affected if row.after is not None}
    for row in pending.rows:
        is_shape = row.kind in {"schema", "component"}
        if is_shape and row.status is RowStatus.added and row.after is not None:
            imported[row.kind, row.key] = row.after
    items = [imported.pop(_address(item), item) for item in design.items()]
    return Design.from_items([*items, *imported.values()])


def _address(item: Item) -> tuple[str, str]:
    return KIND_OF_MODEL[type(item)].name, item.item_key


#: Kinds of dependents that are listed, in this order.
_DEPENDENTS = ("story", "flow", "screen", "content_type", "feedback_channel", "endpoint", "schema",
         "table", "permission", "role", "webhook")  # fmt: skip
#: Kinds that use a table or a schema. The items that it was derived from do not depend on it.
_USERS = ("endpoint", "schema")


def _depends(trace: Trace, row: ImportRow) -> dict[str, tuple[str, ...]]:
    of_handoff = artifact_of(row.kind) is Artifact.handoff
    kinds = _DEPENDENTS if of_handoff or row.kind == "endpoint" else _USERS
    found: dict[str, dict[str, None]] = {}
    for node in _nodes(row):
        for linked in trace.reach(node, upwards=not of_handoff and row.kind != "endpoint"):
            # An inline schema of an operation has the endpoint's key as a part of its own.
            if linked.kind != "schema" or " /" not in linked.key:
                found.setdefault(linked.kind, {})[linked.key] = None
    return {kind: tuple(found[kind]) for kind in kinds if kind in found and kind != row.kind}


def _nodes(row: ImportRow) -> list[Node]:
    """The nodes of the item and of its attributes or columns."""
    nodes = [Node(row.kind, row.key)]
    if isinstance(row.before, Entity):
        nodes += [
            Node("attribute", f"{row.key}.{attribute.name}") for attribute in row.before.attributes
        ]
    if isinstance(row.before, Table):
        nodes += [Node("column", f"{row.key}.{column.name}") for column in row.before.columns]
    return nodes
