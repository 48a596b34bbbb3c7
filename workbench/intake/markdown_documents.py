"""Markdown and CSV documents: parsed, recognised by content, read as each kind that they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.intake import source_kinds
from workbench.intake.classify import classify
from workbench.intake.collector import DocumentCollector, Statement, clean_line
from workbench.intake.files.text_file import TextFile
from workbench.intake.files.unsupported import (
    attachment_note,
    text_format,
    unrecognised_reason,
)
from workbench.intake.formats import document_kinds
from workbench.intake.markdown.csv_tables import csv_document
from workbench.intake.markdown.document import Markdown
from workbench.intake.markdown.document_kind import DocumentKind
from workbench.intake.markdown.parser import parse_markdown
from workbench.intake.result import Imported, Note, NoteLevel

_TITLE = re.compile(
    r"^(?:PRD|Product Requirements(?: Document)?|Data Dictionary|User Flows"
    r"|Wireframe Specifications|Content Model|Feedback Plan|Handoff Package"
    r"|Endpoint Inventory|Prioriti[sz]ation|Auth & Permission Model"
    r"|Integration Points(?: Specification)?"
    r"|Schema Design|Summary)\s+[—–:]\s+(?P<product>(?!Phase \d).+)$"
)


@dataclass(frozen=True)
class MarkdownDocument:
    """What one document holds."""

    imported: Imported
    statements: tuple[Statement, ...] = ()
    product: str = ""
    """The product's name by the document's own title (`PRD — Orders`)."""
    title_line: int = 0


def read_markdown_document(file: TextFile) -> MarkdownDocument:
    """Read a text that has no format of its own; an attachment where it defines nothing."""
    unsupported = text_format(file.path, file.text)
    if unsupported:
        note = attachment_note(file.path, unsupported, binary=False)
        return MarkdownDocument(file.unread(source_kinds.ATTACHMENT, note))
    table = csv_document(file.text) if file.ends_with(".csv", ".tsv") else None
    document = table or parse_markdown(file.text)
    unread = [
        Note(file.path, line, NoteLevel.warning, message)
        for line, message in document.unread_parts()
    ]
    found = classify(document, file.path, document_kinds())
    if found.name == source_kinds.ATTACHMENT:
        attached = file.attached(unrecognised_reason(file.text))
        return MarkdownDocument(replace(attached, notes=(*unread, *attached.notes)))
    if not found.kinds:
        return MarkdownDocument(file.unread(found.name, *unread))
    read = _read_as(found.kinds, document, file.path)
    notes = (*unread, *read.notes)
    imported = Imported((file.source(found.name),), tuple(read.items), notes, {})
    return MarkdownDocument(imported, tuple(read.statements), *_product(document))


def _read_as(kinds: Sequence[DocumentKind], document: Markdown, path: str) -> DocumentCollector:
    """What a document defines as each of these kinds; of items with one address the first."""
    joined = DocumentCollector(path)
    for kind in kinds:
        collector = DocumentCollector(path)
        kind.read(document, collector)
        if kind is not kinds[0] and not collector.items:
            continue
        known = {item.address for item in joined.items}
        joined.items.extend(item for item in collector.items if item.address not in known)
        joined.notes.extend(collector.notes)
        joined.statements.extend(collector.statements)
    if len(kinds) > 1:
        joined.items.sort(key=lambda item: item.line)
    return joined


def _product(document: Markdown) -> tuple[str, int]:
    title = document.title
    found = _TITLE.match(title.text) if title and title.level == 1 else None
    return (clean_line(found["product"].strip()), title.line) if title and found else ("", 0)
