"""A document and what was read from it, a window of lines at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.design.base import Item
from workbench.intake.result import Imported, Note, NoteLevel, ReadItem
from workbench.web.items.labels import field_label, kind_words

#: Lines of a document on one page.
WINDOW = 400
_LONG_LINE = 2_000
_TOLD = 240
_MANY = 6
#: Members of items whose number says how much there is to them.
_PARTS = ("attributes", "steps", "fields")
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
    total = _count(text)
    start = min(start, max(1, total))
    return Window(tuple(_some_lines(text, start)), start, total)


def _some_lines(text: str, start: int) -> Iterator[str]:
    """Lines of a window, without making all the others.

    Only a line feed ends a line, as for whoever read it: a form feed is a character like any.
    """
    at = 0
    for _ in range(start - 1):
        at = text.find("\n", at) + 1
    for _ in range(WINDOW):
        if at >= len(text):
            return
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield text[at : min(end, at + _LONG_LINE)]
        at = end + 1


def _count(text: str) -> int:
    """How many lines there are; what follows the last line feed is one if there is anything."""
    return text.count("\n") + (not text.endswith("\n") and bool(text))


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read from the lines of one window, linked with them both ways."""

    groups: list[dict[str, Any]]
    """By kind: a title, and its items with `id`, `line`, `key`, `text`, `level`, `note`."""
    marks: dict[int, str]
    """Per line: `ok` where an item or a part of one stands, `warn` and `stop` for remarks."""
    links: dict[int, str]
    """Per line: the id of the first item that was read from it."""


def chosen_source(imported: Imported, asked: str) -> str:
    """The document that is shown: the one asked for, else the first that says something.

    Requirements go first, whatever they are called.
    """
    kinds = {one.path: one.kind for one in imported.sources}
    if asked in kinds:
        return asked
    saying = {one.source for one in imported.items}
    ranked = sorted(
        kinds,
        key=lambda path: (path not in saying, kinds[path] != "prd", path not in imported.texts),
    )
    return next(iter(ranked), "")


def seen_of(imported: Imported, source: str, start: int) -> Seen:
    """What was read from the window that begins at `start`, and how its lines were read."""
    lines = range(start, start + WINDOW)
    notes: dict[int, list[Note]] = {}
    for note in imported.notes:
        if note.source == source:
            notes.setdefault(note.line, []).append(note)
    groups: dict[str, list[dict[str, Any]]] = {}
    counts: Counter[str] = Counter()
    for one in imported.items:
        if one.source == source and (one.line == 0 or one.line in lines):
            groups.setdefault(one.kind, []).extend(_entries(one, notes))
            counts[one.kind] += 1
    links: dict[int, str] = {}
    for number, entry in enumerate(entry for rows in groups.values() for entry in rows):
        entry["id"] = f"i{number}"
        if entry["line"] in lines:
            links.setdefault(entry["line"], entry["id"])
    marks = dict.fromkeys(links, "ok")
    for line, said in notes.items():
        serious = {one.level for one in said} - {NoteLevel.info}
        if serious and line in lines:
            marks[line] = "stop" if NoteLevel.error in serious else "warn"
    titled = [
        {"title": f"{_heading(kind)} ({counts[kind]})", "items": rows}
        for kind, rows in groups.items()
    ]
    return Seen(titled, marks, links)


def find_line(imported: Imported, source: str, line: int) -> int:
    """First line of the window in which a line stands.

    Windows begin at fixed lines, so that going on and back shows the same ones.
    """
    total = _count(imported.texts.get(source, ""))
    return (min(line, max(1, total)) - 1) // WINDOW * WINDOW + 1


def _heading(kind: str) -> str:
    words = kind_words(kind, 2)
    return words[:1].upper() + words[1:]


def _entries(one: ReadItem, notes: dict[int, list[Note]]) -> Iterator[dict[str, Any]]:
    inferred: tuple[str, ...] = getattr(one.item, "inferred", ())
    # Remarks without a line are told above, once for the whole document.
    said = _said(notes, one.line)
    if inferred:
        said.insert(0, f"Inferred: {', '.join(map(field_label, inferred)).lower()}")
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
            "note": "; ".join(_said(notes, part.line)),
        }


def _said(notes: dict[int, list[Note]], line: int) -> list[str]:
    return [note.message for note in notes.get(line, ())] if line else []


def _title(one: ReadItem) -> str:
    return item_summary(one.item)[0]


def item_summary(item: Item) -> tuple[str, str]:
    """The sentence that tells an item, and what else can be said of it in a few words."""
    told = ""
    for name in _TITLES:
        value = getattr(item, name, "")
        if isinstance(value, str) and value and value != item.item_key:
            told = value if len(value) <= _TOLD else value[:_TOLD] + "…"
            break
    covers: tuple[str, ...] = getattr(item, "covers", ())
    priority = getattr(item, "priority", None)
    counted = ((name, getattr(item, name, ())) for name in _PARTS)
    more = [
        str(priority) if priority else "",
        *(
            f"{len(parts)} {name if len(parts) > 1 else name[:-1]}"
            for name, parts in counted
            if parts
        ),
        f"covers {', '.join(covers[:_MANY])}{' …' if len(covers) > _MANY else ''}"
        if covers
        else "",
    ]
    return told, " · ".join(one for one in more if one)
