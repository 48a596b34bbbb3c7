"""Reading DBML (https://dbml.dbdiagram.io/docs): tables, references, enums and indexes.

Colours, groups and sticky notes are for drawing and are left out without a word; everything
else that is not understood is named in a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from pydantic import ValidationError

from workbench.design.design import describe_errors
from workbench.design.tables import (
    Action,
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    PrimaryKey,
    SqlObject,
    SqlObjectType,
    Unique,
)
from workbench.intake.ddl_constraints import TablePart, table_key
from workbench.intake.ddl_state import SchemaState, TableState, read_table
from workbench.intake.imported import Imported, Note, NoteLevel, ReadItem, Source
from workbench.intake.positions import LineStarts

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*(?s:.*?)(?:\*/|\Z))"
    r"|(?P<text>'''(?s:(?:\\.|(?!''').)*)(?:'''|\Z)|'(?:[^'\\\n]|\\.)*')"
    r"|(?P<code>`[^`]*`)"
    r'|(?P<name>"(?:[^"\\\n]|\\.)*"|\#[0-9A-Fa-f]{3,8}\b|[^\W\d]\w*)'
    r"|(?P<number>-?\d+(?:\.\d+)?\w*)"
    r"|(?P<sign><>|\S)"
)
_RELATIONS = frozenset({"<", ">", "-", "<>"})
_ACTIONS = frozenset({"CASCADE", "RESTRICT", "SET NULL", "SET DEFAULT", "NO ACTION"})
_FOR_DRAWING = frozenset({"project", "tablegroup", "note", "records", "diagramview"})
_OPEN = {"{": "}", "(": ")", "[": "]"}


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


class _NotUnderstoodError(ValueError):
    """Something has a shape that DBML does not have."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class _Reference:
    left: tuple[str, tuple[str, ...]]
    relation: str
    right: tuple[str, tuple[str, ...]]
    name: str
    settings: dict[str, Any]
    at: int


def looks_like_dbml(text: str) -> bool:
    """Whether a text has a DBML table: `Table name {` with columns on lines of their own."""
    return bool(re.search(r"(?im)^\s*table\s+[\w\".]+[^{;()\n]*\{\s*(?://[^\n]*)?$", text))


def read_dbml(path: str, text: str) -> Imported:
    """Read a DBML file into tables and enums; what is not understood becomes a note."""
    return _Reader(path, text.removeprefix("\ufeff")).read()


@dataclass
class _Reader:
    path: str
    text: str
    state: SchemaState = field(default_factory=SchemaState)
    notes: list[Note] = field(default_factory=list)
    references: list[_Reference] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    at: int = 0

    def __post_init__(self) -> None:
        self.lines = LineStarts(self.text)
        self.tokens = [
            _Token(str(one.lastgroup), one[0], one.start())
            for one in _TOKEN.finditer(self.text)
            if one.lastgroup != "space"
        ]

    def read(self) -> Imported:
        while self.at < len(self.tokens):
            begin = self.at
            try:
                self._element()
            except _NotUnderstoodError as error:
                self._warn(error.at, str(error))
                self._resume(begin)
            except ValidationError as error:
                self._warn(self.tokens[begin].start, describe_errors(error)[:300])
                self._resume(begin)
        for reference in self.references:
            self._connect(reference)
        return Imported(
            sources=(Source(self.path, "dbml"),),
            items=tuple(self._items()),
            notes=tuple(sorted(self.notes, key=lambda one: one.line)),
            texts={self.path: self.text},
        )

    def _items(self) -> Iterator[ReadItem]:
        for kind, key in self.state.order:
            if kind == "table":
                table = self.state.tables[key]
                try:
                    yield read_table(table, self.path)
                except ValidationError as error:
                    message = f"table {key} not read: {describe_errors(error)[:300]}"
                    self.notes.append(Note(self.path, table.line, NoteLevel.warning, message))
            else:
                placed = self.state.objects[key]
                yield ReadItem(placed.item, self.path, placed.line, placed.end_line)

    def _warn(self, offset: int, message: str) -> None:
        self.notes.append(Note(self.path, self.lines.line(offset), NoteLevel.warning, message))

    def _resume(self, begin: int) -> None:
        """Go on behind the element that was not understood."""
        line = self.lines.line(self.tokens[begin].start)
        self.at = max(self.at, begin + 1)
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            column = token.start - self.text.rfind("\n", 0, token.start) - 1
            if column == 0 and token.kind == "name" and self.lines.line(token.start) > line:
                return
            self.at += 1

    # --- Tokens -----------------------------------------------------------------------------

    def _peek(self, ahead: int = 0) -> _Token:
        place = self.at + ahead
        end = _Token("end", "", len(self.text))
        return self.tokens[place] if place < len(self.tokens) else end

    def _accept(self, *texts: str) -> bool:
        if self._peek().text.lower() in texts:
            self.at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._odd(f"{text} expected")

    def _odd(self, why: str) -> _NotUnderstoodError:
        token = self._peek()
        shown = repr(token.text[:40]) if token.text else "the end"
        return _NotUnderstoodError(f"{why}, not {shown}", token.start)

    def _name(self) -> str:
        token = self._peek()
        if token.kind not in {"name", "number"}:
            raise self._odd("a name expected")
        self.at += 1
        return _plain(token.text)

    def _qualified(self) -> tuple[str, ...]:
        parts = [self._name()]
        while self._accept("."):
            parts.append(self._name())
        return tuple(parts)

    def _key(self, parts: tuple[str, ...]) -> str:
        return table_key(parts)

    def _skip_block(self) -> None:
        """Pass everything up to the bracket that closes the next one."""
        depth = 0
        while self.at < len(self.tokens):
            text = self._peek().text
            depth += (text in _OPEN) - (text in _OPEN.values())
            self.at += 1
            if depth == 0:
                return

    # --- Elements ---------------------------------------------------------------------------

    def _element(self) -> None:
        word = self._peek().text.lower()
        at = self._peek().start
        if word == "table":
            self.at += 1
            self._table(at)
        elif word == "enum":
            self.at += 1
            self._enum(at)
        elif word == "ref":
            self.at += 1
            self._ref()
        elif word in _FOR_DRAWING:
            while self._peek().text not in {"{", ":", ""}:
                self.at += 1
            if self._accept(":"):
                self.at += 1
            else:
                self._skip_block()
        else:
            raise self._odd("Table, Enum or Ref expected")

    def _enum(self, at: int) -> None:
        name = self._key(self._qualified())
        self._expect("{")
        values = []
        while not self._accept("}"):
            values.append(self._name())
            if self._peek().text == "[":
                self._skip_block()
        kind = SqlObjectType.enum
        item = SqlObject(key=f"{kind} {name}", type=kind, name=name, values=tuple(values))
        self.state.add_object(item, self.lines.line(at), self.lines.line(self._last()))

    def _last(self) -> int:
        return self.tokens[self.at - 1].start

    def _table(self, at: int) -> None:
        key = self._key(self._qualified())
        if self._accept("as"):
            self.aliases[self._name()] = key
        table = TableState(key, self.lines.line(at), 0)
        if self._peek().text == "[":
            table.other["description"] = str(self._settings().get("note", ""))
        self._expect("{")
        while not self._accept("}"):
            word, follow = self._peek().text.lower(), self._peek(1).text
            if word == "indexes" and follow == "{":
                self.at += 2
                self._indexes(table)
            elif word == "checks" and follow == "{":
                self.at += 2
                self._checks(table)
            elif word == "note" and follow in {":", "{"}:
                self.at += 1
                table.other["description"] = self._note()
            elif word == "~":
                raise self._odd("table partials are not read; a column expected")
            else:
                self._column(table)
        table.end_line = self.lines.line(self._last())
        self.state.add_table(table)

    def _note(self) -> str:
        if self._accept(":"):
            return self._text()
        self._expect("{")
        text = self._text()
        self._expect("}")
        return text

    def _text(self) -> str:
        token = self._peek()
        if token.kind not in {"text", "name"}:
            raise self._odd("a text in quotes expected")
        self.at += 1
        return _plain(token.text)

    def _column(self, table: TableState) -> None:
        at = self._peek().start
        made: dict[str, Any] = {"name": self._name()}
        made["type"] = self._type()
        part = TablePart()
        if self._peek().text == "[":
            self._column_settings(table, made, part)
        part.columns.append(Column(**made))
        table.add(part, self.lines.line(at))

    def _type(self) -> str:
        parts = [self._name()]
        while self._accept("."):
            parts.append(self._name())
        kind = table_key(tuple(parts))
        if self._peek().text == "(":
            begin = self.at
            self._skip_block()
            kind += "".join(token.text for token in self.tokens[begin : self.at])
        while self._peek().text == "[" and (
            self._peek(1).text == "]" or (self._peek(1).kind, self._peek(2).text) == ("number", "]")
        ):
            begin = self.at
            self._skip_block()
            kind += "".join(token.text for token in self.tokens[begin : self.at])
        return kind.replace(",", ", ") if "'" in kind else kind

    def _column_settings(self, table: TableState, made: dict[str, Any], part: TablePart) -> None:
        column = (made["name"],)
        settings = self._settings()
        if settings.keys() & {"pk", "primary key"}:
            part.primary_key = PrimaryKey(columns=column)
            made["nullable"] = False
        if "not null" in settings:
            made["nullable"] = False
        if "unique" in settings:
            part.uniques.append(Unique(columns=column))
        if "increment" in settings:
            made["identity"] = "by default"
        if "check" in settings:
            part.checks.append(Check(expression=str(settings["check"])))
        made["default"] = str(settings.get("default", ""))
        made["comment"] = str(settings.get("note", ""))
        for relation, target, at in settings.get("ref", ()):
            left = (table.key, column)
            self.references.append(_Reference(left, relation, target, "", {}, at))

    def _settings(self) -> dict[str, Any]:
        """What stands in square brackets: names with values, references in a list."""
        self._expect("[")
        found: dict[str, Any] = {}
        while not self._accept("]"):
            at = self._peek().start
            words = []
            while self._peek().text not in {":", ",", "]", "{", "}", ""}:
                words.append(_plain(self._peek().text).lower())
                self.at += 1
            if not words:
                raise self._odd("a setting expected")
            name = " ".join(words)
            if not self._accept(":"):
                found[name] = True
            elif name == "ref":
                relation = self._relation()
                found.setdefault("ref", []).append((relation, self._end_of_reference(), at))
            else:
                found[name] = self._value()
            if not self._accept(",") and self._peek().text != "]":
                raise self._odd("] expected")
        return found

    def _value(self) -> str:
        """A value in SQL's words: text in quotes stays text, code becomes an expression."""
        begin = self.at
        while self._peek().text not in {",", "]", "{", "}", ""}:
            if self._peek().text in _OPEN:
                self._skip_block()
            else:
                self.at += 1
        tokens = self.tokens[begin : self.at]
        is_note = begin > 1 and self.tokens[begin - 2].text.lower() in {"note", "name"}
        if len(tokens) == 1 and tokens[0].kind == "text" and not is_note:
            return "'" + _plain(tokens[0].text).replace("'", "''") + "'"
        return " ".join(_plain(token.text) for token in tokens)

    # --- Indexes, checks, references --------------------------------------------------------

    def _indexes(self, table: TableState) -> None:
        while not self._accept("}"):
            at = self._peek().start
            parts = []
            if self._accept("("):
                while not self._accept(")"):
                    parts.append(self._index_part())
                    self._accept(",")
            else:
                parts.append(self._index_part())
            settings = self._settings() if self._peek().text == "[" else {}
            self._index(table, tuple(parts), settings, self.lines.line(at))

    def _index_part(self) -> IndexPart:
        token = self._peek()
        if token.kind == "code":
            self.at += 1
            return IndexPart(expression=_plain(token.text))
        return IndexPart(column=self._name())

    def _index(
        self, table: TableState, parts: tuple[IndexPart, ...], settings: dict[str, Any], line: int
    ) -> None:
        name = str(settings.get("name", ""))
        columns = tuple(one.column for one in parts if one.column)
        part = TablePart()
        if "pk" in settings or "primary key" in settings:
            part.primary_key = PrimaryKey(columns=columns, name=name)
        else:
            part.indexes.append(
                Index(
                    name=name,
                    parts=parts,
                    unique="unique" in settings,
                    method=str(settings.get("type", "")),
                    comment=str(settings.get("note", "")),
                )
            )
        table.add(part, line)

    def _checks(self, table: TableState) -> None:
        while not self._accept("}"):
            expression = _plain(self._peek().text)
            self.at += 1
            settings = self._settings() if self._peek().text == "[" else {}
            table.checks.append(Check(expression=expression, name=str(settings.get("name", ""))))

    def _relation(self) -> str:
        token = self._peek()
        if token.text not in _RELATIONS:
            raise self._odd("one of < > - <> expected")
        self.at += 1
        return token.text

    def _end_of_reference(self) -> tuple[str, tuple[str, ...]]:
        parts = [self._name()]
        while self._accept("."):
            if self._accept("("):
                columns = []
                while not self._accept(")"):
                    columns.append(self._name())
                    self._accept(",")
                return self._key(tuple(parts)), tuple(columns)
            parts.append(self._name())
        return self._key(tuple(parts[:-1])) if len(parts) > 1 else "", (parts[-1],)

    def _ref(self) -> None:
        at = self._peek().start
        name = self._name() if self._peek().text not in {":", "{"} else ""
        block = self._accept("{")
        if not block:
            self._expect(":")
        while self._peek().text not in {"}", ""}:
            left = self._end_of_reference()
            relation = self._relation()
            right = self._end_of_reference()
            settings = self._settings() if self._peek().text == "[" else {}
            self.references.append(_Reference(left, relation, right, name, settings, at))
            if not block:
                return
        self._expect("}")

    def _connect(self, reference: _Reference) -> None:
        """Put the foreign key on the side of the many."""
        left, right = reference.left, reference.right
        if reference.relation == "<":
            left, right = right, left
        table = self._table_of(left[0])
        target = self._table_of(right[0])
        if reference.relation == "<>":
            message = f"{left[0]} and {right[0]} are many to many: state the table between them"
            self._warn(reference.at, message)
            return
        if table is None or target is None:
            missing = left[0] if table is None else right[0]
            self._warn(reference.at, f"a reference names the table {missing}, which is not there")
            return
        table.foreign_keys.append(
            ForeignKey(
                columns=left[1],
                target=target.key,
                target_columns=right[1],
                name=reference.name,
                on_delete=_action(reference.settings.get("delete")),
                on_update=_action(reference.settings.get("update")),
            )
        )

    def _table_of(self, name: str) -> TableState | None:
        return self.state.find_table(self.aliases.get(name, name))


def _action(value: object) -> Action | None:
    word = str(value or "").upper()
    return cast("Action", word) if word in _ACTIONS else None


def _plain(text: str) -> str:
    """A token without its quotes."""
    if text.startswith("'''"):
        lines = text[3:-3].replace("\\'", "'").strip("\n").split("\n")
        indents = [len(one) - len(one.lstrip()) for one in lines if one.strip()]
        cut = min(indents, default=0)
        return "\n".join(one[cut:] for one in lines).strip()
    if text[:1] in {"'", '"', "`"}:
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text
