"""The rows of a pending import a page at a time, each with what changes and what depends on it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from workbench.design.access import Access, Grant
from workbench.design.package import Change
from workbench.review.gate.events import ItemRef
from workbench.review.imports.detail import details_of
from workbench.review.imports.importing import ImportRow, PendingImport, RowStatus
from workbench.review.projects.access import ProjectAccess
from workbench.web.imports.source_preview import item_summary
from workbench.web.items.labels import field_label
from workbench.web.shell.links import dom_id

PAGE = 100
#: Dependent items of a kind that are named.
_NAMED = 12
#: Changed values of a row that are listed.
_CHANGES = 12
#: Characters of a value.
_LONG = 400


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row on the page."""

    id: str
    row: ImportRow
    taken: bool
    """Whether it will be imported; for an item that is not in the documents, removed."""
    changes: list[dict[str, Any]]
    more_changes: int
    depends: list[tuple[str, tuple[str, ...], int]]
    """Per kind: some keys, and how many more."""
    text: str = ""
    """Title of the item."""
    details: str = ""


@dataclass(frozen=True, slots=True)
class RowsPage:
    """A page of rows."""

    rows: tuple[ShownRow, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What a pending import would do, in numbers."""

    added: int
    changed: int
    same: int
    missing: int
    locked: int
    refused: int
    removed: int

    @property
    def any(self) -> bool:
        """Whether importing can change anything."""
        return bool(self.added or self.changed or self.missing)

    @property
    def text(self) -> str:
        """The numbers as they are shown in the head of the page; new items always."""
        others = (
            (self.changed, "changed"),
            (self.same, "unchanged"),
            (self.refused, "left out"),
            (self.removed, "to remove"),
        )
        shown = (f"{number} {label}" for number, label in others if number)
        return ", ".join([f"{self.added} new", *shown])


def totals_of(pending: PendingImport) -> Totals:
    """Numbers for the head of the page."""
    counts = pending.counts
    listed = {(row.kind, row.key) for row in pending.rows}
    return Totals(
        added=counts[RowStatus.added],
        changed=counts[RowStatus.changed],
        same=counts[RowStatus.same],
        missing=counts[RowStatus.missing],
        locked=sum(1 for row in pending.rows if row.locked),
        refused=len(pending.refused & listed),
        removed=len(pending.removed & listed),
    )


def filters_of(
    pending: PendingImport, slug: str, status: str, kind: str = ""
) -> list[dict[str, Any]]:
    """Tabs by what would happen; those without rows are left out."""
    totals = totals_of(pending)
    offered = (
        ("", "All changes", totals.added + totals.changed + totals.missing),
        ("added", "New", totals.added),
        ("changed", "Changed", totals.changed),
        ("missing", "Not in the documents", totals.missing),
        ("same", "Unchanged", totals.same),
        ("refused", "Left out", totals.refused),
    )
    return [
        {
            "url": url_for(
                "imports.changes",
                slug=slug,
                preview=pending.id,
                status=key or None,
                kind=kind or None,
            ),
            "label": label,
            "n": number,
            "current": key == status,
        }
        for key, label, number in offered
        if number or key in {"", status}
    ]


def rows_page(
    session: Session,
    *,
    access: ProjectAccess,
    pending: PendingImport,
    status: str,
    number: int,
    kind: str = "",
) -> RowsPage:
    """One page of the rows of a status (and a kind), in the order of the documents."""
    rows = [row for row in _of_status(pending, status) if kind in {"", row.kind}]
    pages = max(1, -(-len(rows) // PAGE))
    number = min(number, pages)
    window = rows[(number - 1) * PAGE : number * PAGE]
    details = details_of(session, access=access, pending=pending, rows=window)
    shown = tuple(
        ShownRow(
            dom_id(detail.row.kind, detail.row.key),
            detail.row,
            _is_chosen(pending, detail.row),
            [_change(change) for change in _relevant(detail.changes)[:_CHANGES]],
            max(0, len(_relevant(detail.changes)) - _CHANGES),
            [(kind, keys[:_NAMED], len(keys) - _NAMED) for kind, keys in detail.depends.items()],
            *_summary(detail.row),
        )
        for detail in details
    )
    return RowsPage(shown, number, pages, len(rows))


def chosen_in(
    pending: PendingImport, form: MultiDict[str, str]
) -> tuple[tuple[ItemRef, ...], tuple[ItemRef, ...], tuple[ItemRef, ...]]:
    """Rows that a form showed, those it leaves out, and those it removes.

    Rows travel by the short id of their address, so that somebody else's edit meanwhile cannot
    turn one into another.
    """
    wanted = set(form.getlist("shown"))
    ticked = set(form.getlist("take"))
    if not wanted:
        return (), (), ()
    by_id = {dom_id(row.kind, row.key): row for row in pending.rows if not row.locked}
    shown = {key: by_id[key] for key in wanted if key in by_id}
    gone = RowStatus.missing
    return (
        _refs(shown.values()),
        _refs(row for key, row in shown.items() if key not in ticked and row.status is not gone),
        _refs(row for key, row in shown.items() if key in ticked and row.status is gone),
    )


def _refs(rows: Iterable[ImportRow]) -> tuple[ItemRef, ...]:
    return tuple(sorted(
        (ItemRef(kind=row.kind, key=row.key) for row in rows), key=lambda ref: (ref.kind, ref.key)
    ))  # fmt: skip


def _of_status(pending: PendingImport, status: str) -> Iterable[ImportRow]:
    for row in pending.rows:
        if status == "refused":
            matches = (row.kind, row.key) in pending.refused
        elif status in set(RowStatus):
            matches = row.status == status
        else:
            matches = row.status is not RowStatus.same
        if matches:
            yield row


def _is_chosen(pending: PendingImport, row: ImportRow) -> bool:
    if row.status is RowStatus.missing:
        return (row.kind, row.key) in pending.removed
    return (row.kind, row.key) not in pending.refused


def _summary(row: ImportRow) -> tuple[str, str]:
    item = row.after or row.before
    if item is None:
        return "", ""
    if isinstance(item, Grant):
        return item.effect.value, " = ".join(filter(None, (item.column, item.attribute)))
    if isinstance(item, Access):
        return "public" if item.public else ", ".join(item.permissions), ""
    return item_summary(item)


def _relevant(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Changes of values; of which values are inferred only where nothing else changed."""
    stated = tuple(change for change in changes if not change.pointer.startswith("/inferred"))
    return stated or changes


def _change(change: Change) -> dict[str, Any]:
    return {
        "name": _place(change.pointer),
        "before": _value(change.before),
        "after": _value(change.after),
        "impact": change.impact.value,
    }


def _place(pointer: str) -> str:
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    if not steps:
        return "Everything"
    first, *rest = steps
    return " · ".join([field_label(first), *rest])


def _value(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        text = value
    elif isinstance(value, list) and all(isinstance(element, str) for element in value):
        text = ", ".join(value)
    elif isinstance(value, Mapping) and _flat_mapping(value):
        text = _flat_mapping(value)
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONG else text[:_LONG] + "…"


def _flat_mapping(value: Mapping[str, Any]) -> str:
    """A mapping without nested values as text; empty for any other."""
    plain = {name: member for name, member in value.items() if isinstance(member, str | int)}
    if len(plain) != len(value) or not plain:
        return ""
    return ", ".join(f"{name}: {_value(member)}" for name, member in plain.items())
