"""The blocks under an item's heading or inside its list entry: fields, criteria, text.

`**Priority:** Must`, `#### Acceptance Criteria` with a list, nested `- Status: Draft` become
fields by their meaning; everything else stays the item's text, as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from workbench.intake.markdown import inline
from workbench.intake.markdown.document import (
    Block,
    Code,
    Heading,
    ListItem,
    Markdown,
    Paragraph,
    Table,
)
from workbench.intake.markdown.key_value_tables import key_value_rows
from workbench.intake.markdown.sections import Field, label, line_field
from workbench.intake.markdown.vocabulary import COLUMNS

# Labels that also begin ordinary sentences or lists count only where they are bold.
_PLAIN_LABELS = frozenset(
    word
    for word, meaning in COLUMNS.items()
    if meaning
    in {
        "priority",
        "criteria",
        "status",
        "mvp",
        "depends_on",
        "parent",
        "target",
        "stories",
        "covers",
    }
    and len(word) > 1
)
_TASK = re.compile(r"^\[[ xX]\]\s+")
_NUMBER = re.compile(r"^\s*(?:\d{1,3}(?:\.\d{1,3})+[.)]?|AC[-_ ]?\d[\w.-]{0,12}\s*[:.)–—-])\s+")
_SCENARIO = re.compile(
    r"^(?:Scenario|Szenario|Escenario|Cenário|Scénario|Сценарий|场景|シナリオ|시나리오|سيناريو)"
    r"(?:\s*\d+)?\s*[:\uff1a–—-]\s*\S",
    re.IGNORECASE,
)
_ONLY_MARKED = re.compile(r"^\s*(\*{1,2}|__?)([^*_\n]{2,60})\1\s*$")


@dataclass
class Body:
    """Fields by meaning, acceptance criteria, and the rest as text."""

    fields: dict[str, Field] = field(default_factory=dict)
    criteria: list[str] = field(default_factory=list)
    _pieces: list[tuple[int, int, str]] = field(default_factory=list)
    """(first line, last line, text)."""

    @property
    def text(self) -> str:
        """The text that is no field, paragraphs parted as they were."""
        result: list[str] = []
        last = 0
        for first, end, piece in self._pieces:
            if result:
                result.append("\n\n" if first > last + 1 else "\n")
            result.append(piece)
            last = end
        return inline.value("".join(result))

    def add_text(self, first: int, last: int, piece: str) -> None:
        """Append a piece of text from those lines."""
        if piece.strip():
            self._pieces.append((first, last, piece))

    def raw(self, meaning: str) -> str:
        """A field as written; empty where there is none."""
        found = self.fields.get(meaning)
        return found.raw if found else ""


def join_soft_breaks(text: str) -> str:
    """A paragraph's lines as one, except where the author forced a break."""
    if "\n" not in text:
        return text.rstrip(" ")
    result: list[str] = []
    for line in text.split("\n"):
        bare = line.strip()
        if result and not result[-1].endswith(("  ", "\\")):
            result[-1] = f"{result[-1]} {bare}"
        else:
            if result:
                result[-1] = _without_break(result[-1])
            # Only the blanks at the end may force a break.
            result.append(bare + "  " if line.endswith("  ") else bare)
    # Nothing is broken behind the last line, so a backslash there is only a backslash.
    return "\n".join(result).rstrip(" ")


def _without_break(line: str) -> str:
    """A line without the blanks or the backslash that force a break behind it."""
    return line[:-1] if line.endswith("\\") else line.rstrip(" ")


class BodyReader:
    """Reads blocks one after another; remembers which field the next ones belong to."""

    def __init__(self, document: Markdown) -> None:
        """Start an empty body of an item in this document."""
        self.body = Body()
        self._document = document
        self._mode = ""
        self._criteria_depth = 0

    def read(self, blocks: Iterable[Block]) -> Body:
        """Read all blocks into the body and return it."""
        for block in blocks:
            if isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Paragraph):
                self._lines(block)
            elif isinstance(block, ListItem):
                self._item(block)
            else:
                self._whole(block)
        return self.body

    def lines(self, text: str, line: int) -> None:
        """Read lines that follow the item's own first line in one paragraph."""
        self._lines(Paragraph(text, line, line + text.count("\n")))

    def _label(self, line: str, number: int) -> Field | None:
        """A line that is only a label in bold or italics, without a colon."""
        found = _ONLY_MARKED.match(line)
        if not found or label(found[2]) not in COLUMNS:
            return None
        return Field(label(found[2]), found[2], "", number)

    def _heading(self, block: Heading) -> None:
        self._mode = COLUMNS.get(label(block.text), "")
        self._criteria_depth = 0
        if _SCENARIO.match(block.text):
            self._mode = "scenario"
            self.body.criteria.append(block.text)
        elif not self._mode:
            self.body.add_text(block.line, block.end_line, f"#### {block.text}")

    def _whole(self, block: Table | Code) -> None:
        if isinstance(block, Table) and self._fields_of(block):
            return
        source = _dedented(self._document.source(block.line, block.end_line))
        if self._mode == "criteria" and isinstance(block, Table):
            for row in block.rows:
                self.body.criteria.append(" — ".join(cell for cell in row.cells if cell))
            return
        self._text(block.line, block.end_line, source)

    def _fields_of(self, table: Table) -> bool:
        """Take a table that holds fields; other rows stay in the item's text."""
        rows = key_value_rows(table)
        self._mode = "" if rows else self._mode
        for row, meaning in rows:
            title = inline.plain(row.cells[0])
            found = Field("user story" if meaning == "stories" else label(title), title,
                          row.cells[1], row.line)  # fmt: skip
            if not meaning or not self._field(found):
                self._text(row.line, row.line, f"**{title}:** {row.cells[1]}")
            self._mode = ""
        return bool(rows)

    def _lines(self, block: Paragraph) -> None:
        if self._mode == "criteria" and self._criteria_depth and not block.depth:
            self._mode = ""
        plain: list[str] = []
        start = block.line
        for offset, line in enumerate(block.text.split("\n")):
            number = block.line + offset
            found = line_field(line, number, _PLAIN_LABELS) or self._label(line, number)
            if found and self._field(found):
                self._add_lines(plain, start, block.line + offset - 1)
                plain, start = [], block.line + offset + 1
            else:
                if found and not plain:
                    self._mode = ""
                plain.append(line)
        self._add_lines(plain, start, block.end_line)

    def _add_lines(self, lines: list[str], first: int, last: int) -> None:
        if self._mode == "criteria" and any(_NUMBER.match(line) for line in lines):
            self._text(first, last, "\n".join(lines))
        elif lines:
            self._text(first, last, join_soft_breaks("\n".join(lines)))

    def _item(self, block: ListItem) -> None:
        first_line = block.text.split("\n", 1)[0]
        found = line_field(first_line, block.line, _PLAIN_LABELS)
        if found and "\n" in block.text:
            rest = join_soft_breaks(block.text.split("\n", 1)[1])
            found = Field(found.key, found.title, f"{found.raw} {rest}".strip(), found.line)
        in_criteria = self._mode == "criteria" and (
            not self._criteria_depth or block.depth >= self._criteria_depth
        )
        if found and not (in_criteria and COLUMNS.get(found.key) != "criteria"):
            if self._field(found):
                return
            self._mode = ""
        text = _TASK.sub("", join_soft_breaks(block.text))
        if in_criteria:
            self._criterion(block, text)
            return
        if self._mode == "criteria":
            self._mode = ""
        mark = f"{block.number}." if block.ordered else "-"
        indent = "  " * max(0, block.depth - 1)
        last = block.line + block.text.count("\n")
        self._text(block.line, last, f"{indent}{mark} {text}")

    def _criterion(self, block: ListItem, text: str) -> None:
        if not self._criteria_depth:
            self._criteria_depth = block.depth
        if block.depth > self._criteria_depth and self.body.criteria:
            indent = "  " * (block.depth - self._criteria_depth)
            mark = f"{block.number}." if block.ordered else "-"
            self.body.criteria[-1] += f"\n{indent}{mark} {text}"
        else:
            self.body.criteria.append(inline.value(text))

    def _field(self, found: Field) -> bool:
        """Take a field; False where its key means nothing here."""
        meaning = COLUMNS.get(found.key, "")
        if not meaning:
            return False
        self._criteria_depth = 0
        self._mode = meaning
        if not found.raw:
            return True
        if meaning == "criteria":
            self.body.criteria.extend(inline.texts(found.raw))
            self._mode = ""
        elif meaning == "text":
            self.body.add_text(found.line, found.line, found.raw)
        elif meaning in self.body.fields:
            self.body.add_text(found.line, found.line, f"**{found.title}:** {found.raw}")
        else:
            self.body.fields[meaning] = found
            if meaning not in {"notes", "rationale", "stories"}:
                self._mode = ""
        return True

    def _text(self, first: int, last: int, piece: str) -> None:
        """A piece of text: it belongs to the field that was opened, else to the text."""
        if self._mode == "scenario":
            self.body.criteria[-1] += f"\n{inline.value(piece)}"
            return
        if self._mode in {"", "text"}:
            self.body.add_text(first, last, piece)
            return
        if self._mode == "criteria":
            if self._criteria_depth and self.body.criteria:
                self.body.criteria[-1] += f"\n{piece}"
            else:
                self.body.criteria.extend(_numbered(piece))
            return
        known = self.body.fields.get(self._mode)
        if known is None:
            self.body.fields[self._mode] = Field(self._mode, self._mode, piece, first)
        else:
            joined = f"{known.raw}\n{piece}"
            self.body.fields[self._mode] = Field(known.key, known.title, joined, known.line)


def _numbered(piece: str) -> list[str]:
    """Criteria written as lines `1.1. WHEN …`, or one criterion."""
    result: list[str] = []
    for line in piece.split("\n"):
        found = _NUMBER.match(line)
        if found or not result:
            result.append(line[found.end() :] if found else line)
        else:
            result[-1] += f"\n{line}"
    return [text for text in map(inline.value, result) if text]


def _dedented(source: str) -> str:
    lines = source.split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines)
