"""Documents of a package as people read them in a browser: contents, pictures, ways back.

The Markdown documents stay what they are; where they name an item of the design, the name leads
to it. The contract and the schema are code, cut where their parts begin.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from workbench.artifacts.diagrams.charts import coverage_strip, priority_plot
from workbench.artifacts.diagrams.entities import Sheet, entity_sheets
from workbench.artifacts.diagrams.graph_layout import DiagramError
from workbench.artifacts.markdown.documents import DESIGN_DOCUMENTS, has_content, render_document
from workbench.artifacts.markdown.html import Heading, code_html, document_html, slug
from workbench.artifacts.openapi.document import openapi_text
from workbench.artifacts.overview import Overview
from workbench.artifacts.sql.ddl import write_ddl
from workbench.design.base import Item
from workbench.design.design import Design, item_data
from workbench.design.kinds import KINDS
from workbench.design.package import Package

CONTRACT = "openapi-spec.yaml"
SCHEMA = "schema.sql"
PACKAGE = "design-package.md"
CHECKLIST = "checklist.md"
#: Name of each document → its title, in reading order.
TITLES = {
    PACKAGE: "Design package",
    "summary.md": "Summary",
    CHECKLIST: "Gate checklist",
    "handoff-package.md": "Handoff package",
    "prd.md": "Requirements",
    "data-dictionary.md": "Data dictionary",
    "user-flows.md": "User flows",
    "wireframe-specs.md": "Screens",
    "content-model.md": "Content model",
    "feedback-plan.md": "Feedback plan",
    "prioritization.md": "Prioritisation",
    "endpoint-inventory.md": "Endpoint inventory",
    CONTRACT: "OpenAPI document",
    "schema-design.md": "Schema design",
    SCHEMA: "Schema as SQL",
    "auth-permission-model.md": "Permissions",
    "integration-points-spec.md": "Integration points",
}
#: Contents longer than this name only the upper headings.
MAX_CONTENTS = 150
#: A lower heading that occurs more often is left out of the contents.
_OFTEN = 2
#: Level of the headings below the title.
_PARTS = 2
#: Kinds whose items are linked by name wherever they are named as code or in a heading; those
#: that a document is about go before.
_NAMED = ("table", "schema", "entity", "role", "permission", "webhook", "third_party", "event")
_ABOUT = {
    "data-dictionary.md": ("entity",),
    "schema-design.md": ("table",),
    "auth-permission-model.md": ("role", "permission"),
}
#: Kinds whose keys say what they are (FR-001, GET /orders), so they are linked in any text.
_NUMBERED = ("requirement", "story", "flow", "screen", "decision", "assumption", "risk")

_METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE|QUERY"
_KEYS = re.compile(
    rf"\b(?:{_METHODS}) /[^\s,;|<>\"'`]*|\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+[a-z]?\b"
)
# A quoted value may hold any sign but its quotation mark.
_TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>\s*", re.DOTALL)
_HEADED = re.compile(r"(?:[A-Z][\w-]*(?: [A-Z][\w-]*)*: )?(.+)", re.DOTALL)
_SQL_PART = re.compile(
    r"^CREATE (?:OR REPLACE )?(?:TABLE|TYPE|VIEW|MATERIALIZED VIEW|FUNCTION|SEQUENCE|DOMAIN) +"
    r'(?:IF NOT EXISTS +)?([\w".]+)',
    re.MULTILINE,
)
_YAML_PART = re.compile(r"^(?:(?P<top>[\w-]+):|  (?P<path>[\"']?/[^\n]*?[\"']?):)", re.MULTILINE)

#: Kind and key → address of the item, or nothing where it has none.
Address = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, ready to be set into a page."""

    name: str
    title: str
    html: str
    """Harmless; headings begin at the second level."""
    contents: tuple[Heading, ...]
    source: str
    """The document as it is in the package."""
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of what the document says in words."""

    title: str
    svg: str


def readable(package: Package) -> list[str]:
    """Names of the documents about which the package says something, in reading order."""
    design = package.design
    there = {PACKAGE, *(name for name in DESIGN_DOCUMENTS if has_content(name, design))}
    if package.checklist or package.findings:
        there.add(CHECKLIST)
    if design.contract or design.operations or design.schemas:
        there.add(CONTRACT)
    if design.tables or design.sql_objects:
        there.add(SCHEMA)
    return [name for name in TITLES if name in there]


def source_of(name: str, package: Package) -> str:
    """The text of one document of `readable`."""
    if name == CONTRACT:
        return openapi_text(package.design, "yaml")
    if name == SCHEMA:
        return write_ddl(package.design)
    return render_document(name, package)


def read_document(name: str, package: Package, address: Address) -> Reading:
    """One document of `readable` with links to items where `address` knows one."""
    source = source_of(name, package)
    if name in {CONTRACT, SCHEMA}:
        body, contents = _code(source, name)
    else:
        made = document_html(source)
        body = _TITLE.sub("", made.html, count=1)
        body = _linked(body, _names(package.design, name), address)
        contents = made.contents
    return Reading(
        name=name,
        title=TITLES[name],
        html=body,
        contents=_readable_contents(contents),
        source=source,
        pictures=tuple(_pictures(name, package)),
    )


def _readable_contents(contents: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """The entries of the contents: the finest level that leaves them readable."""
    often = Counter(heading.title for heading in contents)
    # A title that occurs under every heading (Columns, Indexes) does not help to find one.
    lower = tuple(
        heading
        for heading in contents
        if heading.level == _PARTS
        or (heading.level == _PARTS + 1 and often[heading.title] <= _OFTEN)
    )
    if len(lower) <= MAX_CONTENTS:
        return lower
    return tuple(heading for heading in lower if heading.level == _PARTS)


# --- Links ---------------------------------------------------------------------------------------


def _names(design: Design, document: str) -> dict[str, tuple[str, str]]:
    """Words that name an item → its kind and key."""
    named: dict[str, tuple[str, str]] = {}
    kinds = (*_NUMBERED, *_ABOUT.get(document, ()), *_NAMED, "endpoint")
    for kind in kinds:
        for item in _items(design, kind):
            named.setdefault(item.item_key, (kind, item.item_key))
    return named


def _items(design: Design, kind: str) -> tuple[Item, ...]:
    found: tuple[Item, ...] = getattr(design, KINDS[kind].section)
    return found


def _linked(body: str, names: dict[str, tuple[str, str]], address: Address) -> str:
    """The body with a link at each name of an item in text, code or a heading."""

    def link(words: str, name: str) -> str:
        found = names.get(html.unescape(name))
        url = address(*found) if found else ""
        return f'<a href="{html.escape(url)}">{words}</a>' if url else words

    def keyed(found: re.Match[str]) -> str:
        words = found[0].rstrip(".:)")
        return link(words, words) + found[0][len(words) :]

    parts: list[str] = []
    inside: list[str] = []
    for part in _TAG.split(body):
        if part.startswith("<"):
            _enter(inside, part)
            parts.append(part)
        elif "a" in inside or "pre" in inside or not part.strip():
            parts.append(part)
        elif "code" in inside:
            parts.append(link(part, part))
        elif inside and _is_heading(inside[-1]):
            name = _HEADED.fullmatch(part)
            whole = name and html.unescape(name[1]) in names
            parts.append(
                part[: name.start(1)] + link(name[1], name[1])
                if name and whole
                else _KEYS.sub(keyed, part)
            )
        else:
            parts.append(_KEYS.sub(keyed, part))
    return "".join(parts)


def _enter(inside: list[str], tag: str) -> None:
    name = re.match(r"</?(\w+)", tag)
    if name is None or name[1] not in {"a", "pre", "code", "h1", "h2", "h3", "h4", "h5", "h6"}:
        return
    if tag.startswith("</"):
        if name[1] in inside:
            while inside.pop() != name[1]:
                pass
    else:
        inside.append(name[1])


def _is_heading(tag: str) -> bool:
    return tag[0] == "h"


# --- Code ----------------------------------------------------------------------------------------


def _code(text: str, name: str) -> tuple[str, tuple[Heading, ...]]:
    """Code in parts, each under the name of what it defines."""
    language, pattern = ("yaml", _YAML_PART) if name == CONTRACT else ("sql", _SQL_PART)
    headings: list[Heading] = []
    parts: list[str] = []
    used: set[str] = set()
    for title, code, level in _parts(text, pattern):
        if title:
            anchor = slug(title)
            while anchor in used:
                anchor += "-"
            used.add(anchor)
            headings.append(Heading(level, title, anchor))
            shown = html.escape(title)
            parts.append(f'<h{level} id="{html.escape(anchor)}"><code>{shown}</code></h{level}>')
        parts.append(code_html(code, language))
    return "\n".join(parts), tuple(headings)


def _parts(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str, int]]:
    """Title, code and level of each part; the text before the first has no title."""
    found = list(pattern.finditer(text))
    starts = [match.start() for match in found]
    before = text[: starts[0]] if starts else text
    if before.strip():
        yield "", before.strip("\n"), 2
    for at, match in enumerate(found):
        end = starts[at + 1] if at + 1 < len(starts) else len(text)
        title = next((group for group in match.groups() if group), "").strip("\"'")
        level = 3 if match.groupdict().get("path") else 2
        yield title, text[match.start() : end].rstrip("\n"), level


# --- Pictures ------------------------------------------------------------------------------------


def _pictures(name: str, package: Package) -> Iterator[Picture]:
    design = package.design
    match name:
        case "schema-design.md":
            for sheet in _drawn(_Tables(design)):
                yield Picture(sheet.title, sheet.svg)
        case "prioritization.md":
            plot, numbered = priority_plot(design.scores, design.planning.threshold)
            if numbered:
                yield Picture("Impact and effort", plot)
        case "summary.md" | "design-package.md":
            strip = coverage_strip(Overview(package).coverage)
            if strip:
                yield Picture("Coverage of the requirements in scope", strip)


class _Tables:
    """A design by its tables alone: an edit of anything else draws nothing anew."""

    def __init__(self, design: Design) -> None:
        self.design = design
        content = repr([item_data(table) for table in design.tables])
        self.digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Tables) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=16)
def _drawn(tables: _Tables) -> list[Sheet]:
    try:
        return entity_sheets(tables.design)
    except DiagramError:
        # The words below say the same; a page without its picture is better than none.
        return []
