"""What a pending import holds, counted: per kind and per document."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from workbench.intake.result import NoteLevel
from workbench.review.imports.importing import PendingImport, RowStatus
from workbench.web.items.labels import kind_words

#: Documents that are listed one by one.
LISTED = 100


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of one kind, or of one document."""

    name: str
    """The kind, or the path."""
    words: str
    added: int
    changed: int
    same: int
    left_out: int
    choosable: int
    """Rows that can be taken or left out."""
    errors: int = 0
    warnings: int = 0
    missing: int = 0

    @property
    def all_left_out(self) -> bool:
        """Whether nothing of it will be taken over."""
        return bool(self.choosable) and self.left_out >= self.choosable


def kinds_of(pending: PendingImport) -> list[Tally]:
    """Per kind that the documents have, in the order in which they first have it."""
    counts = _counted(pending, "kind")
    return [_tally(kind, _heading(kind), counts[kind]) for kind in counts]


def sources_of(pending: PendingImport) -> list[Tally]:
    """Per document, in the order of their paths; the words say what it was taken for.

    One that says the same as another, letter for letter, is named as such.
    """
    counts = _counted(pending, "source")
    texts = pending.imported.texts
    first: dict[str, str] = {}
    for path in texts:
        if counts.get(path) or texts[path] not in first:
            first[texts[path]] = path
    twins = {path: first[text] for path, text in texts.items() if first[text] != path}
    notes: Counter[tuple[str, NoteLevel]] = Counter(
        (one.source, one.level) for one in pending.imported.notes
    )
    return [
        _tally(
            one.path,
            f"the same as {twins[one.path]}" if one.path in twins else taken_for(one.kind),
            counts.get(one.path, Counter()),
            errors=notes[one.path, NoteLevel.error],
            warnings=notes[one.path, NoteLevel.warning],
        )
        for one in pending.imported.sources
    ]


def _counted(pending: PendingImport, name: str) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for row in pending.rows:
        one = counts.setdefault(getattr(row, name), Counter())
        one[row.status.value] += 1
        if row.status in {RowStatus.added, RowStatus.changed} and not row.locked:
            one["choosable"] += 1
            one["left out"] += (row.kind, row.key) in pending.refused
    return counts


def _tally(
    name: str, words: str, counts: Counter[str], *, errors: int = 0, warnings: int = 0
) -> Tally:
    return Tally(
        name,
        words,
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


_TAKEN_FOR = {
    "attachment": "not recognised, kept as an attachment",
    "prd": "requirements",
    "openapi": "OpenAPI document",
    "asyncapi": "AsyncAPI document",
    "sql": "SQL schema",
    "dbml": "DBML schema",
    "csv": "table",
}


def taken_for(kind: str) -> str:
    """A kind of document in words."""
    return _TAKEN_FOR.get(kind, kind.replace("-", " "))
