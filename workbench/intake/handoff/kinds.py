"""How the documents of a handoff are recognised, requirements apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from workbench.intake import source_kinds
from workbench.intake.handoff.content_columns import (
    CONTENT_HEADING,
    CONTENT_TITLE,
    FEEDBACK_HEADING,
    FEEDBACK_TITLE,
    is_content_title,
)
from workbench.intake.handoff.content_model import (
    is_content_table,
    is_field_table,
    is_type_table,
    read_content_model,
)
from workbench.intake.handoff.dictionary import read_dictionary
from workbench.intake.handoff.dictionary_columns import ATTRIBUTE
from workbench.intake.handoff.dictionary_sections import (
    NOT_AN_ENTITY,
    UNAMBIGUOUS_NAME_LABELS,
    is_entity,
)
from workbench.intake.handoff.feedback_plan import (
    is_channel_table,
    names_feedback,
    read_feedback_plan,
)
from workbench.intake.handoff.flow_sections import FLOW_HEADING
from workbench.intake.handoff.flow_sections import FORM as FLOW_FORM
from workbench.intake.handoff.flows import read_flows
from workbench.intake.handoff.handoff_package import SCOPE, read_handoff
from workbench.intake.handoff.wireframes import FORM as SCREEN_FORM
from workbench.intake.handoff.wireframes import SCREEN_HEADING, read_wireframes
from workbench.intake.markdown.document import Heading, ListItem, Markdown, Table
from workbench.intake.markdown.document_kind import (
    ITEM_POINTS,
    WEAK_POINTS,
    DocumentKind,
    Evidence,
    TableInDocument,
    points_if,
)
from workbench.intake.markdown.item_sections import ItemForm
from workbench.intake.markdown.section_titles import (
    DICTIONARY_TITLE,
    FLOWS_TITLE,
    SCREENS_TITLE,
    expected_sections,
)
from workbench.intake.markdown.sections import blocks_under_headings, label, outline

#: Items that only a title above them shows to be such: so many of them add points.
_MOST_IMPLIED = 3


def _implied(items: int) -> Evidence:
    return Evidence(ITEM_POINTS * min(items, _MOST_IMPLIED), items)


def _implied_items(form: ItemForm) -> Callable[[Markdown, str, int], Evidence]:
    """Counts sections that only a title above them shows to be items, where nothing else does."""

    def evidence(document: Markdown, path: str, found: int) -> Evidence:
        if found:
            return Evidence()
        sections = expected_sections(outline(document), form.title, path)
        return _implied(
            sum(
                1
                for section, promised in sections
                if section.heading and form.implied(section, promised)
            )
        )

    return evidence


def _implied_entities(document: Markdown, path: str, found: int) -> Evidence:
    if found:
        return Evidence()
    sections = expected_sections(outline(document), DICTIONARY_TITLE, path)
    return _implied(
        sum(1 for section, promised in sections if promised and is_entity(section, promised=True))
    )


def _attribute_points(found: TableInDocument) -> int | None:
    table = found.table
    if not ATTRIBUTE.fits(table, "name", "type", any_of=("required", "pii", "rule", "constraints")):
        return None
    # Columns of a table look like attributes of an entity; the headings decide.
    if found.items.get(source_kinds.SCHEMA, 0) > found.items.get(source_kinds.DICTIONARY, 0):
        return 0
    return WEAK_POINTS if _may_be_of_anything(found) else found.points


def _may_be_of_anything(found: TableInDocument) -> bool:
    """Whether names with types may as well be options, parameters or other properties."""
    table, titles = found.table, found.titles
    if any(map(DICTIONARY_TITLE.search, titles)) or ATTRIBUTE.fits(table, "name", "pii"):
        return False
    if label(table.header.cells[0]) not in UNAMBIGUOUS_NAME_LABELS:
        return True
    if not ATTRIBUTE.fits(table, "required"):
        return True
    return bool(titles) and NOT_AN_ENTITY.search(titles[-1]) is not None


def _content_evidence(document: Markdown, path: str, found: int) -> Evidence:
    del path, found
    points, items = _listed_below(document, is_content_title)
    return Evidence(points, items)


def _feedback_evidence(document: Markdown, path: str, found: int) -> Evidence:
    del path, found
    points, items = _listed_below(document, FEEDBACK_TITLE.search)
    if not points:
        return Evidence()
    for block, (*outer, _) in _headings(document):
        inside = any(FEEDBACK_TITLE.search(label(heading.text)) for heading in outer)
        if inside and FEEDBACK_HEADING.match(block.text):
            points += ITEM_POINTS
            items += 1
    return Evidence(points, items)


def _headings(document: Markdown) -> Iterable[tuple[Heading, tuple[Heading, ...]]]:
    for block, above in blocks_under_headings(document):
        if isinstance(block, Heading):
            yield block, above


def _listed_below(document: Markdown, promises: Callable[[str], object]) -> tuple[int, int]:
    """(points of headings that promise items, nested list entries below such headings)."""
    promising = {heading for heading, _ in _headings(document) if promises(label(heading.text))}
    if not promising:
        return 0, 0
    entries = sum(
        1
        for block, above in blocks_under_headings(document)
        if isinstance(block, ListItem) and block.depth > 1 and not promising.isdisjoint(above)
    )
    return ITEM_POINTS * len(promising), entries


def _is_below_content(found: TableInDocument) -> bool:
    titles = found.titles or (found.file_label,)
    return any(map(is_content_title, titles)) or any(
        CONTENT_HEADING.match(heading.text) for heading in found.headings
    )


def _content_table_points(found: TableInDocument) -> int | None:
    table = found.table
    if _is_below_content(found):
        fits = is_field_table(table) or is_type_table(table)
    else:
        fits = is_content_table(table)
    return found.points if fits else None


def _feedback_table_points(found: TableInDocument) -> int | None:
    if _is_below_content(found):
        return None
    inside = any(map(FEEDBACK_TITLE.search, found.titles or (found.file_label,)))
    fits = names_feedback(found.table) or (inside and is_channel_table(found.table))
    return found.points if fits else None


def _is_scope_table(table: Table) -> bool:
    return SCOPE.fits(table, "id", "mvp", "rationale")


DICTIONARY = DocumentKind(
    source_kinds.DICTIONARY,
    read_dictionary,
    title=DICTIONARY_TITLE,
    item_heading=re.compile(
        r"^(?:entity|entität|entité|entidade?|entità|encja|tabla|tabela|tabel|tabelle|الكيان|كيان|实体"
        r"|エンティティ|テーブル|엔티티|테이블|сущность|таблица)\s*(?:\d+\s*)?[:\uff1a–—-]",
        re.IGNORECASE,
    ),
    further_evidence=_implied_entities,
    table_points=_attribute_points,
    table_order=5,
)
FLOWS = DocumentKind(
    source_kinds.FLOWS,
    read_flows,
    title=FLOWS_TITLE,
    item_heading=FLOW_HEADING,
    item_prefixes=frozenset({"UF", "UJ"}),
    further_evidence=_implied_items(FLOW_FORM),
)
WIREFRAMES = DocumentKind(
    source_kinds.WIREFRAMES,
    read_wireframes,
    title=SCREENS_TITLE,
    item_heading=SCREEN_HEADING,
    item_prefixes=frozenset({"WF", "SCR"}),
    further_evidence=_implied_items(SCREEN_FORM),
)
CONTENT = DocumentKind(
    source_kinds.CONTENT,
    read_content_model,
    title=CONTENT_TITLE,
    item_heading=CONTENT_HEADING,
    further_evidence=_content_evidence,
    table_points=_content_table_points,
    table_order=0,
    tables_are_items=True,
)
FEEDBACK = DocumentKind(
    source_kinds.FEEDBACK,
    read_feedback_plan,
    title=FEEDBACK_TITLE,
    item_prefixes=frozenset({"FB"}),
    further_evidence=_feedback_evidence,
    table_points=_feedback_table_points,
    table_order=1,
    tables_are_items=True,
)
HANDOFF = DocumentKind(
    source_kinds.HANDOFF,
    read_handoff,
    title=re.compile(r"(?:hand ?off|handover) package|حزمة التسليم"),
    section_labels=frozenset({
        "release mode", "mvp scope", "mvp scope when mvp", "post mvp backlog",
        "post mvp backlog when mvp", "read back", "set up answers",
        "handoff ready no go / quality",
    }),
    table_points=points_if(_is_scope_table),
    table_order=6,
)  # fmt: skip
