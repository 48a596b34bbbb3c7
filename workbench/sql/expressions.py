"""What expressions call, told from their tokens; nothing is evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from workbench.sql.cursor import Cursor
from workbench.sql.dialect import Dialect
from workbench.sql.lexer import split_sql

#: What a type stands behind: `x::numeric(6)`, `CAST(x AS varchar(3))`.
_BEFORE_TYPES = frozenset({"::", "AS"})
#: Words that may stand before a bracket and are no functions.
_NO_FUNCTIONS = frozenset(
    {"AND", "OR", "NOT", "IN", "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "IS", "LIKE"}
)


class Call(NamedTuple):
    """A function that an expression calls."""

    name: str
    """In small letters, with its schema if one is written."""
    has_arguments: bool


def function_calls(expression: str, dialect: Dialect) -> Iterator[Call]:
    """The functions that an expression calls, nested ones too, in the order of their names.

    Strings, and types with lengths, are no calls.
    """
    for statement in split_sql(expression, dialect).statements:
        yield from _calls(Cursor(expression, statement.tokens, dialect))


def _calls(cursor: Cursor) -> Iterator[Call]:
    while not cursor.done:
        if cursor.accept_any(*_BEFORE_TYPES):
            _pass_type(cursor)
        elif cursor.is_name() and cursor.key() not in _NO_FUNCTIONS:
            name = cursor.identifier().lower()
            while cursor.key() == "." and cursor.is_name(1):
                cursor.at += 1
                name = f"{name}.{cursor.identifier().lower()}"
            if cursor.accept("("):
                yield Call(name, has_arguments=cursor.key() != ")")
        else:
            cursor.at += 1


def _pass_type(cursor: Cursor) -> None:
    """Pass the words of a type and its lengths."""
    while cursor.is_name() or cursor.key() == ".":
        cursor.at += 1
    if cursor.key() == "(":
        cursor.skip_group()
