"""Names as SQL speaks of them: in expressions, in indexes, behind ON."""

from __future__ import annotations

import re

from workbench.design.tables import Index

_NAMES = re.compile(r'"[^"]*"|`[^`]*`|[^\W\d][\w$]*')
_TEXTS = re.compile(r"'[^']*'")
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


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


def moved_trigger(sql: str, old: str, new: str) -> str:
    """The text of a trigger after its table, given by keys, got another name."""
    written = r"\.".join(f'"?{re.escape(part)}"?' for part in old.split("."))
    made = ".".join(one if _PLAIN.fullmatch(one) else f'"{one}"' for one in new.split("."))
    pattern = re.compile(rf"(?i)(\bON\s+)(?:public\.)?{written}(?=\s)")
    return pattern.sub(lambda found: found[1] + made, sql, count=1)
