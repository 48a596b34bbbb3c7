"""Names in tables about access, with remarks on them: `clerk (own)`, `~~boss~~`, `aide*`.

A name that is struck out, negated or asked about names nobody; a remark beside a name is
a condition on all that is granted by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from workbench.intake.collector import clean_key
from workbench.intake.markdown import inline
from workbench.intake.markdown.sections import folded, label
from workbench.intake.permissions import vocabulary as words
from workbench.intake.permissions.cells import STRUCK, as_shown, read_cell
from workbench.intake.permissions.remarks import limits_grant

_KEY = re.compile(r"[\w.*-]+(?::[\w.*-]+)+")
_FOOTNOTE = re.compile(r"(?<=[\w)\]])\s?((?:\\?\*){1,3}|[†‡§¹²³⁰⁴-⁹]{1,4}|\[\^?\w{1,8}\])$")
_BRACKET = re.compile(
    r"(?P<name>[^(\[:–—]{1,600}?)\s{0,9}(?:[(\[:–—]|\s-\s)(?P<rest>.*)", re.DOTALL
)
_CLAUSE = re.compile(
    r"(?P<name>[^\s].{0,200}?)\s(?P<rest>(?:if|when|while|until|unless|provided|wenn|falls|sofern"
    r"|nur wenn|si|quand|cuando|если|когда)\s.{1,300})",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"(?:only|nur|solo|seulement|только)\s(?P<name>.{1,200})|(?P<before>.{1,200})\sonly",
    re.IGNORECASE,
)
_TURNED = re.compile(
    folded(
        r"^(?:not?|non|never|none|nobody|nein|nicht|kein\w*|niemand|sauf|hors|aucun\w*|excepto|salvo"
        r"|ningun\w*|nadie|nao|nessun\w*|eccetto|кроме|никто|не|нет|без|without|except|excluding"
        r"|cannot|can t|may not|must not|do not|does not|don t|forbidden|denied|prohibited"
        r"|former|formerly|ex|ehemalig\w*|ancien|retired|deprecated|removed)\b"
        r"|^(?:all|any|every|every\w+|any\w+|alle\w*|tous|toutes|todos|todas|все) .{0,200}"
        r"\b(?:except|but|excluding|other than|without|not|ausser|ohne|sauf|excepto|menos|кроме)\b"
        r"|^any (?:one|two|three|four|\d) of\b"
        r"|^(?:非|不|除|无|無)"
    )
)
_STRUCK_OUT = "is struck out"
_SIGNS = re.compile("^[!¬≠\uff01]|[?\uff1f]$")
_BREAK = re.compile(r"\s{0,9}<br\s{0,9}/?>\s{0,9}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A name that a cell gives."""

    name: str
    condition: str = ""
    """A remark beside it that limits what it is granted."""
    refused: str = ""
    """Why it names nobody, as the rest of a sentence; empty where it names somebody."""

    @property
    def struck(self) -> bool:
        """Whether it names nobody because it is struck out."""
        return self.refused == _STRUCK_OUT


def names_nobody(raw: str) -> bool:
    """Whether a cell of roles means nobody, or everybody but somebody.

    >>> names_nobody("none"), names_nobody("all except guests"), names_nobody("clerk")
    (True, True, False)
    """
    phrase = label(inline.name(raw))
    return not phrase or phrase in words.DENY or bool(words.EXCEPTION.search(phrase))


def read_role(raw: str) -> Named:
    """The role that a text names.

    >>> read_role("clerk (own)"), read_role("~~clerk~~").refused, read_role("only boss").name
    (Named(name='clerk', condition='own', refused=''), 'is struck out', 'boss')
    """
    found = _refused(raw, _TURNED)
    if found:
        return found
    text = inline.name(as_shown(raw))
    foot = _FOOTNOTE.search(text)
    if foot:
        return Named(text[: foot.start()].strip(), f"footnote {foot[1]}")
    bracket = _BRACKET.fullmatch(text)
    if bracket:
        return _with_bracket(text, bracket["name"], bracket["rest"])
    clause = _CLAUSE.fullmatch(text)
    if clause:
        return Named(clause["name"].strip(), clause["rest"])
    only = _ONLY.fullmatch(text)
    if only and label(text) not in {"view only", "read only"}:
        return Named(only["name"] or only["before"], text)
    return Named(clean_key(inline.name(raw)))


def _with_bracket(text: str, name: str, rest: str) -> Named:
    rest = rest.strip().removesuffix(")").removesuffix("]").strip()
    if not rest or _is_short_for(name, rest) or _is_short_for(rest, name):
        return Named(text)
    phrase = label(rest)
    understood = not read_cell(rest).doubt or words.is_negated(phrase) or limits_grant(rest)
    # What is not understood may make it another role, so it stays in the name.
    return Named(name if understood else text, rest)


def _is_short_for(short: str, long: str) -> bool:
    """Whether one is the abbreviation of the other, as in `PM (Project Manager)`."""
    letters = label(short).replace(" ", "")
    phrase = label(long)
    initials = "".join(word[0] for word in phrase.split())
    abbreviates = len(letters) > 1 and letters[0] == phrase[:1] and len(letters) < len(phrase)
    return (
        initials == letters
        or (short.isupper() and abbreviates)
        or letters == phrase[: len(letters)]
    )


def read_action(raw: str) -> Named:
    """The action that a text names.

    >>> read_action("a:b (own)"), read_action("not a:b").refused
    (Named(name='a:b', condition='own', refused=''), 'is negated or questioned')
    """
    found = _refused(raw, _TURNED)
    if found:
        return found
    text = inline.name(as_shown(raw))
    foot = _FOOTNOTE.search(text)
    if foot and _KEY.fullmatch(text[: foot.start()]):
        return Named(text[: foot.start()], f"footnote {foot[1]}")
    key = _KEY.match(text)
    if key is None:
        return _action_in_words(raw, text)
    name, rest = key[0], text[key.end() :].strip()
    bracketed = rest.startswith(("(", "[")) or _CLAUSE.fullmatch(f"x {rest}")
    return Named(name, rest.strip("()[]")) if bracketed else Named(raw)


def _action_in_words(raw: str, text: str) -> Named:
    foot = _FOOTNOTE.search(text)
    if foot and text[: foot.start()].strip("*"):
        return Named(text[: foot.start()], f"footnote {foot[1]}")
    bracket = re.search(r"\(([^()]{1,200})\)$", text)
    phrase = label(bracket[1]) if bracket else ""
    limited = bool(phrase) and (words.is_own(phrase, text) or words.is_condition(phrase, text))
    return Named(raw, bracket[1]) if bracket and limited else Named(raw)


def _refused(raw: str, turned: re.Pattern[str]) -> Named | None:
    shown = inline.name(as_shown(raw))
    phrase = label(shown)
    if STRUCK.search(raw):
        return Named(shown, refused=_STRUCK_OUT)
    if not phrase and set(shown) != {"*"}:
        return Named(inline.plain(raw), refused="names nothing")
    if _SIGNS.search(shown.strip()) or turned.search(phrase) or phrase in words.DENY:
        return Named(shown, refused="is negated or questioned")
    return None


def split_roles(raw: str, known: Callable[[str], bool]) -> list[str]:
    """Names between commas; a comma in brackets parts nothing, and a break only known roles."""
    depth = 0
    guarded = []
    for char in _joined(raw, known):
        depth = max(0, depth + (char in "([") - (char in ")]"))
        guarded.append("\0" if depth and char in ",;،、" else char)
    return [split_name.replace("\0", ",") for split_name in split_names("".join(guarded))]


def _joined(raw: str, known: Callable[[str], bool]) -> str:
    """A cell whose breaks part roles as commas; others only part words."""
    parts = _BREAK.split(raw)
    if len(parts) < 2:  # noqa: PLR2004 - two parts around a break
        return raw
    if all(known(part) for part in parts if part.strip()):
        return ", ".join(part for part in parts if part.strip())
    first, *rest = parts
    return f"{first} ({' '.join(rest)})" if not first.endswith(",") else " ".join(parts)


def split_names(raw: str) -> list[str]:
    """Texts between commas as written, with their markup; code spans keep their commas."""
    if not re.search(r"[,;،、\n]", raw):
        return [raw.strip()] if raw.strip() else []
    spans = inline.code_spans(raw)
    guarded = list(raw)
    for start, end in spans:
        for at in range(start, end):
            guarded[at] = "\0" if guarded[at] in ",;،、" else guarded[at]
    made: list[str] = []
    start = 0
    for part in re.split(r"[,;،、\n]", "".join(guarded)):
        made.append(raw[start : start + len(part)].strip())
        start += len(part) + 1
    return [name for name in made if name]
