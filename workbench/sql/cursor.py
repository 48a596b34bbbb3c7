"""Walking over the tokens of one SQL statement: words, names, lists and verbatim stretches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.sql.dialect import Dialect
from workbench.sql.identifiers import unquote
from workbench.sql.lexer import Token

_OPENING = frozenset({"(", "["})
_CLOSING = frozenset({")", "]"})
_BACKSLASH = re.compile(r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": ""}
_END = Token("", "end", 0, 0)


class NotUnderstoodError(ValueError):
    """A statement has a shape that is not known; the message says what stood where."""


@dataclass(slots=True)
class Cursor:
    """A position in the tokens `[at, stop)` of a statement."""

    text: str
    tokens: tuple[Token, ...]
    dialect: Dialect
    at: int = 0
    stop: int = -1

    def __post_init__(self) -> None:
        if self.stop < 0:
            self.stop = len(self.tokens)

    def fork(self) -> Cursor:
        """A cursor of its own at the same place."""
        return Cursor(self.text, self.tokens, self.dialect, self.at, self.stop)

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= self.stop

    @property
    def token(self) -> Token:
        """The next token; one of kind `end` when nothing is left."""
        return self.tokens[self.at] if self.at < self.stop else _END

    def key(self, ahead: int = 0) -> str:
        """Upper-case word or sign some tokens ahead, '' for anything else."""
        place = self.at + ahead
        return self.tokens[place].key if place < self.stop else ""

    def kind(self, ahead: int = 0) -> str:
        """Kind of the token some tokens ahead."""
        place = self.at + ahead
        return self.tokens[place].kind if place < self.stop else "end"

    def accept(self, *words: str) -> bool:
        """Pass these words if they are next."""
        for ahead, word in enumerate(words):
            if self.key(ahead) != word:
                return False
        self.at += len(words)
        return True

    def accept_any(self, *words: str) -> str:
        """Pass one of these words if it is next, and say which; '' otherwise."""
        if self.key() in words:
            found = self.key()
            self.at += 1
            return found
        return ""

    def expect(self, *words: str) -> None:
        """Pass these words; raises NotUnderstoodError if they are not next."""
        if not self.accept(*words):
            raise NotUnderstoodError(f"expected {' '.join(words)}, found {self.describe_next()}")

    def describe_next(self) -> str:
        """The next token for a message."""
        return repr(self.raw(self.token)[:40]) if not self.done else "the end"

    def raw(self, token: Token) -> str:
        """A token as it is written."""
        return self.text[token.start : token.end]

    # --- Names -------------------------------------------------------------------------------

    def is_name(self, ahead: int = 0) -> bool:
        """Whether an identifier is next."""
        return self.kind(ahead) in {"word", "quoted"}

    def identifier(self) -> str:
        """One identifier, without quotes; PostgreSQL folds unquoted ones to lower case."""
        token = self.token
        if token.kind == "string" and self.dialect != "postgresql":
            self.at += 1
            return self.literal(token)
        if not self.is_name():
            raise NotUnderstoodError(f"expected a name, found {self.describe_next()}")
        self.at += 1
        raw = self.raw(token)
        if token.kind == "quoted":
            return unquote(raw)
        return raw.lower() if self.dialect == "postgresql" else raw

    def peek_identifier(self, ahead: int = 0) -> str:
        """The identifier some tokens ahead, without passing it."""
        begin = self.at
        self.at += ahead
        try:
            return self.identifier()
        finally:
            self.at = begin

    def qualified(self) -> tuple[str, ...]:
        """A name with its schema, in parts."""
        parts = [self.identifier()]
        while self.key() == "." and (self.is_name(1) or self.key(1) == "*"):
            self.at += 1
            parts.append(self.identifier())
        return tuple(parts)

    def string(self) -> str:
        """The value of a string literal; raises NotUnderstoodError if none is next."""
        if self.token.kind == "string" or (
            self.dialect == "mysql" and self.raw(self.token)[:1] == '"'
        ):
            token = self.token
            self.at += 1
            text = self.literal(token)
            # Texts on lines of their own behind one another are one text.
            while self.token.kind == "string" and "\n" in self.text[token.end : self.token.start]:
                token = self.token
                self.at += 1
                text += self.literal(token)
            return text
        raise NotUnderstoodError(f"expected a text in quotes, found {self.describe_next()}")

    def literal(self, token: Token) -> str:
        """The value of a string token."""
        raw = self.raw(token)
        if raw.startswith("$"):
            mark = raw[: raw.index("$", 1) + 1]
            return raw[len(mark) : -len(mark)]
        prefix, quote, rest = raw.partition("'" if "'" in raw[:12] else '"')
        body = rest.removesuffix(quote).replace(quote * 2, quote)
        if prefix in {"e", "E"} or self.dialect == "mysql":
            body = _BACKSLASH.sub(_unescape, body)
        return body

    # --- Stretches ---------------------------------------------------------------------------

    def close_of(self, place: int) -> int:
        """Index of the bracket that closes the one at an index; raises NotUnderstoodError."""
        depth = 0
        for index in range(place, self.stop):
            key = self.tokens[index].key
            if key in _OPENING:
                depth += 1
            elif key in _CLOSING:
                depth -= 1
                if depth == 0:
                    return index
        raise NotUnderstoodError("a bracket is not closed")

    def group(self) -> Cursor:
        """The content of the next brackets as a cursor of its own; passes them."""
        if self.key() != "(":
            raise NotUnderstoodError(f"expected (, found {self.describe_next()}")
        close = self.close_of(self.at)
        inner = Cursor(self.text, self.tokens, self.dialect, self.at + 1, close)
        self.at = close + 1
        return inner

    def skip_group(self) -> None:
        """Pass brackets and what they hold."""
        self.at = self.close_of(self.at) + 1

    def parts(self) -> Iterator[Cursor]:
        """The parts between the commas of the outermost level, each as a cursor."""
        start = self.at
        depth = 0
        for index in range(self.at, self.stop):
            key = self.tokens[index].key
            if key in _OPENING:
                depth += 1
            elif key in _CLOSING:
                depth -= 1
            elif key == "," and depth == 0:
                yield Cursor(self.text, self.tokens, self.dialect, start, index)
                start = index + 1
        if start < self.stop:
            yield Cursor(self.text, self.tokens, self.dialect, start, self.stop)

    def until(self, stops: frozenset[str], *, at_least: int = 0) -> str:
        """Pass tokens up to one of the words at this level of brackets; what they said.

        At least so many are passed if they are there, so that a loop over stretches ends.
        """
        begin = self.at
        while not self.done:
            key = self.key()
            if key in stops and self.at - begin >= at_least:
                break
            if key in _OPENING:
                self.skip_group()
            elif key in _CLOSING and self.at - begin >= at_least:
                break
            else:
                self.at += 1
        return self.source(begin, self.at)

    def rest(self) -> str:
        """All that is left, as one line."""
        begin, self.at = self.at, max(self.at, self.stop)
        return self.source(begin, self.stop)

    def source(self, begin: int, end: int) -> str:
        """Tokens as they are written, without comments and with single spaces between them."""
        if begin >= end:
            return ""
        tokens = self.tokens
        text = self.text
        whole = text[tokens[begin].start : tokens[end - 1].end]
        if "\n" not in whole and "--" not in whole and "/*" not in whole and "  " not in whole:
            return whole
        made = []
        last = tokens[begin].start
        for token in tokens[begin:end]:
            if token.start > last:
                made.append(" ")
            made.append(text[token.start : token.end])
            last = token.end
        return "".join(made)


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "xu" and len(code) > 1:
        return chr(int(code[1:], 16))
    if code[0] in "01234567":
        return chr(int(code, 8)) if code != "0" else ""
    return _ESCAPES.get(code, code)
