"""Documents that give each item a section: what flows and screens have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from workbench.intake.collector import DocumentCollector, clean_key, clean_keys
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Code, ListItem, Markdown, Paragraph
from workbench.intake.markdown.identifiers import (
    Identifier,
    leading_identifier,
    mentions,
    whole_identifier,
)
from workbench.intake.markdown.item_body import join_soft_breaks
from workbench.intake.markdown.section_titles import expected_sections
from workbench.intake.markdown.sections import Field, Section, label, outline, without_numbering


@dataclass
class ItemSection:
    """A section that describes one item: key, title, its fields and what stands below."""

    section: Section
    key: str
    title: str
    fields: dict[str, Field] = field(default_factory=dict)
    """By label; the first of each."""

    @property
    def line(self) -> int:
        """Line of the heading."""
        return self.section.line

    def take(self, *labels: str) -> Field | None:
        """Remove and return the first field of these labels that is there."""
        for one in labels:
            if one in self.fields:
                return self.fields.pop(one)
        return None

    def text(self, *labels: str) -> str:
        """The text of a field, which is then taken; empty where there is none."""
        found = self.take(*labels)
        return found.text if found else ""

    def keys(self, *labels: str) -> tuple[str, ...]:
        """The keys that a field names, which is then taken."""
        found = self.take(*labels)
        return reference_keys(found.raw) if found else ()


def reference_keys(raw: str) -> tuple[str, ...]:
    """Keys in a field of references: identifiers, or whatever stands between commas.

    >>> reference_keys("US-001 — see PRD"), reference_keys("FR-1, FR-2 (partly)")
    (('US-001',), ('FR-1', 'FR-2'))
    """
    parts = inline.names(raw)
    whole = [whole_identifier(part) for part in parts]
    if whole and all(whole):
        return clean_keys(one.key for one in whole if one)
    found = mentions(inline.without_markup(raw))
    if found:
        return clean_keys(one.key for one in found)
    if len(raw) > _LONGEST_LIST or raw.strip().lower() in _NOTHING:
        return ()
    return clean_keys(parts)


_LONGEST_LIST = 4_000
_NOTHING = frozenset({"none", "n/a", "na", "tbd", "-", "all"})


@dataclass(frozen=True)
class ItemForm:
    """How sections of one kind of item look."""

    heading: re.Pattern[str]
    """A heading that says what it is, with the group `title`."""
    prefixes: Collection[str]
    """Prefixes of identifiers that only these items have."""
    known: frozenset[str]
    """Labels of fields that need no bold."""
    title: re.Pattern[str]
    """Titles above which sections without any of that are such items nevertheless."""
    implied: Callable[[Section, bool], bool]
    """Whether a section without any of that is one; told whether a title above promises it."""


def find_items(
    document: Markdown, collector: DocumentCollector, form: ItemForm
) -> Iterator[ItemSection]:
    """Sections that describe an item: by heading (`Flow: …`), by id in it, or by an id field.

    Where a document has none of these, those that a title above promises.
    """
    sections = list(expected_sections(outline(document), form.title, collector.source))
    found = list(_taken(sections, collector, form, implied=False))
    yield from found or _taken(sections, collector, form, implied=True)


def _taken(
    sections: Iterable[tuple[Section, bool]],
    collector: DocumentCollector,
    form: ItemForm,
    *,
    implied: bool,
) -> Iterator[ItemSection]:
    taken_until = 0
    for section, promised in sections:
        if section.heading is None or section.line <= taken_until:
            continue
        found = _item(section, collector, form, implied=implied and form.implied(section, promised))
        if found:
            taken_until = section.end_line
            yield found


def _item(
    section: Section, collector: DocumentCollector, form: ItemForm, *, implied: bool
) -> ItemSection | None:
    named = form.heading.match(section.title)
    title = without_numbering(section.title).lstrip("–—-: ")
    if named:
        title = next(one for one in named.groups() if one is not None).strip()
    leading = leading_identifier(title)
    inside = leading.identifier if leading and _of(leading.identifier, form.prefixes) else None
    fields: dict[str, Field] = {}
    for one in section.fields(form.known):
        fields.setdefault(one.key, one)
    stated = next(
        (fields.pop(one) for one in ("id", "key", "identifier", "المعرف") if one in fields), None
    )
    own = whole_identifier(stated.raw) if stated else None
    if not named and inside is None and not (own and _of(own, form.prefixes)) and not implied:
        return None
    if inside and leading:
        title = leading.rest
    key = clean_key(own.key if own else inline.name(stated.raw) if stated else "")
    if not key and inside:
        key = inside.key
    if not key:
        key = clean_key(inline.name(title))
        if not key:
            collector.warn(section.line, "left out: it has neither an identifier nor a title")
            return None
        collector.info(section.line, f"{key!r} has no identifier; its title is used as its key")
    if own and own.changed:
        collector.info(
            stated.line if stated else section.line,
            f"{own.key}: written {own.written!r}; normalised",
        )
    return ItemSection(section, key, title.strip(), fields)


def _of(identifier: Identifier, prefixes: Collection[str]) -> bool:
    return bool(identifier.parts & set(prefixes))


def list_texts(items: Iterable[ListItem]) -> list[tuple[str, int]]:
    """Texts of the outermost list, what is nested written below, with their lines."""
    result: list[tuple[str, int]] = []
    for item in items:
        text = join_soft_breaks(item.text)
        if item.depth <= 1 or not result:
            result.append((text, item.line))
        else:
            above, line = result[-1]
            mark = f"{item.number}." if item.ordered else "-"
            result[-1] = (f"{above}\n{'  ' * (item.depth - 2)}{mark} {text}", line)
    return [(inline.value(text), line) for text, line in result]


def section_items(section: Section) -> list[ListItem]:
    """List items of a section, ordered lists alone where it has one."""
    items = section.items()
    outer = [item for item in items if item.depth == 1]
    if any(item.ordered for item in outer):
        kept: list[ListItem] = []
        inside = False
        for item in items:
            if item.depth == 1:
                inside = item.ordered
            if inside:
                kept.append(item)
        return kept
    return items


def remaining_notes(
    item: ItemSection,
    used: Collection[str],
    *,
    opening: str = "",
    known: frozenset[str] = frozenset(),
    steps: bool = False,
    lines: Collection[int] = (),
) -> str:
    """What no field of the model takes: other fields, other sections, free text, lists, drawings.

    `opening` is a paragraph that was taken already, `known` what a field without bold begins
    with; with `steps` numbered lists were taken, and with `lines` the entries on these.
    """
    notes = item.section.child("notes", "ملاحظات")
    parts = [item.text("notes", "note", "ملاحظات"), notes.prose() if notes else ""]
    parts.extend(f"{one.title}: {one.text}" for one in item.fields.values() if one.text)
    free = _free_text(item.section, used, known, steps=steps, lines=lines)
    parts.extend(one for one in free if one != opening)
    for child in item.section.children:
        if child is not notes and child.label not in used:
            prose = child.prose()
            parts.append(f"#### {child.title}\n\n{prose}" if prose else "")
    return "\n\n".join(part for part in parts if part)


def _free_text(
    section: Section,
    used: Collection[str],
    known: frozenset[str],
    *,
    steps: bool,
    lines: Collection[int],
) -> Iterator[str]:
    """What stands right under a heading and is neither a field nor a known label."""
    fields = {one.line for one in section.fields(known)}
    entries: list[str] = []
    kept = section.items()
    taken = {one.line for one in section_items(section)} if steps and _numbered(kept) else set()
    taken |= set(lines)
    for block in section.blocks:
        said = any(line in fields for line in range(block.line, block.end_line + 1))
        if isinstance(block, ListItem) and not said and block.line not in taken:
            mark = f"{block.number}." if block.ordered else "-"
            entries.append(f"{'  ' * (block.depth - 1)}{mark} {join_soft_breaks(block.text)}")
            continue
        if entries:
            yield inline.value("\n".join(entries))
            entries = []
        if isinstance(block, Code):
            yield section.document.source(block.line, block.end_line)
        elif isinstance(block, Paragraph) and not (
            block.depth or said or label(block.text) in used
        ):
            yield inline.value(join_soft_breaks(block.text))
    if entries:
        yield inline.value("\n".join(entries))


def _numbered(items: Iterable[ListItem]) -> bool:
    return any(one.ordered or one.depth > 1 for one in items)
