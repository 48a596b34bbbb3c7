"""Markdown → blocks with exact lines: headings, paragraphs, list items, tables, code.

The structure is markdown-it's; the text of every block stays as the author wrote it, because
importers keep Markdown verbatim. Comments, scripts and front matter are left out, HTML tables
become tables, and fenced code is marked as code so that nobody reads requirements from it.
No block knows what it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from workbench.intake.markdown import html_tables
from workbench.intake.markdown.block_rules import block_parser
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

_FENCE = re.compile(r"^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(`{3,}|~{3,})(.*)$")
_OPENING = re.compile(
    r"^[\s>]{0,40}(?:<!--|<(?P<tag>table|script|style|pre|textarea)(?=[\s/>]|$))", re.IGNORECASE
)
_FRONT_KEY = re.compile(r"^([A-Za-z][\w -]{0,60}):[ \t]*(.*)$")
_DELIMITER = re.compile(r"^[\s>]*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*$")
_PREFIX = re.compile(r"^(?:\s{0,200}>)*\s*")
# A rule drawn right under a paragraph makes it a heading; these are paragraphs nevertheless.
_NO_TITLE = re.compile(
    r"^\s*(?:[-*+]\s+)?\*\*[^*\n]+:\s*\*\*|^\s*\*\*[^*\n]+\*\*\s*:|\n.*\n|\.$|.{200}"
)
_MAX_FRONT_MATTER = 400
_MAX_NESTING = 90
_CODE_INDENT = re.compile(r"^(?: {4}|\t)")

_PARSER = block_parser(_MAX_NESTING)


def parse_markdown(text: str) -> Markdown:
    """Read the structure of a Markdown text, in linear time.

    Never raises: anything without structure is a paragraph.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept, front, tables = _without_unread(lines)
    blocks = list(_Walker(kept).blocks(_PARSER.parse("\n".join(kept))))
    if tables:
        blocks.extend(tables)
        blocks.sort(key=lambda block: block.line)
    last = blocks[-1] if blocks else None
    fence = last.line if isinstance(last, Code) and _is_open(last, kept) else 0
    return Markdown(tuple(lines), tuple(blocks), front, fence)


def _is_open(code: Code, lines: list[str]) -> bool:
    """Whether fenced code runs to the end without a closing fence."""
    opening = _FENCE.match(lines[code.line - 1])
    if not opening or any(line.strip() for line in lines[code.end_line :]):
        return False
    closing = _FENCE.match(lines[code.end_line - 1])
    return code.end_line == code.line or not closing or not closing[1].startswith(opening[1])


def split_row(line: str) -> list[str]:
    r"""Cells of a table row's source line; `\|` is a bar inside a cell."""
    text = _PREFIX.sub("", line).rstrip()
    cells: list[str] = []
    current: list[str] = []
    for part in text.split("|"):
        if part.endswith("\\"):
            current.append(part[:-1] + "|")
            continue
        current.append(part)
        cells.append("".join(current).strip())
        current = []
    if current:
        # A trailing backslash with nothing behind it is only a backslash.
        cells.append("".join(current).removesuffix("|").strip() + "\\")
    if text.startswith("|"):
        cells = cells[1:]
    if text.endswith("|") and cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _without_unread(lines: list[str]) -> tuple[list[str], dict[str, str], list[Table]]:
    """Blank out front matter, comments and raw HTML, line for line; read HTML tables."""
    kept = list(lines)
    start, front = _front_matter(kept)
    tables: list[Table] = []
    unclosed: set[str] = set()
    fence = ""
    index = start
    while index < len(kept):
        line = kept[index]
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found and ("`" not in found[2] or found[1][0] == "~"):
            fence = found[1]
        elif "<" in line:
            opening = _OPENING.match(line)
            if opening:
                index = _skip_html(kept, index, opening, tables, unclosed)
                continue
        index += 1
    return kept, front, tables


def _front_matter(lines: list[str]) -> tuple[int, dict[str, str]]:
    if not lines or lines[0].strip() != "---":
        return 0, {}
    for index in range(1, min(len(lines), _MAX_FRONT_MATTER)):
        if lines[index].strip() in {"---", "..."}:
            found = (_FRONT_KEY.match(line) for line in lines[1:index])
            front = {entry[1].lower(): entry[2].strip("\"' ") for entry in found if entry}
            lines[: index + 1] = [""] * (index + 1)
            return index + 1, front
    return 0, {}


def _skip_html(
    lines: list[str],
    index: int,
    opening: re.Match[str],
    tables: list[Table],
    unclosed: set[str],
) -> int:
    tag = (opening["tag"] or "").lower()
    closing = f"</{tag}" if tag else "-->"
    if closing in unclosed:
        return index + 1
    first = opening.end()
    for last in range(index, len(lines)):
        at = lines[last].lower().find(closing, first)
        first = 0
        if at < 0:
            continue
        if tag == "table":
            found = html_tables.read_html_table(lines[index : last + 1], index + 1)
            if found:
                tables.append(_table_of(found, last + 1))
        end = lines[last].find(">", at) + 1 if tag else at + len(closing)
        rest = lines[last][end or len(lines[last]) :]
        lines[index : last + 1] = [""] * (last - index) + [rest if rest.strip() else ""]
        return last if rest.strip() else last + 1
    # Never closed: it is read as text, and later ones of its kind are not looked for.
    unclosed.add(closing)
    return index + 1


def _table_of(found: html_tables.HtmlTable, end_line: int) -> Table:
    """The table as a block; cells that a wide row adds to short ones count as cells too."""
    width = max(len(cells) for _, cells in found.rows)
    room = html_tables.MAX_CELLS // width or 1
    cut_at = found.rows[room][0] if len(found.rows) > room else found.cut_at
    header, *rows = (_row(list(cells), line, width) for line, cells in found.rows[:room])
    return Table(header, tuple(rows), found.line, end_line, cut_at=cut_at)


class _Walker:
    """Turns markdown-it's tokens into blocks, list by list."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._items: list[tuple[Token, bool, int]] = []
        self._counters: list[int] = []
        """What the next item of each open list counts as; -1 in a list without numbers."""
        self._heading: Token | None = None
        self._fresh = False
        """Whether an item has just been opened, so that what comes is its own text."""

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        """Every block in order."""
        index = 0
        while index < len(tokens):
            token = tokens[index]
            index += 1
            if token.type == "inline":
                own = self._items if self._fresh else []
                block = _text_block(token, self._heading, own, len(self._items), self._lines)
                self._fresh = False
                self._heading = None
                yield block
            elif token.type == "fence":
                first, last = _span(token, self._lines)
                self._fresh = False
                yield Code(token.info.strip(), token.content, first, last)
            elif token.type == "table_open":
                self._fresh = False
                yield _table(token, self._lines, len(self._items))
                index = _after_table(tokens, index)
            else:
                self._structure(token)

    def _structure(self, token: Token) -> None:
        if token.type == "heading_open":
            self._heading = token
        elif token.type == "list_item_open":
            number = self._counters[-1] if self._counters else -1
            self._items.append((token, number >= 0, max(0, number)))
            if number >= 0:
                self._counters[-1] += 1
            self._fresh = True
        elif token.type == "list_item_close":
            self._items.pop()
            self._fresh = False
        elif token.type == "ordered_list_open":
            self._counters.append(int(token.attrs.get("start", 1)))
        elif token.type == "bullet_list_open":
            self._counters.append(-1)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            self._counters.pop()


def _after_table(tokens: list[Token], index: int) -> int:
    while tokens[index].type != "table_close":
        index += 1
    return index + 1


def _span(token: Token, lines: list[str]) -> tuple[int, int]:
    first, end = token.map or [0, 1]
    while end > first + 1 and not lines[end - 1].strip():
        end -= 1
    return first + 1, end


def _text_block(
    token: Token,
    heading: Token | None,
    own: list[tuple[Token, bool, int]],
    depth: int,
    lines: list[str],
) -> Block:
    if heading is not None:
        first, last = _span(heading, lines)
        if heading.markup in {"-", "="} and _NO_TITLE.search(token.content):
            return Paragraph(token.content, first, last - 1, depth)
        return Heading(int(heading.tag[1:]), token.content, first, last)
    if own:
        item, ordered, number = own[-1]
        first, _ = _span(token, lines)
        _, last = _span(item, lines)
        return ListItem(token.content, first, last, depth, ordered, number)
    first, last = _span(token, lines)
    if not depth and _CODE_INDENT.match(lines[first - 1]):
        return Code("", token.content, first, last)
    loose = _loose_table(token.content, first, last, depth)
    return loose or Paragraph(token.content, first, last, depth)


def _table(token: Token, lines: list[str], depth: int) -> Table:
    first, last = _span(token, lines)
    header = split_row(lines[first - 1])
    rows = [
        _row(split_row(lines[index]), index + 1, len(header)) for index in range(first + 1, last)
    ]
    return Table(Row(tuple(header), first, len(header)), tuple(rows), first, last, depth)


def _row(cells: list[str], line: int, width: int) -> Row:
    count = len(cells)
    if count > width:
        cells = _rejoined(cells, width)
    surplus = " | ".join(cells[width:])
    cells = cells[:width]
    return Row((*cells, *[""] * (width - len(cells))), line, count, surplus)


def _rejoined(cells: list[str], width: int) -> list[str]:
    """Put cells together again that a bar inside a code span has torn apart."""
    result: list[str] = []
    surplus = len(cells) - width
    for cell in cells:
        if surplus and result and result[-1].count("`") % 2 and "`" in cell:
            result[-1] += " | " + cell
            surplus -= 1
        else:
            result.append(cell)
    return result


def _loose_table(text: str, first: int, last: int, depth: int) -> Table | None:
    source = text.split("\n")
    if len(source) < 2 or not all(line.lstrip(" >").startswith("|") for line in source):  # noqa: PLR2004 - a header and a row
        return None
    header = split_row(source[0])
    if not header:
        return None
    rows = tuple(
        _row(split_row(line), first + offset, len(header))
        for offset, line in enumerate(source)
        if offset and not _DELIMITER.match(line)
    )
    return Table(Row(tuple(header), first, len(header)), rows, first, last, depth, loose=True)
