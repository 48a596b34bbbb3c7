"""What importers remarked, folded: remarks that say the same of different things are one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.design.kinds import KINDS
from workbench.intake.result import Note, NoteLevel

#: Of one fold, the remarks that are listed.
LISTED = 60
_MANY = 3
_QUOTED = re.compile(r"'[^']*'|`[^`]*`|“[^”]*”|\"[^\"]*\"")
_NAMED = re.compile(rf"^({'|'.join(KINDS)}) .+? (is|has|left|was)\b")
_SUBJECT = re.compile(r"^[^:]{1,120}:\s+(?=\S)")
_DIFFERS = re.compile(r"(?<=differs in ).*$")
_VARYING = re.compile(r"\S*(?:[\d/_{}→…]|\w\.\w)\S*")
_REPEATED = re.compile(r"…(?:[\s,;:()]*…)+")


@dataclass(frozen=True, slots=True)
class Fold:
    """Remarks of one kind."""

    level: str
    title: str
    """What all of them say, with … for what differs; the first of them where that is too much."""
    notes: tuple[Note, ...]
    count: int

    @property
    def by_example(self) -> bool:
        """Whether the title is one of many remarks, not what they share."""
        return self.count > 1 and self.title == self.notes[0].message

    @property
    def more(self) -> int:
        """Remarks that are not listed."""
        return self.count - len(self.notes)


@dataclass(frozen=True, slots=True)
class Folded:
    """All remarks, by how serious they are."""

    errors: tuple[Fold, ...]
    warnings: tuple[Fold, ...]
    remarks: tuple[Fold, ...]
    serious: int
    """How many errors and warnings there are."""
    all_remarks: int


def folded(notes: Iterable[Note]) -> Folded:
    """Remarks by level and kind, in the order in which kinds first occur."""
    by_level: dict[NoteLevel, dict[str, list[Note]]] = {level: {} for level in NoteLevel}
    counts = dict.fromkeys(NoteLevel, 0)
    for note in notes:
        by_level[note.level].setdefault(shape(note.message), []).append(note)
        counts[note.level] += 1
    return Folded(
        errors=_folds(by_level[NoteLevel.error]),
        warnings=_folds(by_level[NoteLevel.warning]),
        remarks=_folds(by_level[NoteLevel.info]),
        serious=counts[NoteLevel.error] + counts[NoteLevel.warning],
        all_remarks=counts[NoteLevel.info],
    )


def shape(message: str) -> str:
    """A remark without what differs between remarks of its kind.

    >>> shape("FR-012: priority 'High' read as P1")
    'priority … read as …'
    >>> shape("requirement FR-1 is also defined in a.md line 3, which counts")
    'requirement … is also defined in … line … which counts'
    """
    text = _QUOTED.sub("…", message)
    text = _NAMED.sub(r"\1 … \2", text)
    subject = _SUBJECT.match(text)
    if subject and _VARYING.search(subject[0]):
        text = text[subject.end() :]
    text = _DIFFERS.sub("…", text)
    return _REPEATED.sub("…", _VARYING.sub("…", text)).strip()


def _folds(groups: dict[str, list[Note]]) -> tuple[Fold, ...]:
    folds = []
    for title, notes in groups.items():
        if len(notes) < _MANY:
            folds += [Fold(one.level.value, one.message, (one,), 1) for one in notes]
        else:
            level = notes[0].level.value
            # Without what it begins with, a sentence says nothing: the first stands for all.
            words = notes[0].message if title.startswith("…") else title
            folds.append(Fold(level, words, tuple(notes[:LISTED]), len(notes)))
    return tuple(folds)
