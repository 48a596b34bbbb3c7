"""What every importer returns: items with their lines, and notes on what it could not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workbench.design.base import Item
from workbench.design.design import Design, ItemAddress
from workbench.design.kinds import KIND_OF_MODEL


class NoteLevel(StrEnum):
    """How serious an importer's remark is."""

    #: Something was inferred or normalised.
    info = "info"
    #: Something could not be read and was left out; the rest was read.
    warning = "warning"
    #: The file, or a whole part of it, is refused.
    error = "error"


@dataclass(frozen=True, slots=True)
class Note:
    """An importer's remark."""

    source: str
    """Path of the file within what was given."""
    line: int
    """From 1; 0 where no line can be named."""
    level: NoteLevel
    message: str
    """What and why, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was looked at."""

    path: str
    kind: str
    """`prd`, `data-dictionary`, `openapi`, `sql`, … or `attachment` when not recognised."""
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One item that was read, and its lines."""

    item: Item
    source: str
    line: int
    """Line of its definition, from 1; 0 where the format has none."""
    end_line: int = 0
    """Last line that belongs to it; 0 where not known."""
    parts: tuple[ReadPart, ...] = ()
    """Lines of its parts: attributes of an entity, columns of a table."""

    @property
    def kind(self) -> str:
        """Kind of the item."""
        return KIND_OF_MODEL[type(self.item)].name

    @property
    def address(self) -> ItemAddress:
        """Kind and key."""
        return ItemAddress(self.kind, self.item.item_key)


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A part of an item with an address of its own (`attribute`, `column`, `index`)."""

    kind: str
    key: str
    """Full address: `Order.status`, `orders.customer_id`."""
    line: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StatedDatabase:
    """The database that a document states it is written for."""

    name: str
    """A dialect of `sql.dialect`, or the name of a database whose dialect is not known there."""
    line: int


@dataclass(frozen=True)
class Imported:
    """All that was read from one or more files, in document order."""

    sources: tuple[Source, ...] = ()
    items: tuple[ReadItem, ...] = ()
    notes: tuple[Note, ...] = ()
    #: Raw text per source path, for the preview; only of files that are text.
    texts: dict[str, str] = field(default_factory=dict, repr=False)
    #: The database that one file names; None in what several files hold.
    database: StatedDatabase | None = None

    @property
    def errors(self) -> tuple[Note, ...]:
        """Notes that refuse something."""
        return tuple(note for note in self.notes if note.level is NoteLevel.error)

    def design(self) -> Design:
        """The design that these items make; of items with one address the first counts."""
        return Design.from_items(read.item for read in self._first())

    def _first(self) -> Iterator[ReadItem]:
        seen: set[ItemAddress] = set()
        for read in self.items:
            if read.address not in seen:
                seen.add(read.address)
                yield read


def merge(imports: Iterable[Imported]) -> Imported:
    """Put what was read from several files together, order kept."""
    parts = list(imports)
    texts: dict[str, str] = {}
    for part in parts:
        texts.update(part.texts)
    return Imported(
        sources=tuple(source for part in parts for source in part.sources),
        items=tuple(item for part in parts for item in part.items),
        notes=tuple(note for part in parts for note in part.notes),
        texts=texts,
    )
