"""What a pending import contains, counted per kind and per document."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from workbench.intake.result import Imported, NoteLevel
from workbench.review.imports.importing import PendingImport, RowStatus
from workbench.web.items.labels import kind_words


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one kind of item, or of one document."""

    name: str
    """The kind, or the path."""
    label: str
    added: int
    changed: int
    same: int
    left_out: int
    choosable: int
    """Rows that can be included or left out."""
    errors: int = 0
    warnings: int = 0
    missing: int = 0

    @property
    def all_left_out(self) -> bool:
        """Whether none of it will be imported."""
        return bool(self.choosable) and self.left_out >= self.choosable


def tallies_by_kind(pending: PendingImport) -> list[Tally]:
    """One tally per kind that the documents contain, in the order of first occurrence."""
    counts = _count_rows(pending, "kind")
    return [_tally(kind, _heading(kind), counts[kind]) for kind in counts]


def tallies_by_document(pending: PendingImport) -> list[Tally]:
    """One tally per document, in the order of paths; the label says what it was read as.

    A copy of another document is labelled as such.
    """
    counts = _count_rows(pending, "source")
    texts = pending.imported.texts
    first: dict[str, str] = {}
    for path in texts:
        if counts.get(path) or texts[path] not in first:
            first[texts[path]] = path
    copies = {path: first[text] for path, text in texts.items() if first[text] != path}
    notes: Counter[tuple[str, NoteLevel]] = Counter(
        (note.source, note.level) for note in pending.imported.notes
    )
    return [
        _tally(
            source.path,
            f"copy of {copies[source.path]}"
            if source.path in copies
            else document_kind_text(source.kind),
            counts.get(source.path, Counter()),
            errors=notes[source.path, NoteLevel.error],
            warnings=notes[source.path, NoteLevel.warning],
        )
        for source in pending.imported.sources
    ]


def _count_rows(pending: PendingImport, name: str) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for row in pending.rows:
        counter = counts.setdefault(getattr(row, name), Counter())
        counter[row.status.value] += 1
        if row.status in {RowStatus.added, RowStatus.changed} and not row.locked:
            counter["choosable"] += 1
            counter["left out"] += (row.kind, row.key) in pending.refused
    return counts


def _tally(
    name: str, label: str, counts: Counter[str], *, errors: int = 0, warnings: int = 0
) -> Tally:
    return Tally(
        name,
        label,
        added=counts["added"],
        changed=counts["changed"],
        same=counts["same"],
        missing=counts["missing"],
        left_out=counts["left out"],
        choosable=counts["choosable"],
        errors=errors,
        warnings=warnings,
    )


def _heading(kind: str) -> str:
    words = kind_words(kind, 2)
    return words[:1].upper() + words[1:]


_DOCUMENT_KINDS = {
    "attachment": "not recognised; becomes an attachment",
    "prd": "requirements",
    "openapi": "OpenAPI document",
    "asyncapi": "AsyncAPI document",
    "sql": "SQL schema",
    "dbml": "DBML schema",
    "csv": "table",
}


def document_kind_text(kind: str) -> str:
    """What a kind of document is called on the page."""
    return _DOCUMENT_KINDS.get(kind, kind.replace("-", " "))


def read_as(imported: Imported, path: str) -> str:
    """What a document was read as, for the line below its name; empty for an unknown path."""
    kind = next((source.kind for source in imported.sources if source.path == path), "")
    text = document_kind_text(kind)
    return text if kind in {"", "attachment"} else f"read as {text}"
