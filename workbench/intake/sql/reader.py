"""Reading SQL scripts: the tables and objects that they would build, without running anything.

PostgreSQL first; MySQL and SQLite are recognised by their own words. Statements are applied in
order, so a dump, a hand-written schema and a chain of migrations end as the schema that a
database would have. Types, defaults and expressions stay as they are written.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from pydantic import ValidationError

from workbench.design.design import describe_errors
from workbench.design.ids import count_of
from workbench.intake.result import Imported, Note, NoteLevel, ReadItem, Source
from workbench.intake.sql.alter_object import alter_object
from workbench.intake.sql.alter_table import alter_table
from workbench.intake.sql.comment_on import comment_on
from workbench.intake.sql.constraints import table_key
from workbench.intake.sql.create import CreateContext, create, is_left_out
from workbench.intake.sql.dependents import rename_table
from workbench.intake.sql.drop import drop
from workbench.intake.sql.ignored_statements import is_silent_select, may_build, skipped_notes
from workbench.intake.sql.schema_state import SchemaState, read_table
from workbench.intake.sql.verbatim_statements import sets_owner_only
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.dialect import Dialect
from workbench.sql.do_blocks import guarded_statements
from workbench.sql.lexer import StatementTokens
from workbench.sql.schema_elements import schema_elements, schema_name
from workbench.sql.script import Script
from workbench.sql.statements import (
    AlterObject,
    AlterTable,
    CreateIndex,
    CreateObject,
    CreateTable,
    Drop,
    RenameTables,
    Statement,
    parse_statement,
)

_SEARCH_PATH = re.compile(
    r"(?is)(?:RESET\s+search_path|SET\s+(?:SESSION\s+|LOCAL\s+)?search_path\s*(?:=|TO\b)"
    r"(?P<path>[^();]*))\Z"
)
_USUAL = frozenset({"public", "default"})
_MAX_PATH = 60
_MAX_NOTES = 500
#: Tokens that name a statement in a note.
_NAMED_BY = 7

#: Statements that do not concern the schema, by their first word.
# fmt: off
_SILENT = frozenset({
    "SET", "RESET", "BEGIN", "START", "COMMIT", "ROLLBACK", "END", "SAVEPOINT", "RELEASE", "USE",
    "PRAGMA", "LOCK", "UNLOCK", "ANALYZE", "VACUUM", "REINDEX", "CLUSTER", "TRUNCATE", "GO", "SHOW",
    "DISCARD", "PRINT", "REFRESH", "FLUSH", "OPTIMIZE", "NOTIFY", "LISTEN", "CHECKPOINT", "EXPLAIN",
    "DEALLOCATE", "DETACH", "ATTACH",
})
# fmt: on
#: Statements that would change rows or privileges, and why they are left out; one note per kind.
_COUNTED = {
    "INSERT": ("INSERT statement", "rows are not part of a schema"),
    "REPLACE": ("REPLACE statement", "rows are not part of a schema"),
    "GRANT": ("GRANT statement", "privileges of database roles are not imported"),
    "OWNER": ("OWNER TO statement", "owners of tables and objects are not imported"),
    "REVOKE": ("REVOKE statement", "privileges of database roles are not imported"),
    "SERVER": (
        "statement",
        "databases, database roles and servers are not part of a schema",
    ),
    "COPY": ("COPY statement", "rows are not part of a schema"),
    "UPDATE": ("UPDATE statement", "rows are not part of a schema"),
    "DELETE": ("DELETE statement", "rows are not part of a schema"),
    "MERGE": ("MERGE statement", "rows are not part of a schema"),
    "WITH": ("WITH statement", "rows are not part of a schema"),
    "SELECT": ("SELECT statement", "rows are not part of a schema"),
    "SOURCE": ("SOURCE command", "also import the files named there"),
}


class _RemarkAt(NamedTuple):
    """A remark and its line, counted through all scripts."""

    line: int
    message: str
    level: NoteLevel


def read_ddl(path: str, text: str, dialect: Dialect | None = None) -> Imported:
    """Read a SQL script into tables, SQL objects and row-security policies, in order.

    `dialect` is detected in the text unless it is given. What is not understood is named in a
    note with its line; nothing raises and nothing is run.
    """
    text = text.removeprefix("\ufeff")
    return read_script(path, Script(text, dialect) if dialect else Script.detect(text))


def read_script(path: str, script: Script) -> Imported:
    """Read one script, as `read_ddl` does."""
    read = read_scripts({path: script})
    return replace(read, sources=(Source(path, "sql"),), texts={path: script.text})


def read_scripts(scripts: Mapping[str, Script]) -> Imported:
    """Read scripts as one, in order; items and notes name the file and line of each."""
    reader = _Reader()
    for path, script in scripts.items():
        reader.apply(path, script)
    return reader.result()


class _Reader:
    """Applies statements to a schema. Lines count through all scripts until the end."""

    def __init__(self) -> None:
        self.state = SchemaState()
        self.notes: list[_RemarkAt] = []
        self.counted: Counter[str] = Counter()
        self.first: dict[str, int] = {}
        self.paths: list[str] = []
        self.starts: list[int] = []
        """Lines before each script."""
        self.script = Script("", "postgresql")

    def apply(self, path: str, script: Script) -> None:
        """Apply the statements of the next script."""
        # One line more than each has, so that what ends at its end has a line of its own.
        before = self.starts[-1] + self.script.text.count("\n") + 2 if self.paths else 0
        self.paths.append(path)
        self.starts.append(before)
        self.script = script
        # Settings of a script do not hold for the next.
        self.state.schema = ""
        for statement in script.statements:
            self._apply(statement)
        for line, message, level in skipped_notes(script.split, script.dialect):
            self._note(before + line, message, level)

    def result(self) -> Imported:
        """What all scripts have built, with notes on what was left out."""
        self._inherit_keys()
        for name, line in self.state.detached_indexes.items():
            what = f"index {name} is ON ONLY its table; here partitions have it too"
            self._note(line, what, NoteLevel.info)
        for word, count in self.counted.items():
            noun, why = _COUNTED[word]
            message = f"left out {count_of(count, noun)}: {why}"
            self._note(self.first[word], message, NoteLevel.info)
        self.notes.sort(key=lambda note: note.line)
        if len(self.notes) > _MAX_NOTES:
            left = len(self.notes) - _MAX_NOTES
            self.notes = self.notes[:_MAX_NOTES]
            self._note(0, f"{count_of(left, 'more note')} not shown")
        items = tuple(map(self._with_place, self._items()))
        notes = (Note(*self._place(note.line), note.level, note.message) for note in self.notes)
        return Imported(items=items, notes=tuple(notes))

    def _place(self, line: int) -> tuple[str, int]:
        """Path of the script that has a line, and its number there."""
        at = max(0, bisect_left(self.starts, line) - 1)
        return (self.paths[at], max(0, line - self.starts[at])) if self.paths else ("", line)

    def _with_place(self, item: ReadItem) -> ReadItem:
        source, line = self._place(item.line)
        if len(self.paths) == 1:
            return replace(item, source=source)
        parts = tuple(replace(part, line=self._place(part.line)[1]) for part in item.parts)
        end_line = max(line, self._place(item.end_line)[1])
        return replace(item, source=source, line=line, end_line=end_line, parts=parts)

    def _line(self, offset: int) -> int:
        return self.starts[-1] + self.script.split.line(offset)

    def _note(self, line: int, message: str, level: NoteLevel = NoteLevel.warning) -> None:
        self.notes.append(_RemarkAt(line, message, level))

    # --- Statements ---------------------------------------------------------------------------

    def _apply(self, statement: Statement) -> None:
        postgresql = self.script.dialect == "postgresql"
        elements = schema_elements(statement.tokens) if postgresql else []
        if elements:
            self._apply_elements(elements)
            return
        line = self._line(statement.tokens.start)
        try:
            remarks = self._applied(statement, line)
        except NotUnderstoodError as error:
            remarks = [f"{_first_words(statement)} not read: {error}"]
        except ValidationError as error:
            remarks = [f"{_first_words(statement)} not read: {describe_errors(error)[:300]}"]
        for remark in remarks:
            self._note(line, remark)

    def _apply_elements(self, elements: list[StatementTokens]) -> None:
        """Apply `CREATE SCHEMA x CREATE TABLE …`: the schema, then what it holds."""
        head, *contents = elements
        before, self.state.schema = self.state.schema, ""
        self._apply(self._parsed(head))
        self.state.schema = schema_name(head, self.script.text)
        for element in contents:
            self._apply(self._parsed(element))
        self.state.schema = before

    def _parsed(self, tokens: StatementTokens) -> Statement:
        return parse_statement(self.script.text, tokens, self.script.dialect)

    def _applied(self, statement: Statement, line: int) -> list[str]:
        """Apply a statement or count it; remarks on what was not applied."""
        verb = statement.verb
        if verb in {"SET", "SELECT", "RESET"} and self.script.dialect == "postgresql":
            self._search_path(statement.cursor)
        if verb in _SILENT or is_silent_select(statement.tokens):
            return []
        if verb == "DO" and self._apply_guarded(statement, line):
            return []
        word = _statement_word(statement)
        if word in _COUNTED and not may_build(statement.tokens):
            self.counted[word] += 1
            self.first.setdefault(word, line)
            return []
        return self._define(statement, line)

    def _search_path(self, cursor: Cursor) -> None:
        """Follow settings of the schema for unqualified names, as old pg_dump writes them."""
        found = _SEARCH_PATH.match(cursor.source(0, min(cursor.stop, _MAX_PATH)))
        if found:
            names = (name.strip().strip("'\"") for name in (found["path"] or "").split(","))
            path = [name for name in names if name and name not in {"$user", "pg_catalog"}]
            self.state.schema = path[0] if path and path[0].lower() not in _USUAL else ""

    def _apply_guarded(self, statement: Statement, line: int) -> bool:
        """Apply what a DO block defines unless it is there; False for any other block."""
        inner = guarded_statements(statement.cursor)
        for tokens in inner:
            self._apply(self._parsed(tokens))
        if inner:
            self._note(line, "the DO block is read as if it ran once", NoteLevel.info)
        return bool(inner)

    def _define(self, statement: Statement, line: int) -> list[str]:
        if statement.error:
            raise NotUnderstoodError(statement.error)
        # A statement may be applied again, so its own cursor stays where it is.
        cursor = statement.cursor.fork()
        match statement:
            case CreateTable() | CreateIndex() | CreateObject():
                end = self._line(statement.tokens.end - 1)
                source = self.script.split.source(statement.tokens)
                context = CreateContext(cursor, self.state, source, line, end, self._line)
                return create(statement, context)
            case AlterTable():
                return alter_table(statement, self.state, line)
            case AlterObject():
                return alter_object(statement, cursor, self.state, line)
            case Drop():
                for remark in drop(statement, self.state):
                    self._note(line, remark, NoteLevel.info)
            case RenameTables():
                for old, new in statement.names:
                    rename_table(self.state, table_key(old), table_key(new))
            case _:
                self._define_other(statement.verb, cursor, line)
        return []

    def _define_other(self, verb: str, cursor: Cursor, line: int) -> None:
        if verb == "SELECT":
            raise NotUnderstoodError("functions are not called, so their effect is unknown")
        if verb != "COMMENT":
            raise NotUnderstoodError("the statement does not define a schema")
        cursor.expect("ON")
        comment_on(cursor, self.state, line)

    def _inherit_keys(self) -> None:
        """A partition has the primary key of its table, even if that came later."""
        for table in self.state.tables.values():
            parent = self.state.find_table(str(table.other.get("partition_of", "")))
            if parent and parent.primary_key and table.primary_key is None:
                names = parent.primary_key.columns
                table.primary_key = parent.primary_key.model_copy(update={"name": ""})
                for name in names:
                    table.change(name, nullable=False)

    # --- Items --------------------------------------------------------------------------------

    def _items(self) -> list[ReadItem]:
        items: list[ReadItem] = []
        for kind, key in dict.fromkeys(self.state.order):
            if kind == "table":
                items += self._table(key)
                continue
            objects = self.state.objects if kind == "sql_object" else self.state.policies
            located = objects.get(key)
            if located:
                items.append(ReadItem(located.item, "", located.line, located.end_line))
        return items

    def _table(self, key: str) -> list[ReadItem]:
        table = self.state.tables.get(key)
        if table is None:
            return []
        try:
            return [read_table(table, "")]
        except ValidationError as error:
            message = f"table {table.key} not read: {describe_errors(error)[:300]}"
            self._note(table.line, message)
            return []


def _statement_word(statement: Statement) -> str:
    """The word under which a statement that defines nothing is counted."""
    if isinstance(statement, CreateObject) and is_left_out(statement):
        return "SERVER"
    if statement.verb == "ALTER" and sets_owner_only(statement.cursor):
        return "OWNER"
    return statement.verb


def _first_words(statement: Statement) -> str:
    """The first words of a statement, to name it in a note."""
    cursor = statement.cursor
    return " ".join(cursor.source(0, min(_NAMED_BY, len(cursor.tokens))).split())[:100]
