"""How requirement documents are recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from workbench.intake.markdown.csv_tables import lists_requirements
from workbench.intake.markdown.document import Heading, ListItem, Markdown
from workbench.intake.markdown.document_kind import ENOUGH_POINTS, DocumentKind, Evidence
from workbench.intake.markdown.sections import label
from workbench.intake.prd.candidate import FAIR, STRONG, Candidate
from workbench.intake.prd.context import SectionPurpose, purpose_of
from workbench.intake.prd.find_candidates import CandidateSearch, find_candidates
from workbench.intake.prd.reader import read_prd
from workbench.intake.source_kinds import PRD as NAME

_REQUIREMENT_SECTIONS = frozenset({SectionPurpose.functional, SectionPurpose.quality})
_OBLIGATION = re.compile(r"\b(?:shall|must)\b|\((?:REQUIRED|RECOMMENDED)\)")
#: Points of each of these, and how many of them count.
_REQUIREMENT = (3, 400)
_STORY = (4, 20)
_SECTION = (4, 2)
_STATEMENT = (1, 20)
_ENTITY = (2, 3)


def _evidence(document: Markdown, path: str, found: int) -> Evidence:
    """Points of requirements, stories, sections and statements; items are strong requirements."""
    del path, found
    search = find_candidates(document)
    fair = [candidate for candidate in search.candidates if candidate.strength >= FAIR]
    requirements = sum(1 for candidate in fair if not candidate.story)
    points = (
        _points(requirements, _REQUIREMENT)
        + (ENOUGH_POINTS if requirements else 0)
        + _points(len(fair) - requirements, _STORY)
        + (ENOUGH_POINTS if _title_is_a_story(document, search.candidates) else 0)
        + _points(_requirement_sections(document), _SECTION)
        + _points(_obligations(document, search, most=_STATEMENT[1]), _STATEMENT)
        + _points(_entities(search), _ENTITY)
    )
    return Evidence(points, sum(map(_is_sure, fair)))


def _points(count: int, each_and_most: tuple[int, int]) -> int:
    each, most = each_and_most
    return min(count, most) * each


def _is_sure(candidate: Candidate) -> bool:
    """Whether it is a requirement by its form, in a section of requirements."""
    return (
        candidate.strength >= STRONG
        and not candidate.story
        and candidate.context.purpose in _REQUIREMENT_SECTIONS
    )


def _title_is_a_story(document: Markdown, candidates: Iterable[Candidate]) -> bool:
    """Whether the document as a whole is one story (`# US-12: Sign in`)."""
    title = document.title
    return title is not None and any(
        candidate.story and candidate.line == title.line for candidate in candidates
    )


def _requirement_sections(document: Markdown) -> int:
    return sum(
        1
        for block in document.blocks
        if isinstance(block, Heading)
        and purpose_of(block.text) in _REQUIREMENT_SECTIONS
        and "requirement" in label(block.text)
    )


def _obligations(document: Markdown, search: CandidateSearch, *, most: int) -> int:
    """How many list entries among requirements state an obligation, counted up to `most`."""
    stated = (
        block
        for block, context in zip(document.blocks, search.contexts, strict=True)
        if isinstance(block, ListItem)
        and context.among_requirements
        and _OBLIGATION.search(block.text)
    )
    return len(list(islice(stated, most)))


def _entities(search: CandidateSearch) -> int:
    return sum(1 for context in search.contexts if context.purpose is SectionPurpose.entity)


def _is_requirement_csv(document: Markdown) -> bool:
    return document.is_csv and lists_requirements(document)


PRD = DocumentKind(
    NAME,
    read_prd,
    title=re.compile(
        r"\bprd\b|\bsrs\b|requirements|(?:feature|mission|research|product|functional|software"
        r"|system) spec(?:ification)?|متطلبات|anforderung"
        r"|exigences|requisitos|requerimientos|requisiti|需求|要件|требован|lastenheft"
        r"|pflichtenheft"
        r"|요구사항|вимог|kebutuhan|wymagan|yeu cau|cahier des charges|spesifikasi"
    ),
    further_evidence=_evidence,
    is_last_resort=_is_requirement_csv,
)
