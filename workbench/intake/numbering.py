"""Numbers of entries to which their documents give none.

A number that was only counted gives way to one that is stated, whichever document is read first,
and an entry that another document or the draft has in the same words is that entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from workbench.design.base import Item
from workbench.design.handoff import Assumption, Decision, Risk
from workbench.intake.imported import Note, NoteLevel, ReadItem

Entry = Assumption | Decision | Risk


def settle_numbers(
    items: Iterable[ReadItem], known: Iterable[Item] = ()
) -> tuple[list[ReadItem], list[Note]]:
    """Give counted entries keys that nobody else has; `known` are items of the draft.

    An entry in the words of a stated or a known one takes its key. One that the draft has under
    the same counted number, in words that no entry has now, is taken for that one edited.
    """
    return _Settling(list(items), known).settle()


class _Settling:
    def __init__(self, items: list[ReadItem], known: Iterable[Item]) -> None:
        self._items = items
        self._keys: dict[tuple[type[Item], str], str] = {}
        """Keys that are taken, and what the entry under each says."""
        self._by_words: dict[tuple[type[Item], str], str] = {}
        self._counted: set[tuple[type[Item], str]] = set()
        for one in known:
            if isinstance(one, Entry):
                self._take(one)
                if "key" in one.inferred:
                    self._counted.add((type(one), one.key))
        for read in items:
            if isinstance(read.item, Entry) and "key" not in read.item.inferred:
                self._take(read.item)
                self._counted.discard((type(read.item), read.item.key))
        self._said = {
            (type(read.item), _words(read.item))
            for read in items
            if isinstance(read.item, Entry)
        }  # fmt: skip

    def _take(self, one: Entry) -> None:
        self._keys[type(one), one.key] = _words(one)
        self._by_words.setdefault((type(one), _words(one)), one.key)

    def settle(self) -> tuple[list[ReadItem], list[Note]]:
        made: list[ReadItem] = []
        notes: list[Note] = []
        seen: set[tuple[str, type[Item], str]] = set()
        for read in self._items:
            item = read.item
            if not isinstance(item, Entry) or "key" not in item.inferred:
                made.append(read)
                continue
            same = self._by_words.get((type(item), _words(item)))
            key = same or self._free(item)
            if not same:
                self._take(item.model_copy(update={"key": key}))
            if (read.source, type(item), key) in seen:
                continue
            seen.add((read.source, type(item), key))
            if key != item.key:
                message = f"{item.key} of this document is {key} here"
                notes.append(Note(read.source, read.line, NoteLevel.info, message))
            made.append(replace(read, item=item.model_copy(update={"key": key})))
        return made, notes

    def _free(self, item: Entry) -> str:
        """Its own number, or the next that nobody has."""
        address = (type(item), item.key)
        if address not in self._keys:
            return item.key
        if address in self._counted and (type(item), self._keys[address]) not in self._said:
            self._counted.discard(address)
            return item.key
        prefix = item.key.rstrip("0123456789")
        number = 1
        while (type(item), f"{prefix}{number:03}") in self._keys:
            number += 1
        return f"{prefix}{number:03}"


def _words(one: Entry) -> str:
    if isinstance(one, Assumption):
        said = one.text
    else:
        said = one.decision if isinstance(one, Decision) else one.risk
    return " ".join(said.casefold().split())
