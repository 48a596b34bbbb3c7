"""What the steps of a migration plan do, statement by statement, as rules about them ask.

Nothing is run. A statement that is not understood does nothing here: rules about steps say
what they see and never guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from workbench.design.tables import Migration
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.dialect import Database, Dialect, detect_dialect, dialect_for
from workbench.sql.lexer import SplitSql, split_sql

_MAX_TEXT = 200_000
_SHOWN = 3
_CONSTRAINTS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE"})
_MYSQL_INDEXES = frozenset({"INDEX", "KEY", "FULLTEXT", "SPATIAL"})
_TYPED = frozenset({"add column", "change type"})
_TYPE_END = re.compile(
    r"(?i)(?:^|\s)(?:not|null|default|primary|unique|references|check|constraint|collate"
    r"|generated|using|comment|first|after)\b"
)
_SIMPLE = frozenset({"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "VACUUM", "CLUSTER"})


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One thing that a step does to one table, index or name."""

    kind: str
    """`add column`, `drop table`, `set not null` … in small letters."""
    table: str = ""
    """The table's own name in small letters, without its schema."""
    key: str = ""
    """The table's name as its item has it, with the schema if one is written."""
    name: str = ""
    """The column, constraint, index or new name that it is about."""
    words: tuple[str, ...] = ()
    """Keys of the tokens behind the name: upper-case words and signs, '' for literals."""
    source: str = ""
    """What stands behind the name, as written on one line."""

    def has(self, *words: str) -> bool:
        """Whether these words stand in it one behind the other."""
        count = len(words)
        return any(
            self.words[at : at + count] == words for at in range(len(self.words) - count + 1)
        )

    @property
    def type(self) -> str:
        """The type that a column is given; empty where the act is about no column."""
        if self.kind not in _TYPED:
            return ""
        end = _TYPE_END.search(self.source)
        return (self.source[: end.start()] if end else self.source).strip()


@dataclass(frozen=True)
class MigrationStep:
    """One migration and what its way up does, in order."""

    item: Migration
    changes: tuple[SchemaChange, ...]
    earlier: frozenset[str]
    """Tables that the steps before it make."""
    dialect: Database

    def on_filled_tables(self, *whats: str) -> Iterator[tuple[int, SchemaChange]]:
        """Acts of these kinds on tables that were there before the whole plan.

        A table that the plan itself makes has no rows that could be in the way and nobody
        who waits for it.
        """
        for place, change in self.on_existing_tables(*whats):
            if change.table not in self.earlier:
                yield place, change

    def on_existing_tables(self, *whats: str) -> Iterator[tuple[int, SchemaChange]]:
        """Acts of these kinds on tables that this step has not made itself."""
        wanted = frozenset(whats)
        made: set[str] = set()
        for place, change in enumerate(self.changes):
            if change.kind == "create table":
                made.add(change.table)
            if change.kind in wanted and change.table not in made:
                yield place, change


def read_steps(migrations: Iterable[Migration], database: Database) -> tuple[MigrationStep, ...]:
    """Each migration with its changes; `database` is that of the tables around it."""
    steps = []
    earlier: frozenset[str] = frozenset()
    for migration in migrations:
        own = migration_dialect(migration, database)
        changes = schema_changes(migration.up, own)
        steps.append(MigrationStep(migration, changes, earlier, own))
        earlier |= {one.table for one in changes if one.kind == "create table"}
    return tuple(steps)


def migration_dialect(migration: Migration, database: Database) -> Database:
    """The database that a migration is written for: that of the tables, unless its words differ."""
    if database != "postgresql" or len(migration.up) > _MAX_TEXT:
        return database
    return detect_dialect(migration.up)


def join_names(names: Iterable[str]) -> str:
    """Names for a message, each once: the first three, and how many more there are."""
    known = list(dict.fromkeys(names))
    more = f", and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return ", ".join(known[:_SHOWN]) + more


def schema_changes(text: str, database: Database) -> tuple[SchemaChange, ...]:
    """What a script does, in order; nothing for a very long one."""
    return _schema_changes(text, dialect_for(database)) if len(text) <= _MAX_TEXT else ()


@lru_cache(maxsize=512)
def _schema_changes(text: str, dialect: Dialect) -> tuple[SchemaChange, ...]:
    split = split_sql(text, dialect)
    reader = _Reader(split, dialect)
    for statement in split.statements:
        cursor = Cursor(text, statement.tokens, dialect)
        try:
            reader.read(cursor)
        except NotUnderstoodError:
            continue
    return tuple(reader.changes)


class _Name(NamedTuple):
    plain: str
    key: str


def _table(cursor: Cursor) -> _Name:
    parts = cursor.qualified()
    return _Name(parts[-1].lower(), ".".join(parts).removeprefix("public."))


_NONE = _Name("", "")


def _name(cursor: Cursor) -> str:
    return cursor.qualified()[-1].lower()


def _accept_if(cursor: Cursor) -> bool:
    return cursor.accept("IF", "NOT", "EXISTS") or cursor.accept("IF", "EXISTS")


@dataclass
class _Reader:
    split: SplitSql
    dialect: Dialect
    changes: list[SchemaChange] = field(default_factory=list)

    def read(self, cursor: Cursor) -> None:
        word = cursor.key()
        if word in _SIMPLE:
            self._add(word.lower(), cursor)
        elif word == "ALTER":
            self._alter(cursor)
        elif cursor.accept("CREATE"):
            self._create(cursor)
        elif cursor.accept("DROP"):
            self._drop(cursor)
        elif cursor.accept("TRUNCATE"):
            cursor.accept("TABLE")
            self._names("truncate", cursor)
        elif cursor.accept("REINDEX"):
            self._add("reindex", cursor)
        elif cursor.accept("RENAME", "TABLE"):
            self._add("rename table", cursor, table=_table(cursor))
        elif cursor.accept("SET"):
            cursor.accept_any("LOCAL", "SESSION")
            self._add("set", cursor, name=".".join(cursor.qualified()).lower())

    def _alter(self, cursor: Cursor) -> None:
        if cursor.accept("ALTER", "TABLE"):
            self._alter_table(cursor)
        elif cursor.accept("ALTER", "TYPE"):
            self._add("alter type", cursor, name=_name(cursor))
        elif cursor.accept("ALTER", "DOMAIN"):
            self._add("alter domain", cursor, name=_name(cursor))

    def _add(self, what: str, cursor: Cursor, table: _Name = _NONE, name: str = "") -> None:
        words = tuple(token.key for token in cursor.tokens[cursor.at : cursor.stop])
        self.changes.append(SchemaChange(what, *table, name, words, cursor.rest()))

    def _names(self, what: str, cursor: Cursor, *, tables: bool = True) -> None:
        """One change per name of a list: `DROP TABLE a, b CASCADE`."""
        names = []
        cursor.accept("ONLY")
        names.append(_table(cursor))
        while cursor.accept(","):
            names.append(_table(cursor))
        words = tuple(token.key for token in cursor.tokens)
        source = cursor.rest()
        for one in names:
            table, name = (one, "") if tables else (_NONE, one.plain)
            self.changes.append(SchemaChange(what, *table, name, words, source))

    def _create(self, cursor: Cursor) -> None:
        unique = False
        while cursor.accept_any("TEMP", "TEMPORARY", "GLOBAL", "LOCAL", "UNLOGGED"):
            continue
        if cursor.accept("DOMAIN"):
            self._add("create domain", cursor, name=_name(cursor))
            return
        if cursor.accept("TABLE") or cursor.accept("MATERIALIZED", "VIEW"):
            _accept_if(cursor)
            self._add("create table", cursor, table=_table(cursor))
            return
        unique = cursor.accept("UNIQUE")
        if not cursor.accept("INDEX"):
            return
        concurrently = cursor.accept("CONCURRENTLY")
        _accept_if(cursor)
        name = "" if cursor.key() == "ON" else _name(cursor)
        cursor.expect("ON")
        cursor.accept("ONLY")
        table = _table(cursor)
        what = "create unique index" if unique else "create index"
        self._add(f"{what} concurrently" if concurrently else what, cursor, table, name)

    def _drop(self, cursor: Cursor) -> None:
        kind = cursor.accept_any("TABLE", "SCHEMA", "DATABASE", "INDEX")
        if not kind:
            return
        concurrently = cursor.accept("CONCURRENTLY")
        _accept_if(cursor)
        what = f"drop {kind.lower()}" + (" concurrently" if concurrently else "")
        self._names(what, cursor, tables=kind == "TABLE")

    def _alter_table(self, cursor: Cursor) -> None:
        _accept_if(cursor)
        cursor.accept("ONLY")
        table = _table(cursor)
        cursor.accept("*")
        for part in cursor.parts():
            self._change(table, part)

    def _change(self, table: _Name, part: Cursor) -> None:
        match part.accept_any("ADD", "DROP", "ALTER", "RENAME", "VALIDATE", "DETACH", "MODIFY",
                              "CHANGE"):  # fmt: skip
            case "ADD":
                self._added(table, part)
            case "DROP":
                self._dropped(table, part)
            case "ALTER":
                self._altered(table, part)
            case "RENAME":
                self._renamed(table, part)
            case "VALIDATE":
                part.expect("CONSTRAINT")
                self._add("validate", part, table, _name(part))
            case "DETACH":
                part.expect("PARTITION")
                self._add("detach partition", part, table, _name(part))
            case "MODIFY":
                part.accept("COLUMN")
                self._add("change type", part, table, _name(part))
            case "CHANGE":
                part.accept("COLUMN")
                old, new = _name(part), _name(part)
                self._add("change type" if old == new else "rename column", part, table, old)
            case _:
                self._add("other", part, table)

    def _added(self, table: _Name, part: Cursor) -> None:
        if part.key() in _CONSTRAINTS:
            name = _name(part) if part.accept("CONSTRAINT") else ""
            self._add("add constraint", part, table, name)
        elif part.key() in _MYSQL_INDEXES and self.dialect == "mysql":
            self._add("create index", part, table)
        else:
            part.accept("COLUMN")
            _accept_if(part)
            if part.key() == "(" and self.dialect == "mysql":
                for one in part.group().parts():
                    self._add("add column", one, table, _name(one))
            else:
                self._add("add column", part, table, _name(part))

    def _dropped(self, table: _Name, part: Cursor) -> None:
        if part.accept("CONSTRAINT") or (
            self.dialect == "mysql" and (part.accept("FOREIGN", "KEY") or part.accept("CHECK"))
        ):
            _accept_if(part)
            self._add("drop constraint", part, table, _name(part))
        elif part.accept("PRIMARY", "KEY"):
            self._add("drop constraint", part, table, "primary key")
        elif part.key() in {"INDEX", "KEY"} and self.dialect == "mysql":
            part.at += 1
            self._add("drop index", part, table, _name(part))
        else:
            part.accept("COLUMN")
            _accept_if(part)
            self._add("drop column", part, table, _name(part))

    def _altered(self, table: _Name, part: Cursor) -> None:
        if part.key() in {"CONSTRAINT", "INDEX"} and part.is_name(1):
            return
        part.accept("COLUMN")
        name = _name(part)
        if part.accept("SET", "NOT", "NULL"):
            self._add("set not null", part, table, name)
        elif part.accept("DROP", "NOT", "NULL"):
            self._add("drop not null", part, table, name)
        elif part.accept("SET", "DATA", "TYPE") or part.accept("TYPE"):
            self._add("change type", part, table, name)
        else:
            self._add("other", part, table, name)

    def _renamed(self, table: _Name, part: Cursor) -> None:
        if part.accept_any("TO", "AS"):
            self._add("rename table", part, table, _name(part))
        elif not part.accept_any("CONSTRAINT", "INDEX", "KEY"):
            part.accept("COLUMN")
            self._add("rename column", part, table, _name(part))
