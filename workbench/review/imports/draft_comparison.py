"""The items of a pending import held against the draft: what each of them would change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from workbench.design.base import Item
from workbench.design.design import Design, ItemAddress
from workbench.design.kinds import ARTIFACT_TITLES, Artifact, artifact_of, get_kind
from workbench.intake.result import Imported, ReadItem

#: What people add to an item that a document rarely says; a newer document that is silent on
#: it does not take it away.
_KEPT: dict[str, tuple[str, ...]] = {
    "requirement": ("mvp", "mvp_rationale", "no_backend_reason"),
    "entity": ("mvp", "no_table_reason"),
    "content_type": ("entity", "kept_in"),
    "feedback_channel": ("entity", "third_party"),
    "role": ("admin", "no_flow_reason"),
    "decision": ("kept_in",),
    "assumption": ("affects_api", "affects_schema", "status", "answer", "carried"),
    "endpoint": ("kind", "covers", "description"),
    "table": ("entity", "deviation"),
    "access": ("permissions", "public", "reason", "notes"),
    "score": ("impact", "effort", "reason"),
}


class RowStatus(StrEnum):
    """What taking an item over would do."""

    added = "added"
    changed = "changed"
    same = "same"
    #: In the draft, and in none of the documents that were brought.
    missing = "missing"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One item of a pending import, held against the draft."""

    kind: str
    key: str
    status: RowStatus
    artifact: Artifact
    locked: str = ""
    """Why it cannot be taken over now; empty where it can."""
    source: str = ""
    line: int = 0
    before: Item | None = field(default=None, compare=False, repr=False)
    """As it is in the draft; None where it is not."""
    after: Item | None = field(default=None, compare=False, repr=False)
    """As it would be written; None where the documents do not have it."""


def compare_with_draft(
    draft: Design, imported: Imported, allowed: frozenset[Artifact]
) -> tuple[ImportRow, ...]:
    """One row per item of the documents, then those of the draft that the documents lack.

    Of several items with one address the first counts. Rows of artifacts that are not `allowed`
    say why they are locked.
    """
    first: dict[ItemAddress, ReadItem] = {}
    for read in imported.items:
        first.setdefault(read.address, read)
    rows = [_row(draft, address, read, allowed) for address, read in first.items()]
    rows += [_missing_row(kind, item, allowed) for kind, item in _missing(draft, first)]
    return tuple(rows)


def _row(
    draft: Design, address: ItemAddress, read_item: ReadItem, allowed: frozenset[Artifact]
) -> ImportRow:
    kind, key = address
    before = draft.find(kind, key)
    if before is not None and get_kind(kind).single and before == type(before)():
        before = None
    if before is None:
        after, status = read_item.item, RowStatus.added
    else:
        after = _keep_answers(before, read_item.item, kind)
        if before == after:
            # What counts as the same is left as it is, down to the digits of its numbers.
            after, status = before, RowStatus.same
        else:
            status = RowStatus.changed
    artifact = artifact_of(kind, after)
    locked = "" if artifact in allowed or status is RowStatus.same else _locked(artifact)
    return ImportRow(
        kind, key, status, artifact, locked, read_item.source, read_item.line, before, after
    )


def _missing_row(kind: str, item: Item, allowed: frozenset[Artifact]) -> ImportRow:
    artifact = artifact_of(kind, item)
    locked = "" if artifact in allowed else _locked(artifact)
    return ImportRow(kind, item.item_key, RowStatus.missing, artifact, locked, before=item)


def _missing(draft: Design, first: dict[ItemAddress, ReadItem]) -> Iterator[tuple[str, Item]]:
    for name in {address.kind: None for address in first}:
        kind = get_kind(name)
        if kind.single:
            continue
        for item in getattr(draft, kind.section):
            if ItemAddress(name, item.item_key) not in first:
                yield name, item


def _keep_answers(before: Item, item: Item, kind: str) -> Item:
    if before == item:
        return item
    fields = type(item).model_fields
    names = list(fields) if get_kind(kind).single else _KEPT.get(kind, ())
    kept = {
        name: getattr(before, name) for name in names if getattr(item, name) == fields[name].default
    }
    return item.model_copy(update=kept) if kept else item


def _locked(artifact: Artifact) -> str:
    return f"{ARTIFACT_TITLES[artifact]} is locked."
