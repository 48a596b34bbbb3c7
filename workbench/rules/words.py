"""Words and naming styles that rules compare names with."""

from __future__ import annotations

import re
from functools import lru_cache

from workbench.design.ids import snake_case

_CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*\Z")
_SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")

#: Verbs that name what a method already says, or an action that deserves a resource. Words
#: that are as common as nouns (order, search, report, check …) are not among them.
_VERB_LIST = """
    get fetch retrieve find list create add insert make post put update edit modify change set
    patch delete remove destroy cancel activate deactivate enable disable approve reject accept
    decline submit send resend upload download start stop pause resume calculate compute
    generate validate verify confirm assign unassign publish unpublish archive unarchive restore
    login logout signin signout register unregister subscribe unsubscribe
"""
_VERBS = frozenset(_VERB_LIST.split())


@lru_cache(maxsize=65_536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in whatever style, in small letters.

    >>> words_of("order-items"), words_of("createdAt")
    (('order', 'items'), ('created', 'at'))
    """
    return tuple(part for part in snake_case(name).split("_") if part)


def is_verb(word: str) -> bool:
    """Whether a word of a path is a verb rather than a resource."""
    return word in _VERBS


def is_snake(name: str) -> bool:
    """Whether a name is snake_case."""
    return _SNAKE.match(name) is not None


def is_kebab(name: str) -> bool:
    """Whether a name is kebab-case."""
    return _KEBAB.match(name) is not None


def is_camel(name: str) -> bool:
    """Whether a name is camelCase; one word in small letters is."""
    return _CAMEL.match(name) is not None


def to_camel(name: str) -> str:
    """A name in camelCase.

    >>> to_camel("created_at")
    'createdAt'
    """
    first, *rest = words_of(name) or ("",)
    return first + "".join(word.capitalize() for word in rest)


def quote_list(names: list[str] | tuple[str, ...], limit: int = 5) -> str:
    """Names for a message, the first few of many."""
    shown = ", ".join(names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown
