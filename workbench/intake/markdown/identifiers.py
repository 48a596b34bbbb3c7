"""Identifiers as people write them: `FR-001`, `FR1`, `REQ-BOOK-010`, and in odd characters.

An identifier keeps the document's spelling; only look-alike letters, widths, foreign digits and
dash variants are made plain, which `Identifier.changed` shows. Spellings are compared by
`canonical`, so that `FR-1` in one document finds `FR-001` in another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from workbench.intake.markdown import inline
from workbench.intake.markdown.identifier_prefixes import (
    OTHER_PREFIXES,
    STORY_PREFIXES,
    UNAMBIGUOUS_PREFIXES,
)

_DASHES = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"
)
_INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff",
    )
)
# Cyrillic and Greek capitals that look like Latin ones.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХѴԚԜԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧаеорсухіјѕο",
    "ABESIJKMHOPCTYXVQWGABEZHIKMNOPTYXaeopcyxijso",
)
_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2007\u2009\u202f\u205f\u3000"), " "
)

#: `FR-001`, `FR1`, `FR_007`, `FR 008`, `FR-1.2.3`, `FR-AUTH-001`, `REQ-F-020`, `FR-021a`.
IDENTIFIER = re.compile(
    r"(?<![\w.#/&-])(?P<id>(?P<prefix>[A-Za-z]{1,12}(?:[-_.][A-Za-z][A-Za-z0-9]{0,14}){0,4})"
    r"(?P<gap>[-_. ]?)(?P<number>\d{1,9}(?:[.-]\d{1,5}){0,5}[a-z]?))(?![\w%]|[-.]\w)"
)
_DIGIT = re.compile(r"\d")
_NAMED = re.compile(
    r"(?P<id>(?P<prefix>(?:Requirement|User Story|Story|Feature|Use Case|Anforderung|Exigence"
    r"|Requisito|Requerimiento|Требование|Вимога|Wymaganie|Kebutuhan|Historia de usuario"
    r"|História de usuário|متطلب|المتطلب)(?=\s)|需求|要件|요구사항|用户故事|ユーザーストーリー)"
    r"\s*#?(?P<number>\d{1,6}(?:\.\d{1,5}){0,4}))(?!\w)",
    re.IGNORECASE,
)
#: The same words in front of a name instead of a number: `### Requirement: Sign in`.
NAMED_REQUIREMENT = re.compile(
    r"^(?:Requirement|Anforderung|Exigence|Requisito|Requerimiento|Требование|Вимога|Wymaganie"
    r"|المتطلب|需求|要件|요구사항)\s*[:\uff1a]\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)


class Identifier(NamedTuple):
    """An identifier and its parts."""

    key: str
    """As written, characters made plain."""
    prefix: str
    """Letters before the number, in capitals: `FR`, `FR-AUTH`."""
    number: str
    written: str
    """Exactly as in the document."""

    @property
    def changed(self) -> bool:
        """Whether characters had to be made plain."""
        return self.key != self.written

    @property
    def parts(self) -> frozenset[str]:
        """Words of the prefix."""
        return _words(self.prefix)

    @property
    def unusual(self) -> bool:
        """Whether its spelling is not the usual capitals, hyphen, number."""
        return bool(_UNUSUAL.match(self.key)) and not _NAMED.fullmatch(self.key)


_UNUSUAL = re.compile(r"[a-z]|[^_ ]*[_ ]")
_BETWEEN_WORDS = re.compile(r"[-_.]")


@lru_cache(maxsize=4_096)
def _words(prefix: str) -> frozenset[str]:
    return frozenset(_BETWEEN_WORDS.split(prefix)) | {prefix}


def normalise_characters(text: str) -> str:
    """Text with dashes, widths, digits, look-alikes and invisible characters made plain.

    Look-alike letters are replaced only in words that mix them with Latin letters, digits or a
    hyphen, so that Russian and Greek words stay themselves.
    """
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text.translate(_INVISIBLE).translate(_SPACES))
    plain = "".join(
        str(unicodedata.digit(character))
        if character.isdigit() and not character.isascii()
        else character
        for character in plain.translate(_DASHES)
    )
    return _WORD.sub(_normalise_word, plain)


_WORD = re.compile(r"[^\W_]+(?:[-_.][^\W_]+)*")


def _normalise_word(match: re.Match[str]) -> str:
    word = match[0]
    if word.isascii() or not re.search(r"[A-Za-z0-9-]", word):
        return word
    swapped = word.translate(_LOOKALIKES)
    return swapped if swapped.isascii() else word


@lru_cache(maxsize=16_384)
def whole_identifier(raw: str) -> Identifier | None:
    """The identifier that a cell or key consists of, markup around it aside."""
    bare = inline.name(raw).strip(" :.")
    if not bare or len(bare) > _LONGEST:
        return None
    plain = normalise_characters(bare)
    found = _NAMED.fullmatch(plain) or IDENTIFIER.fullmatch(plain)
    return _identifier(found, bare) if found else None


_LONGEST = 120


def _identifier(found: re.Match[str], written: str) -> Identifier:
    prefix = found["prefix"].upper()
    return Identifier(found["id"], prefix, found["number"], written)


@dataclass(frozen=True, slots=True)
class Leading:
    """An identifier at the start of a line, and what follows it."""

    identifier: Identifier
    rest: str
    """What follows, markup and separator taken away; as written."""
    bold: bool
    struck: bool
    separated: bool
    """Whether a colon, dash or the like is between identifier and rest, or nothing follows."""
    others: tuple[str, ...] = ()
    """More identifiers joined to the first (`FR-014/FR-015`, `FR-016..FR-018`)."""


# German specifications write `/LF010/ The user …`.
_SLASHED = re.compile(r"^\s*(?:\*\*)?/([A-Z]{1,5}-?\d{1,5}[a-z]?)/(?:\*\*)?\s*(?=\S)")
_OPEN = re.compile(
    r"^(?:\[[ xX]\]\s+)?(?P<marks>(?:\*\*|__|~~|\*|_|`|\[|\(|<(?:b|strong|em|i|code|del|s|u"
    r"|summary|span"
    r"|p|dt|a)\b[^<>]{0,200}>|\s)*)"
)
_CLOSE = re.compile(
    r"^(?:\*\*|__|~~|\*|_|`|\]\([^()\s]{0,300}\)|\]|</(?:b|strong|em|i|code|del|s|u|summary|span|p"
    r"|dt|a)>)+"
)
_JOINED = re.compile(
    r"^\s*(?:(?P<range>\.{2,3}|…|–|—|\bto\b|\bthrough\b|-(?=[A-Za-z])|~)|(?P<both>/|&|\+|,|\band\b"
    r"|\bor\b))\s*"
    r"(?P<next>(?:[A-Za-z]{1,12}(?:[-_.][A-Za-z]{1,15}){0,4}[-_. ]?)?"
    r"\d{1,9}(?:\.\d{1,5}){0,4}[a-z]?)(?![\w])"
)
_SEPARATOR = re.compile(
    r"^\s*(?:[:\uff1a]|[-–—\u2012\u2015](?=\s|$|\*)|\||=|=>|→|\.(?=\s|$)|\)(?=[\s:.]|$))\s*"
)
_PARENTHESIS = re.compile(r"^\s*[(\[][^()\[\]\n]{0,120}[)\]]\s*(?=[:\uff1a]|[-–—]\s)")


def leading_identifier(text: str) -> Leading | None:
    """The identifier that a line starts with, if it starts with one."""
    return _short_leading(text) if len(text) <= _LONGEST_REMEMBERED else _leading(text)


#: Texts up to this length are remembered: headings and list entries are read several times.
_LONGEST_REMEMBERED = 300


@lru_cache(maxsize=16_384)
def _short_leading(text: str) -> Leading | None:
    return _leading(text)


def _leading(text: str) -> Leading | None:
    slashed = _SLASHED.match(text)
    if slashed:
        text = f"**{slashed[1]}** {text[slashed.end() :]}"
    opened = _OPEN.match(text)
    at = opened.end() if opened else 0
    marks = opened["marks"] if opened else ""
    head = text[at : at + _LONGEST]
    plain = normalise_characters(head)
    if not _DIGIT.search(plain):
        return None
    found = _NAMED.match(plain) or IDENTIFIER.match(plain)
    if not found:
        return None
    size = _written_size(head, found["id"])
    others, rest = _split_joined(text[at + size :])
    rest, separated = _after(rest, marks)
    return Leading(
        _identifier(found, head[:size]),
        rest,
        bold=_BOLD.search(marks) is not None,
        struck=_STRUCK.search(marks) is not None,
        separated=separated,
        others=others,
    )


_BOLD = re.compile(r"\*\*|__|<b|<strong")
_STRUCK = re.compile(r"~~|<del|<s>")


def _split_joined(text: str) -> tuple[tuple[str, ...], str]:
    """A second identifier joined to the one before the text, as in `FR-014/FR-015`; the rest."""
    plain = normalise_characters(text[:_LONGEST])
    joined = _JOINED.match(plain)
    if joined and (joined["next"][0].isalpha() or joined["range"] or joined["both"] in {"/", "&"}):
        return (joined["next"],), text[_written_size(text, plain[: joined.end()]) :]
    return (), text


def _written_size(head: str, plain: str) -> int:
    """How many written characters the plain ones take."""
    if head.startswith(plain):
        return len(plain)
    for size in range(1, len(head) + 1):
        if normalise_characters(head[:size]) == plain and (
            size == len(head) or normalise_characters(head[: size + 1]) != plain
        ):
            return size
    return min(len(plain), len(head))


def _after(rest: str, marks: str) -> tuple[str, bool]:
    """Strip closing marks, a remark in parentheses and the separator."""
    before = rest
    closing, rest = _cut(_CLOSE, rest)
    remark, rest = _cut(_PARENTHESIS, rest)
    separator, rest = _cut(_SEPARATOR, rest)
    separated = bool(separator) or not rest.strip()
    if not closing and ("**" in marks or "__" in marks):
        # `**FR-001: Title** text` closes behind the title, `**FR1:** text` right here.
        closing, rest = _cut(_CLOSE, rest) if separated else ("", before)
        if not closing:
            rest = _close_title(rest, marks)
    if remark:
        rest = f"{remark.strip()} {rest.strip()}"
    return rest.strip(), separated


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """What a pattern matches at the start of a text, and the rest."""
    found = pattern.match(text)
    return (found[0], text[found.end() :]) if found else ("", text)


def _close_title(rest: str, marks: str) -> str:
    mark = "**" if "**" in marks else "__"
    return f"{mark}{rest.lstrip()}" if mark in rest else rest


_SPELLED_PARTS = re.compile(r"\d+|[^\W\d_]+|[.]")
_STORY_WORD = re.compile(r"^(?:USER[-_ ]?)?STORY(?=[-_ #\d])")


@lru_cache(maxsize=65_536)
def canonical(key: str) -> str:
    """What spellings of one identifier share: `fr_007`, `FR 7` and `FR-007` are the same.

    >>> canonical("FR-001") == canonical("fr1"), canonical("FR-1.2") == canonical("FR-1.20")
    (True, False)
    """
    plain = _STORY_WORD.sub("US ", normalise_characters(key).upper().strip())
    parts = _SPELLED_PARTS.findall(plain)
    return "-".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)


def mentions(text: str, prefixes: AbstractSet[str] | None = None) -> list[Identifier]:
    """Every identifier in a text, in order, or only those with one of `prefixes`."""
    return [
        _identifier(found, found["id"])
        for found in IDENTIFIER.finditer(normalise_characters(text))
        if prefixes is None or found["prefix"].upper() in prefixes
    ]


def is_requirement(identifier: Identifier, *, among_requirements: bool) -> bool:
    """Whether an identifier names a requirement, in or outside a section of requirements."""
    if identifier.prefix in _PREFIXES_OF_OTHERS:
        return False
    if identifier.parts & UNAMBIGUOUS_PREFIXES:
        return True
    if _BETWEEN_WORDS.split(identifier.prefix, 1)[0] in _PREFIXES_OF_OTHERS:
        return False
    # An unknown prefix must look like one: `AUTH-001`, not `Add 4`.
    looks = " " not in identifier.key and identifier.key[: len(identifier.prefix)].isupper()
    return among_requirements and looks


_PREFIXES_OF_OTHERS = OTHER_PREFIXES | STORY_PREFIXES
