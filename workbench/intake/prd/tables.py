"""Definitions in tables: which column holds identifiers, and what the others mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
# Ranks of entities and risks, not of requirements.
_OTHER_RANKS = frozenset({"criticality", "level", "importance"})
#: Rows that are enough to find the column of identifiers.
_LOOKED_AT_ROWS = 400
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
        meanings = {COLUMNS.get(title) for title in self._labels if title not in _OTHER_RANKS}
        ranked = bool(meanings & {"priority", "mvp"}) and bool(meanings & {"text", "title"})
        if ranked and context.purpose is SectionPurpose.unknown:
            # A table with priorities is a list of requirements.
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
        if any(identifier and self._wanted(identifier) for identifier in header_leading):
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
        """The column of identifiers: by its title, else by its cells; -1 for none."""
        titled = [at for at, text in enumerate(self._labels) if COLUMNS.get(text) == "id"]
        filled = [row for row in self._rows if any(row.cells)][:_LOOKED_AT_ROWS]
        candidates = (
            self._titled_column(titled, filled),
            self._column_by_cells(titled, filled),
            self._column_of_keys(titled, filled),
        )
        return next((at for at in candidates if at is not None), -1)

    def _titled_column(self, titled: list[int], rows: list[Row]) -> int | None:
        """The first column that is called one of identifiers and holds any."""
        holding = (at for at in titled if any(self._cell_identifier(row.cells[at]) for row in rows))
        return next(holding, None)

    def _column_by_cells(self, titled: list[int], rows: list[Row]) -> int | None:
        """The first other column of which half the cells are different identifiers."""
        for at, text in enumerate(self._labels):
            if at in titled or COLUMNS.get(text) in _REFERRING or text in _NO_KEYS:
                continue
            found = [whole_identifier(row.cells[at]) for row in rows]
            keys = {
                identifier.key for identifier in found if identifier and self._wanted(identifier)
            }
            if keys and len(keys) * 2 >= len(rows):
                return at
        return None

    def _column_of_keys(self, titled: list[int], rows: list[Row]) -> int | None:
        """The first column called one of identifiers, if its cells are names that can be keys."""
        if not titled or self._labels[titled[0]] in _COUNTING or not self._promises_text():
            return None
        keys = [row.cells[titled[0]] for row in rows if row.cells[titled[0]]]
        return titled[0] if keys and all(map(_is_key, keys)) else None

    def _promises_text(self) -> bool:
        meanings = {COLUMNS.get(title) for title in self._labels}
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
        meanings = [COLUMNS.get(title, "") for title in self._labels]
        meanings[column] = "id"
        texts = self._texts(meanings)
        meanings = _without_repetitions(meanings, column)
        if not texts:
            self._find_text(meanings, column)
        if "stories" not in meanings and not self._of_stories(column):
            self._find_stories(meanings)
        return tuple(meanings)

    def _find_text(self, meanings: list[str], column: int) -> None:
        """Where no column is called text, one of stories or of targets may hold it."""
        if "stories" in meanings:
            position = meanings.index("stories")
            if self._of_stories(column):
                meanings[position] = "text"
            elif self._holds_sentences(position):
                meanings[position] = "story text"
        if "target" in meanings and not {"story text", "title"}.intersection(meanings):
            meanings[meanings.index("target")] = "text"

    def _texts(self, meanings: list[str]) -> list[int]:
        """Decide which column is the text and which the title; the columns of text."""
        texts = [position for position, meaning in enumerate(meanings) if meaning == "text"]
        if not texts:
            texts = self._titled_text(meanings)
        if len(texts) > 1 and "title" not in meanings:
            # `Requirement | Description`: the first one names it.
            meanings[texts[0]] = "title"
            texts = texts[1:]
        for position in texts[1:]:
            meanings[position] = ""
        return texts

    def _find_stories(self, meanings: list[str]) -> None:
        """A column without known title that holds nothing but stories (`US-01`) refers to them."""
        for position, meaning in enumerate(meanings):
            cells = [row.cells[position] for row in self._rows[:50] if row.cells[position]]
            if not meaning and cells and all(map(only_stories, cells)):
                meanings[position] = "stories"
                return

    def _titled_text(self, meanings: list[str]) -> list[int]:
        """The first column whose title holds a word for text: `Requirement (what must be so)`."""
        for position, title in enumerate(self._labels):
            if not meanings[position] and _TEXT_WORD.search(title) and not _ABOUT.search(title):
                meanings[position] = "text"
                return [position]
        return []

    def _of_stories(self, column: int) -> bool:
        found = (whole_identifier(row.cells[column]) for row in self._rows[:50])
        return any(kind_of(identifier, self._context)[0] for identifier in found if identifier)

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
        leading = leading_identifier(cell)
        if leading and leading.others:
            spot = Position(row.line, self._index, self._context)
            yield from candidates_from(leading, Form.table, strength, spot, self._collector)
            return
        identifier = whole_identifier(cell)
        if identifier is None and leading and self._wanted(leading.identifier):
            identifier = leading.identifier
        if identifier is not None:
            story, requirement = kind_of(identifier, self._context)
            if not story and not requirement:
                return
        elif self._promises_text() and _is_key(cell):
            key = inline.name(cell)
            identifier, story = Identifier(key, key.upper(), "", key), False
        else:
            self._note_unidentified(row, column)
            return
        yield Candidate(
            identifier, story, strength, Form.table, row.line, self._index, self._context,
            leading=leading if leading and leading.rest else None, row=row, columns=meanings,
            titles=self._titles, struck="~~" in cell,
        )  # fmt: skip

    def _note_unidentified(self, row: Row, column: int) -> None:
        self._collector.note_grouped(
            "rows without identifier", row.line,
            f"row left out: {inline.name(row.cells[column])[:60]!r} in column "
            f"{self._table.header.cells[column] or 'identifier'} is not a recognised "
            "identifier. Use one such as FR-001.",
            warning=True,
        )  # fmt: skip

    def _headless(self, header: list[Identifier | None]) -> Iterator[Candidate]:
        """A table whose first row is already an entry: the cells show what the columns mean."""
        rows = [self._table.header, *self._rows]
        column = next(position for position, identifier in enumerate(header) if identifier)
        width = len(self._labels)
        sizes = [sum(len(row.cells[position]) for row in rows) for position in range(width)]
        sizes[column] = -1
        meanings = [""] * width
        meanings[column] = "id"
        if width > 1:
            meanings[sizes.index(max(sizes))] = "text"
        self._collector.info(
            self._table.header.line,
            "this table has no header; its longest column is read as the requirement's text",
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
        fields = [
            (row, meaning)
            for row, meaning in zip(rows, _without_repetitions(meanings, at), strict=True)
            if row is not rows[at] and (meaning or row is not self._table.header)
        ]
        cells = tuple(row.cells[1] for row, _ in fields)
        columns = tuple(meaning for _, meaning in fields)
        strength = WEAK if self._context.only_mentions else STRONG
        story, _ = kind_of(identifier, self._context)
        yield Candidate(
            identifier, story, strength, Form.table, rows[at].line, self._index, self._context,
            row=Row(cells, rows[at].line, len(cells)), columns=columns,
            titles=tuple(inline.plain(row.cells[0]) for row, _ in fields),
        )  # fmt: skip


def _without_repetitions(meanings: Sequence[str], identifier_at: int) -> list[str]:
    """The meanings with every repeated one, and every other identifier, left empty."""
    seen = {"id"}
    once = []
    for position, meaning in enumerate(meanings):
        repeated = meaning in seen and position != identifier_at
        once.append("" if repeated else meaning)
        seen.add(meaning)
    return once
