"""Wireframe specifications: `## Screen: title` with its flows, data and states."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.design.flows import Screen, ScreenField
from workbench.intake.collector import DocumentCollector, clean_key, clean_line
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Block, Code, Markdown, Paragraph, Table
from workbench.intake.markdown.item_sections import (
    ItemForm,
    ItemSection,
    find_items,
    list_texts,
    reference_keys,
    remaining_notes,
)
from workbench.intake.markdown.section_titles import NOT_AN_ITEM, SCREENS_TITLE, expected_sections
from workbench.intake.markdown.sections import Section, folded, label, outline
from workbench.intake.markdown.vocabulary import read_answer

#: A heading that names a screen.
SCREEN_HEADING = re.compile(
    r"^(?:screen|wireframe|bildschirm|ecran|écran|pantalla|tela|schermata|ekran|экран|màn hình|شاشة"
    r"|الشاشة|界面|画面|화면)(?:\s*\d+(?:\.\d+)*)?\s*[:\uff1a–—-]\s*(?P<title>.*)$",
    re.IGNORECASE,
)
_HEADING = re.compile(
    rf"{SCREEN_HEADING.pattern[:-1]}$|^(?:page|view|halaman|页面|ページ)(?:\s*\d+)?"
    r"\s*[:\uff1a–—-]\s*(?P<page>.*)$",
    re.IGNORECASE,
)
_SCREEN_WORD = re.compile(
    folded(
        r"\b(?:screen|page|view|modal|dialog|dashboard|pop-?up|drawer|pantalla|tela|écran|maske|seite"
        r"|schermata|halaman|màn hình|ekran|экран|страница)\b|شاشة|(?:画面|页面|界面|ページ|화면)$"
    )
)
_PREFIXES = frozenset({"WF", "SCR", "SCREEN", "WIREFRAME", "PAGE"})
_KNOWN = frozenset(
    {
        "id",
        "flow s",
        "flow",
        "flows",
        "covers",
        "platform",
        "authentication required",
        "auth required",
        "inferred",
        "المعرف",
        "يغطي",
    }
)
_DATA = frozenset(
    {
        "data",
        "fields",
        "data shown",
        "data displayed",
        "data requirements",
        "data elements",
        "content",
        "data fields",
        "displayed data",
        "data needs",
        "البيانات",
        "daten",
        "donnees",
        "datos",
        "数据",
    }
)
_STATES = frozenset(
    {"states", "screen states", "ui states", "الحالات", "zustande", "etats", "estados", "状态"}
)
_USED = _DATA | _STATES | {"notes", "ملاحظات"}
_STATE_NAMES = frozenset({"default", "loading", "empty", "error", "success", "offline", "disabled"})

FIELD = Columns(
    {
        "name": "Field|Data|Element|Label|Name|Data Element|Shown|Item|الحقل",
        "attribute": "Attribute|Source|Dictionary|Dictionary Attribute|Entity.Attribute|Data "
        "Source|Maps To"
        "|Entity / Attribute|From|المصدر",
        "derived": "Derived|Derived?|Computed|Calculated|محسوب",
        "notes": "Notes|Note|Comment|Comments|Remarks|ملاحظات",
    }
)
STATE = Columns(
    {
        "state": "State|Name|الحالة",
        "shows": "Shows|Shown|Description|Display|What Is Shown|Content|Behaviour|Behavior|الوصف",
    }
)
SCREEN = Columns(
    {
        "id": "ID|Screen ID|WF-ID|Wireframe ID|WF",
        "title": "Screen|Name|Title|Wireframe|Screen Name|Page",
        "flows": "Flow(s)|Flows|Flow|User Flow|User Flows|UF-ID",
        "covers": "Covers|FRs|FR-IDs|Requirements|FR-ID|Requirement",
        "platform": "Platform|Device",
        "auth": "Authentication Required|Auth Required|Auth|Auth?|Sign-in",
    }
)
_DOTTED = re.compile(r"[^\W\d]\w*(?: \w+){0,4}\.\w+(?:\.\w+)*")
_ADDRESS = re.compile(
    r"^(?:\*\*|`)?(?P<name>[^:`*]{1,120}?)(?:\*\*"
    r"|`)?\s*[:–—=-]+\s*`?(?P<attribute>[A-Za-z]\w*\.\w+)`?(?P<rest>.*)$"
)


def is_implied(section: Section, promised: bool) -> bool:  # noqa: FBT001 - called by find_items
    """Whether a section is a screen without a heading or an identifier of one."""
    if not promised or NOT_AN_ITEM.search(section.label) or SCREENS_TITLE.search(section.label):
        return False
    named = bool(_SCREEN_WORD.search(label(_REMARK.sub("", section.title))))
    below = [is_implied(child, promised) for child in section.children]
    own = any(not isinstance(block, Paragraph) for block in section.blocks)
    if not own and below and (all(below) if named else any(below)):
        return False
    return named or any(map(_is_drawing, section.blocks))


_REMARK = re.compile(r"[(\uff08][^()\uff08\uff09]*[)\uff09]")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\(|<img\s", re.IGNORECASE)


def _is_drawing(block: Block) -> bool:
    """Whether a block shows a screen: a picture, a diagram or boxes drawn with characters."""
    if isinstance(block, Code):
        return block.info.lower() in {"", "text", "txt", "ascii", "mermaid", "plantuml"}
    return isinstance(block, Paragraph) and bool(_PICTURE.search(block.text[:4_000]))


FORM = ItemForm(_HEADING, _PREFIXES, _KNOWN, SCREENS_TITLE, is_implied)


def read_wireframes(document: Markdown, collector: DocumentCollector) -> None:
    """Read screens into `collector`, in document order."""
    for item in find_items(document, collector, FORM):
        _add_screen(item, collector)
    if not collector.items:
        for section, promised in expected_sections(
            outline(document), SCREENS_TITLE, collector.source
        ):
            inside = promised or bool(SCREENS_TITLE.search(section.label))
            for table in section.tables():
                if SCREEN.fits(table, "id", "title"):
                    _from_table(table, collector)
                elif inside and label(table.header.cells[0]) in _SCREEN_COLUMNS:
                    _by_title(table, collector)
    if not collector.items:
        collector.warn(
            1,
            "no screen found. Write each as a heading `## Screen: Title` with a line "
            "`**ID:** WF-001`.",
        )


_SCREEN_COLUMNS = frozenset(
    map(label, ("Screen", "Screen Name", "Page", "Wireframe", "Pantalla", "Tela", "Écran", "Seite",
                "Bildschirm", "画面", "画面名", "页面", "界面", "화면", "Экран", "Halaman",
                "الشاشة"))
)  # fmt: skip


def _by_title(table: Table, collector: DocumentCollector) -> None:
    """Rows of a table of screens that have no identifier: their titles are their keys."""
    for row in table.rows:
        key = clean_key(inline.name(row.cells[0]))
        if not key:
            continue
        notes = [
            f"{inline.plain(title)}: {inline.value(cell)}"
            for title, cell in zip(table.header.cells[1:], row.cells[1:], strict=True)
            if inline.value(cell)
        ]
        screen = collector.build(Screen, row.line, key=key, title=key, notes="\n".join(notes))
        if collector.add(screen, row.line, row.line):
            collector.note_grouped(
                "screens without identifier", row.line,
                f"{key!r} has no identifier; its title is used as its key",
            )  # fmt: skip


def _from_table(table: Table, collector: DocumentCollector) -> None:
    for row, cells in SCREEN.rows(table, collector):
        keys = reference_keys(cells["id"])
        if len(keys) == 1:
            screen = collector.build(
                Screen, row.line, key=keys[0], title=inline.value(cells.get("title", "")),
                flows=reference_keys(cells.get("flows", "")),
                covers=reference_keys(cells.get("covers", "")),
                platform=inline.value(cells.get("platform", "")),
                auth_required=read_answer(cells.get("auth", ""))[0],
            )  # fmt: skip
            collector.add(screen, row.line, row.line)


def _add_screen(item: ItemSection, collector: DocumentCollector) -> None:
    covers = item.take(
        "covers", "covers frs", "requirements", "requirement", "frs", "fr ids", "يغطي"
    )
    flows = item.keys("flow s", "flows", "flow", "user flow", "user flows", "user flow s", "التدفق")
    auth = item.take(
        "authentication required", "auth required", "authentication", "auth", "sign in required"
    )
    answer, words = read_answer(auth.raw) if auth else (None, "")
    if auth and words:
        collector.info(
            auth.line,
            f"{item.key}: authentication required is {words!r}, which is neither yes nor no",
        )
        item.fields.setdefault(auth.key, auth)
    platform = clean_line(item.text("platform", "platforms", "device", "المنصة"))
    inferred = item.take("inferred")
    fields: list[ScreenField] = []
    states: list[tuple[str, str]] = []
    for child in item.section.children:
        if child.label in _DATA:
            fields.extend(_fields(child, item.key, collector))
        elif child.label in _STATES:
            states.extend(_states(child))
    named = [field for key, field in item.fields.items() if key in _STATE_NAMES]
    states.extend(
        (field.title, field.text) for field in sorted(named, key=lambda found: found.line)
    )
    for field in named:
        del item.fields[field.key]
    screen = collector.build(
        Screen, item.line, key=item.key, title=clean_line(item.title), flows=flows,
        covers=reference_keys(covers.raw) if covers else (), platform=platform,
        auth_required=answer, fields=tuple(fields), states=tuple(states),
        notes=remaining_notes(item, _USED), inferred=inline.names(inferred.raw) if inferred else (),
    )  # fmt: skip
    if covers is None:
        collector.info(item.line, f"screen {item.key} does not state which requirements it covers")
    collector.add(screen, item.line, item.section.end_line)


def _fields(section: Section, key: str, collector: DocumentCollector) -> list[ScreenField]:
    """Data fields from the section's tables; where it has none, from its list."""
    fields = [
        field
        for table in section.tables()
        for row, cells in FIELD.rows(table, collector)
        if (field := _field_of_row(cells, row.line, collector))
    ]
    if fields or section.tables():
        return fields
    for text, line in list_texts(section.items()):
        found = _field_of_entry(text, line, collector)
        if found:
            fields.append(found)
        else:
            collector.warn(line, f"{key}: data entry left out, because it has no name")
    return fields


def _field_of_row(
    cells: Mapping[str, str], line: int, collector: DocumentCollector
) -> ScreenField | None:
    name = clean_key(inline.name(cells.get("name", "")))
    if not name:
        return None
    attribute = inline.name(cells.get("attribute", ""))
    derived, words = read_answer(cells.get("derived", ""))
    if attribute.casefold() in {"derived", "computed", "calculated"}:
        derived, attribute = True, ""
    notes = [inline.value(cells.get("notes", "")), words]
    if cells.get("attribute header") != "attribute" and not _DOTTED.fullmatch(attribute):
        notes.append(attribute)
        attribute = ""
    return collector.build(
        ScreenField, line, name=name, attribute=clean_line(attribute),
        derived=derived is True, notes="; ".join(note for note in notes if note),
    )  # fmt: skip


def _field_of_entry(text: str, line: int, collector: DocumentCollector) -> ScreenField | None:
    match = _ADDRESS.match(text)
    if match:
        name, attribute, notes = match["name"], match["attribute"], match["rest"].strip(" –—-()")
    else:
        head, _, notes = text.partition(": ")
        name, attribute = inline.name(head), ""
    name = clean_key(name)
    if not name:
        return None
    return collector.build(ScreenField, line, name=name, attribute=attribute, notes=notes)


def _states(section: Section) -> list[tuple[str, str]]:
    states: list[tuple[str, str]] = []
    for table in section.tables():
        for _, cells in STATE.rows(table):
            name = inline.name(cells.get("state", ""))
            if name:
                states.append((name, inline.value(cells.get("shows", ""))))
    if not section.tables():
        states.extend((field.title, field.text) for field in section.fields(_STATE_NAMES))
    return states
