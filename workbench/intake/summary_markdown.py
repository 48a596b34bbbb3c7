"""The package's summary: situation, assessment, open items, waivers and judgements."""

from __future__ import annotations

from typing import Any

from workbench.design.handoff import Judgement, Summary, Waiver, waiver_key
from workbench.intake import escapes
from workbench.intake.blocks import Markdown
from workbench.intake.columns import Columns
from workbench.intake.item_sections import list_texts
from workbench.intake.reading import Reading, clean_key, clean_line
from workbench.intake.sections import Section, outline

WAIVER = Columns(
    {
        "key": "Key",
        "rule": "Rule",
        "kind": "Kind",
        "item": "Item",
        "pointer": "Pointer",
        "reason": "Reason|Why",
        "owner": "Owner",
        "expires": "Expires|Until",
    }
)
JUDGEMENT = Columns(
    {"question": "Question|Judgement|Key", "answer": "Answer", "note": "Note|Notes", "by": "By|Who"}
)
_PARTS = ("situation", "strong", "thin", "deferred")


def read_summary(document: Markdown, reading: Reading) -> None:
    """Read the summary, waivers and judgements into `reading`."""
    values: dict[str, Any] = {}
    line = 0
    for section in outline(document).walk():
        bare = section.label
        if bare in _PARTS:
            text = section.prose()
            if text:
                values[bare] = text
                line = line or section.line
        elif bare in {"open items", "open item"}:
            items = _open_items(section)
            if items:
                values["open_items"] = items
                line = line or section.line
        elif bare == "assessment":
            for one in section.fields():
                if one.key in _PARTS and one.text:
                    values[one.key] = one.text
                    line = line or one.line
        elif bare == "waivers":
            _waivers(section, reading)
        elif bare in {"judgements", "judgments"}:
            _judgements(section, reading)
    if values:
        reading.add(reading.part(Summary, line, **values), line)


def _open_items(section: Section) -> tuple[str, ...]:
    found = [row.cells[0] for table in section.tables() for row in table.rows if row.cells]
    texts = [escapes.value(cell) for cell in found] or [
        one for one, _ in list_texts(section.items())
    ]
    return tuple(text for text in texts if text)


def _waivers(section: Section, reading: Reading) -> None:
    for table in section.tables():
        for row, cells in WAIVER.rows(table, reading):
            names = {
                one: clean_key(escapes.name(cells.get(one, ""))) for one in ("rule", "kind", "item")
            }
            pointer = clean_line(escapes.name(cells.get("pointer", "")))
            key = clean_key(escapes.name(cells.get("key", ""))) or waiver_key(
                names["rule"], names["kind"], names["item"], pointer
            )
            waiver = reading.part(
                Waiver, row.line, key=key, pointer=pointer, reason=escapes.value(cells.get("reason", "")),
                owner=clean_line(escapes.value(cells.get("owner", ""))),
                expires=clean_line(escapes.value(cells.get("expires", ""))), **names,
            )  # fmt: skip
            reading.add(waiver, row.line, row.line)


def _judgements(section: Section, reading: Reading) -> None:
    for table in section.tables():
        for row, cells in JUDGEMENT.rows(table, reading):
            key = clean_key(escapes.name(cells.get("question", "")))
            if key:
                judgement = reading.part(
                    Judgement, row.line, key=key, answer=clean_line(escapes.value(cells.get("answer", ""))),
                    note=escapes.value(cells.get("note", "")),
                    by=clean_line(escapes.value(cells.get("by", ""))),
                )  # fmt: skip
                reading.add(judgement, row.line, row.line)
