"""Reading DBML (https://dbml.dbdiagram.io/docs): tables, references, enums and indexes.

Colours, groups and sticky notes are for drawing and are left out without a word; everything
else that is not understood is named in a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

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
from workbench.intake.dbml.tokens import DbmlError, DbmlTokens, plain
from workbench.intake.result import (
    Imported,
    Note,
    NoteLevel,
    ReadItem,
    Source,
    StatedDatabase,
)
from workbench.intake.sql.constraints import TablePart, table_key
from workbench.intake.sql.schema_state import SchemaState, TableState, read_table
from workbench.sql.dialect import database_named
from workbench.sql.line_starts import LineStarts

_ACTIONS = frozenset({"CASCADE", "RESTRICT", "SET NULL", "SET DEFAULT", "NO ACTION"})
_FOR_DRAWING = frozenset({"tablegroup", "note", "records", "diagramview"})
#: What drawing tools write where no database is chosen.
_NO_DATABASE = "generic"
#: Characters; what is longer is no name.
_LONGEST_DATABASE = 60


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
    return bool(re.search(r"(?im)^[ \t]*table[ \t]+[\w\".]+[^{;()\n]*\{[ \t]*(?://[^\n]*)?$", text))


def read_dbml(path: str, text: str) -> Imported:
    """Read a DBML file into tables and enums; what is not understood becomes a note."""
    return _Reader(path, text.removeprefix("\ufeff")).read()


class _Reader(DbmlTokens):
    def __init__(self, path: str, text: str) -> None:
        super().__init__(text)
        self.path = path
        self.lines = LineStarts(text)
        self.state = SchemaState()
        self.notes: list[Note] = []
        self.references: list[_Reference] = []
        self.aliases: dict[str, str] = {}
        self.partials = self._find_partials()
        self.database: StatedDatabase | None = None
        self.elements: dict[str, Callable[[], None]] = {
            "project": self._project,
            "table": self._table,
            "enum": self._enum,
            "ref": self._ref,
            "tablepartial": self._skip_partial,
        }

    def read(self) -> Imported:
        while self.at < len(self.tokens):
            begin = self.at
            try:
                self._element()
            except DbmlError as error:
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
            notes=tuple(sorted(self.notes, key=lambda part: part.line)),
            texts={self.path: self.text},
            database=self.database,
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
                located = self.state.objects[key]
                yield ReadItem(located.item, self.path, located.line, located.end_line)

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

    # --- Elements ---------------------------------------------------------------------------

    def _element(self) -> None:
        word = self.peek().text.lower()
        if word in self.elements:
            self.elements[word]()
        elif word in _FOR_DRAWING:
            self._skip_drawing()
        else:
            raise self.unexpected("expected Table, Enum or Ref")

    def _skip_drawing(self) -> None:
        while self.peek().text not in {"{", ":", ""}:
            if self.peek().text == "[":
                self.skip_block()
            else:
                self.at += 1
        if self.accept(":"):
            self.at += 1
        else:
            self.skip_block()

    def _skip_partial(self) -> None:
        """Pass a partial: its columns are read where a table takes them in."""
        self._pass_head()
        self.skip_block()

    def _project(self) -> None:
        """Read which database the project names; the rest of it is for people."""
        self.at += 1
        if self.peek().text != "{":
            self.name()
        begin = self.at
        self.skip_block()
        for at in range(begin, self.at - 2):
            key, colon, value = self.tokens[at : at + 3]
            if (key.text.lower(), colon.text) == ("database_type", ":") and value.kind == "text":
                self._set_database(plain(value.text).strip(), self.lines.line(key.start))
                return

    def _set_database(self, title: str, line: int) -> None:
        database = database_named(title)
        if database and title.lower() != _NO_DATABASE and len(title) <= _LONGEST_DATABASE:
            self.database = StatedDatabase(title if database == "other" else database, line)

    def _enum(self) -> None:
        at = self.peek().start
        self.at += 1
        name = table_key(self.qualified())
        self.expect("{")
        values = []
        while not self.accept("}"):
            values.append(self.name())
            if self.peek().text == "[":
                self.skip_block()
        kind = SqlObjectType.enum
        item = SqlObject(key=f"{kind} {name}", type=kind, name=name, values=tuple(values))
        self.state.add_object(item, self.lines.line(at), self.lines.line(self.last()))

    def _table(self) -> None:
        at = self.peek().start
        self.at += 1
        key = table_key(self.qualified())
        if self.accept("as"):
            self.aliases[self.name()] = key
        table = TableState(key, self.lines.line(at), 0)
        if self.peek().text == "[":
            table.other["description"] = str(self.settings().get("note", ""))
        self.expect("{")
        self._body(table)
        table.end_line = self.lines.line(self.last())
        self.state.add_table(table)

    def _pass_head(self) -> str:
        """Pass the word, the name and the settings of the partial at the current token."""
        self.at += 1
        name = self.name()
        if self.peek().text == "[":
            self.skip_block()
        return name

    def _find_partials(self) -> dict[str, int]:
        """Where the body of each partial begins, by name."""
        found: dict[str, int] = {}
        here = self.at
        for at, token in enumerate(self.tokens[:-2]):
            if token.text.lower() == "tablepartial" and self.tokens[at + 1].kind == "name":
                self.at = at
                with suppress(DbmlError):
                    name = self._pass_head()
                    self.expect("{")
                    found.setdefault(name, self.at)
        self.at = here
        return found

    def _take_in(self, table: TableState, *, nested: bool) -> None:
        """Read the body of a partial as a part of a table."""
        name = self.name()
        begin = self.partials.get(name)
        if begin is None or nested:
            self._warn(self.tokens[self.at - 1].start, f"there is no table partial {name}")
            return
        here, self.at = self.at, begin
        self._body(table, nested=True)
        self.at = here

    def _body(self, table: TableState, *, nested: bool = False) -> None:
        """Read the entries between the braces of a table or partial."""
        own: set[str] = set()
        while not self.accept("}"):
            word, follow = self.peek().text.lower(), self.peek(1).text
            if word == "indexes" and follow == "{":
                self.at += 2
                self._indexes(table)
            elif word == "checks" and follow == "{":
                self.at += 2
                self._checks(table)
            elif word == "note" and follow in {":", "{"}:
                self.at += 1
                table.other["description"] = self.note()
            elif self.accept("~"):
                # Settings of the table itself count more than those of its partials.
                before = {name: table.columns[name] for name in own}
                self._take_in(table, nested=nested)
                table.columns |= before
            else:
                own.add(self._column(table).name)

    def _column(self, table: TableState) -> Column:
        at = self.peek().start
        made: dict[str, Any] = {"name": self.name()}
        made["type"] = self.column_type()
        part = TablePart()
        if self.peek().text == "[":
            self._column_settings(table, made, part)
        part.columns.append(Column(**made))
        table.add(part, self.lines.line(at))
        return part.columns[0]

    def _column_settings(self, table: TableState, made: dict[str, Any], part: TablePart) -> None:
        column = (made["name"],)
        settings = self.settings()
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

    # --- Indexes, checks, references --------------------------------------------------------

    def _indexes(self, table: TableState) -> None:
        while not self.accept("}"):
            at = self.peek().start
            parts = []
            if self.accept("("):
                while not self.accept(")"):
                    parts.append(self._index_part())
                    self.accept(",")
            else:
                parts.append(self._index_part())
            settings = self.settings() if self.peek().text == "[" else {}
            self._index(table, tuple(parts), settings, self.lines.line(at))

    def _index_part(self) -> IndexPart:
        token = self.peek()
        if token.kind == "code":
            self.at += 1
            return IndexPart(expression=plain(token.text))
        return IndexPart(column=self.name())

    def _index(
        self, table: TableState, parts: tuple[IndexPart, ...], settings: dict[str, Any], line: int
    ) -> None:
        name = str(settings.get("name", ""))
        columns = tuple(entry.column for entry in parts if entry.column)
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
        while not self.accept("}"):
            expression = plain(self.peek().text)
            self.at += 1
            settings = self.settings() if self.peek().text == "[" else {}
            table.checks.append(Check(expression=expression, name=str(settings.get("name", ""))))

    def _ref(self) -> None:
        self.at += 1
        at = self.peek().start
        name = self.name() if self.peek().text not in {":", "{"} else ""
        block = self.accept("{")
        if not block:
            self.expect(":")
        while self.peek().text not in {"}", ""}:
            left = self.end_of_reference()
            relation = self.relation()
            right = self.end_of_reference()
            settings = self.settings() if self.peek().text == "[" else {}
            self.references.append(_Reference(left, relation, right, name, settings, at))
            if not block:
                return
        self.expect("}")

    def _connect(self, reference: _Reference) -> None:
        """Put the foreign key on the side of the many."""
        left, right = reference.left, reference.right
        if reference.relation == "<":
            left, right = right, left
        table = self._table_of(left[0])
        target = self._table_of(right[0])
        if reference.relation == "<>":
            message = f"{left[0]} and {right[0]} are many-to-many: add the table between them"
            self._warn(reference.at, message)
            return
        if table is None or target is None:
            missing = left[0] if table is None else right[0]
            self._warn(reference.at, f"a reference names the table {missing}, which does not exist")
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
