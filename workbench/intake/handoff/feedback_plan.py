"""Feedback plans: the channels through which users give feedback.

A channel has a section of its own (`## Channel: In-app form`, `## FB-001: Survey`), a row of a
table, or an entry of a list whose nested entries are its fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.intake.collector import DocumentCollector, clean_key
from workbench.intake.handoff.content_columns import (
    CHANNEL,
    CHANNEL_LABELS,
    DATUM,
    FEEDBACK_HEADING,
    FEEDBACK_TITLE,
)
from workbench.intake.handoff.feedback_draft import ChannelDraft
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Heading, ListItem, Markdown, Table
from workbench.intake.markdown.identifiers import leading_identifier, whole_identifier
from workbench.intake.markdown.item_body import join_soft_breaks
from workbench.intake.markdown.item_sections import ItemSection, remaining_notes
from workbench.intake.markdown.sections import (
    Field,
    Section,
    block_fields,
    label,
    outline,
    without_numbering,
)

_PREFIXES = frozenset({"FB", "FC", "FBC", "FEEDBACK", "CH"})
_DATA = frozenset(
    {"data", "data collected", "collected data", "what is collected", "fields", "questions",
     "البيانات", "البيانات المجمعة", "daten", "donnees", "datos", "数据"}
)  # fmt: skip
_NOTES = frozenset({"notes", "ملاحظات"})
_TELLING = ("trigger", "destination", "owner", "response_time", "data", "kind", "pii")


def is_channel_table(table: Table) -> bool:
    """Whether a table lists channels: a name, and something that only channels state."""
    return CHANNEL.fits(table, "title", any_of=_TELLING)


def names_feedback(table: Table) -> bool:
    """Whether a table lists feedback channels by its own header."""
    return is_channel_table(table) and any(
        label(cell) == "feedback channel" for cell in table.header.cells
    )


def read_feedback_plan(document: Markdown, collector: DocumentCollector) -> None:
    """Read feedback channels into `collector`, in document order."""
    _FeedbackReader(document, collector).read()


class _FeedbackReader:
    def __init__(self, document: Markdown, collector: DocumentCollector) -> None:
        self._root = outline(document)
        self._collector = collector

    def read(self) -> None:
        titles = [block.text for block in self._root.document.blocks if isinstance(block, Heading)]
        titled = any(FEEDBACK_TITLE.search(label(title)) for title in titles)
        self._walk(self._root, inside=not titled)
        if not self._collector.items:
            self._collector.warn(
                1,
                "no feedback channel found. Write each as a heading `## Channel: Name` "
                "with a line `**ID:** FB-001`.",
            )

    def _walk(self, section: Section, *, inside: bool) -> None:
        inside = inside or bool(section.heading and FEEDBACK_TITLE.search(section.label))
        found = _heading_of_channel(section, inside=inside) if section.heading else None
        if found:
            self._channel(*found, section)
            return
        for table in section.tables():
            if (inside and is_channel_table(table)) or names_feedback(table):
                self._rows(table)
        if inside and not section.tables():
            self._listed(section.items())
        for child in section.children:
            self._walk(child, inside=inside)

    def _draft(self, key: str, title: str, line: int, end_line: int) -> ChannelDraft | None:
        key, title = clean_key(key), title.strip()
        if not key:
            key = clean_key(inline.name(title))
            if not key:
                self._collector.warn(
                    line, "channel left out, because it has neither an identifier nor a name"
                )
                return None
            self._collector.info(line, f"{key!r} has no identifier; its name is used as its key")
        return ChannelDraft(line, end_line, key=key, title=title)

    def _rows(self, table: Table) -> None:
        for row, cells in CHANNEL.rows(table, self._collector):
            own = whole_identifier(cells.get("key", ""))
            key = own.key if own else _named(cells.get("key", ""))
            draft = self._draft(key, inline.name(cells["title"]), row.line, row.line)
            if draft is None:
                continue
            for meaning, cell in cells.items():
                if meaning not in {"key", "title"} and not meaning.endswith(" header"):
                    draft.set_value(meaning, cell, row.line, self._collector)
            for title, cell in CHANNEL.unknown(table, row):
                draft.add_note(f"{inline.plain(title)}: {inline.value(cell)}")
            draft.add_item(self._collector)

    def _channel(self, key: str, title: str, section: Section) -> None:
        fields = list(_own_fields(section))
        stated = next((field for field in fields if field.key in _ID), None)
        if stated and not key:
            own = whole_identifier(stated.raw)
            key = own.key if own else inline.name(stated.raw)
        draft = self._draft(key, title, section.line, section.end_line)
        if draft is None:
            return
        item = ItemSection(section, draft.key, title)
        for field in fields:
            meaning = next(iter(CHANNEL.positions([field.title])), "")
            if field.key in _ID:
                continue
            if meaning and meaning not in {"key", "title"}:
                draft.set_value(meaning, field.raw, field.line, self._collector)
            elif field.key not in _DATA:
                item.fields.setdefault(field.key, field)
        for part in (section, *section.children):
            self._data(draft, part, own=part is section)
        lines = [data_entry.line for data_entry in _data_entries(section, here=False, own=True)]
        draft.add_note(remaining_notes(item, _DATA | _NOTES, known=CHANNEL_LABELS, lines=lines))
        draft.add_item(self._collector)

    def _data(self, draft: ChannelDraft, part: Section, *, own: bool) -> None:
        here = not own and part.label in _DATA
        for table in part.tables():
            if DATUM.fits(table, "name") and (here or DATUM.fits(table, "name", "pii")):
                for row, cells in DATUM.rows(table, self._collector):
                    draft.add_cells(cells, DATUM.unknown(table, row), row.line, self._collector)
            elif own or here:
                draft.add_note(self._root.document.source(table.line, table.end_line))
        for item in _data_entries(part, here=here, own=own):
            draft.add_datum(join_soft_breaks(item.text), item.line, self._collector)

    def _listed(self, items: list[ListItem]) -> None:
        """`- **Survey**` with `- Trigger: …` below it."""
        draft: ChannelDraft | None = None
        for at, item in enumerate(items):
            nested = at + 1 < len(items) and items[at + 1].depth > item.depth
            if item.depth == 1:
                if draft is not None:
                    draft.add_item(self._collector)
                draft = self._listed_channel(item) if nested else None
            elif draft is not None:
                draft.end_line = max(draft.end_line, item.end_line)
                self._entry(draft, item)
        if draft is not None:
            draft.add_item(self._collector)

    def _listed_channel(self, item: ListItem) -> ChannelDraft | None:
        text = join_soft_breaks(item.text)
        leading = leading_identifier(text)
        own = leading if leading and leading.identifier.parts & _PREFIXES else None
        words = own.rest if own else text
        name, _, rest = words.partition(" – ") if " – " in words else words.partition(": ")
        if "**" in words:
            name, _, rest = words.strip("*").partition("**")
        key = own.identifier.key if own else ""
        draft = self._draft(key, name.strip(" :*"), item.line, item.end_line)
        if draft is not None:
            draft.add_note(rest.strip(" :–—-"))
        return draft

    def _entry(self, draft: ChannelDraft, item: ListItem) -> None:
        for block_field in block_fields(item, CHANNEL_LABELS):
            meaning = next(iter(CHANNEL.positions([block_field.title])), "")
            if meaning and meaning not in {"key", "title"}:
                draft.set_value(meaning, block_field.raw, block_field.line, self._collector)
                return
        draft.add_note(join_soft_breaks(item.text))


def _data_entries(part: Section, *, here: bool, own: bool) -> Iterator[ListItem]:
    """Entries below `### Data`, or below a line `**Data collected:**` of the channel itself."""
    opened = here
    for block in part.blocks:
        if isinstance(block, ListItem):
            if opened:
                yield block
        elif own:
            fields = block_fields(block, CHANNEL_LABELS)
            opened = bool(fields) and fields[-1].key in _DATA and not fields[-1].raw


_ID = frozenset({"id", "key", "channel id", "المعرف"})


def _own_fields(section: Section) -> Iterable[Field]:
    return section.fields(CHANNEL_LABELS)


def _heading_of_channel(section: Section, *, inside: bool) -> tuple[str, str] | None:
    """(key, title) of the channel that a section describes; None where it describes none."""
    title = without_numbering(section.title)
    leading = leading_identifier(title)
    if leading and leading.identifier.parts & _PREFIXES:
        return leading.identifier.key, leading.rest
    stated = _id_field(section) if inside else ""
    named = FEEDBACK_HEADING.match(section.title) if inside else None
    if named:
        return stated, named["title"]
    return (stated, title) if stated else None


def _id_field(section: Section) -> str:
    """The identifier of a line `**ID:** FB-001`."""
    for field in section.fields(frozenset({"id"})):
        own = whole_identifier(field.raw) if field.key in _ID else None
        if own and own.parts & _PREFIXES:
            return own.key
    return ""


def _named(raw: str) -> str:
    """A key in a cell, unless it only counts rows."""
    name = inline.name(raw)
    return "" if name.isdigit() else name
