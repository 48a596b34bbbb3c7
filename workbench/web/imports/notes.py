"""Notes of the importers, grouped: notes that differ only in what they are about are one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.design.kinds import KINDS
from workbench.intake.result import Note, NoteLevel

#: Notes that are listed of one group.
LISTED = 60
#: Fewer notes than this are not grouped.
_MANY = 3
_QUOTED = re.compile(r"'[^']*'|`[^`]*`|“[^”]*”|\"[^\"]*\"")
_NAMED = re.compile(rf"^({'|'.join(KINDS)}) .+? (is|has|left|was)\b")
_SUBJECT = re.compile(r"^[^:]{1,120}:\s+(?=\S)")
_DIFFERS = re.compile(r"(?<=differs in ).*$")
_VARYING = re.compile(r"\S*(?:[\d/_{}→…]|\w\.\w)\S*")
_REPEATED = re.compile(r"…(?:[\s,;:()]*…)+")


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """Notes of one kind."""

    level: str
    title: str
    """Their common text, with … for what differs; or the first note where too little is common."""
    notes: tuple[Note, ...]
    count: int

    @property
    def by_example(self) -> bool:
        """Whether the title is one of several notes, not their common text."""
        return self.count > 1 and self.title == self.notes[0].message

    @property
    def more(self) -> int:
        """Number of notes that are not listed."""
        return self.count - len(self.notes)


@dataclass(frozen=True, slots=True)
class GroupedNotes:
    """All notes by level."""

    errors: tuple[NoteGroup, ...]
    warnings: tuple[NoteGroup, ...]
    remarks: tuple[NoteGroup, ...]
    serious: int
    """Number of errors and warnings."""
    all_remarks: int
    """Number of notes that need no action."""


def group_notes(notes: Iterable[Note]) -> GroupedNotes:
    """Notes by level and kind, in the order in which kinds first occur."""
    by_level: dict[NoteLevel, dict[str, list[Note]]] = {level: {} for level in NoteLevel}
    counts = dict.fromkeys(NoteLevel, 0)
    for note in notes:
        by_level[note.level].setdefault(common_text(note.message), []).append(note)
        counts[note.level] += 1
    return GroupedNotes(
        errors=_groups(by_level[NoteLevel.error]),
        warnings=_groups(by_level[NoteLevel.warning]),
        remarks=_groups(by_level[NoteLevel.info]),
        serious=counts[NoteLevel.error] + counts[NoteLevel.warning],
        all_remarks=counts[NoteLevel.info],
    )


def common_text(message: str) -> str:
    """A note without what differs between notes of its kind.

    >>> common_text("FR-012: priority 'High' read as P1")
    'priority … read as …'
    >>> common_text("requirement FR-1 is also defined in a.md line 3, which counts")
    'requirement … is also defined in … line … which counts'
    """
    text = _QUOTED.sub("…", message)
    text = _NAMED.sub(r"\1 … \2", text)
    subject = _SUBJECT.match(text)
    if subject and _VARYING.search(subject[0]):
        text = text[subject.end() :]
    text = _DIFFERS.sub("…", text)
    return _REPEATED.sub("…", _VARYING.sub("…", text)).strip()


def _groups(groups: dict[str, list[Note]]) -> tuple[NoteGroup, ...]:
    found = []
    for title, notes in groups.items():
        if len(notes) < _MANY:
            found += [NoteGroup(note.level.value, note.message, (note,), 1) for note in notes]
        else:
            level = notes[0].level.value
            # A text without its beginning is hard to read: show the first note as an example.
            text = notes[0].message if title.startswith("…") else title
            found.append(NoteGroup(level, text, tuple(notes[:LISTED]), len(notes)))
    return tuple(found)
