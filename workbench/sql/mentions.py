"""The names that expressions and definitions mention, without taking them apart any further."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.sql.identifiers import quoted_if_needed

_NAME = re.compile(r'"[^"]*"|`[^`]*`|[^\W\d][\w$]*')
_NAME_OR_STRING = re.compile(rf"'[^']*'|{_NAME.pattern}(?!\s*\()")
_STRING = re.compile(r"'(?:[^']|'')*'")
_BODY = re.compile(r"\$(\w*)\$.*?\$\1\$", re.DOTALL)
_BODY_MARK = re.compile(r"\$\w*\$")
_WORD = re.compile(r'"(?:[^"]|"")+"|`[^`]+`|[\w$]+')
_UNQUALIFIED = re.compile(
    r"(?<![\w.$\"])(?:\"(?P<quoted>[^\"]+)\"|(?P<plain>[^\W\d][\w$]*))(?!\s*\.)"
)


def words_of(expression: str) -> frozenset[str]:
    """Names that an expression may mention, without quotes, as written and in lower case."""
    words = _NAME.findall(_STRING.sub("", expression))
    return frozenset(form for word in words for form in (word.strip('"`'), word.lower()))


def renamed_in(expression: str, old: str, new: str) -> str:
    """An expression after a column that it may mention got another name."""
    if old not in expression and old not in expression.lower():
        return expression

    def renamed(found: re.Match[str]) -> str:
        word = found[0]
        quoted = word[:1] in {'"', "`"}
        same = word.strip('"`') == old if quoted else word.lower() == old
        return quoted_if_needed(new) if same else word

    return _NAME_OR_STRING.sub(renamed, expression)


def mentioned_words(text: str) -> set[str]:
    """Words and quoted names of a text in small letters, those in strings as well."""
    return {word.strip('"`').lower() for word in _WORD.findall(text)}


def without_strings(text: str) -> str:
    """A text whose strings are empty."""
    return _STRING.sub("''", text)


def before_body(text: str) -> str:
    """A definition up to its body in dollar quotes."""
    return _BODY_MARK.split(text, maxsplit=1)[0]


def unqualified_names(text: str) -> Iterator[str]:
    """Names without a schema, folded as PostgreSQL does; those in strings and bodies are not."""
    for found in _UNQUALIFIED.finditer(_BODY.sub("''", _STRING.sub("''", text))):
        yield found["quoted"] or found["plain"].lower()
