"""Cells of permission tables and names of actions, as people write them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from workbench.design.access import Effect
from workbench.intake.collector import DocumentCollector, clean_key, clean_line
from workbench.intake.markdown import inline
from workbench.intake.markdown.sections import label
from workbench.intake.permissions import vocabulary as words
from workbench.intake.permissions.remarks import revokes_grant


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell means; no effect where it means nothing."""

    effect: Effect | None
    attribute: str = ""
    column: str = ""
    notes: str = ""
    certain: bool = False
    """Whether the cell is one that only matrices have."""
    doubt: str = ""
    """What of it was not understood, as the start of a sentence."""
    vague: bool = False
    """Whether its condition is prose, which does not show what is compared with what."""


_COMPARED = re.compile(
    r"`?(?P<attribute>[\w.]{1,120})`?\s?=\s?`?(?P<column>\w{1,120}\.\w{1,120})`?"
)
#: Text that is struck out.
STRUCK = re.compile(
    r"~{1,2}[^~]{1,4000}~{1,2}|<(del|s|strike)\b[^<>]{0,80}>[^<]{0,4000}</\1>", re.IGNORECASE
)
#: Comments, and breaks that would run words together.
_UNSEEN = re.compile(r"<!--.{0,4000}?-->|<br\s{0,9}/?>", re.IGNORECASE | re.DOTALL)
#: Signs that negate a word, or question it.
_TURNING = re.compile("[¬≠!?\uff1f\uff01]")
_RAISED = re.compile(r"<sup>\s{0,9}([^<>\s]{1,8})\s{0,9}</sup>", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?<=[^\s*\\])\s?((?:\\?\*){1,3}|[†‡§¹²³⁰⁴-⁹]{1,4}|\[\^?\w{1,8}\])$")
_STARS = frozenset({"*", r"\*", "**", r"\*\*", "`*`"})
_INVISIBLE = re.compile("[\ufe0e\ufe0f\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069]")
_CODES = re.compile("|".join(map(re.escape, words.SHORTCODES)))
_SHOWN = 120
_LONGEST_KEPT = 60


def read_cell(raw: str, *, about: str = "", cross: Effect | None = None) -> Cell:
    """Read one cell: never as more than it grants, with a `doubt` where it is not understood.

    What the cell is about, such as `orders:read`, decides what `all orders` means. A lone letter x
    is a yes in some tables and a no in others; `cross` is what it is here, if that is known.

    >>> read_cell("✅ (org)").effect.value, read_cell("Deny").effect.value, read_cell("").effect
    ('own', 'deny', None)
    >>> read_cell("all but own").doubt
    "'all but own' is not understood"
    """
    if len(raw) > _LONGEST_KEPT:
        return _read(raw, about, cross)
    cell = _read_short(raw, cross)
    # A plain answer does not depend on what it is about.
    plain = cell.effect is not None and not (cell.doubt or cell.vague or cell.notes)
    return cell if plain or not about or not raw.strip() else _read(raw, about, cross)


@lru_cache(maxsize=8_192)
def _read_short(raw: str, cross: Effect | None) -> Cell:
    """Read a short cell without regard to its action; most cells of a table are alike."""
    return _read(raw, "", cross)


def _read(raw: str, about: str, cross: Effect | None) -> Cell:
    text = as_shown(raw)
    asked = words.ASK in text
    bare = text.replace(words.ASK, "").strip()
    if not bare:
        return Cell(None, notes=words.ASK if asked else "", certain=asked)
    if STRUCK.search(raw):
        return _unclear(raw, "has struck-out words")
    if _TURNING.search(bare):
        return _unclear(text)
    if bare in _STARS:
        return Cell(Effect.allow, certain=True)
    foot = _FOOTNOTE.search(bare)
    if foot:
        bare = bare[: foot.start()].rstrip()
    cell = _by_mark(bare, about) or _by_word(bare, about, cross)
    if foot and cell.effect is not Effect.deny:
        notes = "; ".join(filter(None, [cell.notes, f"footnote {foot[1]}"]))
        cell = replace(cell, effect=Effect.own, notes=notes, vague=True)
    if asked:
        notes = f"{cell.notes} (to be confirmed)" if cell.notes else "to be confirmed"
        cell = replace(cell, notes=notes)
    return cell


def as_shown(raw: str) -> str:
    """The text of a cell as people see it, with marks as marks."""
    text = _RAISED.sub(r"[^\1]", _UNSEEN.sub(" ", raw))
    text = _CODES.sub(lambda found: words.SHORTCODES[found[0]], text)
    return _INVISIBLE.sub("", html.unescape(inline.plain(text))).strip()


def _unclear(text: str, why: str = "is not understood") -> Cell:
    shown = clean_line(" ".join(text.split()))
    return Cell(Effect.deny, notes=inline.value(shown), doubt=f"{shown[:_SHOWN]!r} {why}")


def _by_mark(text: str, about: str) -> Cell | None:
    yes = any(mark in text for mark in words.YES_MARKS)
    if yes and any(mark in text for mark in words.NO_MARKS):
        return replace(_unclear(text, "says both yes and no"), certain=True)
    for marks, effect in (
        (words.YES_MARKS, Effect.allow),
        ((*words.NO_MARKS, *words.DASHES), Effect.deny),
        (words.PARTLY_MARKS, Effect.own),
    ):
        if text.startswith(marks):
            rest = text.lstrip("".join(marks)).strip()
            cell = _with_rest(effect, rest, text, about)
            return replace(cell, vague=cell.vague or (effect is Effect.own and not cell.column))
    return None


def _by_word(text: str, about: str, cross: Effect | None) -> Cell:
    whole = label(text)
    if whole == "x":
        unknown = replace(_unclear(text, "may be a yes or a no"), certain=True)
        return unknown if cross is None else Cell(cross, certain=True)
    effect = _plain_effect(whole, about)
    if effect is not None:
        return Cell(effect, certain=True)
    head = re.split(r"[(:,;–—]|\s-\s", text, maxsplit=1)[0]
    effect = cross if label(head) == "x" else _plain_effect(label(head), about)
    if effect is not None:
        return _with_rest(effect, text[len(head) :], text, about)
    return _by_condition(text, whole, about) or _unclear(text)


def _by_condition(text: str, whole: str, about: str) -> Cell | None:
    """A condition without a word on access before it; none where a word is not understood."""
    partly = whole.split(" ", maxsplit=1)[0] in words.PARTLY
    if partly or (_COMPARED.search(text) and not words.is_negated(whole)):
        return _with_rest(Effect.own, text, text, about)
    if not words.is_negated(whole) and words.is_condition(whole, about):
        return Cell(Effect.own, notes=clean_line(text), certain=True, vague=True)
    return None


def _plain_effect(phrase: str, about: str) -> Effect | None:
    if phrase in words.DENY or phrase in words.SWITCHED_OFF:
        return Effect.deny
    if words.is_everything(phrase, about):
        return Effect.allow
    return Effect.own if words.is_own(phrase, about) else None


def _with_rest(effect: Effect, rest: str, text: str, about: str) -> Cell:
    """What a cell means whose first word is known, by what follows that word."""
    note = _without_parentheses(rest.strip().lstrip("–—-:,;/ ").strip())
    phrase = label(note)
    meant = _plain_effect(phrase, about) if phrase else None
    turned = words.is_negated(phrase)
    if effect is Effect.deny:
        plain = meant is Effect.deny or (meant is None and not turned)
        doubt = "" if plain else f"{text[:_SHOWN]!r} says more than no"
        return Cell(effect, notes=inline.value(note), certain=True, doubt=doubt)
    if meant is Effect.deny or (turned and effect is Effect.allow and _mentions_own(phrase)):
        return replace(_unclear(text, "says both yes and no"), certain=True)
    if effect is Effect.allow and (not phrase or meant is Effect.allow):
        return Cell(effect, notes=inline.value(note), certain=True)
    return _own_rows(note, phrase, about)


def _without_parentheses(note: str) -> str:
    if note.startswith("(") and note.endswith(")") and note.count("(") == 1:
        return note[1:-1].strip()
    return note


def _own_rows(note: str, phrase: str, about: str) -> Cell:
    """Access to own rows, by the comparison that a remark holds; vague where it holds none."""
    compared = _COMPARED.search(note)
    if (compared and compared[0] == note) or words.is_own(phrase, about):
        note = ""
    return Cell(
        Effect.own,
        compared["attribute"] if compared else "",
        compared["column"] if compared else "",
        inline.value(note),
        certain=True,
        vague=bool(note) and not compared,
    )


def _mentions_own(phrase: str) -> bool:
    return any(words.is_own(word, "") for word in phrase.split())


def narrowed(cell: Cell, condition: str) -> Cell:
    """The cell under one more condition, such as one of its role or action."""
    if not condition or cell.effect is None:
        return cell
    limit = read_cell(f"allow ({condition})")
    if revokes_grant(condition):
        limit = _unclear(condition, "revokes what is granted")
    narrower = min(
        (cell, limit), key=lambda candidate: candidate.effect.width if candidate.effect else 0
    )
    return Cell(
        narrower.effect,
        cell.attribute or limit.attribute,
        cell.column or limit.column,
        "\n".join(dict.fromkeys(filter(None, [cell.notes, limit.notes]))),
        doubt=cell.doubt or (limit.doubt if cell.effect is not Effect.deny else ""),
        vague=cell.vague or limit.vague,
    )


def meaning_of_x(cells: Iterable[str]) -> Effect | None:
    """What a letter x means among these cells, if they show it.

    A yes where the others are blank or say no, a no where the others say yes in another way.
    """
    cells = tuple(cells)
    if not any("x" in cell.casefold() for cell in cells):
        return None
    others = [cell for cell in map(read_cell, cells) if not cell.doubt.startswith("'x'")]
    effects = {cell.effect for cell in others if not cell.doubt}
    if effects and effects <= {None, Effect.deny}:
        return Effect.allow
    return Effect.deny if Effect.deny not in effects and Effect.allow in effects else None


def has_bits(cells: Iterable[str]) -> bool:
    """Whether cells answer with 1 and 0 and in no other way."""
    values = {cell.strip() for cell in cells} - {""}
    return values == {"0", "1"}


def read_bit(raw: str) -> Cell:
    """What a cell means in a table of 1 and 0."""
    digit = raw.strip()
    if not digit:
        return Cell(None)
    return Cell(Effect.allow if digit == "1" else Effect.deny, certain=True)


_LETTERED = re.compile(r"^[A-Z]?\d{0,2}[a-z]?\.\s+")
_KEY = re.compile(r"[\w.*-]+(?::[\w.*-]+)+")


def permission_key(raw: str, context: str, collector: DocumentCollector, line: int) -> str:
    """Key of the permission that a row means: `orders:read` as written, else the action's words."""
    text = clean_key(inline.name(raw))
    if not text or label(text) in {"", "permission"}:
        return ""
    if _KEY.fullmatch(text) or raw.strip().startswith("`"):
        return text
    text = inline.without_markup(text)
    action = f"{_LETTERED.sub('', inline.without_markup(context))}: {text}" if context else text
    if " " in action:
        collector.note_grouped(
            "actions as permissions", line,
            f"{action[:120]!r} is an action in words; used as the permission's key as it stands",
        )  # fmt: skip
    return clean_key(action)
