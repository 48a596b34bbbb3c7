"""An item while it is read from sentences and labels: the fields that all such items have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from workbench.intake.collector import DocumentCollector, clean_keys, clean_line
from workbench.intake.markdown import inline
from workbench.intake.markdown.identifiers import mentions
from workbench.intake.markdown.item_sections import reference_keys
from workbench.intake.result import ReadPart

_REFERENCES = frozenset({"covers", "flows", "screens"})
_FLOW_PREFIXES = frozenset({"UF", "FLOW", "UJ"})
_SCREEN_PREFIXES = frozenset({"WF", "SCR", "SCREEN", "WIREFRAME"})
_REQUIREMENT_PREFIXES = frozenset({"FR", "REQ", "NFR"})


@dataclass
class ItemDraft:
    """What is known so far; the first word on a matter counts."""

    #: Values of one line.
    lines: ClassVar[frozenset[str]] = frozenset()
    #: Values that name something, without the marks around a name.
    names: ClassVar[frozenset[str]] = frozenset()
    #: Values that are several keys.
    lists: ClassVar[frozenset[str]] = frozenset({"inferred"})
    #: What a remark begins with that names places without an identifier.
    places: ClassVar[str] = "Used on"

    line: int
    end_line: int
    values: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    parts: list[ReadPart] = field(default_factory=list)

    def add_note(self, text: str) -> None:
        """Keep words that have no field."""
        if text:
            self.notes.append(text)

    def set_value(self, meaning: str, raw: str, line: int, collector: DocumentCollector) -> None:
        """Set a value found under one of the labels for it; the first one counts."""
        text = inline.value(raw)
        if not text or (meaning in self.values and meaning != "notes"):
            return
        if meaning in _REFERENCES:
            self._refer(meaning, reference_keys(raw))
        elif meaning == "used_on":
            self._used_on(raw, text)
        elif meaning in self.lists:
            self.values[meaning] = clean_keys(inline.names(raw))
        elif meaning == "notes":
            self.add_note(text)
        elif not self.set_special(meaning, raw, line, collector):
            named = inline.name(raw) if meaning in self.names else text
            self.values[meaning] = clean_line(named) if meaning in self.lines else text

    def set_special(self, meaning: str, raw: str, line: int, collector: DocumentCollector) -> bool:
        """Take a value in the way of this kind of item; False for one that is set as written."""
        del meaning, raw, line, collector
        return False

    def _refer(self, meaning: str, keys: Iterable[str]) -> None:
        self.values[meaning] = tuple(dict.fromkeys((*self.values.get(meaning, ()), *keys)))

    def _used_on(self, raw: str, text: str) -> None:
        """Identifiers of any kind; words without one are only words."""
        for mention in mentions(inline.without_markup(raw)):
            if mention.parts & _SCREEN_PREFIXES:
                self._refer("screens", (mention.key,))
            elif mention.parts & _FLOW_PREFIXES:
                self._refer("flows", (mention.key,))
            elif mention.parts & _REQUIREMENT_PREFIXES:
                self._refer("covers", (mention.key,))
        if not all(mentions(name) for name in inline.names(raw)):
            self.add_note(f"{self.places}: {text}")
