"""Every place in a document that could define a requirement or story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.intake.collector import DocumentCollector, clean_key
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Block, Heading, ListItem, Markdown, Paragraph, Table
from workbench.intake.markdown.identifier_prefixes import KNOWN_PREFIXES, UNAMBIGUOUS_PREFIXES
from workbench.intake.markdown.identifiers import (
    NAMED_REQUIREMENT,
    Identifier,
    Leading,
    leading_identifier,
    whole_identifier,
)
from workbench.intake.markdown.sections import label, line_field, without_numbering
from workbench.intake.markdown.vocabulary import COLUMNS
from workbench.intake.prd.candidate import (
    FAIR,
    STRONG,
    WEAK,
    Candidate,
    Form,
    Position,
    candidates_from,
    kind_of,
)
from workbench.intake.prd.context import Context, ContextTracker
from workbench.intake.prd.tables import TableReader
from workbench.intake.result import Note


@dataclass(frozen=True)
class CandidateSearch:
    """What a search for definitions of requirements and stories finds in one document."""

    candidates: tuple[Candidate, ...]
    """In document order."""
    contexts: tuple[Context, ...]
    """Per block its context."""
    notes: tuple[Note, ...]
    """On texts that look like definitions but are not; without a source."""


def find_candidates(document: Markdown) -> CandidateSearch:
    """Every place that could define a requirement or story, found once per document."""
    return document.derive(_search)


def _search(document: Markdown) -> CandidateSearch:
    collector = DocumentCollector("")
    tracker = ContextTracker()
    contexts: list[Context] = []
    found: list[Candidate] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            context = tracker.enter(block, index)
            found.extend(_in_heading(block, index, context, collector))
        else:
            title = bold_title(block)
            if title:
                tracker.bold_line(title)
            context = tracker.current
            if isinstance(block, Table):
                found.extend(TableReader(block, index, context, collector).candidates())
            elif isinstance(block, ListItem):
                found.extend(_in_item(block, index, context, collector))
            elif isinstance(block, Paragraph):
                found.extend(_in_paragraph(block, index, context, collector))
        contexts.append(context)
    candidates = tuple(without_false_identifiers(found))
    return CandidateSearch(candidates, tuple(contexts), tuple(collector.notes))


def without_false_identifiers(found: list[Candidate]) -> list[Candidate]:
    """Candidates without what only looks like an identifier.

    `AUTH-001` numbers things, and so does `AUTH-1` beside `AUTH-2`; `HTML5` and `GPT-4` are names.
    """
    numbers: dict[str, set[str]] = {}
    for candidate in found:
        numbers.setdefault(candidate.identifier.prefix, set()).add(candidate.identifier.number)
    return [
        candidate
        for candidate in found
        if candidate.story
        or candidate.form is Form.fields
        or candidate.in_id_column
        or candidate.identifier.parts & KNOWN_PREFIXES
        or _is_scheme(candidate.identifier, len(numbers[candidate.identifier.prefix]))
    ]


def _is_scheme(identifier: Identifier, numbers: int) -> bool:
    padded = re.match(r"0\d", identifier.number) is not None
    parted = not identifier.key[len(identifier.prefix) :][:1].isdigit()
    return padded or numbers >= (2 if parted else 3)


# Labels that mean an identifier even where they are not in bold.
_ID_LABELS = frozenset(
    word for word, meaning in COLUMNS.items() if meaning == "id" and len(word) > 1
) - {"code", "key", "number", "no", "nr", "ref", "reference", "fr", "req", "nfr", "us", "رقم"}
_BOLD_LINE = re.compile(r"^\s*(?:\*\*|__)([^*\n]{1,120}?)(?:\*\*|__)\s*:?\s*$")


def bold_title(block: Block) -> str:
    """The text of a line that is all bold, like a heading; empty for anything else."""
    if not isinstance(block, Paragraph) or block.depth or "\n" in block.text:
        return ""
    match = _BOLD_LINE.match(block.text)
    if not match:
        return ""
    title = match[1].strip().removesuffix(":").strip()
    if label(title) in COLUMNS or leading_identifier(title):
        return ""
    return title


def _in_heading(
    block: Heading, index: int, context: Context, collector: DocumentCollector
) -> Iterator[Candidate]:
    title = without_numbering(block.text)
    spot = Position(block.line, index, context)
    named = NAMED_REQUIREMENT.match(title)
    if named:
        title = named["name"]
    leading = leading_identifier(title)
    if leading:
        strength = STRONG if leading.separated else FAIR
        yield from candidates_from(leading, Form.heading, strength, spot, collector)
    elif named:
        yield from _by_name(named["name"], spot, collector)


def _by_name(name: str, spot: Position, collector: DocumentCollector) -> Iterator[Candidate]:
    """`### Requirement: Sign in` names a requirement that has no other identifier."""
    key = clean_key(inline.name(name))
    if not key or "[" in key[:1] or "<" in key[:1]:
        return
    identifier = Identifier(key, "REQUIREMENT", "", key)
    leading = Leading(identifier, "", bold=False, struck="~~" in name, separated=True)
    collector.note_grouped(
        "requirements without identifier", spot.line,
        f"{key[:120]!r} has no identifier; its name is used as its key. To give it "
        "one, write `### FR-001: …`.",
    )  # fmt: skip
    yield from candidates_from(leading, Form.heading, STRONG, spot, collector)


def _in_item(
    block: ListItem, index: int, context: Context, collector: DocumentCollector
) -> Iterator[Candidate]:
    spot = Position(block.line, index, context, end_offset=block.text.count("\n") + 1)
    leading = leading_identifier(block.text)
    if leading:
        strength = STRONG if leading.separated or leading.bold else FAIR
        yield from candidates_from(leading, Form.list, strength, spot, collector)
    else:
        yield from _by_field(block.text, spot, collector)


def _in_paragraph(
    block: Paragraph, index: int, context: Context, collector: DocumentCollector
) -> Iterator[Candidate]:
    lines = block.text.split("\n")
    starts = [offset for offset, line in enumerate(lines) if _starts(line, lines, offset, context)]
    for offset, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        text = "\n".join(lines[offset:end])
        spot = Position(block.line + offset, index, context, offset, end)
        leading = leading_identifier(text)
        if leading:
            clear = leading.separated or leading.bold
            strength = STRONG if clear else FAIR if offset else WEAK
            yield from candidates_from(leading, Form.paragraph, strength, spot, collector)
        else:
            yield from _by_field(text, spot, collector)


def _starts(line: str, lines: list[str], offset: int, context: Context) -> bool:
    """Whether a paragraph's line begins a definition of its own."""
    leading = leading_identifier(line)
    if leading:
        if offset == 0:
            return True
        story, requirement = kind_of(leading.identifier, context)
        if not story and not requirement:
            return False
        if leading.separated or leading.bold:
            return bool(leading.rest or offset + 1 < len(lines))
        # A sentence after it, below a line that defines as well, is no wrapped mention.
        sure = leading.identifier.prefix in UNAMBIGUOUS_PREFIXES
        return sure and leading.rest[:1].isupper() and leading_identifier(lines[0]) is not None
    found = line_field(line, 0, _ID_LABELS)
    return bool(found and COLUMNS.get(found.key) == "id" and whole_identifier(found.raw))


def _by_field(text: str, spot: Position, collector: DocumentCollector) -> Iterator[Candidate]:
    """`**ID**: REQ-BOOK-020` and, in the lines after it, its fields."""
    found = line_field(text.split("\n", 1)[0], spot.line, _ID_LABELS)
    if not found or COLUMNS.get(found.key) != "id":
        return
    identifier = whole_identifier(found.raw)
    if identifier:
        leading = Leading(identifier, "", bold=True, struck="~~" in found.raw, separated=True)
        yield from candidates_from(leading, Form.fields, STRONG, spot, collector)
