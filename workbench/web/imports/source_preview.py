"""A document beside the items that were read from it, a window of lines at a time."""

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
#: Characters of a title.
_LONG_TITLE = 240
#: Requirements that are named.
_MANY = 6
#: Parts of items that are counted.
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


def window_of(imported: Imported, source: str, start: int) -> Window | None:
    """Lines of a source from `start` on; None for a source that is not text."""
    text = imported.texts.get(source)
    if text is None:
        return None
    total = _count(text)
    start = min(start, max(1, total))
    return Window(tuple(_window_lines(text, start)), start, total)


def _window_lines(text: str, start: int) -> Iterator[str]:
    """Lines of a window, without splitting the whole text.

    Only a line feed ends a line, as for the importers; a form feed is an ordinary character.
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
    """Number of lines; text after the last line feed is a line."""
    return text.count("\n") + (not text.endswith("\n") and bool(text))


@dataclass(frozen=True, slots=True)
class SourcePreview:
    """The items that were read from the lines of one window, linked both ways."""

    groups: list[dict[str, Any]]
    """By kind: a title, and its items with `id`, `line`, `key`, `text`, `level`, `note`."""
    marks: dict[int, str]
    """Per line: `ok` where an item or a part of one begins, `warn` and `stop` for notes."""
    links: dict[int, str]
    """Per line: the id of the first item that was read from it."""


def chosen_source(imported: Imported, asked: str) -> str:
    """Path of the document that is shown: the one asked for, else the first with items.

    Requirements come first, whatever they are called.
    """
    kinds = {source.path: source.kind for source in imported.sources}
    if asked in kinds:
        return asked
    with_items = {item.source for item in imported.items}
    ranked = sorted(
        kinds,
        key=lambda path: (path not in with_items, kinds[path] != "prd", path not in imported.texts),
    )
    return next(iter(ranked), "")


def preview_source(imported: Imported, source: str, start: int) -> SourcePreview:
    """The items read from the window that begins at `start`, and the marks of its lines."""
    lines = range(start, start + WINDOW)
    notes: dict[int, list[Note]] = {}
    for note in imported.notes:
        if note.source == source:
            notes.setdefault(note.line, []).append(note)
    groups: dict[str, list[dict[str, Any]]] = {}
    counts: Counter[str] = Counter()
    for item in imported.items:
        if item.source == source and (item.line == 0 or item.line in lines):
            groups.setdefault(item.kind, []).extend(_entries(item, notes))
            counts[item.kind] += 1
    links: dict[int, str] = {}
    for number, entry in enumerate(entry for rows in groups.values() for entry in rows):
        entry["id"] = f"i{number}"
        if entry["line"] in lines:
            links.setdefault(entry["line"], entry["id"])
    marks = dict.fromkeys(links, "ok")
    for line, line_notes in notes.items():
        serious = {note.level for note in line_notes} - {NoteLevel.info}
        if serious and line in lines:
            marks[line] = "stop" if NoteLevel.error in serious else "warn"
    titled = [
        {"title": f"{_heading(kind)} ({counts[kind]})", "items": rows}
        for kind, rows in groups.items()
    ]
    return SourcePreview(titled, marks, links)


def window_start(imported: Imported, source: str, line: int) -> int:
    """First line of the window that contains a line.

    Windows begin at fixed lines, so that going forward and back shows the same ones.
    """
    total = _count(imported.texts.get(source, ""))
    return (min(line, max(1, total)) - 1) // WINDOW * WINDOW + 1


def _heading(kind: str) -> str:
    words = kind_words(kind, 2)
    return words[:1].upper() + words[1:]


def _entries(read: ReadItem, notes: dict[int, list[Note]]) -> Iterator[dict[str, Any]]:
    inferred: tuple[str, ...] = getattr(read.item, "inferred", ())
    # Notes without a line are listed above, once for the whole document.
    messages = _messages(notes, read.line)
    if inferred:
        messages.insert(0, f"Inferred: {', '.join(map(field_label, inferred)).lower()}")
    yield {
        "key": read.item.item_key,
        "text": item_summary(read.item)[0],
        "line": read.line or None,
        "level": "inferred" if inferred else None,
        "note": "; ".join(messages),
    }
    for part in read.parts:
        yield {
            "key": part.key,
            "text": str(part.data.get("type") or part.data.get("description") or part.kind),
            "line": part.line or None,
            "level": None,
            "note": "; ".join(_messages(notes, part.line)),
        }


def _messages(notes: dict[int, list[Note]], line: int) -> list[str]:
    return [note.message for note in notes.get(line, ())] if line else []


def item_summary(item: Item) -> tuple[str, str]:
    """The title of an item, and its details: priority, number of parts, what it covers."""
    title = ""
    for name in _TITLES:
        value = getattr(item, name, "")
        if isinstance(value, str) and value and value != item.item_key:
            title = value if len(value) <= _LONG_TITLE else value[:_LONG_TITLE] + "…"
            break
    covers: tuple[str, ...] = getattr(item, "covers", ())
    priority = getattr(item, "priority", None)
    counted = ((name, getattr(item, name, ())) for name in _PARTS)
    details = [
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
    return title, " · ".join(detail for detail in details if detail)
