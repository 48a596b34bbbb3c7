"""The tree of a SQL script: what each statement does, to which table or object, and where.

Importers apply these statements to a schema, and rules about migrations judge them. A statement
is taken apart down to the names and actions that both need; what follows them is left as a
cursor. Nothing is run. A statement that is not understood becomes an `OtherStatement`, with the
reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.dialect import Dialect
from workbench.sql.lexer import StatementTokens, split_sql

Name = tuple[str, ...]
"""A name in parts, its schema in front: `("audit", "orders")`."""

#: Words between CREATE and the kind of object.
# fmt: off
_MODIFIERS = frozenset({
    "OR", "REPLACE", "TEMP", "TEMPORARY", "LOCAL", "GLOBAL", "UNLOGGED", "RECURSIVE",
    "MATERIALIZED", "CONSTRAINT", "TRUSTED", "PROCEDURAL", "FOREIGN", "VIRTUAL", "DEFINER",
    "ALGORITHM", "SQL", "SECURITY", "INVOKER", "UNDEFINED", "MERGE", "TEMPTABLE", "=", "@",
})
#: Kinds of objects behind `DEFINER = somebody`, whose name may be anything.
_DEFINED = frozenset({
    "VIEW", "FUNCTION", "PROCEDURE", "AGGREGATE", "TRIGGER", "EVENT", "SEQUENCE", "DOMAIN",
    "EXTENSION", "SCHEMA", "TABLE",
})
# fmt: on
#: Characters in which a statement says what it is about.
_HEAD = 2_000


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `cursor` is after what the fields hold."""

    tokens: StatementTokens
    cursor: Cursor
    error: str = field(default="", kw_only=True)
    """Why the rest of the statement is not understood."""

    @property
    def verb(self) -> str:
        """The first word, in upper case."""
        return self.tokens.tokens[0].key


@dataclass(frozen=True, slots=True)
class OtherStatement(Statement):
    """Anything that is not taken apart; the cursor is after the first word."""


@dataclass(frozen=True, slots=True)
class CreateTable(Statement):
    """CREATE TABLE; the cursor is after the name."""

    name: Name
    modifiers: frozenset[str]
    """`TEMPORARY`, `UNLOGGED`, `FOREIGN`, `VIRTUAL` and other words in front of TABLE."""
    if_not_exists: bool


@dataclass(frozen=True, slots=True)
class CreateIndex(Statement):
    """CREATE INDEX; the cursor is after the table."""

    name: str
    """Empty for an index that the database names."""
    table: Name
    unique: bool
    concurrently: bool
    only: bool
    method: str
    """What USING says in front of the table."""


@dataclass(frozen=True, slots=True)
class CreateObject(Statement):
    """CREATE of anything else; the cursor is after the word for it."""

    object_type: str
    """`VIEW`, `TYPE`, `POLICY` …; empty where no word follows."""
    modifiers: frozenset[str]


@dataclass(frozen=True, slots=True)
class AlterTable(Statement):
    """ALTER TABLE; `actions` holds its parts, which `parse_action` takes apart."""

    name: Name
    written: str
    """The name as it is written."""
    if_exists: bool
    only: bool

    @property
    def actions(self) -> Iterator[Cursor]:
        """Each action as a cursor of its own."""
        return self.cursor.fork().parts()


@dataclass(frozen=True, slots=True)
class AlterObject(Statement):
    """ALTER of anything else; the cursor is after the word for it."""

    object_type: str


@dataclass(frozen=True, slots=True)
class Drop(Statement):
    """DROP of one or several objects of a type; each with what follows its name."""

    object_type: str
    concurrently: bool
    names: tuple[tuple[Name, Cursor], ...]


@dataclass(frozen=True, slots=True)
class RenameTables(Statement):
    """RENAME TABLE of MySQL: old and new names."""

    names: tuple[tuple[Name, Name], ...]


def parse_statement(text: str, tokens: StatementTokens, dialect: Dialect) -> Statement:
    """What a statement does; one that is not understood is an `OtherStatement` with its error."""
    cursor = Cursor(text, tokens.tokens, dialect, 1)
    read = _READERS.get(tokens.tokens[0].key)
    if read is None:
        return OtherStatement(tokens, cursor)
    try:
        return read(tokens, cursor)
    except NotUnderstoodError as error:
        return OtherStatement(tokens, replace(cursor, at=1), error=str(error))


def parse_head(sql: str, dialect: Dialect) -> Statement | None:
    """What the first statement of a text does, told from its beginning; None without one.

    Costs the same for a long routine as for a short one: no more than its name is read.
    """
    begin = sql[:_HEAD]
    statements = split_sql(begin, dialect).statements
    return parse_statement(begin, statements[0], dialect) if statements else None


def _create(tokens: StatementTokens, cursor: Cursor) -> Statement:
    modifiers = _modifiers(cursor)
    unique = cursor.accept("UNIQUE")
    cursor.accept_any("CLUSTERED", "NONCLUSTERED", "FULLTEXT", "SPATIAL")
    object_type = cursor.key()
    cursor.at += 1
    if object_type == "TABLE":
        if_not_exists = cursor.accept("IF", "NOT", "EXISTS")
        name = cursor.qualified()
        return CreateTable(tokens, cursor, name, modifiers, if_not_exists)
    if object_type == "INDEX":
        return _create_index(tokens, cursor, unique=unique)
    return CreateObject(tokens, cursor, object_type, modifiers)


def _modifiers(cursor: Cursor) -> frozenset[str]:
    found = set[str]()
    while cursor.key() in _MODIFIERS or (
        "DEFINER" in found and cursor.key() not in _DEFINED and not cursor.done
    ):
        found.add(cursor.key())
        cursor.at += 1
    return frozenset(found)


def _create_index(tokens: StatementTokens, cursor: Cursor, *, unique: bool) -> CreateIndex:
    concurrently = cursor.accept("CONCURRENTLY")
    cursor.accept("IF", "NOT", "EXISTS")
    name = "" if cursor.key() == "ON" else cursor.qualified()[-1]
    method = cursor.identifier().lower() if cursor.accept("USING") else ""
    cursor.expect("ON")
    only = cursor.accept("ONLY")
    return CreateIndex(tokens, cursor, name, cursor.qualified(), unique, concurrently, only, method)


def _alter(tokens: StatementTokens, cursor: Cursor) -> Statement:
    if not cursor.accept("TABLE"):
        object_type = cursor.key()
        cursor.at += 1
        return AlterObject(tokens, cursor, object_type)
    if_exists = cursor.accept("IF", "EXISTS")
    only = cursor.accept("ONLY")
    begin = cursor.at
    name = cursor.qualified()
    written = cursor.source(begin, cursor.at)
    cursor.accept("*")
    return AlterTable(tokens, cursor, name, written, if_exists, only)


def _drop(tokens: StatementTokens, cursor: Cursor) -> Drop:
    materialized = cursor.accept("MATERIALIZED")
    object_type = cursor.key()
    cursor.at += 1
    concurrently = cursor.accept("CONCURRENTLY")
    cursor.accept("IF", "EXISTS")
    cursor.accept("ONLY")
    names = tuple((part.qualified(), part) for part in cursor.parts() if part.is_name())
    word = "MATERIALIZED VIEW" if materialized else object_type
    return Drop(tokens, cursor, word, concurrently, names)


def _rename(tokens: StatementTokens, cursor: Cursor) -> RenameTables:
    cursor.expect("TABLE")
    return RenameTables(tokens, cursor, tuple(_old_and_new(part) for part in cursor.parts()))


def _old_and_new(part: Cursor) -> tuple[Name, Name]:
    old = part.qualified()
    part.expect("TO")
    return old, part.qualified()


_READERS = {"CREATE": _create, "ALTER": _alter, "DROP": _drop, "RENAME": _rename}
