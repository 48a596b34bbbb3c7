"""One place where a requirement or story could be defined, and how likely it is.

A definition and a mention look alike; they are distinguished by the form (`**FR-001**: …`, a row
of a table with a text column, a heading) and the place. Each candidate carries a strength; the
strongest of an identifier is its definition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from workbench.intake.collector import DocumentCollector
from workbench.intake.markdown.document import Row
from workbench.intake.markdown.identifier_prefixes import (
    CONSTRAINT_PREFIXES,
    STORY_PREFIXES,
    UNAMBIGUOUS_PREFIXES,
)
from workbench.intake.markdown.identifiers import Identifier, Leading, is_requirement
from workbench.intake.markdown.sections import label
from workbench.intake.markdown.vocabulary import COLUMNS
from workbench.intake.prd.context import Context, SectionPurpose

#: How notes on identifiers that could be either definition begin.
AMBIGUOUS = "ambiguous"
#: A definition in form and place.
STRONG = 30
#: A row of a table that names and does not describe.
TITLE_ONLY = 25
#: A definition by its place, though its form could be a mention's.
FAIR = 20
#: A mention.
WEAK = 10


class Form(StrEnum):
    """How a definition is written."""

    table = "table"
    list = "list"
    heading = "heading"
    paragraph = "paragraph"
    fields = "fields"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place where an identifier could be defined."""

    identifier: Identifier
    story: bool
    strength: int
    form: Form
    line: int
    index: int
    """Of its block."""
    context: Context
    leading: Leading | None = None
    row: Row | None = None
    columns: tuple[str, ...] = ()
    """Meaning of each cell of the row; empty where unknown."""
    titles: tuple[str, ...] = ()
    """Header of each cell of the row, as written."""
    offset: int = 0
    """Line of the block's text it starts on, from 0."""
    end_offset: int = 0
    """Line of the block's text after its last one."""
    struck: bool = False

    @property
    def in_id_column(self) -> bool:
        """Whether it is in a column whose title promises identifiers."""
        if self.row is None or "id" not in self.columns:
            return False
        return COLUMNS.get(label(self.titles[self.columns.index("id")])) == "id"

    @property
    def key(self) -> str:
        """Key of the item it would define."""
        return self.identifier.key


@dataclass(frozen=True, slots=True)
class Position:
    """The place of a candidate in its document."""

    line: int
    index: int
    context: Context
    offset: int = 0
    end_offset: int = 0


def kind_of(identifier: Identifier, context: Context) -> tuple[bool, bool]:
    """(is a story, is a requirement) for an identifier in this context."""
    if identifier.prefix in STORY_PREFIXES or (
        identifier.parts & STORY_PREFIXES and not identifier.parts & UNAMBIGUOUS_PREFIXES
    ):
        return True, False
    if identifier.prefix in CONSTRAINT_PREFIXES:
        return False, context.purpose is SectionPurpose.constraint
    return False, is_requirement(identifier, among_requirements=context.among_requirements)


def candidates_from(
    leading: Leading, form: Form, strength: int, spot: Position, collector: DocumentCollector
) -> Iterator[Candidate]:
    """The candidate that a leading identifier makes at a spot; none for other identifiers.

    Several identifiers joined together define nothing, which is noted.
    """
    story, requirement = kind_of(leading.identifier, spot.context)
    if not story and not requirement:
        return
    if spot.context.only_mentions:
        strength = WEAK
    if not leading.others:
        yield Candidate(
            leading.identifier,
            story,
            strength,
            form,
            spot.line,
            spot.index,
            spot.context,
            leading,
            offset=spot.offset,
            end_offset=spot.end_offset,
            struck=leading.struck,
        )
    elif strength > WEAK:
        collector.note_grouped(
            "ambiguous identifiers",
            spot.line,
            f"{AMBIGUOUS}: {leading.identifier.key} and {', '.join(leading.others)} "
            "share one line, so it is unclear which is defined; left out. Give each "
            "requirement its own line.",
            warning=True,
        )
