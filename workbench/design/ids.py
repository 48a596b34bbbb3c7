"""Stable keys: how an item is addressed, compared and sorted."""

from __future__ import annotations

import re
from functools import lru_cache

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY")

_PARAMETER = re.compile(r"\{([^{}/]*)\}")
_DIGITS = re.compile(r"(\d+)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NON_WORD = re.compile(r"[^0-9A-Za-z]+")


def endpoint_key(method: str, path: str) -> str:
    """Address an endpoint: `GET /orders/{id}`."""
    return f"{method.upper()} {path}"


def split_endpoint_key(key: str) -> tuple[str, str]:
    """Undo `endpoint_key`; a key without a method gives an empty path.

    >>> split_endpoint_key("GET /orders")
    ('GET', '/orders')
    """
    method, _, path = key.partition(" ")
    return method, path


def path_parameters(path: str) -> tuple[str, ...]:
    """Names of the template variables of a path, in order."""
    return tuple(_PARAMETER.findall(path))


def path_shape(path: str) -> str:
    """A path with its variables unnamed, so that equal shapes match the same requests."""
    return _PARAMETER.sub("{}", path)


def path_segments(path: str) -> tuple[str, ...]:
    """Segments of a path without the empty ones."""
    return tuple(segment for segment in path.split("/") if segment)


def is_parameter(segment: str) -> bool:
    """Whether a path segment holds a template variable."""
    return bool(_PARAMETER.search(segment))


@lru_cache(maxsize=65_536)
def snake_case(name: str) -> str:
    """Write a name as snake_case.

    >>> snake_case("createdAt"), snake_case("Order items"), snake_case("HTTPStatus")
    ('created_at', 'order_items', 'http_status')
    """
    parts = _NON_WORD.split(_CAMEL.sub("_", name))
    return "_".join(part.lower() for part in parts if part)


_IRREGULAR = {
    "person": "people",
    "child": "children",
    "man": "men",
    "woman": "women",
    "datum": "data",
    "index": "indexes",
    "status": "statuses",
    "address": "addresses",
    "bus": "buses",
    "tie": "ties",
    "analysis": "analyses",
}
_REGULAR_FROM_IRREGULAR = {
    plural_form: singular_form for singular_form, plural_form in _IRREGULAR.items()
}
_UNCOUNTABLE = {
    "news",
    "series",
    "species",
    "equipment",
    "information",
    "metadata",
    "data",
    "media",
    "staff",
    "feedback",
    "settings",
    "analytics",
}
_VOWELS = "aeiou"


@lru_cache(maxsize=16_384)
def plural(word: str) -> str:
    """The English plural of a snake_case word; only its last part changes."""
    head, separator, last = word.rpartition("_")
    if last in _UNCOUNTABLE or last in _REGULAR_FROM_IRREGULAR:
        return word
    if last in _IRREGULAR:
        return head + separator + _IRREGULAR[last]
    if last.endswith("y") and last[-2:-1] not in _VOWELS and len(last) > 1:
        return word[:-1] + "ies"
    if last.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def count_of(number: int, noun: str) -> str:
    """A number with its noun in the matching form.

    >>> count_of(1, "comment"), count_of(2, "foreign key")
    ('1 comment', '2 foreign keys')
    """
    return f"{number} {noun if number == 1 else plural(noun)}"


@lru_cache(maxsize=16_384)
def singular(word: str) -> str:
    """The English singular of a snake_case word; only its last part changes."""
    head, separator, last = word.rpartition("_")
    return head + separator + _singular(last)


def _singular(word: str) -> str:
    if word in _REGULAR_FROM_IRREGULAR:
        return _REGULAR_FROM_IRREGULAR[word]
    if word in _UNCOUNTABLE or word in _IRREGULAR or not word.endswith("s"):
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending):
            return word[: -len(ending)] + instead
    return word[:-1]


# Tried in order; the first three keep words that only look like plurals.
_ENDINGS = (
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("ies", "y"),
    ("sses", "ss"),
    ("xes", "x"),
    ("zes", "z"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("tuses", "tus"),
    ("puses", "pus"),
)


def is_plural(word: str) -> bool:
    """Whether the last part of a snake_case word is a plural, or has none."""
    last = word.rpartition("_")[2]
    if last in _UNCOUNTABLE or last in _REGULAR_FROM_IRREGULAR:
        return True
    return last.endswith("s") and singular(last) != last


def natural_order(key: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts FR-2 before FR-10."""
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in _DIGITS.split(key)
        if part
    )


def pointer(*parts: str | int) -> str:
    """A JSON pointer (RFC 6901) from its unescaped parts; no parts is the whole document."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
