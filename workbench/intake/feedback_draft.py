"""One feedback channel while it is read: what its document says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from workbench.design.content import FeedbackChannel, FeedbackData
from workbench.intake import escapes
from workbench.intake.dictionary_entity import read_pii
from workbench.intake.identifiers import mentions
from workbench.intake.imported import ReadPart
from workbench.intake.item_sections import reference_keys
from workbench.intake.reading import Reading, clean_key, clean_keys, clean_line

_LINES = frozenset(
    {"kind", "audience", "destination", "owner", "response_time", "entity", "third_party",
     "retention"}
)  # fmt: skip
_NAMES = frozenset({"entity", "third_party"})
_REFERENCES = frozenset({"covers", "flows", "screens"})
_LONGEST_MARK = 120
_PERSONAL = re.compile(r"\b(?:pii|personal|sensitive)\b|شخصي", re.IGNORECASE)
_NOT_PERSONAL = re.compile(r"\b(?:no|non|not)\b", re.IGNORECASE)
_FLOW_FAMILIES = frozenset({"UF", "FLOW", "UJ"})
_SCREEN_FAMILIES = frozenset({"WF", "SCR", "SCREEN", "WIREFRAME"})
_LONGEST_NAME = 60


@dataclass
class ChannelDraft:
    """What is known of one channel so far; `keep` makes the item."""

    key: str
    title: str
    line: int
    end_line: int
    values: dict[str, Any] = field(default_factory=dict)
    data: dict[str, FeedbackData] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    parts: list[ReadPart] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Keep words that have no field."""
        if text:
            self.notes.append(text)

    def say(self, meaning: str, raw: str, line: int, reading: Reading) -> None:
        """Take what the document says under one of the words for it; the first one counts."""
        text = escapes.value(raw)
        if not text or (meaning in self.values and meaning != "notes"):
            return
        if meaning in _REFERENCES:
            self._refer(meaning, reference_keys(raw))
        elif meaning == "used_on":
            self._used_on(raw, text)
        elif meaning == "inferred":
            self.values[meaning] = clean_keys(escapes.names(raw))
        elif meaning == "data":
            for one in escapes.names(raw):
                self.add_datum(one, line, reading)
        elif meaning == "pii":
            self._pii(raw, line, reading)
        elif meaning == "notes":
            self.note(text)
        else:
            named = escapes.name(raw) if meaning in _NAMES else text
            self.values[meaning] = clean_line(named) if meaning in _LINES else text

    def _refer(self, meaning: str, keys: Iterable[str]) -> None:
        self.values[meaning] = tuple(dict.fromkeys((*self.values.get(meaning, ()), *keys)))

    def _used_on(self, raw: str, text: str) -> None:
        found = mentions(escapes.without_markup(raw))
        for one in found:
            if one.parts & _SCREEN_FAMILIES:
                self._refer("screens", (one.key,))
            elif one.parts & _FLOW_FAMILIES:
                self._refer("flows", (one.key,))
        if not all(mentions(one) for one in escapes.names(raw)):
            self.note(f"Shown on: {text}")

    def _pii(self, raw: str, line: int, reading: Reading) -> None:
        answer, words = read_pii(raw)
        if answer is None and words and not raw.strip().startswith("?"):
            # A column of personal data that names some says that there is some.
            answer = True
            self.values["inferred"] = (*self.values.get("inferred", ()), "pii")
            reading.info(line, f"{self.key}: personal data says {words!r}; read as yes")
        self.values["pii"], self.values["pii_words"] = answer, clean_line(words)

    def add_cells(
        self,
        cells: dict[str, str],
        unknown: Iterable[tuple[str, str]],
        line: int,
        reading: Reading,
    ) -> None:
        """Take one row of a table of data."""
        pii, words = read_pii(cells.get("pii", ""))
        extra = [f"{escapes.plain(title)}: {escapes.value(cell)}" for title, cell in unknown]
        self._add(
            line, reading, name=clean_key(escapes.name(cells.get("name", ""))), pii=pii,
            pii_words=clean_line(words), attribute=clean_line(escapes.name(
                cells.get("attribute", ""))),
            notes="; ".join(one for one in (escapes.value(cells.get("notes", "")), *extra) if one),
        )  # fmt: skip

    def add_datum(self, text: str, line: int, reading: Reading) -> None:
        """Take one name in a list: `e-mail address (PII, optional)`."""
        head, _, rest = text.partition(": ") if len(text) > _LONGEST_NAME else (text, "", "")
        pii: bool | None = None
        notes = [rest.strip()]
        head, marks = _marked(head.rstrip())
        if marks:
            said = [one.strip() for one in marks.split(",")]
            personal = [one for one in said if _PERSONAL.search(one)]
            pii = not _NOT_PERSONAL.search(personal[0]) if personal else None
            notes.insert(0, ", ".join(one for one in said if one not in personal))
        self._add(
            line, reading, name=clean_key(escapes.name(head.strip())), pii=pii,
            notes="; ".join(one for one in notes if one),
        )  # fmt: skip

    def _add(self, line: int, reading: Reading, **values: Any) -> None:  # noqa: ANN401 - fields of a model
        name = values["name"]
        if not name:
            reading.warn(line, f"{self.key}: data without a name was left out")
            return
        if name in self.data:
            return
        made = reading.part(FeedbackData, line, **values)
        if made is not None:
            self.data[name] = made
            data = {"feedback_channel": self.key,
                    **made.model_dump(mode="json", exclude_defaults=True)}  # fmt: skip
            self.parts.append(ReadPart("feedback_data", f"{self.key}.{name}", line, data))

    def keep(self, reading: Reading) -> None:
        """Make the item and its parts."""
        item = reading.part(
            FeedbackChannel, self.line, key=self.key, title=clean_line(self.title),
            data=tuple(self.data.values()), notes="\n\n".join(self.notes), **self.values,
        )  # fmt: skip
        reading.add(item, self.line, self.end_line, self.parts)


def _marked(text: str) -> tuple[str, str]:
    """A name and what stands behind it in parentheses or brackets."""
    for opening, closing in (("(", ")"), ("[", "]")):
        at = text.rfind(opening)
        if text.endswith(closing) and at > 0 and len(text) - at <= _LONGEST_MARK:
            return text[:at].rstrip(), text[at + 1 : -1]
    return text, ""
