"""Prioritisation: scores of endpoints, threshold, capacity and the trade-off that was chosen."""

from __future__ import annotations

import re
from typing import Any

from workbench.design.endpoints import Outcome, Planning, Score
from workbench.intake.collector import DocumentCollector, clean_key, clean_line
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Markdown
from workbench.intake.markdown.sections import Field, Section, label, outline
from workbench.intake.markdown.vocabulary import read_answer
from workbench.intake.phases.endpoint_inventory import endpoint_of

SCORE = Columns(
    {
        "endpoint": "Endpoint|Operation|API|Item|Feature",
        "impact": "Impact|Business Impact|Value|Business Value",
        "effort": "Effort|Design Effort|Cost",
        "outcome": "Outcome|Decision|Result|Status",
        "reason": "Reason|Justification|Why|Notes|Rationale",
        "proposed": "Proposed|Proposed?",
    }
)
_KNOWN = frozenset({"threshold", "capacity", "trade off", "tradeoff", "trade off by", "decided by"})
_BY = frozenset({"trade off by", "tradeoff by", "decided by"})
_DEFERRED = re.compile(r"deferred|dropped|later|out\b|postponed|مؤجل")


def read_prioritization(document: Markdown, collector: DocumentCollector) -> None:
    """Read scores and planning into `collector`."""
    planning: dict[str, Any] = {}
    line = 0
    for section in outline(document).walk():
        for field in section.fields(_KNOWN):
            if _planning(planning, field, section):
                line = line or field.line
        if section.label in {"trade off", "tradeoff"} and "tradeoff" not in planning:
            text = _free_text(section)
            if text:
                planning["tradeoff"] = text
                line = line or section.line
        for table in section.tables():
            if SCORE.fits(table, "endpoint", any_of=("impact", "effort")):
                for row, cells in SCORE.rows(table, collector):
                    _score(cells, row.line, collector)
    if planning:
        collector.add(collector.build(Planning, line, **planning), line)


def _planning(planning: dict[str, Any], field: Field, section: Section) -> bool:
    number = re.search(r"\d{1,9}", field.raw)
    if field.key == "threshold" and number and "threshold" not in planning:
        planning["threshold"] = int(number[0])
    elif field.key == "capacity" and number and "capacity" not in planning:
        planning["capacity"] = int(number[0])
    elif field.key in {"trade off", "tradeoff"} and field.text:
        planning["tradeoff"] = field.text
    elif (
        field.key in _BY and field.text and (field.key != "decided by" or "trade" in section.label)
    ):
        planning["tradeoff_by"] = clean_line(field.text)
    else:
        return False
    return True


def _free_text(section: Section) -> str:
    """Paragraphs of a section that are no fields."""
    lines = [line for line in section.source().split("\n") if not line.lstrip().startswith("**")]
    return inline.value("\n".join(lines))


def _score(cells: dict[str, str], line: int, collector: DocumentCollector) -> None:
    raw = cells.get("endpoint", "")
    pair = endpoint_of(raw)
    key = f"{pair[0]} {pair[1]}" if pair else clean_key(inline.name(raw))
    if not key:
        return
    numbers: dict[str, int] = {}
    for name in ("impact", "effort"):
        written = inline.value(cells.get(name, ""))
        if written in {"1", "2", "3", "4", "5"}:
            numbers[name] = int(written)
        elif written:
            collector.warn(
                line, f"{key}: {name} {written[:20]!r} is not a number from 1 to 5; left undecided"
            )
    outcome = (
        Outcome.deferred if _DEFERRED.match(label(cells.get("outcome", ""))) else Outcome.designed
    )
    score = collector.build(
        Score, line, endpoint=key, outcome=outcome, reason=inline.value(cells.get("reason", "")),
        proposed=read_answer(cells.get("proposed", ""))[0] is True, **numbers,
    )  # fmt: skip
    collector.add(score, line, line)
