"""A document and what was read from it, a window of lines at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.design.base import Item
from workbench.intake.imported import Imported, NoteLevel, ReadItem
from workbench.web.item_words import kind_words

#: Lines of a document on one page.
WINDOW = 400
_LONG_LINE = 2_000
_TOLD = 240
_MANY = 6
_TITLES = ("title", "text", "description", "decision", "risk", "question", "name", "purpose")


@dataclass(frozen=True, slots=True)
class Window:
    """Some lines of a document."""

    lines: tuple[str, ...]
    start: int
    """Number of the first one."""
    total: int

    @property
    def next(self) -> int | None:
        """First line of the next window, None at the end."""
        after = self.start + len(self.lines)
        return after if after <= self.total else None

    @property
    def previous(self) -> int | None:
        """First line of the window before, None at the beginning."""
        return max(1, self.start - WINDOW) if self.start > 1 else None


def lines_of(imported: Imported, source: str, start: int) -> Window | None:
    """Lines of a source from `start` on; None for a source that is no text."""
    text = imported.texts.get(source)
    if text is None:
        return None
    lines = text.splitlines()
    start = min(start, max(1, len(lines)))
    shown = tuple(line[:_LONG_LINE] for line in lines[start - 1 : start - 1 + WINDOW])
    return Window(shown, start, len(lines))


def marks_of(imported: Imported, source: str) -> dict[int, str]:
    """Per line, how it was read: `ok` for an item or a part of one, `warn` and `stop` for notes."""
    here = [one for one in imported.items if one.source == source]
    marks = {part.line: "ok" for one in here for part in one.parts if part.line}
    marks |= {one.line: "ok" for one in here}
    for note in imported.notes:
        if note.source == source and note.level is not NoteLevel.info:
            marks[note.line] = "stop" if note.level is NoteLevel.error else "warn"
    return marks


def understood_of(imported: Imported, source: str, start: int) -> list[dict[str, Any]]:
    """What was read from the window that begins at `start`, grouped by kind, with its notes."""
    notes: dict[int, list[str]] = {}
    for note in imported.notes:
        if note.source == source:
            notes.setdefault(note.line, []).append(note.message)
    groups: dict[str, list[dict[str, Any]]] = {}
    counts: Counter[str] = Counter()
    for one in imported.items:
        inside = one.line == 0 or start <= one.line < start + WINDOW
        if one.source == source and inside:
            groups.setdefault(one.kind, []).extend(_entries(one, notes))
            counts[one.kind] += 1
    return [
        {"title": f"{_heading(kind)} ({counts[kind]})", "items": rows}
        for kind, rows in groups.items()
    ]


def find_line(imported: Imported, source: str, line: int) -> int:
    """First line of the window in which a line stands.

    Windows begin at fixed lines, so that going on and back shows the same ones.
    """
    total = len(imported.texts.get(source, "").splitlines())
    return (min(line, max(1, total)) - 1) // WINDOW * WINDOW + 1


def _heading(kind: str) -> str:
    words = kind_words(kind, 2)
    return words[:1].upper() + words[1:]


def _entries(one: ReadItem, notes: dict[int, list[str]]) -> Iterator[dict[str, Any]]:
    inferred: tuple[str, ...] = getattr(one.item, "inferred", ())
    said = list(notes.get(one.line, ()))
    if inferred:
        said.insert(0, f"Inferred: {', '.join(inferred)}")
    yield {
        "key": one.item.item_key,
        "text": _title(one),
        "line": one.line or None,
        "level": "inferred" if inferred else None,
        "note": "; ".join(said),
    }
    for part in one.parts:
        yield {
            "key": part.key,
            "text": str(part.data.get("type") or part.data.get("description") or part.kind),
            "line": part.line or None,
            "level": None,
            "note": "; ".join(notes.get(part.line, ())),
        }


def _title(one: ReadItem) -> str:
    return words_of_item(one.item)[0]


def words_of_item(item: Item) -> tuple[str, str]:
    """The sentence that tells an item, and what else can be said of it in a few words."""
    told = ""
    for name in _TITLES:
        value = getattr(item, name, "")
        if isinstance(value, str) and value and value != item.item_key:
            told = value if len(value) <= _TOLD else value[:_TOLD] + "…"
            break
    covers: tuple[str, ...] = getattr(item, "covers", ())
    priority = getattr(item, "priority", None)
    parts = getattr(item, "attributes", None) or getattr(item, "steps", None)
    more = [
        str(priority) if priority else "",
        f"{len(parts)} {'attributes' if hasattr(item, 'attributes') else 'steps'}" if parts else "",
        f"covers {', '.join(covers[:_MANY])}{' …' if len(covers) > _MANY else ''}"
        if covers
        else "",
    ]
    return told, " · ".join(one for one in more if one)
