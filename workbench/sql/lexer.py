"""SQL text to statements of tokens. Nothing is executed and no statement is understood here.

Splitting happens on tokens, because comments, strings, dollar quotes and the bodies of routines
contain semicolons and whole statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from workbench.sql.dialect import Dialect
from workbench.sql.line_starts import LineStarts


class Token(NamedTuple):
    """One token; `key` is what grammar compares: upper-case word, sign, or '' for literals."""

    key: str
    kind: str
    """`word`, `quoted` (identifier), `string`, `number` or `sign`."""
    start: int
    end: int


class StatementTokens(NamedTuple):
    """The tokens of one statement, without its leading comments."""

    tokens: tuple[Token, ...]
    """Without the delimiter."""
    start: int
    end: int
    """Behind the delimiter if that is a semicolon."""


class Skipped(NamedTuple):
    """A stretch that is no SQL: a command of a shell, the rows of COPY, a placeholder."""

    what: str
    offset: int


@dataclass
class SplitSql:
    """A text in statements, and what was passed over."""

    text: str
    statements: list[StatementTokens] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unclosed: int = -1
    """Offset of a quote or comment that is opened and never closed; -1 for none."""

    def __post_init__(self) -> None:
        self.lines = LineStarts(self.text)

    def line(self, offset: int) -> int:
        """Line of an offset, from 1."""
        return self.lines.line(offset)

    def source(self, statement: StatementTokens) -> str:
        """A statement as it is written, delimiter included."""
        return self.text[statement.start : statement.end]


_WORD = r"(?P<word>[^\W\d][\w$]*|[$@][^\W\d][\w$]*(?!\$))"
# Whatever is opened and never closed takes the rest of the text, as in the databases; that also
# keeps every pattern from looking at the same text twice.
_STRING_PG = (
    r"[eE]'[^'\\]*(?s:(?:\\.|'')[^'\\]*)*(?:'|\\?\Z)"
    r"|(?:[bBxXnN]|[uU]&)?'[^']*(?:''[^']*)*(?:'|\Z)"
)
_STRING_MY = r"(?:[bBxXnN]|_\w+)?'[^'\\]*(?s:(?:\\.|'')[^'\\]*)*(?:'|\\?\Z)"
_DOLLAR_PG = r"\$(?P<tag>(?:[^\W\d]\w*)?)\$(?s:.*?)(?:\$(?P=tag)\$|\Z)"
_DOUBLE = r'"[^"]*(?:""[^"]*)*(?:"|\Z)'
_DOUBLE_MY = r'"[^"\\]*(?s:(?:\\.|"")[^"\\]*)*(?:"|\\?\Z)'
_BACKTICK = r"`[^`]*(?:``[^`]*)*(?:`|\Z)"
_NUMBER = r"(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)"
_SIGN = r"(?P<sign>::|\S)"


@lru_cache
def _pattern(dialect: Dialect) -> re.Pattern[str]:
    comment = (
        r"--[^\n]*|/\*(?P<open>)" if dialect != "mysql" else r"--[^\n]*|\#[^\n]*|/\*(?P<open>)"
    )
    if dialect == "mysql":
        string, quoted = _STRING_MY, f"{_BACKTICK}|{_DOUBLE_MY}"
    elif dialect == "sqlite":
        string = r"[xX]?'[^']*(?:''[^']*)*(?:'|\Z)"
        quoted = rf"{_BACKTICK}|{_DOUBLE}|\[[^\[\]\n]*\]"
    else:
        string = f"{_STRING_PG}|{_DOLLAR_PG}"
        quoted = f"(?:[uU]&)?{_DOUBLE}"
    return re.compile(
        rf"(?P<space>\s+)|(?P<comment>{comment})|(?P<string>{string})|(?P<quoted>{quoted})"
        rf"|{_WORD}|{_NUMBER}|{_SIGN}"
    )


_OPENED = re.compile(r"(?:[a-zA-Z_]\w*|[uU]&)?(\$\w*\$|/\*|['\"`])")
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_COPY_END = re.compile(r"(?m)^\\\.[ \t\r]*$\n?")
_DELIMITER = re.compile(r"(?i)delimiter[ \t]+(\S+)[^\n]*")
_DIRECTIVE = re.compile(r"\A\s*--[ \t]*atlas:delimiter[ \t]+([^\n]+)\n")
#: What `Skipped.what` says of a stretch that a template engine would fill in.
PLACEHOLDER = "{{…}}"
# `{{.schema}}.books` and `{{ .prefix }}books` are the table `books`.
_PLACEHOLDER = re.compile(r"\{\{[^{}\n]{0,200}\}\}\.?")
_SHELL_COMMAND = re.compile(r"\\[^\n]*|\.[a-z]+(?=\s|\Z)[^\n]*")
_ROUTINES = frozenset({"TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE"})
_BLOCKS_WITHOUT_BEGIN = frozenset({"IF", "LOOP", "WHILE", "REPEAT", "FOR"})
#: Tokens that may be more than tokens; see `_word` and `_sign`.
_MEANINGFUL_WORDS = _ROUTINES | {"GO", "DELIMITER", "VALUES"}
_MEANINGFUL_SIGNS = frozenset({";", "{", "*", "\\", "."})
_DATA_STATEMENTS = frozenset({"INSERT", "REPLACE"})
_HEAD = 12
_MARGIN = 80


@lru_cache
def _data_pattern(dialect: Dialect) -> re.Pattern[str]:
    string = f"{_STRING_MY}|{_DOUBLE_MY}" if dialect == "mysql" else _STRING_PG
    if dialect == "postgresql":
        string += "|" + _DOLLAR_PG
    return re.compile(rf"{string}|--[^\n]*|/\*(?s:.*?)(?:\*/|\Z)|;")


def split_sql(text: str, dialect: Dialect = "postgresql") -> SplitSql:
    """Split a text into statements; whatever is no statement is listed as skipped.

    Understands dollar quotes, nested comments, `BEGIN … END` bodies, `BEGIN ATOMIC`, psql
    meta-commands, rows after `COPY … FROM stdin`, MySQL's `DELIMITER` and conditional comments,
    and a first line `-- atlas:delimiter …`.
    """
    found = SplitSql(text)
    directive = _DIRECTIVE.match(text)
    if directive:
        _split_by(found, directive, dialect)
    else:
        _Splitter(found, dialect).run()
    return found


@dataclass
class _Splitter:
    found: SplitSql
    dialect: Dialect
    position: int = 0
    delimiter: str = ";"
    tokens: list[Token] = field(default_factory=list)
    routine: bool = False
    depth: int = 0
    ending: bool = False

    def __post_init__(self) -> None:
        self.end_of_text = len(self.found.text.rstrip())

    def run(self) -> None:
        length = len(self.found.text)
        while self.position < length:
            self.position = self._stretch(self.position)
        self._finish(None)

    def _stretch(self, position: int) -> int:
        """Take tokens until something makes the scanner jump; the offset to go on from."""
        text = self.found.text
        for match in _pattern(self.dialect).finditer(text, position):
            kind = match.lastgroup
            if kind == "space":
                continue
            start, end = match.span()
            if self.delimiter != ";" and text.startswith(self.delimiter, start):
                self._finish(None)
                return start + len(self.delimiter)
            if kind in {"comment", "open"}:
                if text.startswith("/*", match.start()):
                    return self._comment(match.start())
                continue
            jump = self._token(str(kind), start, end)
            if jump:
                return jump
        return len(text)

    def _token(self, kind: str, start: int, end: int) -> int:
        """Take a token; where to go on if it is more than that, else 0."""
        if kind == "word":
            word = self.found.text[start:end].upper()
            if self.routine or not self.tokens or word in _MEANINGFUL_WORDS:
                return self._word(word, start, end)
            self.tokens.append(Token(word, kind, start, end))
        elif kind == "sign":
            sign = self.found.text[start:end]
            if sign in _MEANINGFUL_SIGNS:
                return self._sign(sign, start, end)
            self.tokens.append(Token(sign, kind, start, end))
        else:
            self._check_closed(start, end)
            self.tokens.append(Token("", "string" if kind == "tag" else kind, start, end))
        return 0

    def _comment(self, start: int) -> int:
        """Pass over a comment, which PostgreSQL nests and MySQL may execute."""
        text = self.found.text
        if self.dialect == "mysql" and text.startswith("/*!", start):
            digits = re.compile(r"/\*!\d*").match(text, start)
            return digits.end() if digits else start + 3
        depth = 0
        for edge in _COMMENT_EDGE.finditer(text, start):
            depth += 1 if edge[0] == "/*" and (self.dialect == "postgresql" or not depth) else 0
            depth -= 1 if edge[0] == "*/" else 0
            if depth == 0:
                return edge.end()
        self.found.unclosed = start
        return len(text)

    def _sign(self, sign: str, start: int, end: int) -> int:
        """Where to go on after a sign that is more than a token; 0 where it is one."""
        text = self.found.text
        if sign == ";" and self.delimiter == ";" and not self.depth:
            copying = self._is_copy_from_stdin()
            self._finish(start + 1)
            if copying:
                rows = _COPY_END.search(text, start)
                self.found.skipped.append(Skipped("rows of COPY", start + 1))
                return rows.end() if rows else len(text)
            return start + 1
        passed = self._no_sql(sign, start)
        if passed:
            return passed
        if sign == "*" and self.dialect == "mysql" and text.startswith("*/", start):
            return start + 2
        self.tokens.append(Token(sign, "sign", start, end))
        return 0

    def _no_sql(self, sign: str, start: int) -> int:
        """Where a command of a shell or a placeholder of a template ends; 0 for anything else."""
        text = self.found.text
        if sign == "{":
            found, what = _PLACEHOLDER.match(text, start), PLACEHOLDER
        elif self.tokens or sign != ("." if self.dialect == "sqlite" else "\\"):
            return 0
        else:
            found = _SHELL_COMMAND.match(text, start)
            what = found[0].strip() if found else ""
        if not found:
            return 0
        self.found.skipped.append(Skipped(what, start))
        return found.end()

    def _word(self, word: str, start: int, end: int) -> int:
        """Take a word; where to go on if it ends a statement or passes one over, else 0."""
        if word == "GO" and self.dialect == "sqlite" and self._is_alone(start, end):
            # SQL Server's tools end a batch so; SQLite has no such line.
            self._finish(None)
            return end
        if word == "DELIMITER":
            passed = self._delimiter_command(start)
            if passed:
                return passed
        self._follow_routine(word)
        self.tokens.append(Token(word, "word", start, end))
        if word == "VALUES" and self.tokens[0].key in _DATA_STATEMENTS and self.delimiter == ";":
            return self._rows(end)
        return 0

    def _delimiter_command(self, start: int) -> int:
        """Follow `DELIMITER ;;` of MySQL's tool; where its line ends, 0 where it is none."""
        if self._is_forgotten_end(start):
            self.tokens.pop()
            self._finish(None)
        command = None
        if not self.tokens and self.dialect == "mysql":
            command = _DELIMITER.match(self.found.text, start)
        if command is None:
            return 0
        self.delimiter = command[1]
        return command.end()

    def _follow_routine(self, word: str) -> None:
        """Notice where a routine begins, and count the blocks of its body."""
        if not self.tokens:
            self.routine, self.depth = False, 0
        elif len(self.tokens) < _HEAD and word in _ROUTINES and self.tokens[0].key == "CREATE":
            self.routine = True
        elif self.routine:
            self._body(word)

    def _is_forgotten_end(self, start: int) -> bool:
        """Whether a line of MySQL's tool sets a delimiter where one with another was not ended."""
        before = self.found.text[max(0, start - _MARGIN) : start].rpartition("\n")[2]
        ended = bool(self.tokens) and self.tokens[-1].key == ";" and not before.strip()
        return ended and self.dialect == "mysql" and not self.depth

    def _is_alone(self, start: int, end: int) -> bool:
        before = self.found.text[max(0, start - _MARGIN) : start].rpartition("\n")[2]
        after = self.found.text[end : end + _MARGIN].partition("\n")[0]
        return not before.strip() and not after.strip()

    def _rows(self, position: int) -> int:
        """Pass over the values of an INSERT, which nobody asks for, to its semicolon."""
        text = self.found.text
        for match in _data_pattern(self.dialect).finditer(text, position):
            if match[0] == ";":
                return match.start()
            self._check_closed(match.start(), match.end())
        return len(text)

    def _check_closed(self, start: int, end: int) -> None:
        """Remember where something opened that took the rest of the text for want of an end."""
        text = self.found.text
        if end < self.end_of_text:
            return
        opened = _OPENED.match(text, start, end)
        if opened and (not text.endswith(opened[1], 0, end) or end - opened.end() < len(opened[1])):
            self.found.unclosed = start

    def _body(self, word: str) -> None:
        """Count the blocks of a routine, whose semicolons do not end its statement."""
        if self.ending:
            self.ending = False
            if word in _BLOCKS_WITHOUT_BEGIN:
                self.depth += 1
                return
            if word == "CASE":
                return
        if word == "BEGIN" or (word == "CASE" and self.depth):
            self.depth += 1
        elif word == "END" and self.depth:
            self.depth -= 1
            self.ending = True

    def _is_copy_from_stdin(self) -> bool:
        keys = [token.key for token in self.tokens]
        return keys[:1] == ["COPY"] and "STDIN" in keys

    def _finish(self, end: int | None) -> None:
        tokens, self.tokens = self.tokens, []
        self.routine, self.depth, self.ending = False, 0, False
        if tokens:
            stop = tokens[-1].end if end is None else end
            self.found.statements.append(StatementTokens(tuple(tokens), tokens[0].start, stop))


def inner_statements(text: str, start: int, end: int, dialect: Dialect) -> list[StatementTokens]:
    """Statements of a stretch of a text, with their offsets in the whole text."""
    part = SplitSql(text[start:end])
    _Splitter(part, dialect).run()
    return [
        StatementTokens(
            tuple(
                token._replace(start=token.start + start, end=token.end + start)
                for token in statement.tokens
            ),
            statement.start + start,
            statement.end + start,
        )
        for statement in part.statements
    ]


def _split_by(found: SplitSql, directive: re.Match[str], dialect: Dialect) -> None:
    """Split at the delimiter that the first line names, as the tool Atlas does."""
    text = found.text
    delimiter = directive[1].rstrip("\r").replace("\\n", "\n").replace("\\t", "\t")
    is_go = delimiter.strip().upper() == "GO"
    pattern = re.compile(r"(?i)" + re.escape(delimiter) + (r"(?:[ \t]+\d+)?" if is_go else ""))
    starts = [directive.end()]
    ends = []
    # The line break that ends the directive may begin the first delimiter.
    for match in pattern.finditer(text, directive.end() - 1):
        ends.append(max(match.start(), starts[-1]))
        starts.append(match.end())
    ends.append(len(text))
    for start, end in zip(starts, ends, strict=True):
        piece = text[start:end]
        tokens = tuple(_shifted(piece, start, dialect))
        if tokens:
            stop = start + len(piece.rstrip())
            found.statements.append(StatementTokens(tokens, tokens[0].start, stop))


def _shifted(piece: str, by: int, dialect: Dialect) -> Iterator[Token]:
    part = SplitSql(piece)
    _Splitter(part, dialect, delimiter="\x00").run()
    for statement in part.statements:
        for token in statement.tokens:
            yield token._replace(start=token.start + by, end=token.end + by)
