"""The words of a DBML file and what they are made into: names, settings, ends of references."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from workbench.intake.sql.constraints import table_key

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*(?s:.*?)(?:\*/|\Z))"
    r"|(?P<text>'''(?s:(?:\\.|(?!''').)*)(?:'''|\Z)|'(?:[^'\\\n]|\\.)*')"
    r"|(?P<code>`[^`]*`)"
    r'|(?P<name>"(?:[^"\\\n]|\\.)*"|\#[0-9A-Fa-f]{3,8}\b|[^\W\d]\w*)'
    r"|(?P<number>-?\d+(?:\.\d+)?\w*)"
    r"|(?P<sign><>|\S)"
)
_RELATIONS = frozenset({"<", ">", "-", "<>"})
_OPEN = {"{": "}", "(": ")", "[": "]"}


class Token(NamedTuple):
    """One word, sign or literal, and its offset."""

    kind: str
    text: str
    start: int


class DbmlError(ValueError):
    """Something has a shape that DBML does not have."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


class DbmlTokens:
    """A position in the tokens of a DBML text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.tokens = [
            Token(str(found.lastgroup), found[0], found.start())
            for found in _TOKEN.finditer(text)
            if found.lastgroup != "space"
        ]

    def peek(self, ahead: int = 0) -> Token:
        """The token some tokens ahead; one of kind `end` behind the last."""
        place = self.at + ahead
        end = Token("end", "", len(self.text))
        return self.tokens[place] if place < len(self.tokens) else end

    def accept(self, *texts: str) -> bool:
        """Pass one of these words if it is next."""
        if self.peek().text.lower() in texts:
            self.at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        """Pass a word; raises DbmlError if it is not next."""
        if not self.accept(text):
            raise self.unexpected(f"expected {text}")

    def unexpected(self, why: str) -> DbmlError:
        """The error that something else was expected here."""
        token = self.peek()
        shown = repr(token.text[:40]) if token.text else "the end"
        return DbmlError(f"{why}, found {shown}", token.start)

    def name(self) -> str:
        """An identifier; raises DbmlError if none is next."""
        token = self.peek()
        if token.kind not in {"name", "number"}:
            raise self.unexpected("expected a name")
        self.at += 1
        return plain(token.text)

    def qualified(self) -> tuple[str, ...]:
        """A name with its schema, in parts."""
        parts = [self.name()]
        while self.accept("."):
            parts.append(self.name())
        return tuple(parts)

    def skip_block(self) -> None:
        """Pass everything up to the bracket that closes the next one."""
        depth = 0
        while self.at < len(self.tokens):
            text = self.peek().text
            depth += (text in _OPEN) - (text in _OPEN.values())
            self.at += 1
            if depth == 0:
                return

    def text_value(self) -> str:
        """A text in quotes; raises DbmlError if none is next."""
        token = self.peek()
        if token.kind not in {"text", "name"}:
            raise self.unexpected("expected a text in quotes")
        self.at += 1
        return plain(token.text)

    def note(self) -> str:
        """The text of a note: behind a colon, or in braces; raises DbmlError if none is next."""
        if self.accept(":"):
            return self.text_value()
        self.expect("{")
        text = self.text_value()
        self.expect("}")
        return text

    def column_type(self) -> str:
        """A column's type with its arguments and dimensions; raises DbmlError if none is next."""
        parts = [self.name()]
        while self.accept("."):
            parts.append(self.name())
        kind = table_key(tuple(parts))
        if self.peek().text == "(":
            begin = self.at
            self.skip_block()
            kind += "".join(token.text for token in self.tokens[begin : self.at])
        while self.peek().text == "[" and (
            self.peek(1).text == "]" or (self.peek(1).kind, self.peek(2).text) == ("number", "]")
        ):
            begin = self.at
            self.skip_block()
            kind += "".join(token.text for token in self.tokens[begin : self.at])
        return kind.replace(",", ", ") if "'" in kind else kind

    def last(self) -> int:
        """Offset of the token that was passed last."""
        return self.tokens[self.at - 1].start

    def settings(self) -> dict[str, Any]:
        """Settings in square brackets: names with values, references in a list."""
        self.expect("[")
        found: dict[str, Any] = {}
        while not self.accept("]"):
            at = self.peek().start
            words = []
            while self.peek().text not in {":", ",", "]", "{", "}", ""}:
                words.append(plain(self.peek().text).lower())
                self.at += 1
            if not words:
                raise self.unexpected("expected a setting")
            name = " ".join(words)
            if not self.accept(":"):
                found[name] = True
            elif name == "ref":
                relation = self.relation()
                found.setdefault("ref", []).append((relation, self.end_of_reference(), at))
            else:
                found[name] = self._value()
            if not self.accept(",") and self.peek().text != "]":
                raise self.unexpected("expected ]")
        return found

    def _value(self) -> str:
        """A value in SQL's words: text in quotes stays text, code becomes an expression."""
        begin = self.at
        while self.peek().text not in {",", "]", "{", "}", ""}:
            if self.peek().text in _OPEN:
                self.skip_block()
            else:
                self.at += 1
        tokens = self.tokens[begin : self.at]
        is_note = begin > 1 and self.tokens[begin - 2].text.lower() in {"note", "name"}
        if len(tokens) == 1 and tokens[0].kind == "text" and not is_note:
            return "'" + plain(tokens[0].text).replace("'", "''") + "'"
        return " ".join(plain(token.text) for token in tokens)

    def relation(self) -> str:
        """One of the signs of a reference."""
        token = self.peek()
        if token.text not in _RELATIONS:
            raise self.unexpected("expected one of < > - <>")
        self.at += 1
        return token.text

    def end_of_reference(self) -> tuple[str, tuple[str, ...]]:
        """Table and columns of one side of a reference."""
        parts = [self.name()]
        while self.accept("."):
            if self.accept("("):
                columns = []
                while not self.accept(")"):
                    columns.append(self.name())
                    self.accept(",")
                return table_key(tuple(parts)), tuple(columns)
            parts.append(self.name())
        return table_key(tuple(parts[:-1])) if len(parts) > 1 else "", (parts[-1],)


def plain(text: str) -> str:
    """A token without its quotes."""
    if text.startswith("'''"):
        lines = text[3:-3].replace("\\'", "'").strip("\n").split("\n")
        indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
        cut = min(indents, default=0)
        return "\n".join(line[cut:] for line in lines).strip()
    if text[:1] in {"'", '"', "`"}:
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text
