"""The package's summary: situation, assessment, open items, waivers and judgements."""

from __future__ import annotations

from typing import Any

from workbench.design.handoff import Judgement, Summary, Waiver, waiver_key
from workbench.intake.collector import DocumentCollector, clean_key, clean_line
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Markdown
from workbench.intake.markdown.item_sections import list_texts
from workbench.intake.markdown.sections import Section, outline

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


def read_summary(document: Markdown, collector: DocumentCollector) -> None:
    """Read the summary, waivers and judgements into `collector`."""
    values: dict[str, Any] = {}
    lines: list[int] = []
    for section in outline(document).walk():
        found = _summary_values(section)
        if found:
            values.update(found)
            lines.append(section.line)
        elif section.label == "waivers":
            _waivers(section, collector)
        elif section.label in {"judgements", "judgments"}:
            _judgements(section, collector)
    if values:
        collector.add(collector.build(Summary, lines[0], **values), lines[0])


def _summary_values(section: Section) -> dict[str, Any]:
    """The fields of the summary that a section holds."""
    bare = section.label
    found: dict[str, Any] = {}
    if bare in _PARTS:
        found[bare] = section.prose()
    elif bare in {"open items", "open item"}:
        found["open_items"] = _open_items(section)
    elif bare == "assessment":
        found.update({field.key: field.text for field in section.fields() if field.key in _PARTS})
    return {name: value for name, value in found.items() if value}


def _open_items(section: Section) -> tuple[str, ...]:
    found = [row.cells[0] for table in section.tables() for row in table.rows if row.cells]
    texts = [inline.value(cell) for cell in found] or [
        list_text for list_text, _ in list_texts(section.items())
    ]
    return tuple(text for text in texts if text)


def _waivers(section: Section, collector: DocumentCollector) -> None:
    for table in section.tables():
        for row, cells in WAIVER.rows(table, collector):
            names = {
                name: clean_key(inline.name(cells.get(name, "")))
                for name in ("rule", "kind", "item")
            }
            pointer = clean_line(inline.name(cells.get("pointer", "")))
            key = clean_key(inline.name(cells.get("key", ""))) or waiver_key(
                names["rule"], names["kind"], names["item"], pointer
            )
            waiver = collector.build(
                Waiver,
                row.line,
                key=key,
                pointer=pointer,
                reason=inline.value(cells.get("reason", "")),
                owner=clean_line(inline.value(cells.get("owner", ""))),
                expires=clean_line(inline.value(cells.get("expires", ""))),
                **names,
            )
            collector.add(waiver, row.line, row.line)


def _judgements(section: Section, collector: DocumentCollector) -> None:
    for table in section.tables():
        for row, cells in JUDGEMENT.rows(table, collector):
            key = clean_key(inline.name(cells.get("question", "")))
            if key:
                judgement = collector.build(
                    Judgement,
                    row.line,
                    key=key,
                    answer=clean_line(inline.value(cells.get("answer", ""))),
                    note=inline.value(cells.get("note", "")),
                    by=clean_line(inline.value(cells.get("by", ""))),
                )
                collector.add(judgement, row.line, row.line)
