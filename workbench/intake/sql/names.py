"""Names as SQL speaks of them: in expressions, in indexes, behind ON."""

from __future__ import annotations

import re
from typing import TypeVar

from workbench.design.tables import ForeignKey, Index, PrimaryKey, Unique

AnyKey = TypeVar("AnyKey", PrimaryKey, Unique, ForeignKey)

_NAMES = re.compile(r'"[^"]*"|`[^`]*`|[^\W\d][\w$]*')
_WORDS_AND_TEXTS = re.compile(rf"'[^']*'|{_NAMES.pattern}(?!\s*\()")
_TEXTS = re.compile(r"'[^']*'")
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_INCLUDED = re.compile(r'(?i)(?<=INCLUDE)\s*\((?:"[^"]*"|[^)"])*\)')


def words_of(expression: str) -> frozenset[str]:
    """Names that an expression may speak of, without quotes, as written and in lower case."""
    words = _NAMES.findall(_TEXTS.sub("", expression))
    return frozenset(form for word in words for form in (word.strip('"`'), word.lower()))


def rests_on(index: Index, column: str) -> bool:
    """Whether an index speaks of a column in its parts, its condition or what it includes."""
    if column in index.columns or column in index.include:
        return True
    expressions = [index.where, *(part.expression for part in index.parts)]
    return any(column in words_of(one) for one in expressions if one)


def key_rests_on(key: PrimaryKey | Unique | ForeignKey, column: str) -> bool:
    """Whether a key speaks of a column in what it holds or includes."""
    included = _INCLUDED.search(key.options)
    return column in key.columns or bool(included and column in words_of(included[0]))


def moved_trigger(sql: str, old: str, new: str) -> str:
    """The text of a trigger after its table, given by keys, got another name."""
    written = r"\.".join(f'"?{re.escape(part)}"?' for part in old.split("."))
    made = ".".join(one if _PLAIN.fullmatch(one) else f'"{one}"' for one in new.split("."))
    pattern = re.compile(rf"(?i)(\bON\s+)(?:public\.)?{written}(?=\s)")
    return pattern.sub(lambda found: found[1] + made, sql, count=1)


def renamed_in(expression: str, old: str, new: str) -> str:
    """An expression after a column that it may speak of got another name."""
    if old not in expression and old not in expression.lower():
        return expression
    made = new if _PLAIN.fullmatch(new) else f'"{new}"'

    def changed(found: re.Match[str]) -> str:
        word = found[0]
        quoted = word[:1] in {'"', "`"}
        same = word.strip('"`') == old if quoted else word.lower() == old
        return made if same else word

    return _WORDS_AND_TEXTS.sub(changed, expression)


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
    include = tuple(new if one == old else one for one in index.include)
    where = renamed_in(index.where, old, new)
    return index.model_copy(update={"parts": parts, "include": include, "where": where})


def renamed_key(key: AnyKey, old: str, new: str) -> AnyKey:
    """A key after a column of its table got another name."""

    def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if one == old else one for one in names)

    options = _INCLUDED.sub(lambda found: renamed_in(found[0], old, new), key.options)
    update: dict[str, object] = {"columns": renamed(key.columns), "options": options}
    if isinstance(key, ForeignKey):
        update["on_delete_columns"] = renamed(key.on_delete_columns)
    return key.model_copy(update=update)
