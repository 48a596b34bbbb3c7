"""What a file is, told by what it holds; its name only breaks ties.

Markdown documents are told apart by what they define: flows, screens, entities, requirements,
tables of endpoints, matrices. One document may define several kinds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from workbench.intake.collector import DocumentCollector
from workbench.intake.handoff.content_columns import (
    CONTENT_HEADING,
    CONTENT_TITLE,
    FEEDBACK_HEADING,
    FEEDBACK_TITLE,
    is_content_title,
)
from workbench.intake.handoff.content_model import is_content_table, is_field_table, is_type_table
from workbench.intake.handoff.dictionary_columns import ATTRIBUTE
from workbench.intake.handoff.dictionary_sections import (
    NOT_AN_ENTITY,
    UNAMBIGUOUS_NAME_LABELS,
    is_entity,
)
from workbench.intake.handoff.feedback_plan import is_channel_table, names_feedback
from workbench.intake.handoff.flow_sections import FLOW_HEADING
from workbench.intake.handoff.flow_sections import FORM as FLOW_FORM
from workbench.intake.handoff.handoff_package import SCOPE
from workbench.intake.handoff.wireframes import FORM as SCREEN_FORM
from workbench.intake.handoff.wireframes import SCREEN_HEADING
from workbench.intake.markdown.blocks import Heading, ListItem, Markdown, Paragraph, Table
from workbench.intake.markdown.identifiers import leading_identifier
from workbench.intake.markdown.section_titles import (
    DICTIONARY_TITLE,
    FLOWS_TITLE,
    SCREENS_TITLE,
    expected_sections,
)
from workbench.intake.markdown.sections import label, line_field, outline
from workbench.intake.permissions.endpoint_requirements import MAPPING, POLICY
from workbench.intake.permissions.matrix import promises_matrix
from workbench.intake.permissions.reader import CONDITION
from workbench.intake.permissions.rows import lists_grants
from workbench.intake.phases.endpoint_inventory import ENDPOINT, endpoint_of
from workbench.intake.phases.prioritization import SCORE
from workbench.intake.prd.candidate import FAIR, STRONG
from workbench.intake.prd.context import SectionPurpose, purpose_of, without_numbering
from workbench.intake.prd.find_candidates import find_candidates

PRD = "prd"
DICTIONARY = "data-dictionary"
FLOWS = "user-flows"
WIREFRAMES = "wireframe-specs"
CONTENT = "content-model"
FEEDBACK = "feedback-plan"
HANDOFF = "handoff-package"
INVENTORY = "endpoint-inventory"
PRIORITIZATION = "prioritization"
PERMISSIONS = "auth-permission-model"
INTEGRATIONS = "integration-points"
SCHEMA = "schema-design"
SUMMARY = "summary"
ATTACHMENT = "attachment"
#: Made of the other documents, and read from them.
RENDERING = "rendering"

_TITLES: Mapping[str, re.Pattern[str]] = {
    PRD: re.compile(
        r"\bprd\b|\bsrs\b|requirements|(?:feature|mission|research|product|functional|software"
        r"|system) spec(?:ification)?|متطلبات|anforderung"
        r"|exigences|requisitos|requerimientos|requisiti|需求|要件|требован|lastenheft"
        r"|pflichtenheft"
        r"|요구사항|вимог|kebutuhan|wymagan|yeu cau|cahier des charges|spesifikasi"
    ),
    DICTIONARY: DICTIONARY_TITLE,
    FLOWS: FLOWS_TITLE,
    WIREFRAMES: SCREENS_TITLE,
    CONTENT: CONTENT_TITLE,
    FEEDBACK: FEEDBACK_TITLE,
    HANDOFF: re.compile(r"(?:hand ?off|handover) package|حزمة التسليم"),
    INVENTORY: re.compile(r"endpoint inventory|api inventory|^endpoints\b|endpoint list"),
    PRIORITIZATION: re.compile(r"prioriti[sz]ation"),
    PERMISSIONS: re.compile(
        r"permission|\brbac\b|access control|roles (?:and|&) |authori[sz]ation|نموذج الصلاحيات"
    ),
    INTEGRATIONS: re.compile(r"integration points?|integrations\b|webhooks"),
    SCHEMA: re.compile(r"schema design|database design|database schema"),
    SUMMARY: re.compile(r"^summary\b|design package summary"),
}
_HEADINGS: Mapping[str, re.Pattern[str]] = {
    FLOWS: FLOW_HEADING,
    WIREFRAMES: SCREEN_HEADING,
    DICTIONARY: re.compile(
        r"^(?:entity|entität|entité|entidade?|entità|encja|tabla|tabela|tabel|tabelle|الكيان|كيان|实体"
        r"|エンティティ|テーブル|엔티티|테이블|сущность|таблица)\s*(?:\d+\s*)?[:\uff1a–—-]",
        re.IGNORECASE,
    ),
    CONTENT: CONTENT_HEADING,
    SCHEMA: re.compile(r"^table\s*[:\uff1a–—-]", re.IGNORECASE),
    INTEGRATIONS: re.compile(r"^(?:webhook|third[ -]?party|event)\s*[:\uff1a–—-]", re.IGNORECASE),
}
_PREFIXES = {"UF": FLOWS, "WF": WIREFRAMES, "UJ": FLOWS, "SCR": WIREFRAMES, "FB": FEEDBACK}
_SECTIONS: Mapping[str, frozenset[str]] = {
    INTEGRATIONS: frozenset({
        "webhooks", "outgoing webhooks", "third party apis", "third party integrations",
        "external apis", "events",
    }),
    HANDOFF: frozenset({
        "release mode", "mvp scope", "mvp scope when mvp", "post mvp backlog",
        "post mvp backlog when mvp", "read back", "set up answers",
        "handoff ready no go / quality",
    }),
    SUMMARY: frozenset({
        "situation", "strong", "thin", "deferred", "open items", "waivers", "judgements",
    }),
    PERMISSIONS: frozenset({
        "role × permission matrix", "permission matrix", "endpoint → permission mapping",
        "row policies", "endpoint permission mapping", "row level security policies",
    }),
}  # fmt: skip
_RENDERING = re.compile(r"(?:design package|gate checklist)\b(?! summary)")
#: Papers that lie beside a specification and quote it.
_WORKING_PAPER = re.compile(
    r"^(?:(?:Tasks?|Task List|(?:Phase \d+:? )?Research|Research (?:Notes|Findings)"
    r"|Quick ?start(?: Guide)?|Implementation Plan|Plan|Change ?log|Release Notes|Contributing"
    r"|Code Review|Sprint (?:Plan|Review|Retrospective))\s*(?:[:–—(-]\s*.*)?"
    r"|(?:.*\b)?Checklist\s*(?:[:–—(-]\s*.*)?)$",
    re.IGNORECASE,
)
_TASK = re.compile(r"^\[[ xX]\]\s+\*{0,2}(?:T|CHK)-?\d{3}\b")
_MANY_TASKS = 5
_TITLE_WEIGHT = 24
_NAME_WEIGHT = 5
_ITEM_WEIGHT = 10
_WEAK_WEIGHT = 2
#: Sections with names that other documents have as well: one of them is not enough.
_SECTION_WEIGHTS = {SUMMARY: 4, INTEGRATIONS: 5}
_ENOUGH = 8


@dataclass(frozen=True)
class Recognised:
    """The kind a document is, and other kinds that it defines items of as well."""

    kind: str
    others: tuple[str, ...] = ()


def recognise_markdown(document: Markdown, path: str) -> Recognised:
    """Tell what a Markdown document is; `attachment` where it defines nothing known."""
    title = next((block for block in document.blocks if isinstance(block, Heading)), None)
    if title is not None and _RENDERING.match(label(title.text)):
        return Recognised(RENDERING)
    if (title is not None and _WORKING_PAPER.match(title.text)) or _is_task_list(document):
        return Recognised(ATTACHMENT)
    scores: Counter[str] = Counter()
    explicit: Counter[str] = Counter()
    _headings(document, scores, explicit)
    name = label(path.rpartition("/")[2].rpartition(".")[0].replace("-", " ").replace("_", " "))
    _implied(document, path, scores, explicit)
    claimed = _content(document, name, scores, explicit)
    _tables(document, claimed, scores, explicit)
    _requirements(document, scores, explicit)
    for kind, pattern in _TITLES.items():
        if pattern.search(name):
            scores[kind] += _NAME_WEIGHT
    if not scores:
        return Recognised(ATTACHMENT)
    kind, score = max(scores.items(), key=lambda pair: (pair[1], -_ORDER.index(pair[0])))
    if score < _ENOUGH:
        return Recognised(ATTACHMENT)
    others = [one for one in _ORDER if one != kind and explicit[one]]
    return Recognised(kind, tuple(others))


def _is_task_list(document: Markdown) -> bool:
    """Whether it is mostly boxes to tick with numbers of tasks (`- [ ] T001 …`)."""
    entries = [block for block in document.blocks if isinstance(block, ListItem)]
    tasks = sum(1 for one in entries if _TASK.match(one.text))
    return tasks >= _MANY_TASKS and tasks * 3 >= len(entries)


_ORDER = (PRD, DICTIONARY, FLOWS, WIREFRAMES, CONTENT, FEEDBACK, HANDOFF, INVENTORY,
          PRIORITIZATION, PERMISSIONS, INTEGRATIONS, SCHEMA, SUMMARY)  # fmt: skip


def _headings(document: Markdown, scores: Counter[str], explicit: Counter[str]) -> None:
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    for kind, pattern in _TITLES.items():
        if headings and pattern.search(label(headings[0].text)):
            scores[kind] += _TITLE_WEIGHT
    for heading in headings:
        bare = label(heading.text)
        for kind, labels in _SECTIONS.items():
            if bare in labels:
                scores[kind] += _SECTION_WEIGHTS.get(kind, _ITEM_WEIGHT)
    for kind in _explicit_items(document):
        scores[kind] += _ITEM_WEIGHT
        explicit[kind] += 1


def _explicit_items(document: Markdown) -> Iterator[str]:
    """Per item that says what it is (`Flow: …`, `UF-001: …`, `**ID:** WF-001`), its kind."""
    for block in document.blocks:
        identifier = ""
        if isinstance(block, Heading):
            yield from (kind for kind, pattern in _HEADINGS.items() if pattern.match(block.text))
            identifier = without_numbering(block.text)
        elif isinstance(block, (Paragraph, ListItem)):
            found = line_field(block.text.split("\n", 1)[0], block.line)
            identifier = found.raw if found and found.key == "id" else ""
        leading = leading_identifier(identifier) if identifier else None
        if leading and leading.identifier.prefix in _PREFIXES:
            yield _PREFIXES[leading.identifier.prefix]


def _implied(document: Markdown, path: str, scores: Counter[str], explicit: Counter[str]) -> None:
    """Count flows and screens that only a title above them says to be such."""
    for kind, form in ((FLOWS, FLOW_FORM), (WIREFRAMES, SCREEN_FORM)):
        if explicit[kind]:
            continue
        sections = expected_sections(outline(document), form.title, path)
        found = sum(1 for one, promised in sections if one.heading and form.implied(one, promised))
        scores[kind] += _ITEM_WEIGHT * min(found, 3)
        explicit[kind] += found
    if not explicit[DICTIONARY]:
        explicit[DICTIONARY] = sum(
            1
            for one, promised in expected_sections(outline(document), DICTIONARY_TITLE, path)
            if promised and is_entity(one, promised=True)
        )
        scores[DICTIONARY] += _ITEM_WEIGHT * min(explicit[DICTIONARY], 3)


def _content(
    document: Markdown, name: str, scores: Counter[str], explicit: Counter[str]
) -> frozenset[int]:
    """Count content types and feedback channels; gives the lines of tables that are theirs."""
    claimed: set[int] = set()
    above: list[Heading] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            while above and above[-1].level >= block.level:
                above.pop()
            above.append(block)
            _content_heading(above, scores, explicit)
        elif isinstance(block, Table):
            kind = _content_kind(block, above, name)
            if kind:
                claimed.add(block.line)
                scores[kind] += _ITEM_WEIGHT + min(len(block.rows), 10)
                explicit[kind] += 1
        elif isinstance(block, ListItem) and block.depth > 1:
            for kind, holds in _PLACES:
                explicit[kind] += any(holds(label(one.text)) for one in above)
    return frozenset(claimed)


_PLACES: tuple[tuple[str, Callable[[str], object]], ...] = (
    (CONTENT, is_content_title),
    (FEEDBACK, FEEDBACK_TITLE.search),
)


def _content_heading(above: list[Heading], scores: Counter[str], explicit: Counter[str]) -> None:
    *outer, heading = above
    for kind, holds in _PLACES:
        if holds(label(heading.text)):
            scores[kind] += _ITEM_WEIGHT
    inside = any(FEEDBACK_TITLE.search(label(one.text)) for one in outer)
    if inside and FEEDBACK_HEADING.match(heading.text):
        scores[FEEDBACK] += _ITEM_WEIGHT
        explicit[FEEDBACK] += 1


def _content_kind(table: Table, above: list[Heading], name: str) -> str:
    places = [label(one.text) for one in above] or [name]
    if any(map(is_content_title, places)) or any(CONTENT_HEADING.match(one.text) for one in above):
        return CONTENT if is_field_table(table) or is_type_table(table) else ""
    if is_content_table(table):
        return CONTENT
    inside = any(map(FEEDBACK_TITLE.search, places))
    return FEEDBACK if names_feedback(table) or (inside and is_channel_table(table)) else ""


def _tables(
    document: Markdown, claimed: frozenset[int], scores: Counter[str], explicit: Counter[str]
) -> None:
    above: list[Heading] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            while above and above[-1].level >= block.level:
                above.pop()
            above.append(block)
        if not isinstance(block, Table) or block.line in claimed:
            continue
        places = [label(one.text) for one in above]
        kind = next((kind for kind, fits in _TABLES if fits(block)), "")
        if not kind and promises_matrix(block, places):
            kind = PERMISSIONS
        # Columns of a table look like attributes of an entity; the headings tell.
        if not kind or (kind == DICTIONARY and explicit[SCHEMA] > explicit[DICTIONARY]):
            continue
        weight = _ITEM_WEIGHT + min(len(block.rows), 10)
        if kind == DICTIONARY and _is_of_anything(block, places):
            weight = _WEAK_WEIGHT
        scores[kind] += weight


def _is_of_anything(table: Table, places: list[str]) -> bool:
    """Whether names with types may as well be options, parameters or properties of whatever."""
    if any(map(DICTIONARY_TITLE.search, places)) or ATTRIBUTE.fits(table, "name", "pii"):
        return False
    sure = label(table.header.cells[0]) in UNAMBIGUOUS_NAME_LABELS and ATTRIBUTE.fits(
        table, "required"
    )
    return not sure or (bool(places) and NOT_AN_ENTITY.search(places[-1]) is not None)


def _is_endpoints(table: Table) -> bool:
    if ENDPOINT.fits(table, "method", "path"):
        return True
    positions = ENDPOINT.positions(table.header.cells)
    at = positions.get("endpoint", positions.get("path"))
    return at is not None and any(endpoint_of(row.cells[at]) for row in table.rows[:5])


def _is_attributes(table: Table) -> bool:
    return ATTRIBUTE.fits(table, "name", "type", any_of=("required", "pii", "rule", "constraints"))


_TABLES: tuple[tuple[str, Callable[[Table], bool]], ...] = (
    (PRIORITIZATION, lambda table: SCORE.fits(table, "endpoint", "impact", "effort")),
    (PERMISSIONS, lambda table: MAPPING.fits(table, "endpoint", "permission")
     and not ENDPOINT.fits(table, "method", "path", "description")),
    (PERMISSIONS, lambda table: CONDITION.fits(table, "role", "permission", any_of=("attribute",))),
    (PERMISSIONS, lambda table: POLICY.fits(table, "table", "name", "command")),
    (PERMISSIONS, lists_grants),
    (INVENTORY, _is_endpoints),
    (DICTIONARY, _is_attributes),
    (HANDOFF, lambda table: SCOPE.fits(table, "id", "mvp", "rationale")),
)  # fmt: skip


def _requirements(document: Markdown, scores: Counter[str], explicit: Counter[str]) -> None:
    candidates, contexts = find_candidates(document, DocumentCollector(""))
    explicit[PRD] = sum(
        1
        for one in candidates
        if one.strength >= STRONG
        and not one.story
        and one.context.purpose in {SectionPurpose.functional, SectionPurpose.quality}
    )
    strong = sum(1 for one in candidates if one.strength >= FAIR and not one.story)
    first = next((block for block in document.blocks if isinstance(block, Heading)), None)
    told = any(one.story and first is not None and one.line == first.line for one in candidates)
    scores[PRD] += _ENOUGH * told
    scores[PRD] += (
        min(strong, 400) * 3
        + (_ENOUGH if strong else 0)
        + 4 * min(sum(1 for one in candidates if one.strength >= FAIR and one.story), 20)
    )
    promised = sum(
        1
        for block in document.blocks
        if isinstance(block, Heading)
        and purpose_of(block.text) in {SectionPurpose.functional, SectionPurpose.quality}
        and "requirement" in label(block.text)
    )
    statements = sum(
        1
        for block, context in zip(document.blocks, contexts, strict=True)
        if isinstance(block, ListItem) and context.among_requirements
        and re.search(r"\b(?:shall|must)\b|\((?:REQUIRED|RECOMMENDED)\)", block.text)
    )  # fmt: skip
    entities = sum(1 for one in contexts if one.purpose is SectionPurpose.entity)
    scores[PRD] += min(promised, 2) * 4 + min(statements, 20) + min(entities, 3) * 2
    if not scores[PRD]:
        del scores[PRD]
