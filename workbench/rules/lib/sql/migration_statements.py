"""What the steps of a migration plan do, statement by statement, as rules about them ask.

Nothing is run. A statement that is not understood does nothing here: rules about steps say
what they see and never guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from workbench.design.tables import Migration
from workbench.sql.column_clauses import column_type, find_default
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.dialect import Database, Dialect, detect_dialect, dialect_for
from workbench.sql.script import Script
from workbench.sql.statements import (
    AlterObject,
    AlterTable,
    CreateIndex,
    CreateObject,
    CreateTable,
    Drop,
    Name,
    OtherStatement,
    RenameTables,
    Statement,
)
from workbench.sql.table_actions import ActionKind, TableAction, parse_action

_MAX_TEXT = 200_000
_SHOWN = 3
_TABLE_MODIFIERS = frozenset({"TEMP", "TEMPORARY", "GLOBAL", "LOCAL", "UNLOGGED"})
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
    """Keys of the tokens after the name: upper-case words and signs, '' for literals."""
    source: str = ""
    """The text after the name, as written on one line."""
    type: str = ""
    """The type that a column is given, as written; empty where the change is about no column."""
    default: str = ""
    """The expression after DEFAULT of such a column; empty without one."""

    def has(self, *words: str) -> bool:
        """Whether it contains these words one after the other."""
        count = len(words)
        return any(
            self.words[at : at + count] == words for at in range(len(self.words) - count + 1)
        )


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
        earlier |= {change.table for change in changes if change.kind == "create table"}
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
    found: list[SchemaChange] = []
    for statement in Script(text, dialect).statements:
        # What was understood before something that was not stays.
        with suppress(NotUnderstoodError):
            found.extend(_changes(statement))
    return tuple(found)


class _TableName(NamedTuple):
    plain: str
    key: str


_NO_TABLE = _TableName("", "")


def _table_name(name: Name) -> _TableName:
    return _TableName(name[-1].lower(), ".".join(name).removeprefix("public."))


def _pass_name(cursor: Cursor) -> str:
    return cursor.qualified()[-1].lower()


def _change(
    kind: str, cursor: Cursor, table: _TableName = _NO_TABLE, name: str = ""
) -> SchemaChange:
    words = tuple(token.key for token in cursor.tokens[cursor.at : cursor.stop])
    return SchemaChange(kind, *table, name, words, cursor.source(cursor.at, cursor.stop))


def _column_change(kind: str, cursor: Cursor, table: _TableName, name: str) -> SchemaChange:
    """A change that gives a column a type."""
    clauses = cursor.fork()
    type_ = column_type(clauses)
    return replace(_change(kind, cursor, table, name), type=type_, default=find_default(clauses))


def _changes(statement: Statement) -> Iterator[SchemaChange]:
    """What one statement does; raises NotUnderstoodError where it goes on in an unknown way."""
    cursor = statement.cursor.fork()
    match statement:
        case CreateTable() | CreateIndex() | CreateObject():
            yield from _created(statement, cursor)
        case AlterTable():
            for part in statement.actions:
                yield from _table_changes(_table_name(statement.name), parse_action(part))
        case AlterObject(object_type="TYPE" | "DOMAIN"):
            name = _pass_name(cursor)
            yield _change(f"alter {statement.object_type.lower()}", cursor, name=name)
        case Drop():
            yield from _drop(statement)
        case RenameTables():
            for old, _ in statement.names:
                yield _change("rename table", cursor, _table_name(old))
        case OtherStatement(error=""):
            yield from _other(statement.verb, cursor)


def _created(
    statement: CreateTable | CreateIndex | CreateObject, cursor: Cursor
) -> Iterator[SchemaChange]:
    if isinstance(statement, CreateIndex):
        yield _create_index(statement, cursor)
    elif isinstance(statement, CreateTable):
        if statement.modifiers <= _TABLE_MODIFIERS:
            yield _change("create table", cursor, _table_name(statement.name))
    elif statement.object_type == "DOMAIN":
        name = _pass_name(cursor)
        yield _change("create domain", cursor, name=name)
    elif statement.object_type == "VIEW" and "MATERIALIZED" in statement.modifiers:
        cursor.accept("IF", "NOT", "EXISTS")
        table = _table_name(cursor.qualified())
        yield _change("create table", cursor, table)


def _create_index(statement: CreateIndex, cursor: Cursor) -> SchemaChange:
    kind = "create unique index" if statement.unique else "create index"
    if statement.concurrently:
        kind = f"{kind} concurrently"
    return _change(kind, cursor, _table_name(statement.table), statement.name.lower())


def _drop(statement: Drop) -> Iterator[SchemaChange]:
    if statement.object_type not in {"TABLE", "SCHEMA", "DATABASE", "INDEX"}:
        return
    kind = f"drop {statement.object_type.lower()}"
    if statement.concurrently:
        kind = f"{kind} concurrently"
    words = tuple(token.key for token in statement.tokens.tokens)
    for name, _ in statement.names:
        found = _table_name(name)
        if statement.object_type == "TABLE":
            yield SchemaChange(kind, *found, "", words)
        else:
            yield SchemaChange(kind, name=found.plain, words=words)


def _other(verb: str, cursor: Cursor) -> Iterator[SchemaChange]:
    if verb in _SIMPLE:
        yield _change(verb.lower(), replace(cursor, at=0))
    elif verb == "REINDEX":
        yield _change("reindex", cursor)
    elif verb == "SET":
        cursor.accept_any("LOCAL", "SESSION")
        name = ".".join(cursor.qualified()).lower()
        yield _change("set", cursor, name=name)
    elif verb == "TRUNCATE":
        cursor.accept("TABLE")
        cursor.accept("ONLY")
        names = [_table_name(cursor.qualified())]
        while cursor.accept(","):
            names.append(_table_name(cursor.qualified()))
        words = tuple(token.key for token in cursor.tokens)
        yield from (SchemaChange("truncate", *name, "", words) for name in names)


# --- ALTER TABLE ----------------------------------------------------------------------------------

#: Kinds of actions under the names that rules give them; the rest is `other`.
_KINDS = {
    ActionKind.drop_column: "drop column",
    ActionKind.drop_constraint: "drop constraint",
    ActionKind.drop_primary_key: "drop constraint",
    ActionKind.drop_index: "drop index",
    ActionKind.drop_partition: "drop partition",
    ActionKind.set_not_null: "set not null",
    ActionKind.drop_not_null: "drop not null",
    ActionKind.rename_column: "rename column",
    ActionKind.validate_constraint: "validate",
    ActionKind.detach_partition: "detach partition",
}
#: Kinds of actions that give a column a type.
_TYPED = {
    ActionKind.add_column: "add column",
    ActionKind.modify_column: "change type",
    ActionKind.change_type: "change type",
}
_LEFT_OUT = frozenset(
    {ActionKind.rename_constraint, ActionKind.alter_constraint, ActionKind.alter_index}
)


def _table_changes(table: _TableName, action: TableAction) -> Iterator[SchemaChange]:
    cursor = action.cursor
    match action.kind:
        case ActionKind.add_columns:
            for part in cursor.group().parts():
                name = _pass_name(part)
                yield _column_change("add column", part, table, name)
        case kind if kind in _TYPED:
            name = action.name.lower() if kind == ActionKind.change_type else _pass_name(cursor)
            yield _column_change(_TYPED[kind], cursor, table, name)
        case ActionKind.change_column:
            yield _changed_column(table, action)
        case ActionKind.add_constraint:
            name = _pass_name(cursor) if action.name and cursor.accept("CONSTRAINT") else ""
            yield _change("add constraint", cursor, table, name)
        case ActionKind.add_index:
            yield _change("create index", cursor, table)
        case ActionKind.rename_table:
            name = _pass_name(cursor)
            yield _change("rename table", cursor, table, name)
        case kind if kind not in _LEFT_OUT:
            yield _change(_KINDS.get(kind, "other"), cursor, table, action.name.lower())


def _changed_column(table: _TableName, action: TableAction) -> SchemaChange:
    """CHANGE of MySQL, which gives a column a name and a type."""
    old, new = action.name.lower(), _pass_name(action.cursor)
    if old == new:
        return _column_change("change type", action.cursor, table, old)
    return _change("rename column", action.cursor, table, old)
