"""Words and naming styles that rules compare names with."""

from __future__ import annotations

import re
from functools import lru_cache

from workbench.design.ids import snake_case

_CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*\Z")
_SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")

#: Verbs that say what a method says already.
_METHOD_VERBS = frozenset(
    {
        "get",
        "fetch",
        "retrieve",
        "read",
        "find",
        "list",
        "create",
        "add",
        "insert",
        "update",
        "edit",
        "modify",
        "delete",
        "remove",
        "destroy",
    }
)
_ACTION_LIST = """
    cancel activate deactivate enable disable approve reject accept decline submit send resend
    start stop pause resume calculate compute generate validate verify confirm assign unassign
    publish unpublish unarchive restore login logout signin signout unregister subscribe
    unsubscribe pay refund charge capture ship dispatch close reopen complete finish
"""
#: Verbs that stand for an action. Words that are nouns as well (order, search, report, check,
#: post, change, archive, register) are not among them.
_ACTION_VERBS = frozenset(_ACTION_LIST.split())


@lru_cache(maxsize=65_536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in whatever style, in small letters.

    >>> words_of("order-items"), words_of("createdAt")
    (('order', 'items'), ('created', 'at'))
    """
    return tuple(part for part in snake_case(name).split("_") if part)


def is_method_verb(word: str) -> bool:
    """Whether a word repeats what a method says (`get`, `create`)."""
    return word in _METHOD_VERBS


def is_verb(word: str) -> bool:
    """Whether a word of a path is a verb rather than a resource."""
    return word in _METHOD_VERBS or word in _ACTION_VERBS


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
