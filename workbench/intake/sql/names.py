"""Names of columns and tables in keys, indexes and triggers, and what renaming them changes."""

from __future__ import annotations

import re
from typing import TypeVar

from workbench.design.tables import ForeignKey, Index, PrimaryKey, Unique
from workbench.sql.identifiers import quoted_if_needed
from workbench.sql.mentions import renamed_in, words_of

AnyKey = TypeVar("AnyKey", PrimaryKey, Unique, ForeignKey)

_INCLUDED = re.compile(r'(?i)(?<=INCLUDE)\s*\((?:"[^"]*"|[^)"])*\)')


def rests_on(index: Index, column: str) -> bool:
    """Whether an index uses a column in its parts, its condition or what it includes."""
    if column in index.columns or column in index.include:
        return True
    expressions = [index.where, *(part.expression for part in index.parts)]
    return any(column in words_of(expression) for expression in expressions if expression)


def key_rests_on(key: PrimaryKey | Unique | ForeignKey, column: str) -> bool:
    """Whether a key uses a column in what it holds or includes."""
    included = _INCLUDED.search(key.options)
    return column in key.columns or bool(included and column in words_of(included[0]))


def moved_trigger(sql: str, old: str, new: str) -> str:
    """The text of a trigger after its table, given by keys, got another name."""
    written = r"\.".join(f'"?{re.escape(part)}"?' for part in old.split("."))
    made = quoted_if_needed(*new.split("."))
    pattern = re.compile(rf"(?i)(\bON\s+)(?:public\.)?{written}(?=\s)")
    return pattern.sub(lambda found: found[1] + made, sql, count=1)


def renamed_index(index: Index, old: str, new: str) -> Index:
    """An index after a column of its table got another name."""
    parts = tuple(
        part.model_copy(
            update={
                "column": new if part.column == old else part.column,
                "expression": renamed_in(part.expression, old, new),
            }
        )
        for part in index.parts
    )
    include = tuple(new if name == old else name for name in index.include)
    where = renamed_in(index.where, old, new)
    return index.model_copy(update={"parts": parts, "include": include, "where": where})


def renamed_key(key: AnyKey, old: str, new: str) -> AnyKey:
    """A key after a column of its table got another name."""

    def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if name == old else name for name in names)

    options = _INCLUDED.sub(lambda found: renamed_in(found[0], old, new), key.options)
    update: dict[str, object] = {"columns": renamed(key.columns), "options": options}
    if isinstance(key, ForeignKey):
        update["on_delete_columns"] = renamed(key.on_delete_columns)
    return key.model_copy(update=update)
