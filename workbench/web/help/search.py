"""Search in the handbook: sections that contain every word, headings first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from workbench.web.help.chapters import API, CHAPTERS, RULES, Chapter, chapter_text
from workbench.web.help.reference import api_sections, rule_sections
from workbench.web.help.rendering import Section

LONGEST_QUERY: Final = 100
_MOST_HITS: Final = 50
_BEFORE: Final = 60
_SNIPPET: Final = 220


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that matches."""

    chapter: Chapter
    anchor: str
    title: str
    snippet: str
    """The text around the first word that matches."""


def search(query: str) -> list[Hit]:
    """The sections that contain every word of the query, at most 50.

    A word matches anywhere, in upper or lower case. Sections with more of the words in their
    heading come first, then the order of the handbook counts.
    """
    words = query[:LONGEST_QUERY].lower().split()
    if not words:
        return []
    ranked: list[tuple[int, Hit]] = []
    for chapter in CHAPTERS:
        for section in _sections(chapter):
            heading = f"{section.title or chapter.title}".lower()
            text = f"{heading} {section.text.lower()}"
            if all(word in text for word in words):
                in_heading = sum(word in heading for word in words)
                ranked.append((-in_heading, _hit(chapter, section, words)))
    ranked.sort(key=lambda entry: entry[0])
    return [hit for _, hit in ranked[:_MOST_HITS]]


def _sections(chapter: Chapter) -> Iterable[Section]:
    yield from chapter_text(chapter).sections
    if chapter.slug == RULES:
        yield from rule_sections()
    if chapter.slug == API:
        yield from api_sections()


def _hit(chapter: Chapter, section: Section, words: list[str]) -> Hit:
    found = re.search("|".join(map(re.escape, words)), section.text, re.IGNORECASE)
    start = max(0, found.start() - _BEFORE) if found else 0
    # The snippet starts with a whole word.
    start = section.text.rfind(" ", 0, start) + 1 if start else 0
    # It ends with one too.
    end = section.text.rfind(" ", start, start + _SNIPPET)
    if end <= start or start + _SNIPPET >= len(section.text):
        end = start + _SNIPPET
    snippet = section.text[start:end]
    return Hit(
        chapter,
        section.anchor,
        section.title or chapter.title,
        f"{'…' if start else ''}{snippet}{'…' if end < len(section.text) else ''}",
    )
