"""User flows: `## Flow: title` with id, what it covers, steps, error and empty states."""

from __future__ import annotations

import re

from workbench.design.flows import EmptyState, ErrorState, Flow, Step
from workbench.intake.collector import DocumentCollector, clean_line
from workbench.intake.handoff.flow_sections import FORM, PATHS, STEP
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import ListItem, Markdown, Paragraph, Table
from workbench.intake.markdown.item_body import join_soft_breaks
from workbench.intake.markdown.item_sections import (
    ItemSection,
    find_items,
    list_texts,
    reference_keys,
    remaining_notes,
    section_items,
)
from workbench.intake.markdown.sections import Section, label, outline
from workbench.intake.markdown.vocabulary import read_answer

_ERRORS = frozenset(
    {
        "error states",
        "errors",
        "error cases",
        "error handling",
        "error scenarios",
        "exceptions",
        "error state",
        "error paths",
        "failure states",
        "unhappy paths",
        "unhappy path",
        "حالات الخطأ",
        "fehlerfalle",
        "错误状态",
    }
)
_EMPTIES = frozenset({"empty states", "empty state", "empty cases", "الحالات الفارغة", "空状态"})
_USED = PATHS | _ERRORS | _EMPTIES | {"notes", "ملاحظات"}

ERROR = Columns(
    {
        "condition": "Error Condition|Condition|Error|Error State|Case|Scenario|State|حالة الخطأ"
        "|الخطأ",
        "trigger": "Trigger|Cause|When|Why|السبب",
        "message": "User-Facing Message|Message|User Message|Shown|What the User Sees|Display"
        "|الرسالة",
        "recovery": "Recovery Action|Recovery|Action|Resolution|What Next|الإجراء",
    }
)
EMPTY = Columns(
    {
        "where": "Where|Empty State|State|Screen|Condition|Case|When|أين",
        "message": "Message|User-Facing Message|Shown|Display|What the User Sees|الرسالة",
        "action": "Action|Call to Action|CTA|Next Step|Recovery Action|الإجراء",
    }
)
FLOW = Columns(
    {
        "id": "ID|Flow ID|UF-ID|Flow #|UF",
        "title": "Flow|Name|Title|User Flow|Flow Name|Description",
        "covers": "Covers|FRs|FR-IDs|Requirements|FR-ID|Requirement",
        "actor": "Persona|Actor|Role|User",
        "stories": "User Story|User Stories|Story|Stories",
        "entry": "Entry Point|Entry|Trigger",
        "success": "Success State|Success|Outcome|End State",
    }
)
_SERVED = re.compile(
    r"^(?P<text>.*\S)\s*\(\s*`?(?P<endpoint>(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"
    r"|QUERY) /[^\s`()]{0,300}(?:\([^()\s`]*\)[^\s`()]*)?)`?\s*\)\s*\.?$",
    re.DOTALL,
)
_LEAD = re.compile(
    r"^\*\*(?P<name>[^*\n]{1,200}?)\s*[:.]?\*\*\s*[:–—-]?\s*(?P<rest>.*)$", re.DOTALL
)


def read_flows(document: Markdown, collector: DocumentCollector) -> None:
    """Read flows into `collector`, in document order."""
    found = False
    for item in find_items(document, collector, FORM):
        found = True
        _add_flow(item, collector)
    for section in outline(document).walk():
        for table in section.tables():
            if FLOW.fits(table, "id", "title") and not found:
                _from_table(table, collector)
    if not collector.items:
        collector.warn(
            1,
            "no user flow found. Write each as a heading `## Flow: Title` with a line "
            "`**ID:** UF-001`.",
        )


def _from_table(table: Table, collector: DocumentCollector) -> None:
    for row, cells in FLOW.rows(table, collector):
        keys = reference_keys(cells["id"])
        if len(keys) == 1:
            flow = collector.build(
                Flow, row.line, key=keys[0], title=inline.value(cells.get("title", "")),
                covers=reference_keys(cells.get("covers", "")),
                stories=reference_keys(cells.get("stories", "")),
                actor=inline.value(cells.get("actor", "")),
                entry=inline.value(cells.get("entry", "")),
                success=inline.value(cells.get("success", "")),
            )  # fmt: skip
            collector.add(flow, row.line, row.line)


def _add_flow(item: ItemSection, collector: DocumentCollector) -> None:
    covers = item.take(
        "covers", "covers frs", "requirements", "requirement", "frs", "fr ids", "يغطي"
    )
    values = {
        "title": clean_line(item.title),
        "covers": reference_keys(covers.raw) if covers else (),
        "actor": clean_line(item.text("persona", "actor", "role", "user", "actors", "الشخصية")),
        "stories": item.keys("user story", "user stories", "story", "stories", "قصة المستخدم"),
        "entry": item.text("entry point", "entry", "trigger", "starting point", "نقطة الدخول"),
        "success": item.text(
            "success state", "success", "end state", "outcome", "success criteria"
        ),
    }
    values["no_screen_reason"] = _no_screen_reason(item)
    inferred = item.take("inferred")
    steps: list[Step] = []
    errors: list[ErrorState] = []
    empties: list[EmptyState] = []
    for child in item.section.children:
        if child.label in PATHS:
            steps.extend(_steps(child, collector))
        elif child.label in _ERRORS:
            errors.extend(_errors(child, collector))
        elif child.label in _EMPTIES:
            empties.extend(_empties(child, collector))
    if not steps:
        steps.extend(_loose_steps(item, collector))
    if covers is None:
        collector.info(item.line, f"flow {item.key} does not state which requirements it covers")
    flow = collector.build(
        Flow, item.line, key=item.key, steps=tuple(steps), errors=tuple(errors),
        empties=tuple(empties),
        notes=remaining_notes(item, _USED | set(_loose_labels(item)), steps=True),
        inferred=inline.names(inferred.raw) if inferred else (), **values,
    )  # fmt: skip
    collector.add(flow, item.line, item.section.end_line)


_NO_SCREENS = re.compile(
    r"^(?:none|no screens?|n/a)\b[\s,;:.(–—-]*(?P<reason>.*?)\)?$", re.IGNORECASE | re.DOTALL
)


def _no_screen_reason(item: ItemSection) -> str:
    """The reason for having no screens: `**No Screen:** …` or `**Screens:** none, …`."""
    stated: str = item.text("no screen", "no wireframe")
    if stated:
        return stated
    for label_ in ("screens", "wireframes", "screen", "wireframe"):
        stated = inline.value(item.fields[label_].raw) if label_ in item.fields else ""
        found = _NO_SCREENS.match(stated)
        if found:
            del item.fields[label_]
            return found["reason"] or found[0]
    return ""


def _loose_labels(item: ItemSection) -> list[str]:
    return [field.key for field in item.section.fields() if field.key in PATHS]


def _loose_steps(item: ItemSection, collector: DocumentCollector) -> list[Step]:
    """Steps right under the heading, or under a line `**Steps:**`."""
    for name in PATHS & set(item.fields):
        del item.fields[name]
    ordered = [
        section_item
        for section_item in section_items(item.section)
        if section_item.ordered or section_item.depth > 1
    ]
    return _from_texts(list_texts(ordered), collector) if ordered else []


def _steps(section: Section, collector: DocumentCollector) -> list[Step]:
    steps: list[Step] = []
    for table in section.tables():
        for row, cells in STEP.rows(table, collector):
            text = inline.value(cells.get("text", ""))
            if cells.get("response"):
                text = f"{text} → {inline.value(cells['response'])}".strip(" →")
            if not text:
                continue
            step = collector.build(
                Step, row.line, text=text, actor=inline.value(cells.get("actor", "")),
                endpoint=inline.name(cells.get("endpoint", "")),
                needs_backend=read_answer(cells.get("needs_backend", ""))[0],
            )  # fmt: skip
            if step:
                steps.append(step)
    if not steps:
        steps = _from_texts(list_texts(section_items(section)), collector)
    return steps or _from_texts(_paragraphs(section), collector)


def _paragraphs(section: Section) -> list[tuple[str, int]]:
    """Paragraphs of a section as steps, where it has neither a table nor a list of them."""
    return [
        (inline.value(join_soft_breaks(block.text)), block.line)
        for block in section.blocks
        if isinstance(block, Paragraph) and not block.depth
    ]


def _from_texts(texts: list[tuple[str, int]], collector: DocumentCollector) -> list[Step]:
    steps: list[Step] = []
    for text, line in texts:
        served = _SERVED.match(text)
        if served:
            step = collector.build(Step, line, text=served["text"], endpoint=served["endpoint"])
        else:
            step = collector.build(Step, line, text=text)
        if step and step.text:
            steps.append(step)
    return steps


def _errors(section: Section, collector: DocumentCollector) -> list[ErrorState]:
    states: list[ErrorState] = []
    for table in section.tables():
        for row, cells in ERROR.rows(table, collector):
            condition = inline.value(cells.get("condition", ""))
            if condition:
                state = collector.build(
                    ErrorState,
                    row.line,
                    condition=condition,
                    **{
                        column: inline.value(cells.get(column, ""))
                        for column in ("trigger", "message", "recovery")
                    },
                )
                states.extend([state] if state else [])
    for name, rest, line in _named(section):
        state = collector.build(ErrorState, line, condition=name, message=rest)
        states.extend([state] if state else [])
    return states


def _empties(section: Section, collector: DocumentCollector) -> list[EmptyState]:
    states: list[EmptyState] = []
    for table in section.tables():
        for row, cells in EMPTY.rows(table, collector):
            where = inline.value(cells.get("where", ""))
            if where:
                state = collector.build(
                    EmptyState, row.line, where=where,
                    message=inline.value(cells.get("message", "")),
                    action=inline.value(cells.get("action", "")),
                )  # fmt: skip
                states.extend([state] if state else [])
    for name, rest, line in _named(section):
        state = collector.build(EmptyState, line, where=name, message=rest)
        states.extend([state] if state else [])
    for block in section.blocks:
        if isinstance(block, Paragraph) and not states and not section.tables():
            state = collector.build(
                EmptyState, block.line, where=section.title, message=inline.value(block.text)
            )
            states.extend([state] if state and label(block.text) not in {"none", "n/a"} else [])
    return states


def _named(section: Section) -> list[tuple[str, str, int]]:
    """List entries `**Name**: text`, or plain ones, as (name, text, line)."""
    result: list[tuple[str, str, int]] = []
    items: list[ListItem] = section.items()
    for text, line in list_texts(items):
        found = _LEAD.match(text)
        if found:
            result.append((found["name"].strip(), found["rest"].strip(), line))
        elif text:
            head, separator, rest = text.partition(": ")
            result.append((head, rest, line) if separator else (text, "", line))
    return result
