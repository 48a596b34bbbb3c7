"""Comparison of a pending import with the draft: what each of its items would change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from workbench.design.base import Item
from workbench.design.design import Design, ItemAddress
from workbench.design.kinds import ARTIFACT_TITLES, Artifact, artifact_of, get_kind
from workbench.intake.result import Imported, ReadItem

#: Fields that people fill in and documents rarely set; a newer document that does not set them
#: leaves them as they are.
_ANSWERS: dict[str, tuple[str, ...]] = {
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
    """What importing an item would do."""

    added = "added"
    changed = "changed"
    same = "same"
    #: In the draft, and in none of the uploaded documents.
    missing = "missing"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One item of a pending import, compared with the draft."""

    kind: str
    key: str
    status: RowStatus
    artifact: Artifact
    locked: str = ""
    """Why it cannot be imported now; empty if it can."""
    source: str = ""
    line: int = 0
    before: Item | None = field(default=None, compare=False, repr=False)
    """The item of the draft; None if there is none."""
    after: Item | None = field(default=None, compare=False, repr=False)
    """The item to write; None if the documents do not have it."""


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
        after = _with_answers_of(before, read_item.item, kind)
        if before == after:
            # Equal values can differ in notation, such as 1 and 1.0; the draft keeps its own.
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


def _with_answers_of(before: Item, item: Item, kind: str) -> Item:
    """The imported item with those answers of the draft that the document does not set."""
    if before == item:
        return item
    fields = type(item).model_fields
    names = list(fields) if get_kind(kind).single else _ANSWERS.get(kind, ())
    answers = {
        name: getattr(before, name) for name in names if getattr(item, name) == fields[name].default
    }
    return item.model_copy(update=answers) if answers else item


def _locked(artifact: Artifact) -> str:
    return f"{ARTIFACT_TITLES[artifact]} is locked."
