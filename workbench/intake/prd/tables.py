"""Definitions in tables: which column holds identifiers, and what the others mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from workbench.intake.collector import DocumentCollector
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Row, Table
from workbench.intake.markdown.identifiers import (
    Identifier,
    leading_identifier,
    whole_identifier,
)
from workbench.intake.markdown.key_value_tables import key_value_rows, only_stories
from workbench.intake.markdown.sections import folded, label
from workbench.intake.markdown.vocabulary import COLUMNS
from workbench.intake.prd.candidate import (
    STRONG,
    TITLE_ONLY,
    WEAK,
    Candidate,
    Form,
    Position,
    candidates_from,
    kind_of,
)
from workbench.intake.prd.context import Context, SectionPurpose

_COUNTING = frozenset({"#", "no", "nr", "number", "الرقم", "رقم", "序号", "番号"})
_ENDPOINT_LABELS = frozenset({"method", "path"})
# Columns of what a row refers to, and of rows that are something else.
_REFERRING = frozenset({"covers", "stories", "depends_on", "parent"})
_NO_KEYS = frozenset({"traced to", "endpoint", "path", "method", "test", "flow", "screen"})
# Ranks of things that are no requirements: of entities, of risks.
_OTHER_RANKS = frozenset({"criticality", "level", "importance"})
_KEY = re.compile(r"[^\s|]{1,60}")
_TEXT_WORD = re.compile(
    folded(
        r"\b(?:requirements?|description|statement|shall|descripción|descrição|descrizione"
        r"|beschreibung|anforderung|exigence|requisito|requerimiento|requisiti|deskripsi|kebutuhan"
        r"|описание|требовани[ея]|опис|вимога|mô tả|yêu cầu|opis|wymagani[ea])\b"
        r"|描述|说明|需求|要件|内容|説明|설명|요구사항|وصف|متطلب"
    )
)
# Columns about a requirement, not of its words.
_ABOUT = re.compile(
    r"\b(?:ids?|key|type|status|source|name|title|priority|category|related|covers?|refs?|link"
    r"|test|count|number|id_)\b|编号|名称|类型|番号|種別"
)


def _is_key(cell: str) -> bool:
    """Whether a cell may be a key: one word, or a name written as code."""
    coded = cell.strip().startswith("`") and "`" not in inline.name(cell)
    return coded or _KEY.fullmatch(inline.name(cell)) is not None


class TableReader:
    """Finds the column of identifiers in a table, and what the other columns mean."""

    def __init__(
        self, table: Table, index: int, context: Context, collector: DocumentCollector
    ) -> None:
        self._table = table
        self._index = index
        self._context = context
        self._collector = collector
        self._labels = [label(cell) for cell in table.header.cells]
        self._titles = tuple(map(inline.plain, table.header.cells))
        self._promised = context.among_requirements
        meanings = {COLUMNS.get(one) for one in self._labels if one not in _OTHER_RANKS}
        ranked = bool(meanings & {"priority", "mvp"}) and bool(meanings & {"text", "title"})
        if ranked and context.purpose is SectionPurpose.unknown:
            # A list of things with priorities is a list of what is asked for.
            self._context = replace(context, purpose=SectionPurpose.functional)
        self._rows = list(table.rows)

    def candidates(self) -> Iterator[Candidate]:
        """Candidates of all rows."""
        if self._is_vertical():
            yield from self._vertical()
            return
        if key_value_rows(self._table):
            return
        header_leading = [whole_identifier(cell) for cell in self._table.header.cells]
        if any(one and self._wanted(one) for one in header_leading):
            yield from self._headless(header_leading)
            return
        column = -1 if set(self._labels) >= _ENDPOINT_LABELS else self._identifier_column()
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
        return any(kind_of(identifier, self._context))

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
            if keys and all(map(_is_key, keys)):
                return named[0]
        return -1

    def _promises_text(self) -> bool:
        meanings = {COLUMNS.get(one) for one in self._labels}
        return "text" in meanings and self._promised

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
        texts = self._texts(meanings)
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
        if "stories" not in meanings and not self._of_stories(column):
            self._find_stories(meanings)
        return tuple(meanings)

    def _texts(self, meanings: list[str]) -> list[int]:
        """Settle which column is the text and which the title; gives the columns of text."""
        texts = [position for position, one in enumerate(meanings) if one == "text"]
        if not texts:
            texts = self._worded(meanings)
        if len(texts) > 1 and "title" not in meanings:
            # `Requirement | Description`: the first one names it.
            meanings[texts[0]] = "title"
            texts = texts[1:]
        for position in texts[1:]:
            meanings[position] = ""
        return texts

    def _find_stories(self, meanings: list[str]) -> None:
        """A column without known title that holds nothing but stories (`US-01`) refers to them."""
        for position, one in enumerate(meanings):
            cells = [row.cells[position] for row in self._rows[:50] if row.cells[position]]
            if not one and cells and all(map(only_stories, cells)):
                meanings[position] = "stories"
                return

    def _worded(self, meanings: list[str]) -> list[int]:
        """The first column whose title holds a word for text: `Requirement (what must be so)`."""
        for position, said in enumerate(self._labels):
            if not meanings[position] and _TEXT_WORD.search(said) and not _ABOUT.search(said):
                meanings[position] = "text"
                return [position]
        return []

    def _of_stories(self, column: int) -> bool:
        found = (whole_identifier(row.cells[column]) for row in self._rows[:50])
        return any(kind_of(one, self._context)[0] for one in found if one)

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
            spot = Position(row.line, self._index, self._context)
            yield from candidates_from(leading, Form.table, strength, spot, self._collector)
            return
        if identifier is None and leading and self._wanted(leading.identifier):
            identifier = leading.identifier
        key = inline.name(cell)
        if identifier is None and self._promises_text() and _is_key(cell):
            identifier = Identifier(key, key.upper(), "", key)
            story, requirement = False, True
        elif identifier is None:
            self._collector.note_grouped(
                "rows without identifier", row.line,
                f"row left out: its {self._table.header.cells[column] or 'identifier'} cell "
                f"says {key[:60]!r}, which is no identifier that is known here",
                warning=True,
            )  # fmt: skip
            return
        else:
            story, requirement = kind_of(identifier, self._context)
        if not story and not requirement:
            return
        yield Candidate(
            identifier, story, strength, Form.table, row.line, self._index, self._context,
            leading=leading if leading and leading.rest else None, row=row, columns=meanings,
            titles=self._titles, struck="~~" in cell,
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
        self._collector.info(
            self._table.header.line,
            "this table has no header; the longest column was taken as the requirement's text",
        )
        for row in rows:
            yield from self._row(row, column, tuple(meanings), self._strength(tuple(meanings)))

    def _vertical(self) -> Iterator[Candidate]:
        """A table of two columns that describes one item: `ID | FR-001`, `Title | …`."""
        rows = [row for row in (self._table.header, *self._rows) if any(row.cells)]
        meanings = [COLUMNS.get(label(row.cells[0]), "") for row in rows]
        at = meanings.index("id")
        identifier = whole_identifier(rows[at].cells[1])
        if identifier is None or not self._wanted(identifier):
            return
        told = [
            (row, one if one not in {"id", *meanings[:position]} else "")
            for position, (row, one) in enumerate(zip(rows, meanings, strict=True))
            if position != at and (one or row is not self._table.header)
        ]
        cells = tuple(row.cells[1] for row, _ in told)
        strength = WEAK if self._context.only_mentions else STRONG
        story, _ = kind_of(identifier, self._context)
        yield Candidate(
            identifier, story, strength, Form.table, rows[at].line, self._index, self._context,
            row=Row(cells, rows[at].line, len(cells)), columns=tuple(one for _, one in told),
            titles=tuple(inline.plain(row.cells[0]) for row, _ in told),
        )  # fmt: skip
