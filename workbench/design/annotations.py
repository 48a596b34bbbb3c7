"""Marks at the end of a database comment that keep what SQL has no word for.

`COMMENT ON COLUMN orders.email IS 'Where mails go. [class: personal]'`: the importer takes the
marks off the comment and the exporter puts them back, so that a schema can leave and return.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from workbench.design.ids import singular, snake_case
from workbench.design.tables import Column, Table

_MARK_NAME = re.compile(r"[a-z][a-z-]*", re.IGNORECASE)
_COLUMN_MARKS = {"class": "data_class", "attribute": "attribute", "deviation": "deviation"}
_TABLE_MARKS = {"entity": "entity", "deviation": "deviation"}
_TABLE_FLAGS = {"junction": ("junction", True), "append-only": ("mutable", False)}
_Kept = TypeVar("_Kept", Column, Table)
_BRACKETS = frozenset("[]")


def read_column_marks(column: Column) -> Column:
    """The column with the marks of its comment in their fields; what is set there stays."""
    comment, marks = _split(column.comment, {*_COLUMN_MARKS})
    update = {_COLUMN_MARKS[name]: value for name, value in marks.items()}
    return _updated(column, comment, "comment", update)


def read_table_marks(table: Table) -> Table:
    """The table and its columns with the marks of their comments in their fields."""
    comment, marks = _split(table.description, {*_TABLE_MARKS, *_TABLE_FLAGS})
    update: dict[str, object] = {
        _TABLE_MARKS[name]: value for name, value in marks.items() if name in _TABLE_MARKS
    }
    found = _updated(table, comment, "description", update)
    flags = dict(_TABLE_FLAGS[name] for name in marks if name in _TABLE_FLAGS)
    columns = tuple(read_column_marks(column) for column in table.columns)
    if flags or columns != table.columns:
        found = found.model_copy(update={**flags, "columns": columns})
    return found


def column_comment(column: Column) -> str:
    """The comment as a database should keep it, marks at its end."""
    return _joined(
        column.comment, {mark: getattr(column, name) for mark, name in _COLUMN_MARKS.items()}
    )


def table_comment(table: Table) -> str:
    """The comment as a database should keep it, marks at its end."""
    marks = {mark: getattr(table, name) for mark, name in _TABLE_MARKS.items()}
    if plain_name(table.entity) == plain_name(table.key):
        # Whoever reads the schema beside its dictionary sees that by itself.
        del marks["entity"]
    text = _joined(table.description, marks)
    flags = [mark for mark, (name, value) in _TABLE_FLAGS.items() if getattr(table, name) is value]
    return " ".join([*([text] if text else []), *(f"[{mark}]" for mark in flags)])


def plain_name(key: str) -> str:
    """A name without schema, number and word breaks, to tell which table keeps which entity.

    >>> plain_name("shop.order_items"), plain_name("OrderItem")
    ('orderitem', 'orderitem')
    """
    return singular(snake_case(key.rpartition(".")[2])).replace("_", "")


def _split(comment: str, known: set[str]) -> tuple[str, dict[str, str]]:
    """The comment without the marks at its end, and their values by name."""
    marks: dict[str, str] = {}
    while True:
        rest, name, value = _split_last(comment)
        if name not in known or name in marks:
            return comment, marks
        marks[name] = value
        comment = rest


def _split_last(comment: str) -> tuple[str, str, str]:
    """The text before the last mark, its name and its value; no name where no mark is last.

    Takes time proportional to the length, however many blanks or brackets a comment has.
    """
    text = comment.rstrip()
    begin = text.rfind("[")
    inside = text[begin + 1 : -1]
    name, _, value = inside.partition(":")
    name = name.strip()
    if begin < 0 or not text.endswith("]") or "]" in inside or not _MARK_NAME.fullmatch(name):
        return comment, "", ""
    return text[:begin].rstrip(), name.lower(), value.strip()


def _joined(comment: str, marks: Mapping[str, str]) -> str:
    # What a mark could only carry in other words is left to the schema's own document.
    written = [
        f"[{mark}: {value}]"
        for mark, value in marks.items()
        if value and value == " ".join(value.split()) and not _BRACKETS & set(value)
    ]
    return " ".join([*([comment] if comment else []), *written])


def _updated(part: _Kept, comment: str, field: str, marks: Mapping[str, object]) -> _Kept:
    update = {name: value for name, value in marks.items() if value and not getattr(part, name)}
    if comment != getattr(part, field):
        update[field] = comment
    return part.model_copy(update=update) if update else part
