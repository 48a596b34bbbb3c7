"""Content models: types of content with their fields, workflow and what they serve.

A type has a section of its own (`## Content Type: Article`, or any heading above a table or list
of fields in a content model), rows in one table for all, a row of an overview, or an entry of a
list whose entries are its fields.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.intake.collector import DocumentCollector, clean_key
from workbench.intake.handoff.content_columns import (
    CONTENT_HEADING,
    FIELD,
    TYPE,
    TYPE_LABELS,
    is_content_title,
)
from workbench.intake.handoff.content_draft import ContentDraft, begins_with_type, lists_field
from workbench.intake.handoff.dictionary_columns import STATE
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Heading, ListItem, Markdown, Paragraph, Table
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

_FIELDS = frozenset(
    {"fields", "attributes", "elements", "properties", "content fields", "الحقول", "felder",
     "champs", "campos", "字段"}
)  # fmt: skip
_STATES = frozenset(
    {"workflow", "states", "lifecycle", "lifecycle states", "publishing workflow", "statuses",
     "editorial workflow", "content lifecycle", "سير العمل", "الحالات", "ablauf", "flujo",
     "流程"}
)  # fmt: skip
_NOTES = frozenset({"notes", "ملاحظات"})
#: Fields for which a type's own section outweighs its row in an overview.
_OUTWEIGHED = frozenset({"description", "entity", "kept_in", "owner", "locales"})
#: Fields that a document may set for all its types at once.
_OF_ALL = frozenset({"kept_in", "owner", "locales"})
#: Headings of sections that never describe a type.
_OTHER = frozenset(
    {"overview", "introduction", "references", "glossary", "locales", "languages", "governance",
     "relationships", "owners", "principles", "summary", "نظرة عامة"}
)  # fmt: skip


def is_field_table(table: Table) -> bool:
    """Whether a table lists fields: a name, and a type or what else a content field states."""
    return FIELD.fits(table, "name", any_of=("type", "localised", "limits"))


def is_content_table(table: Table) -> bool:
    """Whether a table can be of nothing but content types."""
    return FIELD.fits(table, "localised", "name") or (
        FIELD.fits(table, "content", "name")
        and any(label(cell) == "content type" for cell in table.header.cells)
    )


def is_type_table(table: Table) -> bool:
    """Whether a table of a content model lists its types."""
    return TYPE.fits(
        table, "key", any_of=("description", "owner", "entity", "covers", "screens", "used_on")
    ) and not is_field_table(table)


def read_content_model(document: Markdown, collector: DocumentCollector) -> None:
    """Read content types into `collector`, in document order."""
    _ContentReader(document, collector).read()


class _ContentReader:
    def __init__(self, document: Markdown, collector: DocumentCollector) -> None:
        self._root = outline(document)
        self._collector = collector
        self._drafts: dict[str, ContentDraft] = {}

    def read(self) -> None:
        titles = [block.text for block in self._root.document.blocks if isinstance(block, Heading)]
        named = any(CONTENT_HEADING.match(title) for title in titles)
        expected_sections = any(is_content_title(label(title)) for title in titles)
        self._walk(self._root, inside=not named and not expected_sections)
        of_all = list(self._fields_of_all_types())
        for draft in sorted(self._drafts.values(), key=lambda found: found.line):
            for shared, meaning in of_all:
                draft.set_from_field(meaning, shared, self._collector)
            draft.add_item(self._collector)
        if not self._drafts:
            self._collector.warn(
                1,
                "no content type found. Write each as a heading `## Content Type: Name` "
                "with a table of fields.",
            )

    def _walk(self, section: Section, *, inside: bool) -> None:
        inside = inside or bool(section.heading and is_content_title(section.label))
        named = CONTENT_HEADING.match(section.title)
        if named:
            self._type(inline.name(named["name"]), section)
            return
        for table in section.tables():
            if FIELD.fits(table, "content", "name"):
                self._flat(table)
            elif inside and is_type_table(table):
                self._overview(table)
        if inside and _is_type(section):
            self._type(inline.name(without_numbering(section.title)), section)
            return
        if inside and not any(map(is_field_table, section.tables())):
            self._listed(section)
        for child in section.children:
            self._walk(child, inside=inside)

    def _fields_of_all_types(self) -> Iterator[tuple[Field, str]]:
        """Fields above the types, which hold for all of them, each with its meaning."""
        for section in (self._root, *self._root.children[:1]):
            if not CONTENT_HEADING.match(section.title) and not _is_type(section):
                for field in section.fields(TYPE_LABELS):
                    meaning = next(iter(TYPE.positions([field.title])), "")
                    if meaning in _OF_ALL:
                        yield field, meaning

    def _draft(self, name: str, line: int) -> ContentDraft:
        return self._drafts.setdefault(name, ContentDraft(line, line, name=name))

    def _overview(self, table: Table) -> None:
        for row, cells in TYPE.rows(table, self._collector):
            name = clean_key(inline.name(cells["key"]))
            if not name:
                continue
            draft = self._draft(name, row.line)
            for meaning, cell in cells.items():
                if meaning != "key" and not meaning.endswith(" header"):
                    draft.set_value(meaning, cell, row.line, self._collector)
            for title, cell in TYPE.unknown(table, row):
                draft.add_note(f"{inline.plain(title)}: {inline.value(cell)}")

    def _flat(self, table: Table) -> None:
        """One table for all types; an empty cell repeats the type above."""
        current = ""
        for row, cells in FIELD.rows(table, self._collector):
            current = clean_key(inline.name(cells.get("content", ""))) or current
            if current:
                draft = self._draft(current, row.line)
                draft.end_line = max(draft.end_line, row.line)
                draft.add_cells(cells, FIELD.unknown(table, row), row.line, self._collector)

    def _listed(self, section: Section) -> None:
        """`- **Article**: news` with its fields as the entries below it."""
        draft: ContentDraft | None = None
        items = section.items()
        for at, item in enumerate(items):
            if item.depth == 1:
                nested = at + 1 < len(items) and items[at + 1].depth > 1
                draft = self._listed_type(item) if nested else None
            elif draft is not None:
                draft.end_line = max(draft.end_line, item.end_line)
                stated = _type_value(item)
                if stated:
                    draft.set_value(*stated, self._collector)
                else:
                    draft.add_text(join_soft_breaks(item.text), item.line, self._collector)

    def _listed_type(self, item: ListItem) -> ContentDraft | None:
        name, _, rest = _head_of(join_soft_breaks(item.text))
        if not name:
            return None
        draft = self._draft(name, item.line)
        draft.set_value("description", rest, item.line, self._collector)
        return draft

    def _type(self, name: str, section: Section) -> None:
        name = clean_key(name)
        if not name:
            self._collector.warn(section.line, "left out: this content type has no name")
            return
        draft = self._draft(name, section.line)
        draft.line, draft.end_line = section.line, section.end_line
        item = ItemSection(section, name, name)
        own = list(_own_fields(section))
        meanings = [next(iter(TYPE.positions([cell.title])), "") for cell in own]
        for meaning in _OUTWEIGHED.intersection(meanings):
            draft.values.pop(meaning, None)
        for cell, meaning in zip(own, meanings, strict=True):
            if meaning and meaning != "key":
                draft.set_value(meaning, cell.raw, cell.line, self._collector)
            elif cell.key not in _FIELDS:
                item.fields.setdefault(cell.key, cell)
        opening = ""
        if "description" not in draft.values:
            opening = _opening(section)
            draft.set_value("description", opening, section.line, self._collector)
        for part in (section, *section.children):
            self._part(draft, part, own=part is section)
        used = _FIELDS | _STATES | _NOTES
        lines = [entry.line for entry in section.items()]
        draft.add_note(remaining_notes(item, used, opening=opening, known=TYPE_LABELS, lines=lines))

    def _part(self, draft: ContentDraft, part: Section, *, own: bool) -> None:
        """Read the tables of a part of a type; where it has none, its list."""
        holds_states = not own and part.label in _STATES
        holds_fields = part.label in _FIELDS
        lists_fields = own or holds_fields
        tables = part.tables()
        for table in tables:
            if holds_states or _is_of_states(table):
                draft.add_states(table, self._collector)
            elif is_field_table(table) or (holds_fields and FIELD.fits(table, "name")):
                self._add_fields(draft, table)
            elif lists_fields:
                draft.add_note(self._root.document.source(table.line, table.end_line))
        if tables:
            return
        if holds_states:
            draft.set_value("states", _words_of(part), part.line, self._collector)
        elif lists_fields:
            for text, line in _entries(part):
                draft.add_text(text, line, self._collector)

    def _add_fields(self, draft: ContentDraft, table: Table) -> None:
        for row, cells in FIELD.rows(table, self._collector):
            draft.add_cells(cells, FIELD.unknown(table, row), row.line, self._collector)


def _is_of_states(table: Table) -> bool:
    return STATE.fits(table, "name", "transitions") and not is_field_table(table)


def _is_type(section: Section) -> bool:
    """A heading without the word, above a table or a list of fields."""
    if section.heading is None or section.label in _OTHER | _FIELDS | _STATES:
        return False
    below = section.child(*_FIELDS)
    if below is not None:
        return True
    if any(FIELD.fits(table, "content") for table in section.tables()):
        return False
    if any(map(is_field_table, section.tables())):
        return True
    return any(lists_field(text) for text, _ in _entries(section)) and not any(
        item.depth > 1 for item in section.items()
    )


def _head_of(text: str) -> tuple[str, str, str]:
    """Name, separator and rest of `**Article** — news`; no name where it is no such entry."""
    for mark in ("**", "__", "`"):
        if text.startswith(mark) and mark in text[len(mark) :]:
            name, _, rest = text[len(mark) :].partition(mark)
            return clean_key(name.strip(" :")), mark, rest.strip(" :–—-")
    for separator in (": ", " – ", " — ", " - "):
        name, found, rest = text.partition(separator)
        if found and len(name) <= _LONGEST_NAME:
            return clean_key(inline.plain(name)), separator, rest.strip()
    return (clean_key(text), "", "") if len(text) <= _LONGEST_NAME else ("", "", "")


_LONGEST_NAME = 60


def _own_fields(section: Section) -> Iterator[Field]:
    """`**Owner:** …` and `Owner: …` of a type; entries of a list may be its fields instead."""
    for block in section.blocks:
        if isinstance(block, ListItem):
            yield from (
                block_field
                for block_field in block_fields(block, TYPE_LABELS)
                if _type_value(block)
            )
        else:
            yield from block_fields(block, TYPE_LABELS)


def _type_value(item: ListItem) -> tuple[str, str, int] | None:
    """The field of the type itself that a list entry is: (meaning, value, line)."""
    for block_field in block_fields(item, TYPE_LABELS):
        meaning = next(iter(TYPE.positions([block_field.title])), "")
        if (
            meaning
            and meaning != "key"
            and block_field.raw
            and not begins_with_type(block_field.raw)
        ):
            return meaning, block_field.raw, block_field.line
    return None


def _entries(part: Section) -> Iterator[tuple[str, int]]:
    """Outermost list entries that are not fields of the type itself."""
    for item in part.items():
        if item.depth == 1 and not _type_value(item):
            yield join_soft_breaks(item.text), item.line


def _words_of(part: Section) -> str:
    names = [join_soft_breaks(item.text) for item in part.items() if item.depth == 1]
    if names:
        return ", ".join(names)
    return " ".join(block.text for block in part.blocks if isinstance(block, Paragraph))


def _opening(section: Section) -> str:
    """The first paragraph of a section, if it is plain text."""
    first = section.blocks[0] if section.blocks else None
    if not isinstance(first, Paragraph) or first.text.lstrip().startswith("**"):
        return ""
    return inline.value(join_soft_breaks(first.text))
