"""The tables that a script creates, changes and comments on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.do_blocks import block_statements
from workbench.sql.statements import (
    AlterTable,
    CreateIndex,
    CreateTable,
    Drop,
    Name,
    OtherStatement,
    Statement,
    parse_statement,
)
from workbench.sql.table_actions import ActionKind, parse_action

_CHANGING = frozenset({"ADD", "DROP", "ALTER", "RENAME", "VALIDATE", "DETACH", "MODIFY", "CHANGE"})
#: Actions that change the columns of a table, or take something away from it.
_RESHAPING = frozenset(
    {
        ActionKind.add_column,
        ActionKind.add_columns,
        ActionKind.drop_column,
        ActionKind.drop_constraint,
        ActionKind.drop_primary_key,
        ActionKind.drop_index,
        ActionKind.drop_partition,
        ActionKind.rename_table,
        ActionKind.rename_column,
        ActionKind.rename_constraint,
        ActionKind.modify_column,
        ActionKind.change_column,
        ActionKind.change_type,
    }
)


@dataclass(slots=True)
class ScriptTables:
    """Tables of a script by what it does to them; each by its own name in small letters."""

    created: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    reshaped: set[str] = field(default_factory=set)
    """Those whose columns are changed."""
    touched: set[str] = field(default_factory=set)
    """Those that are changed in any way or commented on."""


def script_tables(statements: Iterable[Statement]) -> ScriptTables:
    """The tables of a script, those in its DO blocks as well."""
    found = ScriptTables()
    for statement in statements:
        _note_tables(statement, found)
        if statement.verb == "DO":
            cursor = statement.cursor
            for tokens in block_statements(cursor):
                _note_tables(parse_statement(cursor.text, tokens, cursor.dialect), found)
    found.touched |= found.changed
    return found


def _note_tables(statement: Statement, found: ScriptTables) -> None:
    match statement:
        case CreateTable():
            found.created.add(_own_name(statement.name))
        case CreateIndex():
            found.changed.add(_own_name(statement.table))
        case AlterTable():
            _note_altered(statement, found)
        case Drop(object_type="TABLE"):
            found.changed.update(_own_name(name) for name, _ in statement.names[:1])
        case OtherStatement() if statement.verb == "COMMENT":
            _note_commented(statement.cursor.fork(), found)


def _note_altered(statement: AlterTable, found: ScriptTables) -> None:
    name = _own_name(statement.name)
    found.touched.add(name)
    if statement.cursor.key() not in _CHANGING:
        return
    found.changed.add(name)
    first = next(statement.actions, None)
    if first is not None and _reshapes(first):
        found.reshaped.add(name)


def _reshapes(action: Cursor) -> bool:
    try:
        return parse_action(action).kind in _RESHAPING
    except NotUnderstoodError:
        return False


def _note_commented(cursor: Cursor, found: ScriptTables) -> None:
    """Note the table that a comment is about, or whose column it is about."""
    if not cursor.accept("ON"):
        return
    word = cursor.accept_any("TABLE", "COLUMN")
    if word and cursor.is_name():
        name = cursor.qualified()
        found.touched.add(_own_name(name[:-1] if word == "COLUMN" and len(name) > 1 else name))


def _own_name(name: Name) -> str:
    return name[-1].lower()
