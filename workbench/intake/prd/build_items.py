"""Makes a draft of the requirement or story that a candidate defines, from its text or row."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.intake.collector import DocumentCollector, clean_line
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import ListItem, Markdown, Row
from workbench.intake.markdown.identifiers import whole_identifier
from workbench.intake.markdown.item_body import Body, BodyReader, join_soft_breaks
from workbench.intake.markdown.sections import Field, label
from workbench.intake.markdown.vocabulary import ticked_option
from workbench.intake.prd.bodies import BodyFinder
from workbench.intake.prd.candidate import Candidate, Form
from workbench.intake.prd.fields import TYPES, Draft, apply_body
from workbench.intake.prd.text_tags import (
    bare_title,
    bold_lead,
    has_fields,
    leading_stories,
    without_covers,
    without_ending_tags,
    without_priority,
)


class DraftMaker:
    """Makes drafts of one document's candidates."""

    def __init__(
        self, document: Markdown, candidates: Sequence[Candidate], collector: DocumentCollector
    ) -> None:
        """Learn where each candidate's body ends."""
        self._document = document
        self._collector = collector
        self._bodies = BodyFinder(document, candidates)

    def make(self, candidate: Candidate) -> Draft:
        """The draft with everything that the document states at this place."""
        if candidate.row is not None:
            return self._from_row(candidate, candidate.row)
        draft = Draft(candidate, candidate.line)
        first_text, blocks = self._bodies.find(candidate)
        reader = BodyReader(self._document)
        rest = candidate.leading.rest if candidate.leading else ""
        if candidate.form is Form.heading:
            _head_as_title(draft, join_soft_breaks(rest))
        elif candidate.form is Form.fields:
            reader.lines(first_text, candidate.line)
        else:
            own = self._document.blocks[candidate.index]
            whole = _head_as_text(draft, rest, reader)
            if whole and not isinstance(own, ListItem):
                blocks = self._bodies.only_fields(blocks)
        body = reader.read(blocks)
        draft.end_line = self._bodies.end_line(candidate, blocks)
        apply_body(draft, body)
        return draft

    def _from_row(self, candidate: Candidate, row: Row) -> Draft:
        draft = Draft(candidate, candidate.line)
        body = Body()
        if candidate.leading and not whole_identifier(row.cells[candidate.columns.index("id")]):
            draft.values["title"] = inline.value(bare_title(candidate.leading.rest))
        for meaning, title, cell in zip(
            candidate.columns, candidate.titles, row.cells, strict=False
        ):
            if meaning != "id" and cell:
                _take_cell(draft, body, meaning, title, cell)
        if row.surplus:
            draft.notes.append(inline.value(row.surplus))
        width = len(candidate.columns)
        if row.count != width and "id" in candidate.columns:
            rest = (
                "missing cells are left empty"
                if row.count < width
                else "the surplus went into the notes (a bar inside a cell is written `\\|`)"
            )
            self._collector.note_grouped(
                "rows of a different width",
                row.line,
                f"{candidate.key}: the row has {row.count} cells and the header {width}; {rest}",
                warning=row.count > width,
            )
        apply_body(draft, body)
        return draft


def _head_as_title(draft: Draft, rest: str) -> None:
    title, priority = without_priority(rest)
    if priority:
        draft.set_priority(priority)
    if draft.candidate.story:
        title, covers = without_covers(title)
        if covers:
            draft.values["covers"] = covers
    draft.values["title"] = clean_line(inline.value(bare_title(title)))


def _head_as_text(draft: Draft, rest: str, reader: BodyReader) -> bool:
    """Take the text behind the identifier; whether there is any, so that no other is sought."""
    text, line = rest, draft.candidate.line
    if draft.candidate.story:
        text, covers = without_covers(text)
        if covers:
            draft.values["covers"] = covers
    text = text.removeprefix("\n").lstrip(": \t") if text.startswith("\n") else text
    text = without_ending_tags(text)
    if draft.candidate.struck and text.count("~~") % 2:
        text = text.replace("~~", "")
    title, text = bold_lead(text)
    if title.startswith("(") and title.endswith(")"):
        title, text = "", f"{title} {text}"
    if title:
        draft.values["title"] = clean_line(inline.value(title))
    first, _, following = text.partition("\n")
    if following and has_fields(following):
        reader.body.add_text(line, line, join_soft_breaks(first))
        reader.lines(following, line + 1)
    elif text.strip():
        reader.body.add_text(line, line + text.count("\n"), join_soft_breaks(text))
    return bool(text.strip())


def _take_cell(draft: Draft, body: Body, meaning: str, title: str, cell: str) -> None:
    """Put one cell of a row where it belongs; what has no place becomes a note."""
    line = draft.candidate.line
    if not _has_field(draft.candidate, meaning, cell):
        text = inline.value(cell)
        if text:
            draft.notes.append(f"{title}: {text}" if title else text)
    elif meaning == "text" or (meaning == "stories" and draft.candidate.story):
        body.add_text(line, line, cell)
    elif meaning == "story text":
        stories, text = leading_stories(cell)
        if stories:
            draft.values["stories"] = stories
        body.add_text(line, line, text)
    elif meaning == "rationale":
        draft.values["mvp_rationale"] = inline.value(cell)
    else:
        _take_field(draft, body, Field(meaning, title, cell, line))


def _has_field(candidate: Candidate, meaning: str, cell: str) -> bool:
    """Whether what the candidate defines has a field for a cell of a column with that meaning."""
    if meaning == "rationale":
        return "mvp" in candidate.columns
    if meaning == "type":
        return label(ticked_option(cell)) in TYPES
    if meaning == "covers":
        return candidate.story
    return bool(meaning)


def _take_field(draft: Draft, body: Body, cell: Field) -> None:
    if cell.key == "title":
        draft.values["title"] = clean_line(inline.value(cell.raw))
    elif cell.key == "criteria":
        body.criteria.extend(inline.texts(cell.raw))
    elif cell.key == "notes":
        draft.notes.append(inline.value(cell.raw))
    elif cell.key == "inferred":
        draft.inferred.extend(inline.names(cell.raw))
    elif cell.key == "release":
        draft.set_release(cell.title, cell.raw)
    else:
        body.fields[cell.key] = cell
