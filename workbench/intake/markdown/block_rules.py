"""Block rules of markdown-it that do no more than `parser.py` reads, in a third of their time.

markdown-it tries each of its rules on each line of a paragraph or list, and makes two tokens for
a paragraph and three for every table cell. Here the first character of a line decides which rules
can match at all, a text is scanned once for both paragraph and underlined heading, and a table is
one pair of tokens with its lines, because its cells are read from the source. Where blocks begin
and end is as in markdown-it, whose own rules read lists, quotes, fences and headings. Its tokens
have many fields for renderers; making them took a sixth of the time of a long list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from markdown_it import MarkdownIt, rules_block
from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import MAX_AUTOCOMPLETED_CELLS
from markdown_it.token import Token
from markdown_it.utils import EnvType

Nesting = Literal[-1, 0, 1]
Rule = Callable[[StateBlock, int, int, bool], bool]
"""Whether a block begins on the line `start`, searched up to `end`; with `silent` only that."""

_BY_FIRST_CHARACTER: dict[str, Rule] = {
    "`": rules_block.fence,
    "~": rules_block.fence,
    ">": rules_block.blockquote,
    "#": rules_block.heading,
}
_HORIZONTAL_RULE = re.compile(r"([-*_])(?:[ \t]*\1){2,}[ \t]*")
#: Asks a rule whether its block begins here, without reading it.
_SILENT = True
_LIST_MARKERS = frozenset("*-+0123456789")
_DELIMITER = re.compile(r"[|:-][|: \t-]*")
#: A line that is indented further than this beyond its block continues a paragraph.
_MAX_INDENT = 3


def block_parser(max_nesting: int) -> MarkdownIt:
    """A parser into tokens of headings, texts, list items, tables and fenced code.

    Content that is nested deeper than `max_nesting` is left out.
    """
    parser = MarkdownIt("zero", {"maxNesting": max_nesting, "tasklists": False})
    parser.block = _BlockParser()
    parser.core.ruler.enableOnly(["normalize", "block"])
    rules = parser.block.ruler
    # Of each rule: the blocks that it ends where its own block begins.
    rules.push("table_lines", _table, {"alt": ["paragraph"]})
    rules.push("marked_block", _marked_block, {"alt": ["paragraph", "blockquote", "list"]})
    rules.push("list_items", _list, {"alt": ["paragraph", "blockquote"]})
    rules.push("text", _text)
    rules.enableOnly(["table_lines", "marked_block", "list_items", "text"])
    return parser


class _BlockToken(Token):
    """A token with the fields that block rules and `parser.py` use; others are not set."""

    __slots__ = ()

    def __init__(self, kind: str, tag: str, nesting: Nesting, level: int) -> None:
        self.type = kind
        self.tag = tag
        self.nesting = nesting
        self.level = level
        self.map = None
        self.content = self.markup = self.info = ""
        self.attrs = _NO_ATTRIBUTES


#: Shared by all tokens: a rule that sets attributes puts a dictionary of its own in their place.
_NO_ATTRIBUTES: dict[str, str | int | float] = {}


class _BlockState(StateBlock):
    __slots__ = ()

    def push(self, ttype: str, tag: str, nesting: Nesting) -> Token:
        """Append a token; the level counts the open ones around it."""
        if nesting < 0:
            self.level -= 1
        token = _BlockToken(ttype, tag, nesting, self.level)
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token


class _BlockParser(ParserBlock):
    def parse(
        self,
        src: str,
        md: MarkdownIt,
        env: EnvType,
        outTokens: list[Token],  # noqa: N803 - as in markdown-it
    ) -> list[Token] | None:
        """Append the tokens of a text to `outTokens`."""
        if not src:
            return None
        state = _BlockState(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens


# markdown-it passes all four arguments of a rule by position, so `silent` is a positional flag.
def _marked_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """A fence, quote, heading or horizontal rule."""
    at = state.bMarks[start] + state.tShift[start]
    rule = _BY_FIRST_CHARACTER.get(state.src[at : at + 1])
    if rule is not None:
        return rule(state, start, end, silent)
    if not _HORIZONTAL_RULE.fullmatch(state.src, at, state.eMarks[start]):
        return False
    if not silent:
        state.line = start + 1
    return True


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    at = state.bMarks[start] + state.tShift[start]
    return state.src[at : at + 1] in _LIST_MARKERS and rules_block.list_block(
        state, start, end, silent
    )


def _text(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001
    """A paragraph, or a heading that is underlined."""
    line = start + 1
    underline = ""
    rules = state.md.block.ruler.getRules("paragraph")
    outer_type, state.parentType = state.parentType, "paragraph"
    while line < end and not state.isEmpty(line):
        indent = state.sCount[line]
        if indent - state.blkIndent <= _MAX_INDENT:
            underline = _underline(state, line)
            # A negative indent is of a line that a block quote has taken as text already.
            if underline or (indent >= 0 and _begins_block(rules, state, line, end)):
                break
        line += 1
    state.parentType = outer_type
    if not underline:
        _push_content(state, start, line)
        state.line = line
        return True
    heading = state.push("heading_open", "h1" if underline == "=" else "h2", 1)
    heading.markup = underline
    heading.map = [start, line + 1]
    _push_content(state, start, line)
    state.push("heading_close", heading.tag, -1)
    state.line = line + 1
    return True


def _push_content(state: StateBlock, start: int, end: int) -> None:
    token = state.push("inline", "", 0)
    token.content = mdTrim(state.getLines(start, end, state.blkIndent, keepLastLF=False))
    token.map = [start, end]


def _begins_block(rules: Sequence[Rule], state: StateBlock, line: int, end: int) -> bool:
    for rule in rules:  # noqa: SIM110 - asked of every line, where a generator costs most
        if rule(state, line, end, _SILENT):
            return True
    return False


def _underline(state: StateBlock, line: int) -> str:
    """The character that a line consists of where it underlines a heading; else empty."""
    if state.sCount[line] < state.blkIndent:
        return ""
    at = state.bMarks[line] + state.tShift[line]
    marker = state.src[at]
    if marker not in "-=":
        return ""
    return "" if state.src[at : state.eMarks[line]].rstrip(" \t").strip(marker) else marker


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """A table, from its header to its last row."""
    if start + 1 >= end:
        return False
    delimiter = state.bMarks[start + 1] + state.tShift[start + 1]
    if not _DELIMITER.fullmatch(state.src, delimiter, state.eMarks[start + 1]):
        return False
    if not rules_block.table(state, start, end, _SILENT):
        return False
    if silent:
        return True
    opening = state.push("table_open", "table", 1)
    state.line = _end_of_rows(state, start, end)
    opening.map = [start, state.line]
    state.push("table_close", "table", -1)
    return True


def _end_of_rows(state: StateBlock, start: int, end: int) -> int:
    """The line after the last row of the table that starts here."""
    rules = state.md.block.ruler.getRules("blockquote")
    outer_type, state.parentType = state.parentType, "table"
    width = _count_cells(_trimmed(state, start))
    missing = 0
    line = start + 2
    while line < end and state.sCount[line] >= state.blkIndent:
        if _begins_block(rules, state, line, end):
            break
        text = _trimmed(state, line)
        if not text:
            break
        missing += width - _count_cells(text)
        if missing > MAX_AUTOCOMPLETED_CELLS:
            break
        line += 1
    state.parentType = outer_type
    return line


def _trimmed(state: StateBlock, line: int) -> str:
    return mdTrim(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])


def _count_cells(row: str) -> int:
    r"""How many cells a row has; a bar behind a backslash is part of its cell.

    >>> _count_cells(r"| a | b \| c |"), _count_cells("a | b")
    (2, 2)
    """
    bars = row.count("|") - row.count("\\|")
    return bars + 1 - row.startswith("|") - (row.endswith("|") and not row.endswith("\\|"))
