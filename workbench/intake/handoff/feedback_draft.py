"""One feedback channel while it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from workbench.design.content import FeedbackChannel, FeedbackData
from workbench.intake.collector import DocumentCollector, clean_key, clean_line
from workbench.intake.handoff.dictionary_entity import read_pii
from workbench.intake.markdown import inline
from workbench.intake.markdown.item_draft import ItemDraft
from workbench.intake.result import ReadPart

_LONGEST_MARK = 120
_PERSONAL = re.compile(r"\b(?:pii|personal|sensitive)\b|شخصي", re.IGNORECASE)
_NOT_PERSONAL = re.compile(r"\b(?:no|non|not)\b", re.IGNORECASE)
_LONGEST_NAME = 60


@dataclass
class ChannelDraft(ItemDraft):
    """What is known of one channel so far; `keep` makes the item."""

    lines: ClassVar = frozenset(
        {"kind", "audience", "destination", "owner", "response_time", "entity", "third_party",
         "retention"}
    )  # fmt: skip
    names: ClassVar = frozenset({"entity", "third_party"})
    places: ClassVar = "Shown on"

    key: str = ""
    title: str = ""
    data: dict[str, FeedbackData] = field(default_factory=dict)

    def set_special(self, meaning: str, raw: str, line: int, collector: DocumentCollector) -> bool:
        """Take what is collected, and whether it is personal."""
        if meaning == "data":
            for name in inline.names(raw):
                self.add_datum(name, line, collector)
        elif meaning == "pii":
            self._pii(raw, line, collector)
        return meaning in {"data", "pii"}

    def _pii(self, raw: str, line: int, collector: DocumentCollector) -> None:
        answer, words = read_pii(raw)
        if answer is None and words and not raw.strip().startswith("?"):
            # A column of personal data that names some means that there is some.
            answer = True
            self.values["inferred"] = (*self.values.get("inferred", ()), "pii")
            collector.info(line, f"{self.key}: personal data is {words!r}; read as yes")
        self.values["pii"], self.values["pii_words"] = answer, clean_line(words)

    def add_cells(
        self,
        cells: dict[str, str],
        unknown: Iterable[tuple[str, str]],
        line: int,
        collector: DocumentCollector,
    ) -> None:
        """Take one row of a table of data."""
        pii, words = read_pii(cells.get("pii", ""))
        extra = [f"{inline.plain(title)}: {inline.value(cell)}" for title, cell in unknown]
        self._add(
            line, collector, name=clean_key(inline.name(cells.get("name", ""))), pii=pii,
            pii_words=clean_line(words), attribute=clean_line(inline.name(
                cells.get("attribute", ""))),
            notes="; ".join(filter(None, (inline.value(cells.get("notes", "")), *extra))),
        )  # fmt: skip

    def add_datum(self, text: str, line: int, collector: DocumentCollector) -> None:
        """Take one name in a list: `e-mail address (PII, optional)`."""
        head, _, rest = text.partition(": ") if len(text) > _LONGEST_NAME else (text, "", "")
        pii: bool | None = None
        notes = [rest.strip()]
        head, marks = _marked(head.rstrip())
        if marks:
            words = [mark.strip() for mark in marks.split(",")]
            personal = [word for word in words if _PERSONAL.search(word)]
            pii = not _NOT_PERSONAL.search(personal[0]) if personal else None
            notes.insert(0, ", ".join(word for word in words if word not in personal))
        self._add(
            line, collector, name=clean_key(inline.name(head.strip())), pii=pii,
            notes="; ".join(note for note in notes if note),
        )  # fmt: skip

    def _add(self, line: int, collector: DocumentCollector, **values: Any) -> None:  # noqa: ANN401 - fields of a model
        name = values["name"]
        if not name:
            collector.warn(line, f"{self.key}: data item left out, because it has no name")
            return
        if name in self.data:
            return
        made = collector.build(FeedbackData, line, **values)
        if made is not None:
            self.data[name] = made
            data = {"feedback_channel": self.key,
                    **made.model_dump(mode="json", exclude_defaults=True)}  # fmt: skip
            self.parts.append(ReadPart("feedback_data", f"{self.key}.{name}", line, data))

    def add_item(self, collector: DocumentCollector) -> None:
        """Make the item and its parts."""
        item = collector.build(
            FeedbackChannel, self.line, key=self.key, title=clean_line(self.title),
            data=tuple(self.data.values()), notes="\n\n".join(self.notes), **self.values,
        )  # fmt: skip
        collector.add(item, self.line, self.end_line, self.parts)


def _marked(text: str) -> tuple[str, str]:
    """A name and the text behind it in parentheses or brackets."""
    for opening, closing in (("(", ")"), ("[", "]")):
        at = text.rfind(opening)
        if text.endswith(closing) and at > 0 and len(text) - at <= _LONGEST_MARK:
            return text[:at].rstrip(), text[at + 1 : -1]
    return text, ""
