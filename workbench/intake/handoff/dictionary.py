"""Data dictionaries: entities with attributes, relationships and lifecycle states.

An entity has a section of its own (`## Entity: Order`, or any heading above a table of
attributes), a row in an overview, or rows in one table for all. Lines are those of the heading
and of each attribute's row.
"""

from __future__ import annotations

import re

from workbench.intake.collector import DocumentCollector, clean_key
from workbench.intake.handoff.content_columns import CONTENT_HEADING, is_content_title
from workbench.intake.handoff.dictionary_columns import ATTRIBUTE, OVERVIEW, RELATION, STATE
from workbench.intake.handoff.dictionary_entity import EntityDraft
from workbench.intake.handoff.dictionary_sections import (
    ENTITY_HEADING,
    FIELD_LABELS,
    TABLE_WORD,
    entity_name,
    field_lists,
    holds_attributes,
    holds_relations,
    holds_states,
    is_about_attributes,
    is_entity,
    is_part,
    listed,
)
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Markdown, Paragraph, Table
from workbench.intake.markdown.item_body import join_soft_breaks
from workbench.intake.markdown.section_titles import DICTIONARY_TITLE, expected_sections
from workbench.intake.markdown.sections import Section, label, outline

_NOT_APPLICABLE = frozenset(
    {"not applicable", "n/a", "dictionary not applicable", "data dictionary not applicable"}
)
_PLAIN = frozenset({"description", "criticality", "source", "owner", "purpose"}) | FIELD_LABELS
_LISTS = ("criticality", "source", "owner", "description", "fields")


def read_dictionary(document: Markdown, collector: DocumentCollector) -> None:
    """Read entities; a remark that there are none becomes a statement on the handoff."""
    DictionaryReader(document, collector).read()


class DictionaryReader:
    """Reads one dictionary document."""

    def __init__(self, document: Markdown, collector: DocumentCollector) -> None:
        """Read `document` into `collector`."""
        self._root = outline(document)
        self._collector = collector
        self._drafts: dict[str, EntityDraft] = {}
        self._content_until = 0
        self._parts: set[int] = set()
        """Lines of headings that were read as parts of an entity."""

    def read(self) -> None:
        """Read everything; entities come in document order."""
        for section, promised in expected_sections(
            self._root, DICTIONARY_TITLE, self._collector.source
        ):
            if not self._of_content(section) and section.line not in self._parts:
                self._section(section, promised=promised)
        for draft in sorted(self._drafts.values(), key=lambda draft: draft.line):
            draft.add_item()
        if not self._drafts and not self._not_applicable():
            self._collector.warn(
                1,
                "no entity found. Write each as a heading `## Entity: Name` with a table "
                "of attributes.",
            )

    def _of_content(self, section: Section) -> bool:
        """Whether it describes content types, which look like entities."""
        if CONTENT_HEADING.match(section.title) or (
            section.heading and is_content_title(section.label)
        ):
            self._content_until = max(self._content_until, section.end_line)
        return section.line <= self._content_until and not ENTITY_HEADING.match(section.title)

    def _not_applicable(self) -> bool:
        for section in self._root.walk():
            for field in section.fields():
                if field.key in _NOT_APPLICABLE:
                    self._collector.add_statement(
                        "handoff", "handoff", field.line, dictionary_not_applicable=field.text
                    )
                    return True
        return False

    def _section(self, section: Section, *, promised: bool) -> None:
        stored = TABLE_WORD.match(section.title)
        if ENTITY_HEADING.match(section.title) and (
            not stored or is_entity(section, promised=True)
        ):
            self._entity(section, promised=promised)
            return
        promised = promised or bool(DICTIONARY_TITLE.search(section.label))
        for table in [] if is_about_attributes(section.label) else section.tables():
            if ATTRIBUTE.fits(table, "entity", "name", any_of=("type", "rule", "required")):
                self._flat(table)
            elif is_overview(section, table, promised=promised):
                self._overview(table)
        if is_entity(section, promised=promised):
            self._entity(section, promised=promised)
        elif DICTIONARY_TITLE.search(section.label):
            self._named_by_title(section)

    def _named_by_title(self, section: Section) -> None:
        """A dictionary of one thing, which only its title names: `# Orders data dictionary`."""
        tables = [found for found in section.tables() if holds_attributes("", found, promised=True)]
        if not tables:
            return
        title = _BEFORE_DICTIONARY.split(section.title, maxsplit=1)[0].strip(" -–—:|/")
        if not title:
            self._collector.warn(
                tables[0].line,
                "table of attributes left out, because it is unclear which entity they "
                "belong to. Put a heading `## Entity: Name` above it.",
            )
            return
        self._collector.info(section.line, f"the entity takes its name from the title {title!r}")
        draft = self._draft(title, section.line)
        draft.line, draft.end_line, draft.only_listed = section.line, section.end_line, False
        for table in tables:
            draft.add_attributes(table)

    def _draft(self, name: str, line: int) -> EntityDraft:
        name = clean_key(name) or "?"
        return self._drafts.setdefault(name, EntityDraft(name, line, line, self._collector))

    def _overview(self, table: Table) -> None:
        for row, cells in OVERVIEW.rows(table):
            name = inline.name(cells.get("entity", ""))
            if not name:
                continue
            known = name in self._drafts
            draft = self._draft(name, row.line)
            draft.only_listed = draft.only_listed or not known
            for key in ("description", "criticality", "source", "owner"):
                if cells.get(key):
                    draft.values.setdefault(key, inline.value(cells[key]))
            if cells.get("notes"):
                draft.notes.append(inline.value(cells["notes"]))
            draft.set_mvp(cells.get("mvp", ""))
            for field_name in inline.names(cells.get("fields", "")):
                draft.add_attribute({"name": field_name}, row.line)

    def _flat(self, table: Table) -> None:
        """One table for all entities; an empty entity cell repeats the one above."""
        current = ""
        for row, cells in ATTRIBUTE.rows(table, self._collector):
            current = inline.name(cells.get("entity", "")) or current
            if current:
                draft = self._draft(current, row.line)
                draft.end_line = max(draft.end_line, row.line)
                draft.add_attribute(cells, row.line)

    def _entity(self, section: Section, *, promised: bool) -> None:
        draft = self._draft(entity_name(section.title), section.line)
        draft.line, draft.end_line, draft.only_listed = section.line, section.end_line, False
        for field in section.fields(_PLAIN):
            draft.set_value(field)
        if "description" not in draft.values:
            draft.values["description"] = _opening(section)
        _read_part(draft, section, promised=promised)
        whole = bool(draft.attributes)
        for part in section.children:
            if not is_part(part.label) and self._is_other(part, draft, whole=whole):
                continue
            self._parts.update(below.line for below in part.walk())
            if not _read_part(draft, part, promised=promised):
                text = part.prose()
                if text:
                    draft.notes.append(text if part.label == "notes" else f"{part.title}: {text}")

    @staticmethod
    def _is_other(part: Section, draft: EntityDraft, *, whole: bool) -> bool:
        """Whether a section below an entity describes another one.

        Where the entity has attributes of its own (`whole`), any table of attributes below it does;
        where it has none, one that repeats others below it.
        """
        tables = [
            table for table in part.tables() if holds_attributes(part.label, table, promised=False)
        ]
        if not tables or holds_relations(part.label) or holds_states(part.label):
            return False
        names = {
            inline.name(cells["name"]) for table in tables for _, cells in ATTRIBUTE.rows(table)
        }
        return whole or bool(names & set(draft.attributes))


_BEFORE_DICTIONARY = re.compile(
    r"\b(?:data |database )?(?:dictionary|models?|entities|entity)\b|\bdiccionario\b|\bdicionário\b"
    r"|\bdictionnaire\b|\bdaten\w+|数据(?:字典|模型)|データ|데이터|словарь|модель|قاموس|نموذج|\bkamus\b",
    re.IGNORECASE,
)
_NAMES_ONLY = frozenset({"name", "model", "object", "role"})


def is_overview(section: Section, table: Table, *, promised: bool) -> bool:
    """Whether a table lists entities; a column `Name` suffices only where one is expected."""
    if not OVERVIEW.fits(table, "entity", any_of=_LISTS):
        return False
    if holds_attributes(section.label, table, promised=promised):
        return False
    title = label(table.header.cells[OVERVIEW.positions(table.header.cells)["entity"]])
    if title not in _NAMES_ONLY:
        return promised or title.startswith("entit")
    return bool(_OVERVIEW_PLACE.search(section.label)) or (promised and section.heading is None)


_OVERVIEW_PLACE = re.compile(
    r"entit|overview|tables|objects|models|collections|catalog|実体|实体|テーブル|الكيانات"
)


def _read_part(draft: EntityDraft, part: Section, *, promised: bool) -> bool:
    """Read a section's tables and lists; whether it is one of an entity's known parts."""
    relations, states = holds_relations(part.label), holds_states(part.label)
    has_attributes = False
    for table in part.tables():
        related = RELATION.fits(table, "target", "cardinality")
        if relations or (related and not states):
            draft.add_relationships(table)
        elif states or STATE.fits(table, "name", "transitions"):
            draft.add_states(table)
        elif _is_of_attributes(table, part, draft, promised=promised):
            draft.add_attributes(table)
            has_attributes = True
    if not relations and not states:
        draft.add_listed(listed(part))
        for _, nested in field_lists(part):
            draft.add_listed(nested)
    return relations or states or has_attributes or is_part(part.label)


def _is_of_attributes(table: Table, part: Section, draft: EntityDraft, *, promised: bool) -> bool:
    """Whether a table that is of neither relations nor states lists an entity's attributes."""
    if holds_attributes(part.label, table, promised=promised):
        return True
    has_names = ATTRIBUTE.fits(table, "name")
    return has_names and (is_part(part.label) or part.line == draft.line)


def _opening(section: Section) -> str:
    """The first paragraph of a section, if it is plain text."""
    first = section.blocks[0] if section.blocks else None
    if not isinstance(first, Paragraph) or first.text.lstrip().startswith("**"):
        return ""
    return inline.value(join_soft_breaks(first.text))
