"""A document as a tree of sections, each with its fields: `**Key:** value` and small tables.

Documents that give every item a heading of its own (flows, screens, entities, tables) are read
through this. Field names are compared without case, accents and markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from workbench.intake.markdown import inline
from workbench.intake.markdown.document import (
    Block,
    Code,
    Heading,
    ListItem,
    Markdown,
    Paragraph,
    Row,
    Table,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One `Key: value` and its line; the value is as written."""

    key: str
    """Normalised by `label`."""
    title: str
    """As written."""
    raw: str
    line: int

    @property
    def text(self) -> str:
        """The value as text."""
        return inline.value(self.raw)


@dataclass
class Section:
    """A heading and the blocks under it, down to the next heading of its level."""

    heading: Heading | None
    document: Markdown
    blocks: list[Block] = field(default_factory=list)
    """The blocks before the first heading below this one."""
    children: list[Section] = field(default_factory=list)
    until: int = 0
    """Last source line before the next heading that is not below this one."""

    @property
    def title(self) -> str:
        """The heading's text without markup around it."""
        return "" if self.heading is None else inline.value(self.heading.text)

    @property
    def label(self) -> str:
        """The heading's text, for comparing."""
        return label(self.title)

    @property
    def line(self) -> int:
        """Line of the heading; 1 for the whole document."""
        return 1 if self.heading is None else self.heading.line

    @property
    def end_line(self) -> int:
        """Last line of all blocks under the heading."""
        last = self.children[-1].end_line if self.children else 0
        own = max((block.end_line for block in self.blocks), default=self.line)
        return max(last, own)

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in document order."""
        stack = [self]
        while stack:
            section = stack.pop()
            yield section
            stack.extend(reversed(section.children))

    def tables(self) -> list[Table]:
        """Tables of this section, without those of sections below."""
        return [block for block in self.blocks if isinstance(block, Table)]

    def items(self) -> list[ListItem]:
        """List items of this section, without those of sections below."""
        return [block for block in self.blocks if isinstance(block, ListItem)]

    def codes(self) -> list[Code]:
        """Fenced code of this section."""
        return [block for block in self.blocks if isinstance(block, Code)]

    def child(self, *labels: str) -> Section | None:
        """The first section right below whose heading is one of these."""
        return next((child for child in self.children if child.label in labels), None)

    def fields(self, known: frozenset[str] = frozenset()) -> list[Field]:
        """Fields written as `**Key:** value`, or as `Key: value` where the key is known."""
        found: list[Field] = []
        for block in self.blocks:
            found.extend(block_fields(block, known))
        return found

    def source(self) -> str:
        """Everything under the heading as it was written, without a rule that ends it."""
        start = self.heading.end_line + 1 if self.heading else 1
        lines = list(self.document.lines[start - 1 : self.until or self.end_line])
        while lines and (not lines[-1].strip() or _CLOSING.match(lines[-1])):
            lines.pop()
        return "\n".join(lines).strip("\n")

    def prose(self) -> str:
        """The section's text; a single `**Text:**` line gives its value."""
        fields = self.fields()
        if len(fields) == 1 and fields[0].key == "text" and len(self.blocks) == 1:
            return fields[0].text
        return inline.value(self.source())


def outline(document: Markdown) -> Section:
    """The document as a tree by heading level; levels may be left out. Do not change it."""
    return document.derive(_outline)


def _outline(document: Markdown) -> Section:
    root = Section(None, document)
    open_sections = [root]
    for block in document.blocks:
        if not isinstance(block, Heading):
            open_sections[-1].blocks.append(block)
            continue
        while len(open_sections) > 1 and _level(open_sections[-1]) >= block.level:
            open_sections.pop().until = block.line - 1
        section = Section(block, document)
        open_sections[-1].children.append(section)
        open_sections.append(section)
    for section in open_sections:
        section.until = len(document.lines)
    return root


def blocks_under_headings(document: Markdown) -> list[tuple[Block, tuple[Heading, ...]]]:
    """Every block with the headings above it, the innermost last; a heading is its own last."""
    return document.derive(_blocks_under_headings)


def _blocks_under_headings(document: Markdown) -> list[tuple[Block, tuple[Heading, ...]]]:
    found: list[tuple[Block, tuple[Heading, ...]]] = []
    above: tuple[Heading, ...] = ()
    for block in document.blocks:
        if isinstance(block, Heading):
            above = (*(heading for heading in above if heading.level < block.level), block)
        found.append((block, above))
    return found


_CLOSING = re.compile(r"^\s*(?:-(?:\s*-){2,}|</\w+>)\s*$")


def _level(section: Section) -> int:
    return section.heading.level if section.heading else 0


_PUNCTUATION = re.compile(r"[^\w#/×]+")
_NUMBERING = re.compile(r"^(?:\d+\.)*\d+[.)]?\s+(?=\D)")


def without_numbering(title: str) -> str:
    """A heading without the number of its chapter (`3.1.2 FR-001: Sign in`)."""
    return _OUTLINE_NUMBER.sub("", title)


_OUTLINE_NUMBER = re.compile(r"^\s*(?:\d{1,3}\.)*\d{1,3}[.)]?\s+(?=\D)")


def file_label(path: str) -> str:
    """A file name for comparing, as `label` gives it: `docs/User-Flows.md` is `user flows`."""
    return label(path.rpartition("/")[2].rpartition(".")[0].replace("-", " ").replace("_", " "))


@lru_cache(maxsize=32_768)
def label(text: str) -> str:
    """A heading, column or key for comparing: lower case, no accents, markup or numbering.

    >>> label("**User-Facing Message:**"), label("3.2 Error States"), label("MVP?")
    ('user facing message', 'error states', 'mvp')
    """
    bare = folded(_NUMBERING.sub("", inline.without_markup(text)).casefold())
    return _PUNCTUATION.sub(" ", bare).strip()


def folded(text: str) -> str:
    """Text without accents, voicing marks and elongation; a pattern for labels is written so too.

    >>> folded("Prioridade média") == folded("Prioridade media")
    True
    """
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part) and part != "\u0640")


_BOLD_KEY = re.compile(
    r"^\s*(?:[-*+]\s+|\d+[.)]\s+)?(?:\*\*|__)(?P<key>[^*\n]{1,80}?)"
    r"(?:(?:\s*[:\uff1a]\s*(?:\*\*|__))|(?:(?:\*\*|__)\s*[:\uff1a]))[ \t]*(?P<value>.*)$"
)
_PLAIN_KEY = re.compile(
    r"^\s*(?:[-*+]\s+)?(?P<key>[^\W\d_][^:|*`\n]{0,40}?)\s*[:\uff1a]\s+(?P<value>.*)$"
)


def block_fields(block: Block, known: frozenset[str] = frozenset()) -> list[Field]:
    """Fields in a paragraph, a list item or a two-column table without other meaning."""
    if isinstance(block, Table):
        return _table_fields(block, known)
    if not isinstance(block, (Paragraph, ListItem)):
        return []
    found: list[Field] = []
    for offset, line in enumerate(block.text.split("\n")):
        field_here = line_field(line, block.line + offset, known)
        if field_here:
            found.append(field_here)
        elif found:
            last = found[-1]
            joined = f"{last.raw} {line.strip()}".strip()
            found[-1] = Field(last.key, last.title, _without_break(joined), last.line)
    return found


def _without_break(line: str) -> str:
    return line[:-1] if line.endswith("\\") else line.rstrip(" ")


def line_field(line: str, number: int, known: frozenset[str] = frozenset()) -> Field | None:
    """The field that a line is, if it is one."""
    if ":" not in line and "\uff1a" not in line:
        return None
    match = _BOLD_KEY.match(line) if "**" in line or "__" in line else None
    if not match and known:
        match = _PLAIN_KEY.match(line)
        if match and label(match["key"]) not in known:
            match = None
    if not match:
        return None
    title = match["key"].strip()
    return Field(label(title), title, _without_break(match["value"]).strip(), number)


_KEY_COLUMNS = frozenset(
    {
        "aspect",
        "field",
        "property",
        "question",
        "item",
        "topic",
        "setting",
        "parameter",
        "attribute",
    }
)
_VALUE_COLUMNS = frozenset({"decision", "value", "answer", "choice", "description", "setting"})


def _table_fields(table: Table, known: frozenset[str]) -> list[Field]:
    header = [label(cell) for cell in table.header.cells]
    if len(header) != 2:  # noqa: PLR2004 - a key and a value
        return []
    named = header[0] in _KEY_COLUMNS and header[1] in _VALUE_COLUMNS
    rows: Sequence[Row] = table.rows
    if not named and known and header[0] in known:
        rows = (table.header, *rows)
        named = True
    if not named:
        return []
    return [
        Field(label(row.cells[0]), inline.plain(row.cells[0]), row.cells[1], row.line)
        for row in rows
        if row.cells[0]
    ]


def header_fields(section: Section) -> list[Field]:
    """Fields of a document's opening lines, several to a line where `·` or `|` parts them."""
    found: list[Field] = []
    for block in section.blocks:
        if isinstance(block, Paragraph):
            for offset, line in enumerate(block.text.split("\n")):
                for part in re.split(r"(?<=\s)[·|•]\s+(?=\*\*)", line):
                    field_here = line_field(part, block.line + offset)
                    if field_here:
                        found.append(field_here)
    return found
