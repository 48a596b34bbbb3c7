"""Reading SQL scripts: the tables and objects that they would build, without running anything.

PostgreSQL first; MySQL and SQLite are told by their own words. Statements are applied in
order, so a dump, a hand-written schema and a chain of migrations end as the schema that a
database would have. Types, defaults and expressions stay as they are written.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import cast

from pydantic import ValidationError

from workbench.design.design import describe_errors
from workbench.design.tables import SqlObject, SqlObjectType
from workbench.intake.result import Imported, Note, NoteLevel, ReadItem, Source
from workbench.intake.sql.alter_table import alter_table
from workbench.intake.sql.comment_on import comment_on
from workbench.intake.sql.constraints import table_key
from workbench.intake.sql.create import NOT_KEPT, CreateContext, create, is_foreign_server
from workbench.intake.sql.create_schema import schema_elements, schema_name
from workbench.intake.sql.dependents import change_type
from workbench.intake.sql.ignored_statements import is_silent_select, may_build, passed_over
from workbench.intake.sql.schema_state import Placed, SchemaState, TableState, read_table
from workbench.intake.sql.verbatim_statements import keep_alteration, sets_owner_only
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.dialect import Dialect, detect_dialect
from workbench.sql.lexer import SplitSql, Statement, inner_statements, split_sql

_SEARCH_PATH = re.compile(
    r"(?is)(?:RESET\s+search_path|SET\s+(?:SESSION\s+|LOCAL\s+)?search_path\s*(?:=|TO\b)"
    r"(?P<path>[^();]*))\Z"
)
_USUAL = frozenset({"public", "default"})
_MAX_PATH = 60
_MAX_NOTES = 500

#: Statements that say nothing about the schema, by their first word.
# fmt: off
_SILENT = frozenset({
    "SET", "RESET", "BEGIN", "START", "COMMIT", "ROLLBACK", "END", "SAVEPOINT", "RELEASE", "USE",
    "PRAGMA", "LOCK", "UNLOCK", "ANALYZE", "VACUUM", "REINDEX", "CLUSTER", "TRUNCATE", "GO", "SHOW",
    "DISCARD", "PRINT", "REFRESH", "FLUSH", "OPTIMIZE", "NOTIFY", "LISTEN", "CHECKPOINT", "EXPLAIN",
    "DEALLOCATE", "DETACH", "ATTACH",
})
# fmt: on
#: Statements that would change rows or rights; counted in one note per kind.
_COUNTED = {
    "INSERT": "INSERT statements: rows are no part of a schema",
    "REPLACE": "REPLACE statements: rows are no part of a schema",
    "GRANT": "GRANT statements: rights of database roles are not kept",
    "OWNER": "OWNER TO statements: owners of tables and objects are not kept",
    "REVOKE": "REVOKE statements: rights of database roles are not kept",
    "SERVER": "statements for databases, roles or servers: they are no part of a schema",
    "COPY": "COPY statements: rows are no part of a schema",
    "UPDATE": "UPDATE statements: rows are no part of a schema",
    "DELETE": "DELETE statements: rows are no part of a schema",
    "MERGE": "MERGE statements: rows are no part of a schema",
    "WITH": "WITH queries: rows are no part of a schema",
    "SELECT": "SELECT queries: rows are no part of a schema",
    "SOURCE": "SOURCE commands: bring the files that they name as well",
}
#: Blocks that define something unless it is there, as migration tools write them.
_GUARDS = (
    re.compile(
        r"(?is)\s*BEGIN\s+(?P<body>(?:CREATE|ALTER)\b.+?;)\s*EXCEPTION\s+WHEN\s+duplicate_\w+"
        r"(?:\s+OR\s+duplicate_\w+)*\s+THEN\s+(?:NULL|RAISE\s+NOTICE[^;]*);\s*END\b"
    ),
)
_UNLESS_THERE = re.compile(
    r"(?is)\s*(?:--[^\n]*\n\s*)*IF\s*\(?\s*NOT\s+EXISTS\s*\([^;]{0,2000}?\)\s*THEN\s"
    r"(?P<body>[^$]{0,8000}?;)\s*END\s+IF\s*;"
)
_BEGIN = re.compile(r"(?i)\s*BEGIN\s")
_END = re.compile(r"(?is)\s*(?:--[^\n]*\n\s*)*END\s*;?\s*(?=\$)")
_MAX_BLOCK = 20_000
_DROPPED = {
    "VIEW": SqlObjectType.view,
    "TYPE": None,
    "DOMAIN": SqlObjectType.domain,
    "SEQUENCE": SqlObjectType.sequence,
    "FUNCTION": SqlObjectType.function,
    "PROCEDURE": SqlObjectType.function,
    "EXTENSION": SqlObjectType.extension,
    "SCHEMA": SqlObjectType.schema,
}


def read_ddl(path: str, text: str, dialect: str | None = None) -> Imported:
    """Read a SQL script into tables, SQL objects and row-security policies, in order.

    `dialect` is `postgresql`, `mysql` or `sqlite`; None to tell it by the text. What is not
    understood is named in a note with its line; nothing raises and nothing is run.
    """
    text = text.removeprefix("\ufeff")
    known = dialect if dialect in {"postgresql", "mysql", "sqlite"} else detect_dialect(text)
    reader = _Reader(path, split_sql(text, cast("Dialect", known)), cast("Dialect", known))
    return reader.read()


def _guarded_stretches(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """What a block defines unless it is there; nothing where it does anything else as well."""
    matches = (one.match(text, begin, end) for one in _GUARDS)
    found = next((one for one in matches if one), None)
    if found:
        return [found.span("body")]
    start = _BEGIN.match(text, begin, end)
    spans: list[tuple[int, int]] = []
    at = start.end() - 1 if start else end
    while block := _UNLESS_THERE.match(text, at, end):
        spans.append(block.span("body"))
        at = block.end()
    return spans if spans and _END.match(text, at, end) else []


class _Reader:
    def __init__(self, path: str, split: SplitSql, dialect: Dialect) -> None:
        self.path = path
        self.split = split
        self.dialect = dialect
        self.state = SchemaState()
        self.notes: list[Note] = []
        self.counted: Counter[str] = Counter()
        self.first: dict[str, int] = {}

    def read(self) -> Imported:
        for statement in self.split.statements:
            self._apply(statement)
        self._inherit_keys()
        for name, line in self.state.alone.items():
            what = f"index {name} is ON ONLY its table; here partitions have it too"
            self._note(line, what, NoteLevel.info)
        for place, message, level in passed_over(self.split, self.dialect):
            self._note(place, message, level)
        for word, count in self.counted.items():
            why = _COUNTED[word]
            self._note(self.first[word], f"left out {count} {why}", NoteLevel.info)
        self.notes.sort(key=lambda note: note.line)
        if len(self.notes) > _MAX_NOTES:
            left = len(self.notes) - _MAX_NOTES
            self.notes = self.notes[:_MAX_NOTES]
            self._note(0, f"{left} more notes are not shown")
        return Imported(
            sources=(Source(self.path, "sql"),),
            items=tuple(self._items()),
            notes=tuple(self.notes),
            texts={self.path: self.split.text},
        )

    def _apply(self, statement: Statement) -> None:
        elements = schema_elements(statement) if self.dialect == "postgresql" else []
        if elements:
            before, self.state.schema = self.state.schema, ""
            self._apply(elements[0])
            self.state.schema = schema_name(elements[0], self.split.text)
            for element in elements[1:]:
                self._apply(element)
            self.state.schema = before
            return
        line = self.split.line(statement.start)
        try:
            self._statement(statement, line)
        except NotUnderstoodError as error:
            self._note(line, f"{self._named(statement)} not read: {error}")
        except ValidationError as error:
            what = describe_errors(error)[:300]
            self._note(line, f"{self._named(statement)} not read: {what}")

    def _note(self, line: int, message: str, level: NoteLevel = NoteLevel.warning) -> None:
        self.notes.append(Note(self.path, line, level, message))

    def _named(self, statement: Statement) -> str:
        """The first words of a statement, to name it in a note."""
        cursor = Cursor(self.split.text, statement.tokens[:7], self.dialect)
        return " ".join(cursor.source(0, len(cursor.tokens)).split())[:100]

    # --- Statements ---------------------------------------------------------------------------

    def _statement(self, statement: Statement, line: int) -> None:
        cursor = Cursor(self.split.text, statement.tokens, self.dialect)
        word = cursor.key()
        cursor.at = 1
        if self.dialect == "postgresql" and word in {"SET", "SELECT", "RESET"}:
            self._search_path(cursor)
        if word in _SILENT or is_silent_select(statement):
            return
        if word == "DO" and self._guarded(cursor, line):
            return
        if word == "CREATE" and cursor.key() in NOT_KEPT and not is_foreign_server(cursor):
            word = "SERVER"
        if word == "ALTER" and sets_owner_only(cursor):
            word = "OWNER"
        if word in _COUNTED and not may_build(statement):
            self.counted[word] += 1
            self.first.setdefault(word, line)
            return
        for remark in self._definition(word, cursor, statement, line):
            self._note(line, remark)

    def _search_path(self, cursor: Cursor) -> None:
        """Follow what says where names without a schema lead: pg_dump of old sets it."""
        found = _SEARCH_PATH.match(cursor.source(0, min(cursor.stop, _MAX_PATH)))
        if found:
            names = (one.strip().strip("'\"") for one in re.split(",", found["path"] or ""))
            path = [one for one in names if one and one not in {"$user", "pg_catalog"}]
            self.state.schema = path[0] if path and path[0].lower() not in _USUAL else ""

    def _guarded(self, cursor: Cursor, line: int) -> bool:
        """Apply what a DO block defines unless it is there; False for any other block."""
        dollars = (one for one in cursor.tokens if cursor.text.startswith("$", one.start))
        token = next((one for one in dollars if one.kind == "string"), None)
        if token is None or token.end - token.start > _MAX_BLOCK:
            return False
        body = cursor.text.find("$", token.start + 1) + 1
        inner = [
            statement
            for begin, end in _guarded_stretches(cursor.text, body, token.end)
            for statement in inner_statements(cursor.text, begin, end, self.dialect)
        ]
        if not inner or any(one.tokens[0].key not in {"CREATE", "ALTER"} for one in inner):
            return False
        for statement in inner:
            self._apply(statement)
        self._note(line, "the DO block was read as if it ran once", NoteLevel.info)
        return True

    def _definition(self, word: str, cursor: Cursor, statement: Statement, line: int) -> list[str]:
        match word:
            case "CREATE":
                end = self.split.line(statement.end - 1)
                source = self.split.source(statement)
                return create(CreateContext(cursor, self.state, source, line, end, self.split.line))
            case "ALTER":
                return self._alter(cursor, line)
            case "COMMENT":
                cursor.expect("ON")
                comment_on(cursor, self.state, line)
            case "DROP":
                self._drop(cursor, line)
            case "RENAME":
                cursor.expect("TABLE")
                for one in cursor.parts():
                    old = table_key(one.qualified())
                    one.expect("TO")
                    self.state.rename_table(old, table_key(one.qualified()))
            case "SELECT":
                raise NotUnderstoodError("what a function does is not known; it is not called")
            case _:
                raise NotUnderstoodError("it is no statement that defines a schema")
        return []

    def _alter(self, cursor: Cursor, line: int) -> list[str]:
        if cursor.accept("TABLE"):
            return alter_table(cursor, self.state, line)
        if cursor.accept("FOREIGN", "TABLE"):
            return []
        if cursor.accept("TYPE"):
            return self._alter_type(cursor)
        if cursor.accept("INDEX"):
            cursor.accept("IF", "EXISTS")
            name = cursor.qualified()[-1]
            found = self.state.index(name)
            if cursor.accept("RENAME", "TO") and found:
                table, at = found
                new = cursor.identifier()
                table.indexes[at] = table.indexes[at].model_copy(update={"name": new})
            if cursor.accept("ATTACH", "PARTITION"):
                self.state.alone.pop(name, None)
            return []
        if cursor.key() == "DOMAIN":
            return self._alter_domain(cursor)
        if keep_alteration(cursor, self.state, line):
            return []
        raise NotUnderstoodError("it is no statement that defines a schema")

    def _alter_domain(self, cursor: Cursor) -> list[str]:
        """Keep what changes a domain behind its definition, which is kept word for word."""
        cursor.at += 1
        name = table_key(cursor.qualified())
        placed = self.state.find_object(SqlObjectType.domain, name)
        if placed:
            change_type(self.state, cursor, placed, name)
        return []

    def _alter_type(self, cursor: Cursor) -> list[str]:
        name = table_key(cursor.qualified())
        placed = self.state.find_object(SqlObjectType.enum, name)
        kept = (SqlObjectType.composite, SqlObjectType.other)
        plain = next((one for kind in kept if (one := self.state.find_object(kind, name))), None)
        if placed is None and plain:
            change_type(self.state, cursor, plain, name)
            return []
        if placed is None or not isinstance(placed.item, SqlObject):
            return (
                [] if cursor.key() in {"OWNER", "SET"} else [f"there is no enum {name} to change"]
            )
        values = list(placed.item.values)
        if cursor.accept("ADD", "VALUE"):
            cursor.accept("IF", "NOT", "EXISTS")
            value = cursor.string()
            place = len(values)
            side = cursor.accept_any("BEFORE", "AFTER")
            if side:
                other = cursor.string()
                place = values.index(other) + (side == "AFTER") if other in values else place
            if value not in values:
                values.insert(place, value)
        elif cursor.accept("RENAME", "TO"):
            schema = name.rpartition(".")[0]
            new = cursor.identifier()
            self.state.rename_type(placed, f"{schema}.{new}" if schema else new)
            return []
        elif cursor.accept("SET", "SCHEMA"):
            self.state.rename_type(
                placed, table_key((cursor.identifier(), name.rpartition(".")[2]))
            )
            return []
        elif cursor.accept("RENAME", "VALUE"):
            old = cursor.string()
            cursor.expect("TO")
            new = cursor.string()
            values = [new if one == old else one for one in values]
        placed.item = placed.item.model_copy(update={"values": tuple(values)})
        return []

    def _drop(self, cursor: Cursor, line: int) -> None:
        cursor.accept("MATERIALIZED")
        word = cursor.key()
        cursor.at += 1
        cursor.accept("CONCURRENTLY")
        cursor.accept("IF", "EXISTS")
        if word not in {"TABLE", "INDEX", "POLICY", "TRIGGER"} and word not in _DROPPED:
            return
        for one in cursor.parts():
            if not one.is_name():
                continue
            name = table_key(one.qualified())
            if self._remove(word, name, one):
                what = f"{word.lower()} {name} was defined before and is dropped here"
                self._note(line, what, NoteLevel.info)

    def _remove(self, word: str, name: str, cursor: Cursor) -> bool:
        if word == "TABLE":
            return self.state.drop_table(name)
        if word == "INDEX":
            found = self.state.index(name.rpartition(".")[2])
            if found:
                del found[0].indexes[found[1]]
            return found is not None
        if word in {"POLICY", "TRIGGER"}:
            if not cursor.accept("ON"):
                return False
            key = f"{table_key(cursor.qualified())}.{name}"
            if word == "POLICY":
                return self.state.policies.pop(key, None) is not None
            return self.state.objects.pop(f"{SqlObjectType.trigger} {key}", None) is not None
        placed = self.state.find_object(_DROPPED[word], name)
        if placed is None and word == "VIEW":
            placed = self.state.find_object(SqlObjectType.materialized_view, name)
        return placed is not None and bool(self.state.objects.pop(placed.item.item_key, None))

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
        seen: set[tuple[str, str]] = set()
        for kind, key in self.state.order:
            if (kind, key) in seen:
                continue
            seen.add((kind, key))
            if kind == "table":
                table = self.state.tables.get(key)
                if table:
                    items += self._table(table)
                continue
            objects = self.state.objects if kind == "sql_object" else self.state.policies
            placed: Placed | None = objects.get(key)
            if placed:
                items.append(ReadItem(placed.item, self.path, placed.line, placed.end_line))
        return items

    def _table(self, state: TableState) -> list[ReadItem]:
        try:
            return [read_table(state, self.path)]
        except ValidationError as error:
            message = f"table {state.key} not read: {describe_errors(error)[:300]}"
            self._note(state.line, message)
            return []
