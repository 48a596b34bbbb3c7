"""What the reader of one document collects: items with lines, notes, and loose statements.

A *statement* is about an item that another document defines (an MVP mark in a
handoff package); it is applied when the documents of a folder are put together, and makes no
item of its own, so that nothing is invented from a mention.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pydantic import ValidationError

from workbench.design.base import MAX_KEY, MAX_LINE, Item, Part
from workbench.design.design import ItemAddress, describe_errors
from workbench.design.kinds import KIND_OF_MODEL
from workbench.intake.result import Note, NoteLevel, ReadItem, ReadPart

AnyPart = TypeVar("AnyPart", bound=Part)

#: Notes of one kind that are given one by one; the rest is counted.
MAX_PER_GROUP = 200


@dataclass(frozen=True, slots=True)
class Statement:
    """Field values for an item that is defined elsewhere."""

    address: ItemAddress
    values: dict[str, Any]
    source: str
    line: int


@dataclass
class DocumentCollector:
    """Collector for one document."""

    source: str
    items: list[ReadItem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    _seen: dict[ItemAddress, int] = field(default_factory=dict)
    _group_sizes: dict[str, int] = field(default_factory=dict)

    def info(self, line: int, message: str) -> None:
        """Say what was inferred or normalised."""
        self.notes.append(Note(self.source, line, NoteLevel.info, message))

    def warn(self, line: int, message: str) -> None:
        """Say what was left out or doubtful, and what to do about it."""
        self.notes.append(Note(self.source, line, NoteLevel.warning, message))

    def error(self, line: int, message: str) -> None:
        """Say why the file or a whole part of it is refused."""
        self.notes.append(Note(self.source, line, NoteLevel.error, message))

    def add_notes(self, notes: Iterable[Note]) -> None:
        """Take over notes that were made before the document's path was known."""
        self.notes.extend(replace(note, source=self.source) for note in notes)

    def note_grouped(self, kind: str, line: int, message: str, *, warning: bool = False) -> None:
        """Like info or warn, but no more than MAX_PER_GROUP of one kind."""
        count = self._group_sizes[kind] = self._group_sizes.get(kind, 0) + 1
        if count > MAX_PER_GROUP:
            if count == MAX_PER_GROUP + 1:
                self.info(line, f"more notes of this kind ({kind}) are not listed")
            return
        (self.warn if warning else self.info)(line, message)

    def build(self, model: type[AnyPart], line: int, **values: Any) -> AnyPart | None:  # noqa: ANN401 - fields of any model
        """Build a part or an item; None and a note where the values do not fit the model."""
        try:
            return model(**values)
        except ValidationError as error:
            named = str(values.get("key") or values.get("name") or values.get("endpoint") or "")
            what = f"{model.__name__.lower()} {named[:80]}".strip()
            self.warn(line, f"{what} left out: {describe_errors(error)}")
            return None

    def add(
        self, item: Item | None, line: int, end_line: int = 0, parts: Iterable[ReadPart] = ()
    ) -> bool:
        """Keep an item; a second one with the same address is noted and left out."""
        if item is None:
            return False
        address = ItemAddress(KIND_OF_MODEL[type(item)].name, item.item_key)
        first = self._seen.get(address)
        if first is not None:
            self.warn(
                line,
                f"{address.kind} {address.key} is defined a second time and left out; the "
                f"definition on line {first} counts. Give it a different key or remove it.",
            )
            return False
        self._seen[address] = line
        self.items.append(ReadItem(item, self.source, line, max(end_line, line), tuple(parts)))
        return True

    def add_statement(self, kind: str, key: str, line: int, **values: Any) -> None:  # noqa: ANN401 - fields of any model
        """Keep a statement on an item that is defined elsewhere."""
        self.statements.append(Statement(ItemAddress(kind, key), values, self.source, line))

    def has(self, kind: str, key: str) -> bool:
        """Whether an item of that address was kept."""
        return ItemAddress(kind, key) in self._seen


_CONTROLS = dict.fromkeys((*range(32), 127, 8232, 8233), " ")


def clean_key(text: str) -> str:
    """A key that fits the model: controls become blanks, at most 600 characters."""
    return text.translate(_CONTROLS).strip()[:MAX_KEY].strip()


def clean_line(text: str) -> str:
    """A line that fits the model: at most 4,000 characters."""
    return text[:MAX_LINE]


def clean_keys(texts: Iterable[str]) -> tuple[str, ...]:
    """Keys without empty ones and repetitions, order kept."""
    return tuple(dict.fromkeys(key for key in map(clean_key, texts) if key))
