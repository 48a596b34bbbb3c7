"""Cells, role names and action names of permission matrices, as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from workbench.design.access import Effect
from workbench.intake import escapes
from workbench.intake.reading import Reading, clean_key, clean_line
from workbench.intake.sections import label


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell of a matrix says; no effect where it says nothing or is unclear."""

    effect: Effect | None
    attribute: str = ""
    column: str = ""
    notes: str = ""
    certain: bool = False
    """Whether the cell is one that only matrices have."""


_ALLOW = frozenset(
    {"allow", "allowed", "yes", "y", "x", "✓", "full", "true", "permitted", "granted", "all", "can",
     "نعم", "مسموح", "ja", "oui", "si", "sim", "是"}
)  # fmt: skip
_DENY = frozenset(
    {"deny", "denied", "no", "n", "none", "false", "never", "not permitted", "forbidden", "cannot",
     "لا", "ممنوع", "nein", "non", "nao", "否", "not allowed"}
)  # fmt: skip
_OWN = frozenset({"own", "owner", "self", "own only", "own rows", "own records", "خاص", "eigene"})
_YES_MARKS = ("✅", "✓", "✔", "☑", "🟢")
_NO_MARKS = ("❌", "✗", "✘", "☒", "✖", "🚫", "⛔", "🔴", "—", "–")
_PARTLY_MARKS = ("⚠", "🟡", "🟠", "◐", "◑", "△", "\u2796", "🔒")
_MARKS = ((_YES_MARKS, Effect.allow), (_NO_MARKS, Effect.deny), (_PARTLY_MARKS, Effect.own))
_ASK = "❓"
_OWN_WORDS = re.compile(
    r"\b(?:own|owner|owned|self|their own|org|own org|tenant|assigned)\b|خاص", re.IGNORECASE
)
_COMPARED = re.compile(
    r"`?(?P<attribute>[\w.]{1,120})`?\s?=\s?`?(?P<column>\w{1,120}\.\w{1,120})`?"
)


def read_cell(raw: str) -> Cell:
    """Read one cell.

    >>> read_cell("✅ (org)").effect.value, read_cell("Deny").effect.value, read_cell("").effect
    ('own', 'deny', None)
    """
    text = escapes.plain(raw).replace("\ufe0f", "").strip()
    asked = _ASK in text
    bare = text.replace(_ASK, "").strip()
    if not bare:
        return Cell(None, notes=_ASK if asked else "", certain=asked)
    found = _by_mark(bare) or _by_word(bare)
    if found is None:
        return Cell(None, notes=clean_line(text))
    effect, rest = found
    return _with_rest(effect, rest, asked=asked)


def _by_mark(text: str) -> tuple[Effect, str] | None:
    if text == "-":
        return Effect.deny, ""
    for marks, effect in _MARKS:
        mark = next((one for one in marks if text.startswith(one)), "")
        if mark:
            return effect, text[len(mark) :]
    return None


def _by_word(text: str) -> tuple[Effect, str] | None:
    head = re.split(r"[(:,;–—]|\s-\s", text, maxsplit=1)[0]
    for words, effect in ((_OWN, Effect.own), (_ALLOW, Effect.allow), (_DENY, Effect.deny)):
        if label(head) in words:
            return effect, text[len(head) :]
    if re.match(r"(?:conditional|partial|limited)\b", label(head)):
        return Effect.own, text
    return None


def _with_rest(effect: Effect, rest: str, *, asked: bool) -> Cell:
    note = rest.strip().lstrip("–—-:,; ").strip()
    if note.startswith("(") and note.endswith(")") and note.count("(") == 1:
        note = note[1:-1].strip()
    compared = _COMPARED.search(note)
    if effect is Effect.allow and note and _OWN_WORDS.search(note):
        effect = Effect.own
    attribute = compared["attribute"] if compared else ""
    column = compared["column"] if compared else ""
    if compared and compared[0] == note:
        note = ""
    if label(note) in _OWN:
        note = ""
    if asked:
        note = f"{note} (to be confirmed)".strip() if note else "to be confirmed"
    return Cell(effect, attribute, column, escapes.value(note), certain=True)


@dataclass
class RoleNames:
    """The roles a document defines, and the short names its matrices use for them."""

    _by_label: dict[str, str] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def learn(self, raw: str) -> tuple[str, str]:
        """Name of a role and what else its cell says: `**DM** (Decision Maker)`."""
        found = re.fullmatch(r"\s*(?:\*\*|`)([^*`]+)(?:\*\*|`)\s*(?:\(([^()]+)\))?\s*", raw)
        name, more = (found[1], found[2] or "") if found else (escapes.name(raw), "")
        name = clean_key(name)
        if name:
            self._names.add(name)
            self._by_label.setdefault(label(name), name)
            if more:
                self._by_label.setdefault(label(more), name)
        return name, more.strip()

    def knows(self, raw: str) -> bool:
        """Whether a column's title is one of the roles."""
        return self._match(raw) is not None

    def find(self, raw: str) -> str:
        """The role that a title means; the title itself where no role is known by it."""
        return self._match(raw) or clean_key(escapes.name(raw)) or "?"

    def _match(self, raw: str) -> str | None:
        exact = clean_key(escapes.name(raw))
        if exact in self._names:
            return exact
        said = label(escapes.plain(raw))
        if said in self._by_label:
            return self._by_label[said]
        near = {
            name
            for known, name in self._by_label.items()
            if said
            and (known.startswith(said) or said.startswith(known))
            and min(len(said), len(known)) > 3  # noqa: PLR2004 - shorter ones match too much
        }
        return near.pop() if len(near) == 1 else None


_LETTERED = re.compile(r"^[A-Z]?\d{0,2}[a-z]?\.\s+")
_KEY = re.compile(r"[\w.*-]+(?::[\w.*-]+)+")


def permission_key(raw: str, context: str, reading: Reading, line: int) -> str:
    """Key of the permission that a row means: `orders:read` as written, else the action's words."""
    text = clean_key(escapes.name(raw))
    if not text or label(text) in {"", "permission"}:
        return ""
    if _KEY.fullmatch(text) or raw.strip().startswith("`"):
        return text
    text = escapes.without_markup(text)
    words = f"{_LETTERED.sub('', escapes.without_markup(context))}: {text}" if context else text
    if " " in words:
        reading.alike(
            "actions as permissions", line,
            f"{words[:120]!r} is an action in words; used as the permission's key as it stands",
        )  # fmt: skip
    return clean_key(words)
