"""Documents that give each item a section: what flows and screens have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import groupby

from workbench.intake.collector import DocumentCollector, clean_key, clean_keys
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Block, Code, ListItem, Markdown, Paragraph
from workbench.intake.markdown.identifiers import (
    Identifier,
    Leading,
    leading_identifier,
    mentions,
    whole_identifier,
)
from workbench.intake.markdown.item_body import join_soft_breaks
from workbench.intake.markdown.section_titles import expected_sections
from workbench.intake.markdown.sections import Field, Section, label, outline, without_numbering


@dataclass
class ItemSection:
    """A section that describes one item: key, title, fields and the blocks below."""

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
        for name in labels:
            if name in self.fields:
                return self.fields.pop(name)
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
    """Keys in a field of references: identifiers, or the texts between commas.

    >>> reference_keys("US-001 — see PRD"), reference_keys("FR-1, FR-2 (partly)")
    (('US-001',), ('FR-1', 'FR-2'))
    """
    parts = inline.names(raw)
    whole = [whole_identifier(part) for part in parts]
    if whole and all(whole):
        return clean_keys(identifier.key for identifier in whole if identifier)
    found = mentions(inline.without_markup(raw))
    if found:
        return clean_keys(identifier.key for identifier in found)
    if len(raw) > _LONGEST_LIST or raw.strip().lower() in _NOTHING:
        return ()
    return clean_keys(parts)


_LONGEST_LIST = 4_000
_NOTHING = frozenset({"none", "n/a", "na", "tbd", "-", "all"})


@dataclass(frozen=True)
class ItemForm:
    """How sections of one kind of item look."""

    heading: re.Pattern[str]
    """A heading that names the kind, with the group `title`."""
    prefixes: Collection[str]
    """Prefixes of identifiers that only these items have."""
    known: frozenset[str]
    """Labels of fields that need no bold."""
    title: re.Pattern[str]
    """Titles above which sections without any of that are such items nevertheless."""
    implied: Callable[[Section, bool], bool]
    """Whether a section without any of that is one; its flag: a title above promises it."""


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


_ID_LABELS = ("id", "key", "identifier", "المعرف")


@dataclass(frozen=True)
class _Naming:
    """The names that a section gives its item."""

    title: str
    """The heading without its number and without a word such as `Flow:`."""
    is_named: bool
    """Whether the heading has the form of an item's heading."""
    leading: Leading | None
    """The identifier that the title starts with, where items of the form have its prefix."""
    field: Field | None
    """The field with the item's identifier or name."""
    own: Identifier | None
    """The identifier in that field."""

    @property
    def rest(self) -> str:
        """The title without the identifier that it starts with."""
        return self.leading.rest if self.leading else self.title


def _item(
    section: Section, collector: DocumentCollector, form: ItemForm, *, implied: bool
) -> ItemSection | None:
    """The item that a section describes; None where it describes none of this form."""
    fields: dict[str, Field] = {}
    for found in section.fields(form.known):
        fields.setdefault(found.key, found)
    naming = _naming(section, fields, form)
    has_own = naming.own is not None and _has_prefix(naming.own, form)
    if not (naming.is_named or naming.leading or implied or has_own):
        return None
    key = _key(naming, section.line, collector)
    if not key:
        return None
    if naming.own and naming.field and naming.own.changed:
        collector.info(
            naming.field.line,
            f"{naming.own.key}: written as {naming.own.written!r}; normalised",
        )
    return ItemSection(section, key, naming.rest.strip(), fields)


def _naming(section: Section, fields: dict[str, Field], form: ItemForm) -> _Naming:
    """What names the item; the field with its identifier is taken out of `fields`."""
    named = form.heading.match(section.title)
    if named:
        title = next(group for group in named.groups() if group is not None).strip()
    else:
        title = without_numbering(section.title).lstrip("–—-: ")
    field = next((fields.pop(name) for name in _ID_LABELS if name in fields), None)
    leading = leading_identifier(title)
    if leading and not _has_prefix(leading.identifier, form):
        leading = None
    own = whole_identifier(field.raw) if field else None
    return _Naming(title, named is not None, leading, field, own)


def _key(naming: _Naming, line: int, collector: DocumentCollector) -> str:
    """The key from the field, else from the heading's identifier, else from the title."""
    key = ""
    if naming.own:
        key = clean_key(naming.own.key)
    elif naming.field:
        key = clean_key(inline.name(naming.field.raw))
    if not key and naming.leading:
        key = naming.leading.identifier.key
    return key or _key_of_title(naming.rest, line, collector)


def _key_of_title(title: str, line: int, collector: DocumentCollector) -> str:
    """The title as a key, which is noted; empty, with a warning, where there is none."""
    key = clean_key(inline.name(title))
    if key:
        collector.info(line, f"{key!r} has no identifier; its title is used as its key")
    else:
        collector.warn(line, "section left out, because it has neither an identifier nor a title")
    return key


def _has_prefix(identifier: Identifier, form: ItemForm) -> bool:
    return bool(identifier.parts & set(form.prefixes))


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
    parts.extend(f"{field.title}: {field.text}" for field in item.fields.values() if field.text)
    free = _free_text(item.section, used, known, steps=steps, lines=lines)
    parts.extend(text for text in free if text != opening)
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
    """The text right under a heading that is neither a field nor a known label."""
    field_lines = {field.line for field in section.fields(known)}
    taken = set(lines)
    if steps and _numbered(section.items()):
        taken.update(item.line for item in section_items(section))

    def is_free_entry(block: Block) -> bool:
        return (
            isinstance(block, ListItem)
            and block.line not in taken
            and not _meets(block, field_lines)
        )

    for are_entries, blocks in groupby(section.blocks, is_free_entry):
        if are_entries:
            entries = (_entry(block) for block in blocks if isinstance(block, ListItem))
            yield inline.value("\n".join(entries))
        else:
            others = (block for block in blocks if not _meets(block, field_lines))
            yield from _free_blocks(section, others, used)


def _meets(block: Block, lines: AbstractSet[int]) -> bool:
    return not lines.isdisjoint(range(block.line, block.end_line + 1))


def _free_blocks(section: Section, blocks: Iterable[Block], used: Collection[str]) -> Iterator[str]:
    """Code and paragraphs outside lists, known labels aside."""
    for block in blocks:
        if isinstance(block, Code):
            yield section.document.source(block.line, block.end_line)
        elif isinstance(block, Paragraph) and not block.depth and label(block.text) not in used:
            yield inline.value(join_soft_breaks(block.text))


def _entry(item: ListItem) -> str:
    """A list item as Markdown, indented by its depth."""
    mark = f"{item.number}." if item.ordered else "-"
    return f"{'  ' * (item.depth - 1)}{mark} {join_soft_breaks(item.text)}"


def _numbered(items: Iterable[ListItem]) -> bool:
    return any(item.ordered or item.depth > 1 for item in items)
