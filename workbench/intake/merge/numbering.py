"""Numbers of entries to which their documents give none.

A number that was only counted gives way to one that is stated, whichever document is read first,
and an entry that another document or the draft has in the same words is that entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from workbench.design.base import Item
from workbench.design.handoff import Assumption, Decision, Risk
from workbench.intake.result import Imported, Note, NoteLevel, ReadItem

Entry = Assumption | Decision | Risk
_Address = tuple[type[Item], str]
"""A type of entry, and its key or its words."""


def renumber(
    items: Iterable[ReadItem], known: Iterable[Item] = ()
) -> tuple[list[ReadItem], list[Note]]:
    """Give counted entries keys that nobody else has; `known` are items of the draft.

    An entry in the words of a stated or a known one takes its key. One that the draft has under
    the same counted number, with a text that no entry has now, is taken for that one edited.
    """
    return _Numbering(list(items), known).renumbered()


def renumber_against(imported: Imported, known: Iterable[Item]) -> Imported:
    """What was read, its counted entries numbered beside those of the draft."""
    if not any(map(_is_counted, (read.item for read in imported.items))):
        return imported
    items, notes = renumber(imported.items, known)
    return replace(imported, items=tuple(items), notes=(*imported.notes, *notes))


class _Numbering:
    def __init__(self, items: list[ReadItem], known: Iterable[Item]) -> None:
        self._items = items
        self._words: dict[_Address, str] = {}
        """Words of the entry under each key that is taken."""
        self._keys: dict[_Address, Entry] = {}
        """The entry that has these words."""
        self._edited: set[_Address] = set()
        """Counted keys of the draft, whose entries may have been edited."""
        for item in known:
            if isinstance(item, Entry):
                self._take(item)
                self._edited |= {(type(item), item.key)} if _is_counted(item) else set()
        for read in items:
            if isinstance(read.item, Entry) and not _is_counted(read.item):
                self._take(read.item)
                self._edited.discard((type(read.item), read.item.key))
        self._next: dict[str, int] = {}
        """Per prefix, the number below which none is free."""
        self._texts = {
            (type(read.item), _words(read.item)) for read in items if isinstance(read.item, Entry)
        }

    def _take(self, entry: Entry) -> None:
        self._words[type(entry), entry.key] = _words(entry)
        self._keys.setdefault((type(entry), _words(entry)), entry)

    def renumbered(self) -> tuple[list[ReadItem], list[Note]]:
        """The items, and a note on each that got another number."""
        made: list[ReadItem] = []
        notes: list[Note] = []
        seen: set[tuple[str, _Address]] = set()
        for read in self._items:
            item = read.item
            if not isinstance(item, Entry) or not _is_counted(item):
                made.append(read)
                continue
            renumbered = self._renumbered(item)
            address = (read.source, (type(item), renumbered.key))
            if address in seen:
                continue
            seen.add(address)
            if renumbered.key != item.key:
                message = (
                    f"{item.key} of this document is renumbered to {renumbered.key}, because "
                    f"{item.key} is taken"
                )
                notes.append(Note(read.source, read.line, NoteLevel.info, message))
            made.append(replace(read, item=renumbered))
        return made, notes

    def _renumbered(self, item: Entry) -> Entry:
        same = self._keys.get((type(item), _words(item)))
        if same is None:
            renumbered = item.model_copy(update={"key": self._free_key(item)})
            self._take(renumbered)
            return renumbered
        inferred = tuple(name for name in item.inferred if name != "key" or _is_counted(same))
        return item.model_copy(update={"key": same.key, "inferred": inferred})

    def _free_key(self, item: Entry) -> str:
        """Its own number, or the next that nobody has."""
        address = (type(item), item.key)
        words = self._words.get(address)
        if words is None:
            return item.key
        if address in self._edited and (type(item), words) not in self._texts:
            self._edited.discard(address)
            return item.key
        prefix = item.key.rstrip("0123456789")
        number = self._next.get(prefix, 1)
        while (type(item), f"{prefix}{number:03}") in self._words:
            number += 1
        self._next[prefix] = number
        return f"{prefix}{number:03}"


def _is_counted(item: Item) -> bool:
    return isinstance(item, Entry) and "key" in item.inferred


def _words(entry: Entry) -> str:
    if isinstance(entry, Assumption):
        text = entry.text
    else:
        text = entry.decision if isinstance(entry, Decision) else entry.risk
    return " ".join(text.casefold().split())
