"""A document beside the items that were read from it, a window of lines at a time."""

from __future__ import annotations

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
    window = range(start, start + WINDOW)
    notes: dict[int, list[Note]] = {}
    for note in imported.notes:
        if note.source == source:
            notes.setdefault(note.line, []).append(note)
    items: dict[str, list[ReadItem]] = {}
    for item in imported.items:
        if item.source == source and (item.line == 0 or item.line in window):
            items.setdefault(item.kind, []).append(item)
    groups = [
        {
            "title": f"{_heading(kind)} ({len(of_kind)})",
            "items": [entry for item in of_kind for entry in _entries(item, notes)],
        }
        for kind, of_kind in items.items()
    ]
    links = _number_entries(groups, window)
    return SourcePreview(groups, _marks(links, notes, window), links)


def _number_entries(groups: list[dict[str, Any]], window: range) -> dict[int, str]:
    """Give each entry an `id`; return the id of the first entry of each line."""
    links: dict[int, str] = {}
    entries = (entry for group in groups for entry in group["items"])
    for number, entry in enumerate(entries):
        entry["id"] = f"i{number}"
        if entry["line"] in window:
            links.setdefault(entry["line"], entry["id"])
    return links


def _marks(links: dict[int, str], notes: dict[int, list[Note]], window: range) -> dict[int, str]:
    marks = dict.fromkeys(links, "ok")
    for line, line_notes in notes.items():
        levels = {note.level for note in line_notes} - {NoteLevel.info}
        if levels and line in window:
            marks[line] = "stop" if NoteLevel.error in levels else "warn"
    return marks


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
    details = (_priority(item), *_part_counts(item), _coverage(item))
    return _title(item), " · ".join(detail for detail in details if detail)


def _title(item: Item) -> str:
    for name in _TITLES:
        value = getattr(item, name, "")
        if isinstance(value, str) and value and value != item.item_key:
            return value if len(value) <= _LONG_TITLE else value[:_LONG_TITLE] + "…"
    return ""


def _priority(item: Item) -> str:
    return str(getattr(item, "priority", None) or "")


def _part_counts(item: Item) -> Iterator[str]:
    for name in _PARTS:
        parts = getattr(item, name, ())
        if parts:
            yield f"{len(parts)} {name if len(parts) > 1 else name[:-1]}"


def _coverage(item: Item) -> str:
    covers: tuple[str, ...] = getattr(item, "covers", ())
    if not covers:
        return ""
    return f"covers {', '.join(covers[:_MANY])}{' …' if len(covers) > _MANY else ''}"
