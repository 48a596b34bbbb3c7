"""Requirement documents: PRD, SRS, spec-kit, Kiro, BMAD, and other texts with identifiers.

Only what the document defines becomes a requirement; what it mentions does not. Nothing gets an
identifier it does not have. Each identifier's strongest definition counts; a second one of the
same form is reported, one of another form (a summary row and a detailed section) fills in what
the first leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.design.dictionary import Entity
from workbench.design.requirements import Priority, Requirement, Story
from workbench.intake.collector import DocumentCollector, clean_key
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import ListItem, Markdown, Paragraph
from workbench.intake.markdown.vocabulary import priority_on_scale
from workbench.intake.prd.build_items import DraftMaker
from workbench.intake.prd.candidate import FAIR, Candidate
from workbench.intake.prd.context import Context, SectionPurpose
from workbench.intake.prd.fields import Draft
from workbench.intake.prd.find_candidates import find_candidates
from workbench.intake.prd.parents import set_parents
from workbench.intake.prd.registers import read_registers
from workbench.intake.prd.warnings import report

_FILLED_IN = (
    "title",
    "text",
    "priority",
    "mvp",
    "mvp_rationale",
    "status",
    "stories",
    "depends_on",
    "criteria",
    "target",
    "parent",
    "covers",
    "no_backend_reason",
)
_UNSET = (None, "", ())


def read_prd(document: Markdown, collector: DocumentCollector) -> None:
    """Read requirements, stories and key entities into `collector`, in document order."""
    search = find_candidates(document)
    candidates, contexts = search.candidates, search.contexts
    collector.add_notes(search.notes)
    maker = DraftMaker(document, candidates, collector)
    drafts = _definitions(candidates, maker, collector)
    _place_priorities(drafts, collector)
    set_parents(drafts, document, candidates)
    _key_entities(document, contexts, collector)
    for draft in drafts:
        _add_item(draft, collector)
    read_registers(document, collector)
    report(document, contexts, candidates, drafts, collector)


def _definitions(
    candidates: Sequence[Candidate], maker: DraftMaker, collector: DocumentCollector
) -> list[Draft]:
    by_key: dict[tuple[bool, str], list[Candidate]] = {}
    for candidate in candidates:
        by_key.setdefault((candidate.story, candidate.key), []).append(candidate)
    drafts: list[Draft] = []
    for same in by_key.values():
        best = max(same, key=lambda candidate: (candidate.strength, -candidate.line))
        if best.strength < FAIR:
            continue
        draft = maker.make(best)
        drafts.append(draft)
        for other in same:
            if other is not best:
                _fill_in(draft, other, maker, collector)
    drafts.sort(key=lambda draft: (draft.candidate.line, draft.candidate.offset))
    return drafts


def _fill_in(
    draft: Draft, other: Candidate, maker: DraftMaker, collector: DocumentCollector
) -> None:
    """Take from another definition what the strongest leaves out; of its own form, nothing."""
    best = draft.candidate
    if other.strength == best.strength and other.form is best.form:
        _note_repeated(other, best.line, collector)
        return
    if other.context.purpose is SectionPurpose.out:
        return
    taken = _take_missing(draft, maker.make(other))
    if taken:
        collector.info(
            other.line,
            f"{other.key}: {', '.join(dict.fromkeys(taken))} read from here, because "
            f"line {best.line} does not set it",
        )


def _note_repeated(other: Candidate, first_line: int, collector: DocumentCollector) -> None:
    words = other.leading.rest if other.leading else " ".join(other.row.cells if other.row else ())
    collector.note_grouped(
        "repeated identifiers", other.line,
        f"left out: {other.key} is already defined on line {first_line}; this second "
        f"definition is {words[:80]!r}. Give it its own identifier or remove it.",
        warning=True,
    )  # fmt: skip


def _take_missing(draft: Draft, more: Draft) -> list[str]:
    """Copy the values that only the second draft has; the names of the fields."""
    weak = more.candidate.strength < FAIR
    taken = []
    for name in _FILLED_IN:
        value = more.values.get(name)
        if value in _UNSET or draft.values.get(name) not in _UNSET:
            continue
        if weak and name in {"text", "title"}:
            continue
        draft.values[name] = value
        if name in {"priority", "status"}:
            draft.values[f"{name}_words"] = more.values.get(f"{name}_words", "")
        taken.append(name)
    if more.rank is not None and draft.values.get("priority") is None and draft.rank is None:
        draft.rank = more.rank
        draft.values["priority_words"] = more.values.get("priority_words", "")
        taken.append("priority")
    return taken


def _place_priorities(drafts: list[Draft], collector: DocumentCollector) -> None:
    """Turn ranks on the document's own scale into priorities; note those that are unknown."""
    ranks = {draft.rank for draft in drafts if draft.rank is not None}
    for draft in drafts:
        if draft.rank is not None:
            _place_rank(draft, priority_on_scale(draft.rank, ranks), collector)
        elif draft.values.get("priority_words") and draft.values.get("priority") is None:
            collector.note_grouped(
                "unknown priorities", draft.candidate.line,
                f"{draft.key}: unknown priority {draft.values['priority_words']!r}; kept as "
                "written. Use P0 to P3, or Must, Should, Could, Won't.",
                warning=True,
            )  # fmt: skip
    _note_missing_p0(drafts, collector)


def _place_rank(draft: Draft, priority: Priority, collector: DocumentCollector) -> None:
    draft.values["priority"] = priority
    draft.inferred.append("priority")
    collector.note_grouped(
        "priorities on another scale", draft.candidate.line,
        f"{draft.key}: priority {draft.values['priority_words']!r} is read as {priority.value}",
    )  # fmt: skip


def _note_missing_p0(drafts: list[Draft], collector: DocumentCollector) -> None:
    stated = {draft.values.get("priority") for draft in drafts} - {None}
    outright = [draft for draft in drafts if draft.rank is None and draft.values.get("priority")]
    if outright and Priority.P0 not in stated and Priority.P1 in stated:
        collector.info(
            outright[0].candidate.line,
            "priorities in this document start at P1; they are kept as written, so no "
            "requirement is P0",
        )


def _add_item(draft: Draft, collector: DocumentCollector) -> None:
    candidate, values = draft.candidate, draft.values
    line = candidate.line
    written = candidate.identifier
    if written.changed:
        collector.note_grouped(
            "normalised identifiers", line,
            f"{written.key}: written as {written.written!r} with look-alike characters; "
            "normalised",
        )  # fmt: skip
    elif written.unusual:
        collector.note_grouped(
            "unusual identifiers", line,
            f"{written.key}: unusual spelling, accepted as written; the usual one is "
            f"{written.prefix}-{written.number}",
        )  # fmt: skip
    inferred = tuple(dict.fromkeys(draft.inferred))
    if candidate.story:
        wanted = ("title", "text", "priority", "covers", "criteria")
        kept = {name: values[name] for name in wanted if values.get(name)}
        item: Story | Requirement | None = collector.build(
            Story, line, key=clean_key(draft.key), inferred=inferred, **kept
        )
    else:
        kept = {
            name: value
            for name, value in values.items()
            if value not in _UNSET and name != "covers"
        }
        notes = "\n".join(note for note in draft.notes if note)
        item = collector.build(
            Requirement, line, key=clean_key(draft.key), inferred=inferred, notes=notes, **kept
        )
    collector.add(item, line, draft.end_line)


_ENTITY = re.compile(r"^\*\*([^*\n]{1,120}?)\s*:?\*\*\s*[:–—-]?\s*(.*)$", re.DOTALL)


def _key_entities(
    document: Markdown, contexts: Sequence[Context], collector: DocumentCollector
) -> None:
    """Read `### Key Entities` of a feature specification: names with descriptions."""
    first = 0
    for index, block in enumerate(document.blocks):
        if (
            not isinstance(block, ListItem | Paragraph)
            or contexts[index].purpose is not SectionPurpose.entity
        ):
            continue
        found = (
            _ENTITY.match(block.text) if isinstance(block, ListItem) and block.depth == 1 else None
        )
        if not found or found[1].startswith("["):
            continue
        name = clean_key(inline.plain(found[1]))
        description = inline.value(" ".join(found[2].split()))
        if name and collector.add(
            collector.build(Entity, block.line, key=name, description=description),
            block.line, block.end_line,
        ):  # fmt: skip
            first = first or block.line
    if first:
        collector.info(
            first,
            "entities are read from the list of key entities, which has no attributes",
        )


__all__ = ["read_prd"]
