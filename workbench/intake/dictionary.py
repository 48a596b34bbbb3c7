"""Data dictionaries: entities with attributes, relationships and lifecycle states.

An entity has a section of its own (`## Entity: Order`, or any heading above a table of
attributes), a row in an overview, or rows in one table for all. Lines are those of the heading
and of each attribute's row.
"""

from __future__ import annotations

import re

from workbench.intake import escapes
from workbench.intake.blocks import Markdown, Paragraph, Table
from workbench.intake.content_columns import CONTENT_HEADING, is_content_place
from workbench.intake.dictionary_columns import ATTRIBUTE, OVERVIEW, RELATION, STATE
from workbench.intake.dictionary_entity import EntityDraft
from workbench.intake.item_body import soft_joined
from workbench.intake.reading import Reading, clean_key
from workbench.intake.sections import Section, outline

_ENTITY_HEADING = re.compile(
    r"^(?:entity|entität|entité|entidad|model|الكيان|كيان|实体|сущность)\s*(?:\d+\s*)?[:\uff1a–—-]\s*"
    r"(?P<name>.+)$",
    re.IGNORECASE,
)
_NOT_APPLICABLE = frozenset(
    {"not applicable", "n/a", "dictionary not applicable", "data dictionary not applicable"}
)
_ATTRIBUTES = frozenset({"attributes", "fields", "properties", "columns", "الحقول", "السمات"})
_RELATIONS = re.compile(r"relation|association|العلاقات")
_STATES = re.compile(r"state|lifecycle|status values|الحالات")
_PLAIN = frozenset({"description", "criticality", "source", "owner"})
_LISTS = ("criticality", "source", "owner", "description", "fields")


def read_dictionary(document: Markdown, reading: Reading) -> None:
    """Read entities into `reading`; a statement that there are none becomes one on the handoff."""
    DictionaryReader(document, reading).read()


class DictionaryReader:
    """Reads one dictionary document."""

    def __init__(self, document: Markdown, reading: Reading) -> None:
        """Read `document` into `reading`."""
        self._root = outline(document)
        self._reading = reading
        self._drafts: dict[str, EntityDraft] = {}
        self._content_until = 0

    def read(self) -> None:
        """Read everything; entities come in document order."""
        for section in self._root.walk():
            if not self._of_content(section):
                self._section(section)
        for draft in sorted(self._drafts.values(), key=lambda draft: draft.line):
            draft.keep()
        if not self._drafts and not self._not_applicable():
            self._reading.warn(
                1,
                "no entity was found: a heading `## Entity: Name` with a table of attributes "
                "is one",
            )

    def _of_content(self, section: Section) -> bool:
        """Whether it describes content types, which look like entities."""
        if CONTENT_HEADING.match(section.title) or (
            section.heading and is_content_place(section.label)
        ):
            self._content_until = max(self._content_until, section.end_line)
        return section.line <= self._content_until and not _ENTITY_HEADING.match(section.title)

    def _not_applicable(self) -> bool:
        for section in self._root.walk():
            for one in section.fields():
                if one.key in _NOT_APPLICABLE:
                    self._reading.state(
                        "handoff", "handoff", one.line, dictionary_not_applicable=one.text
                    )
                    return True
        return False

    def _section(self, section: Section) -> None:
        named = _ENTITY_HEADING.match(section.title)
        if named:
            self._entity(escapes.name(named["name"]), section)
            return
        for table in section.tables():
            if ATTRIBUTE.fits(table, "entity", "name", any_of=("type", "rule", "required")):
                self._flat(table)
            elif OVERVIEW.fits(table, "entity", any_of=_LISTS) and not _is_attributes(table):
                self._overview(table)
        if _is_entity(section):
            self._entity(escapes.name(section.title), section)

    def _draft(self, name: str, line: int) -> EntityDraft:
        name = clean_key(name) or "?"
        return self._drafts.setdefault(name, EntityDraft(name, line, line, self._reading))

    def _overview(self, table: Table) -> None:
        for row, cells in OVERVIEW.rows(table):
            name = escapes.name(cells.get("entity", ""))
            if not name:
                continue
            known = name in self._drafts
            draft = self._draft(name, row.line)
            draft.only_listed = draft.only_listed or not known
            for key in ("description", "criticality", "source", "owner"):
                if cells.get(key):
                    draft.values.setdefault(key, escapes.value(cells[key]))
            if cells.get("notes"):
                draft.notes.append(escapes.value(cells["notes"]))
            draft.say_mvp(cells.get("mvp", ""))
            for one in escapes.names(cells.get("fields", "")):
                draft.add_attribute({"name": one}, row.line)

    def _flat(self, table: Table) -> None:
        """One table for all entities; an empty entity cell repeats the one above."""
        current = ""
        for row, cells in ATTRIBUTE.rows(table, self._reading):
            current = escapes.name(cells.get("entity", "")) or current
            if current:
                draft = self._draft(current, row.line)
                draft.end_line = max(draft.end_line, row.line)
                draft.add_attribute(cells, row.line)

    def _entity(self, name: str, section: Section) -> None:
        draft = self._draft(name, section.line)
        draft.line, draft.end_line, draft.only_listed = section.line, section.end_line, False
        for one in section.fields(_PLAIN):
            draft.say(one)
        if "description" not in draft.values:
            draft.values["description"] = _opening(section)
        _read_part(draft, section)
        for part in section.children:
            if not _read_part(draft, part):
                text = part.prose()
                if text:
                    draft.notes.append(text if part.label == "notes" else f"{part.title}: {text}")


def _read_part(draft: EntityDraft, part: Section) -> bool:
    """Read a section's tables and lists; whether it is one of an entity's known parts."""
    title = part.label
    relations, states = bool(_RELATIONS.search(title)), bool(_STATES.search(title))
    for table in part.tables():
        related = RELATION.fits(table, "target", "cardinality")
        if relations or (related and not states):
            draft.add_relationships(table)
        elif states:
            draft.add_states(table)
        elif ATTRIBUTE.fits(table, "name") and "index" not in title:
            draft.add_attributes(table)
        elif STATE.fits(table, "name", "transitions"):
            draft.add_states(table)
    if title in _ATTRIBUTES:
        draft.add_listed(part.items())
    return relations or states or title in _ATTRIBUTES


def _is_attributes(table: Table) -> bool:
    return ATTRIBUTE.fits(table, "name", any_of=("type", "required", "pii")) and not (
        ATTRIBUTE.fits(table, "entity", "name")
    )


def _is_entity(section: Section) -> bool:
    """A heading without the word, right above a table of attributes."""
    if section.heading is None or section.label in _ATTRIBUTES or _STATES.search(section.label):
        return False
    below = section.child(*_ATTRIBUTES)
    tables = [*section.tables(), *(below.tables() if below else [])]
    return any(_is_attributes(table) for table in tables)


def _opening(section: Section) -> str:
    """The first paragraph of a section, if it is plain text."""
    first = section.blocks[0] if section.blocks else None
    if not isinstance(first, Paragraph) or first.text.lstrip().startswith("**"):
        return ""
    return escapes.value(soft_joined(first.text))
