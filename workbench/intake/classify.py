"""Which kind of Markdown document a file is, by its content; its name only breaks ties.

One document may define items of several kinds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.intake.markdown.document import Block, Heading, ListItem, Markdown, Paragraph, Table
from workbench.intake.markdown.document_kind import (
    ENOUGH_POINTS,
    ITEM_POINTS,
    DocumentKind,
    TableInDocument,
)
from workbench.intake.markdown.identifiers import leading_identifier
from workbench.intake.markdown.sections import (
    blocks_under_headings,
    file_label,
    label,
    line_field,
    without_numbering,
)
from workbench.intake.source_kinds import ATTACHMENT, RENDERING

_RENDERING = re.compile(r"(?:design package|gate checklist)\b(?! summary)")
#: Papers that lie beside a specification and quote it.
_WORKING_PAPER = re.compile(
    r"^(?:(?:Tasks?|Task List|(?:Phase \d+:? )?Research|Research (?:Notes|Findings)"
    r"|Quick ?start(?: Guide)?|Implementation Plan|Plan|Change ?log|Release Notes|Contributing"
    r"|Code Review|Sprint (?:Plan|Review|Retrospective))\s*(?:[:–—(-]\s*.*)?"
    r"|(?:.*\b)?Checklist\s*(?:[:–—(-]\s*.*)?)$",
    re.IGNORECASE,
)
_TASK = re.compile(r"^\[[ xX]\]\s+\*{0,2}(?:T|CHK)-?\d{3}\b")
_MANY_TASKS = 5
_TITLE_POINTS = 24
_FILE_NAME_POINTS = 5


@dataclass(frozen=True)
class Classification:
    """The kind a document is, and other kinds that it defines items of as well."""

    name: str
    """A value of `source_kinds`."""
    kinds: tuple[DocumentKind, ...] = ()
    """Kinds to read it as, the main one first; empty where nothing is read."""


def classify(document: Markdown, path: str, kinds: Sequence[DocumentKind]) -> Classification:
    """The kind of a Markdown document; `attachment` where it defines nothing known.

    Of kinds with the same number of points the first in `kinds` counts.
    """
    title = document.title
    if title is not None and _RENDERING.match(label(title.text)):
        return Classification(RENDERING)
    if (title is not None and _WORKING_PAPER.match(title.text)) or _is_task_list(document):
        return Classification(ATTACHMENT)
    points, items = _evidence(document, path, kinds)
    best = max(kinds, key=lambda kind: points[kind.name])
    if points[best.name] < ENOUGH_POINTS:
        best = next((kind for kind in kinds if kind.is_last_resort(document)), best)
        if not best.is_last_resort(document):
            return Classification(ATTACHMENT)
        return Classification(best.name, (best,))
    others = (kind for kind in kinds if kind is not best and items[kind.name])
    return Classification(best.name, (best, *others))


def _is_task_list(document: Markdown) -> bool:
    """Whether it is mostly boxes to tick with numbers of tasks (`- [ ] T001 …`)."""
    entries = [block for block in document.blocks if isinstance(block, ListItem)]
    tasks = sum(1 for entry in entries if _TASK.match(entry.text))
    return tasks >= _MANY_TASKS and tasks * 3 >= len(entries)


def _evidence(
    document: Markdown, path: str, kinds: Sequence[DocumentKind]
) -> tuple[Counter[str], Counter[str]]:
    """(points, items defined outright) per kind."""
    name = file_label(path)
    points: Counter[str] = Counter()
    items = Counter(_explicit_items(document, kinds))
    for kind in kinds:
        points[kind.name] += items[kind.name] * ITEM_POINTS + _title_points(document, name, kind)
        further = kind.further_evidence(document, path, items[kind.name])
        points[kind.name] += further.points
        items[kind.name] += further.items
    defined = Counter(items)
    for table, headings in blocks_under_headings(document):
        if isinstance(table, Table):
            found = TableInDocument(table, headings, name, defined)
            _count_table(found, kinds, points, items)
    return points, items


def _title_points(document: Markdown, name: str, kind: DocumentKind) -> int:
    """Points of the document's title, its sections' names and the file's name."""
    points = _FILE_NAME_POINTS if kind.title.search(name) else 0
    if document.title is not None and kind.title.search(label(document.title.text)):
        points += _TITLE_POINTS
    if kind.section_labels:
        labels = (label(block.text) for block in document.blocks if isinstance(block, Heading))
        points += kind.section_points * sum(1 for text in labels if text in kind.section_labels)
    return points


def _explicit_items(document: Markdown, kinds: Sequence[DocumentKind]) -> Iterator[str]:
    """The kind of each item that names it (`Flow: …`, `UF-001: …`, `**ID:** WF-001`)."""
    headed = [(kind.name, kind.item_heading) for kind in kinds if kind.item_heading]
    kind_of_prefix = {prefix: kind.name for kind in kinds for prefix in kind.item_prefixes}
    for block in document.blocks:
        if isinstance(block, Heading):
            yield from (name for name, heading in headed if heading.match(block.text))
        identifier = _identifier_text(block)
        leading = leading_identifier(identifier) if identifier else None
        if leading and leading.identifier.prefix in kind_of_prefix:
            yield kind_of_prefix[leading.identifier.prefix]


def _identifier_text(block: Block) -> str:
    """The text that may start with a block's identifier: a heading's, or that of an `ID` field."""
    if isinstance(block, Heading):
        return without_numbering(block.text)
    if isinstance(block, Paragraph | ListItem):
        field = line_field(block.text.split("\n", 1)[0], block.line)
        return field.raw if field and field.key == "id" else ""
    return ""


def _count_table(
    found: TableInDocument,
    kinds: Sequence[DocumentKind],
    points: Counter[str],
    items: Counter[str],
) -> None:
    """Give a table's points to the first kind that it belongs to."""
    ordered = sorted(kinds, key=lambda kind: kind.table_order)
    claims = [
        *((kind, kind.table_points) for kind in ordered),
        *((kind, kind.headed_table_points) for kind in ordered),
    ]
    for kind, table_points in claims:
        found_points = table_points(found)
        if found_points is not None:
            points[kind.name] += found_points
            items[kind.name] += kind.tables_are_items
            return
