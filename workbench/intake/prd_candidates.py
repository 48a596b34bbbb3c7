"""Every place in a document that could define a requirement or story, and how likely it does.

A definition and a mention look alike; what tells them apart is the form (`**FR-001**: …`, a row
of a table with a text column, a heading) and the place. Each candidate carries a strength; the
strongest of an identifier is its definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from workbench.intake import escapes
from workbench.intake.blocks import Block, Heading, ListItem, Markdown, Paragraph, Row, Table
from workbench.intake.identifiers import (
    CONSTRAINT_FAMILIES,
    STORY_FAMILIES,
    SURE_FAMILIES,
    Identifier,
    Leading,
    is_requirement,
    leading_identifier,
    whole_identifier,
)
from workbench.intake.prd_context import Context, ContextTracker, Place, without_numbering
from workbench.intake.reading import Reading
from workbench.intake.sections import label, line_field
from workbench.intake.words import COLUMNS

STRONG = 30
TITLE_ONLY = 25
FAIR = 20
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
    def key(self) -> str:
        """Key of the item it would define."""
        return self.identifier.key


def find_candidates(document: Markdown, reading: Reading) -> tuple[list[Candidate], list[Context]]:
    """All candidates in document order, and per block the context it stands in."""
    tracker = ContextTracker()
    contexts: list[Context] = []
    found: list[Candidate] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            context = tracker.enter(block, index)
            found.extend(_in_heading(block, index, context, reading))
        else:
            title = bold_title(block)
            if title:
                tracker.bold_line(title)
            context = tracker.current
            if isinstance(block, Table):
                found.extend(_TableReader(block, index, context, reading).candidates())
            elif isinstance(block, ListItem):
                found.extend(_in_item(block, index, context, reading))
            elif isinstance(block, Paragraph):
                found.extend(_in_paragraph(block, index, context, reading))
        contexts.append(context)
    return found, contexts


_BOLD_LINE = re.compile(r"^\s*(?:\*\*|__)([^*\n]{1,120}?)(?:\*\*|__)\s*:?\s*$")


def bold_title(block: Block) -> str:
    """The text of a line in bold that stands alone like a heading; empty for anything else."""
    if not isinstance(block, Paragraph) or block.depth or "\n" in block.text:
        return ""
    match = _BOLD_LINE.match(block.text)
    if not match:
        return ""
    title = match[1].strip().removesuffix(":").strip()
    if label(title) in COLUMNS or leading_identifier(title):
        return ""
    return title


def _kind(identifier: Identifier, context: Context) -> tuple[bool, bool]:
    """(is a story, is a requirement) for an identifier that stands in this context."""
    if identifier.family in STORY_FAMILIES or (
        identifier.parts & STORY_FAMILIES and not identifier.parts & SURE_FAMILIES
    ):
        return True, False
    if identifier.family in CONSTRAINT_FAMILIES:
        return False, context.place is Place.constraint
    return False, is_requirement(identifier, among_requirements=context.among_requirements)


def _candidate(
    leading: Leading,
    form: Form,
    strength: int,
    line: int,
    index: int,
    context: Context,
    reading: Reading,
    *,
    offset: int = 0,
    end_offset: int = 0,
) -> Iterator[Candidate]:
    story, requirement = _kind(leading.identifier, context)
    if not story and not requirement:
        return
    if context.only_mentions:
        strength = WEAK
    if leading.others:
        if strength > WEAK:
            reading.alike(
                "ambiguous identifiers",
                line,
                f"ambiguous: {leading.identifier.key} stands together with "
                f"{', '.join(leading.others)}, so it is not clear which this defines; left out. "
                "Give each requirement a line of its own.",
                warning=True,
            )
        return
    yield Candidate(
        leading.identifier, story, strength, form, line, index, context, leading,
        offset=offset, end_offset=end_offset, struck=leading.struck,
    )  # fmt: skip


def _in_heading(
    block: Heading, index: int, context: Context, reading: Reading
) -> Iterator[Candidate]:
    leading = leading_identifier(without_numbering(block.text))
    if leading:
        strength = STRONG if leading.separated else FAIR
        yield from _candidate(leading, Form.heading, strength, block.line, index, context, reading)


def _in_item(
    block: ListItem, index: int, context: Context, reading: Reading
) -> Iterator[Candidate]:
    count = block.text.count("\n") + 1
    leading = leading_identifier(block.text)
    if leading:
        strength = STRONG if leading.separated or leading.bold else FAIR
        yield from _candidate(
            leading, Form.list, strength, block.line, index, context, reading, end_offset=count
        )
    else:
        yield from _by_field(block, index, context, block.text, 0, count, reading)


def _in_paragraph(
    block: Paragraph, index: int, context: Context, reading: Reading
) -> Iterator[Candidate]:
    lines = block.text.split("\n")
    starts = [offset for offset, line in enumerate(lines) if _starts(line, lines, offset, context)]
    for position, offset in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(lines)
        text = "\n".join(lines[offset:end])
        leading = leading_identifier(text)
        if leading:
            clear = leading.separated or leading.bold
            strength = STRONG if clear else FAIR if offset else WEAK
            yield from _candidate(
                leading, Form.paragraph, strength, block.line + offset, index, context, reading,
                offset=offset, end_offset=end,
            )  # fmt: skip
        else:
            yield from _by_field(block, index, context, text, offset, end, reading)


def _starts(line: str, lines: list[str], offset: int, context: Context) -> bool:
    """Whether a paragraph's line begins a definition of its own."""
    leading = leading_identifier(line)
    if leading:
        if offset == 0:
            return True
        story, requirement = _kind(leading.identifier, context)
        if not story and not requirement:
            return False
        if leading.separated or leading.bold:
            return bool(leading.rest or offset + 1 < len(lines))
        # A sentence after it, below a line that defines as well, is no wrapped mention.
        sure = leading.identifier.family in SURE_FAMILIES
        return sure and leading.rest[:1].isupper() and leading_identifier(lines[0]) is not None
    found = line_field(line, 0)
    return bool(found and COLUMNS.get(found.key) == "id" and whole_identifier(found.raw))


def _by_field(
    block: ListItem | Paragraph,
    index: int,
    context: Context,
    text: str,
    offset: int,
    end: int,
    reading: Reading,
) -> Iterator[Candidate]:
    """`**ID**: REQ-BOOK-020` and, in the lines after it, its fields."""
    found = line_field(text.split("\n", 1)[0], block.line + offset)
    if not found or COLUMNS.get(found.key) != "id":
        return
    identifier = whole_identifier(found.raw)
    if identifier:
        leading = Leading(identifier, "", bold=True, struck="~~" in found.raw, separated=True)
        yield from _candidate(
            leading, Form.fields, STRONG, block.line + offset, index, context, reading,
            offset=offset, end_offset=end,
        )  # fmt: skip


_COUNTING = frozenset({"#", "no", "nr", "number", "الرقم", "رقم", "序号", "番号"})
_ENDPOINT_LABELS = frozenset({"method", "path"})
# Columns of what a row refers to, and of rows that are something else.
_REFERRING = frozenset({"covers", "stories", "depends_on", "parent"})
_NO_KEYS = frozenset({"traced to", "endpoint", "path", "method", "test", "flow", "screen"})
_KEY = re.compile(r"[^\s|]{1,60}")


class _TableReader:
    """Finds the column of identifiers in a table, and what the other columns mean."""

    def __init__(self, table: Table, index: int, context: Context, reading: Reading) -> None:
        self._table = table
        self._index = index
        self._context = context
        self._reading = reading
        self._labels = [label(cell) for cell in table.header.cells]
        meanings = {COLUMNS.get(one) for one in self._labels}
        ranked = bool(meanings & {"priority", "mvp"}) and bool(meanings & {"text", "title"})
        if ranked and context.place is Place.unknown:
            # A list of things with priorities is a list of what is asked for.
            self._context = replace(context, place=Place.functional)
        self._rows = list(table.rows)

    def candidates(self) -> Iterator[Candidate]:
        """Candidates of all rows."""
        if self._is_vertical():
            yield from self._vertical()
            return
        header_leading = [whole_identifier(cell) for cell in self._table.header.cells]
        if any(one and self._wanted(one) for one in header_leading):
            yield from self._headless(header_leading)
            return
        column = -1 if _ENDPOINT_LABELS <= set(self._labels) else self._identifier_column()
        if column < 0:
            return
        meanings = self._meanings(column)
        strength = self._strength(meanings)
        for row in self._rows:
            yield from self._row(row, column, meanings, strength)

    def _is_vertical(self) -> bool:
        """Whether it describes one item, a field to a row: `ID | FR-001`."""
        return len(self._labels) == 2 and any(  # noqa: PLR2004 - a key and a value
            COLUMNS.get(label(row.cells[0])) == "id" and whole_identifier(row.cells[1])
            for row in (self._table.header, *self._rows)
        )

    def _wanted(self, identifier: Identifier) -> bool:
        return any(_kind(identifier, self._context))

    def _identifier_column(self) -> int:
        """The column whose cells are identifiers; one that says so goes first; -1 for none."""
        named = [position for position, one in enumerate(self._labels) if COLUMNS.get(one) == "id"]
        rest = [
            position
            for position, one in enumerate(self._labels)
            if position not in named and COLUMNS.get(one) not in _REFERRING and one not in _NO_KEYS
        ]
        filled = [row for row in self._rows if any(row.cells)][:400]
        for position in named:
            if any(self._cell_identifier(row.cells[position]) for row in filled):
                return position
        for position in rest:
            found = [whole_identifier(row.cells[position]) for row in filled]
            hits = {one.key for one in found if one and self._wanted(one)}
            if hits and len(hits) * 2 >= len(filled):
                return position
        if named and self._labels[named[0]] not in _COUNTING and self._promises_text():
            keys = [row.cells[named[0]] for row in filled if row.cells[named[0]]]
            if keys and all(_KEY.fullmatch(escapes.name(key)) for key in keys):
                return named[0]
        return -1

    def _promises_text(self) -> bool:
        meanings = {COLUMNS.get(one) for one in self._labels}
        return "text" in meanings and self._context.among_requirements

    def _cell_identifier(self, cell: str) -> Identifier | None:
        identifier = whole_identifier(cell)
        if identifier:
            return identifier if self._wanted(identifier) else None
        leading = leading_identifier(cell)
        if leading and self._wanted(leading.identifier) and (leading.others or leading.bold):
            return leading.identifier
        if leading and self._wanted(leading.identifier) and leading.rest.startswith(("(", "<br")):
            return leading.identifier
        return None

    def _meanings(self, column: int) -> tuple[str, ...]:
        meanings = [COLUMNS.get(one, "") for one in self._labels]
        meanings[column] = "id"
        texts = [position for position, one in enumerate(meanings) if one == "text"]
        if len(texts) > 1 and "title" not in meanings:
            # `Requirement | Description`: the first one names it.
            meanings[texts[0]] = "title"
            texts = texts[1:]
        for position in texts[1:]:
            meanings[position] = ""
        seen: set[str] = set()
        for position, one in enumerate(meanings):
            if position != column and one in {"id", *seen}:
                meanings[position] = ""
            seen.add(meanings[position])
        if not texts and "stories" in meanings:
            position = meanings.index("stories")
            if self._of_stories(column):
                meanings[position] = "text"
            elif self._holds_sentences(position):
                meanings[position] = "story text"
        if not texts and "story text" not in meanings and "target" in meanings:
            position = meanings.index("target")
            if "title" not in meanings:
                meanings[position] = "text"
        return tuple(meanings)

    def _of_stories(self, column: int) -> bool:
        found = (whole_identifier(row.cells[column]) for row in self._rows[:50])
        return any(_kind(one, self._context)[0] for one in found if one)

    def _holds_sentences(self, position: int) -> bool:
        cells = [row.cells[position] for row in self._rows[:50] if row.cells[position]]
        long = [cell for cell in cells if len(cell.split()) > 3]  # noqa: PLR2004 - longer than ids
        return len(long) * 2 > len(cells)

    def _strength(self, meanings: tuple[str, ...]) -> int:
        if self._context.only_mentions:
            return WEAK
        if "text" in meanings or "story text" in meanings:
            return STRONG
        if "title" in meanings:
            return TITLE_ONLY
        return WEAK

    def _row(
        self, row: Row, column: int, meanings: tuple[str, ...], strength: int
    ) -> Iterator[Candidate]:
        cell = row.cells[column]
        if not cell.strip():
            return
        identifier = whole_identifier(cell)
        leading = leading_identifier(cell)
        if leading and leading.others:
            yield from _candidate(
                leading, Form.table, strength, row.line, self._index, self._context, self._reading
            )
            return
        if identifier is None and leading and self._wanted(leading.identifier):
            identifier = leading.identifier
        key = escapes.name(cell)
        if identifier is None and self._promises_text() and _KEY.fullmatch(key):
            identifier = Identifier(key, key.upper(), "", key)
            story, requirement = False, True
        elif identifier is None:
            self._reading.alike(
                "rows without identifier", row.line,
                f"row left out: its {self._table.header.cells[column] or 'identifier'} cell "
                f"says {key[:60]!r}, which is no identifier that is known here",
                warning=True,
            )  # fmt: skip
            return
        else:
            story, requirement = _kind(identifier, self._context)
        if not story and not requirement:
            return
        yield Candidate(
            identifier, story, strength, Form.table, row.line, self._index, self._context,
            leading=leading if leading and leading.rest else None, row=row, columns=meanings,
            titles=tuple(map(escapes.plain, self._table.header.cells)), struck="~~" in cell,
        )  # fmt: skip

    def _headless(self, header: list[Identifier | None]) -> Iterator[Candidate]:
        """A table whose header row is already an entry: columns are told by what they hold."""
        rows = [self._table.header, *self._rows]
        column = next(position for position, one in enumerate(header) if one)
        width = len(self._labels)
        sizes = [sum(len(row.cells[position]) for row in rows) for position in range(width)]
        sizes[column] = -1
        meanings = [""] * width
        meanings[column] = "id"
        if width > 1:
            meanings[sizes.index(max(sizes))] = "text"
        self._reading.info(
            self._table.header.line,
            "this table has no header; the longest column was taken as the requirement's text",
        )
        for row in rows:
            yield from self._row(row, column, tuple(meanings), self._strength(tuple(meanings)))

    def _vertical(self) -> Iterator[Candidate]:
        """A table of two columns that describes one item: `ID | FR-001`, `Title | …`."""
        rows = [self._table.header, *self._rows]
        by_meaning = {COLUMNS.get(label(row.cells[0]), ""): row for row in reversed(rows)}
        row = by_meaning.pop("id", self._table.header)
        identifier = whole_identifier(row.cells[1])
        if identifier is None or not self._wanted(identifier):
            return
        by_meaning.pop("", None)
        cells = tuple(one.cells[1] for one in by_meaning.values())
        strength = WEAK if self._context.only_mentions else STRONG
        story, _ = _kind(identifier, self._context)
        yield Candidate(
            identifier, story, strength, Form.table, row.line, self._index, self._context,
            row=Row(cells, row.line, len(cells)), columns=tuple(by_meaning),
            titles=tuple(escapes.plain(one.cells[0]) for one in by_meaning.values()),
        )  # fmt: skip
