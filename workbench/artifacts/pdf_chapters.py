"""Package → the chapters of its PDF as HTML, in reading order and in pieces.

A piece is what is laid out, cached and repeated alone: small enough that an edit costs little,
large enough that a document is no heap of half-empty pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from workbench.artifacts.charts import coverage_strip, priority_plot
from workbench.artifacts.diagrams import Sheet, entity_sheets, svg_size
from workbench.artifacts.graph_layout import DiagramError
from workbench.artifacts.overview import Overview
from workbench.artifacts.pdf_endpoints import Endpoints
from workbench.artifacts.pdf_environment import Links, render
from workbench.artifacts.pdf_fragment import ChapterError
from workbench.design.endpoints import Outcome, quadrant
from workbench.design.package import Package

T = TypeVar("T")


class Content(StrEnum):
    """What goes into the PDF."""

    everything = "all"
    #: Summary, priorities, coverage, inventory, checklist and history.
    summary = "summary"
    #: What changed since the last presentation, and the parts that it touches.
    changes = "changes"


CONTENT_TITLES = {
    Content.everything: "Backend design package",
    Content.summary: "Backend design package, executive summary",
    Content.changes: "Backend design package, changes",
}

#: Sheets by name: CSS size, width and height in millimetres.
SHEETS = {
    "portrait": ("A4", 210, 297),
    "landscape": ("A4 landscape", 297, 210),
    "large": ("A3 landscape", 420, 297),
    "larger": ("A2 landscape", 594, 420),
    "tall": ("A3", 297, 420),
    "taller": ("A2", 420, 594),
}
_MARGINS = (34, 44)
#: What headings and caption take from the height of a drawing.
_HEADINGS = 44
_PX_PER_MM = 96 / 25.4
#: A drawing is put on the first sheet on which it need not be made smaller than this.
_SMALLEST_SCALE = 0.62
_ROLES_PER_PAGE = 14
_ROLES_UPRIGHT = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a chapter, laid out by itself."""

    title: str
    """Of the chapter, for the running head."""
    body: str
    sheet: str = "portrait"


class Chapters:
    """Makes the pieces of one package; each only when it is asked for."""

    def __init__(self, overview: Overview, content: Content) -> None:
        """Prepare for one package and one choice of content."""
        self.overview = overview
        self.package: Package = overview.package
        self.design = overview.design
        self.content = content
        self.links = Links(self.design)
        self.touched = {(one.kind, one.item) for one in self.package.changes}

    def pieces(self) -> Iterator[Piece]:
        """Every piece after the contents, in order."""
        for part in self._parts():
            yield from part()

    def cover(self) -> Piece:
        """The first page."""
        return Piece("", self._render("cover", what=CONTENT_TITLES[self.content]))

    def _parts(self) -> list[Callable[[], Iterator[Piece]]]:
        match self.content:
            case Content.summary:
                return [
                    self._summary,
                    self._priorities,
                    self._coverage,
                    self._inventory,
                    self._checklist,
                    self._history,
                ]
            case Content.changes:
                return [self._history, *self._body()]
        return [
            self._summary,
            self._priorities,
            self._coverage,
            *self._body(),
            self._checklist,
            self._history,
        ]

    def _body(self) -> list[Callable[[], Iterator[Piece]]]:
        return [
            self._requirements,
            self._dictionary,
            self._flows,
            self._screens,
            self._inventory,
            self._endpoints,
            self._schemas,
            self._diagram,
            self._tables,
            self._access,
            self._integrations,
            self._migrations,
        ]

    def _render(self, template: str, **context: Any) -> str:  # noqa: ANN401
        known = {
            "package": self.package,
            "design": self.design,
            "overview": self.overview,
            "links": self.links,
        }
        return render(template, known | context)

    def _chosen(self, items: Sequence[T], *kinds: str) -> list[T]:
        """All items, or only those that changed where only changes are asked for."""
        if self.content is not Content.changes:
            return list(items)
        return [
            one
            for one in items
            for kind in kinds[:1]
            if any((name, _key(one)) in self.touched for name in kinds) or not kind
        ]

    def _chunked(
        self, title: str, template: str, name: str, items: Sequence[T], size: int
    ) -> Iterator[Piece]:
        for at in range(0, len(items), size):
            context = {name: items[at : at + size], "first": at == 0}
            yield Piece(title, self._render(template, **context))

    # --- Before the design ---------------------------------------------------------------------

    def _summary(self) -> Iterator[Piece]:
        stated = self.design.setup.model_dump(
            mode="json", exclude_defaults=True, exclude={"rule_levels"}
        )
        setup = [(name.replace("_", " ").capitalize(), str(v)) for name, v in stated.items()]
        yield Piece("Summary", self._render("summary", setup=setup))

    def _priorities(self) -> Iterator[Piece]:
        scores = self.design.scores
        if not scores:
            return
        threshold = self.design.planning.threshold
        plot, numbered = priority_plot(scores, threshold)
        numbers = {one.endpoint: number for number, one in numbered}
        rows = []
        for one in sorted(scores, key=lambda one: one.outcome is Outcome.deferred):
            field = quadrant(one, threshold)
            rows.append((numbers.get(one.endpoint, 0), one, field.value if field else "not scored"))
        for at, chunk in enumerate(_chunks(rows, 150)):
            shown = plot if at == 0 and numbered else ""
            body = self._render("priorities", plot=shown, rows=chunk, first=at == 0)
            yield Piece("Priorities", body)

    def _coverage(self) -> Iterator[Piece]:
        strip = coverage_strip(self.overview.coverage)
        for at, rows in enumerate(_chunks(self.overview.coverage, 120)):
            body = self._render("coverage", rows=rows, strip=strip, first=at == 0)
            yield Piece("Coverage", body, "landscape")

    # --- What was handed down ------------------------------------------------------------------

    def _requirements(self) -> Iterator[Piece]:
        requirements = self._chosen(self.design.requirements, "requirement")
        stories = self._chosen(self.design.stories, "story")
        first = True
        for chunk in _chunks(requirements, 60):
            body = self._render("requirements", requirements=chunk, stories=(), first=first)
            yield Piece("Requirements", body)
            first = False
        for part in _chunks(stories, 60):
            body = self._render("requirements", requirements=(), stories=part, first=first)
            yield Piece("Requirements", body)
            first = False

    def _dictionary(self) -> Iterator[Piece]:
        entities = self._chosen(self.design.entities, "entity")
        yield from self._chunked("Data dictionary", "entities", "entities", entities, 8)

    def _flows(self) -> Iterator[Piece]:
        flows = self._chosen(self.design.flows, "flow")
        yield from self._chunked("User flows", "flows", "flows", flows, 10)

    def _screens(self) -> Iterator[Piece]:
        screens = self._chosen(self.design.screens, "screen")
        yield from self._chunked("Screens", "screens", "screens", screens, 12)

    # --- The contract --------------------------------------------------------------------------

    def _inventory(self) -> Iterator[Piece]:
        endpoints = self._chosen(self.design.endpoints, "endpoint")
        yield from self._chunked("Endpoint inventory", "inventory", "endpoints", endpoints, 60)

    def _endpoints(self) -> Iterator[Piece]:
        made = Endpoints(self.overview, self.links.link, self.links.links)
        keys = self._chosen(made.keys(), "endpoint", "operation", "access")
        groups: dict[str, list[str]] = {}
        for key in keys:
            groups.setdefault(made.group(key), []).append(key)
        first = True
        for members in groups.values():
            for chunk in _chunks(members, 8):
                printed = [made.printed(key) for key in chunk]
                yield Piece("Endpoints", self._render("endpoints", endpoints=printed, first=first))
                first = False

    def _schemas(self) -> Iterator[Piece]:
        made = Endpoints(self.overview, self.links.link, self.links.links)
        printed = [made.schema(one) for one in self._chosen(self.design.schemas, "schema")]
        parts = self._chosen(self.design.components, "component")
        printed += [made.component(one) for one in parts]
        yield from self._chunked("Schemas and components", "schemas", "schemas", printed, 14)

    # --- The database --------------------------------------------------------------------------

    def _diagram(self) -> Iterator[Piece]:
        if self.content is Content.changes:
            return
        try:
            sheets = entity_sheets(self.design)
        except DiagramError as error:
            raise ChapterError(f"Entity diagram: {error}") from error
        for at, sheet in enumerate(sheets):
            size = _sheet_for(sheet)
            svg = _fitted(sheet, size)
            body = self._render("diagram", sheet=sheet, svg=svg, first=at == 0)
            yield Piece("Entity diagram", body, size)

    def _tables(self) -> Iterator[Piece]:
        tables = self._chosen(self.design.tables, "table")
        objects = self._chosen(self.design.sql_objects, "sql_object")
        first = True
        for chunk in _chunks(tables, 8):
            yield Piece("Tables", self._render("tables", tables=chunk, objects=(), first=first))
            first = False
        for part in _chunks(objects, 12):
            yield Piece("Tables", self._render("tables", tables=(), objects=part, first=first))
            first = False

    # --- The rest ------------------------------------------------------------------------------

    def _access(self) -> Iterator[Piece]:
        kinds = {"auth", "role", "permission", "grant", "access", "policy"}
        if self.content is Content.changes and not kinds & {kind for kind, _ in self.touched}:
            return
        design = self.design
        if not any((design.roles, design.permissions, design.grants, design.accesses)) and (
            not design.policies and design.auth == type(design.auth)()
        ):
            return
        title = "Authentication and permissions"
        yield Piece(title, self._render("access"))
        yield from self._matrix(title)
        conditions = [one for one in design.grants if one.attribute or one.column or one.notes]
        chunks = list(_chunks(design.accesses, 120)) or [[]]
        if conditions or design.policies or design.accesses:
            for at, chunk in enumerate(chunks):
                last = at == len(chunks) - 1
                body = self._render(
                    "mapping",
                    conditions=conditions if at == 0 else (),
                    accesses=chunk,
                    policies=design.policies if last else (),
                )
                yield Piece(title, body)

    def _matrix(self, title: str) -> Iterator[Piece]:
        grants = self.design.grants
        if not grants:
            return
        roles = dict.fromkeys(
            [*(one.key for one in self.design.roles), *(one.role for one in grants)]
        )
        permissions = dict.fromkeys(
            [*(one.key for one in self.design.permissions), *(one.permission for one in grants)]
        )
        cells = {(one.permission, one.role): one.effect.value for one in grants}
        pages = list(_chunks(list(roles), _ROLES_PER_PAGE))
        sheet = "landscape" if len(roles) > _ROLES_UPRIGHT else "portrait"
        for part, chosen in enumerate(pages, 1):
            rows = [
                (permission, [cells.get((permission, role), "") for role in chosen])
                for permission in permissions
            ]
            body = self._render("matrix", roles=chosen, rows=rows, part=part, of=len(pages))
            yield Piece(title, body, sheet)

    def _integrations(self) -> Iterator[Piece]:
        kinds = {"webhook", "third_party", "event"}
        if self.content is Content.changes and not kinds & {kind for kind, _ in self.touched}:
            return
        if self.design.webhooks or self.design.third_parties or self.design.events:
            yield Piece("Integration points", self._render("integrations"))

    def _migrations(self) -> Iterator[Piece]:
        migrations = self._chosen(self.design.migrations, "migration")
        yield from self._chunked("Migration plan", "migrations", "migrations", migrations, 10)

    def _checklist(self) -> Iterator[Piece]:
        package, design = self.package, self.design
        if package.checklist or package.findings or design.waivers or design.judgements:
            yield Piece("Gate checklist", self._render("checklist"))

    def _history(self) -> Iterator[Piece]:
        package = self.package
        if package.decisions or package.comments or package.interventions or package.previous:
            title = "Decisions, comments and changes"
            yield Piece(title, self._render("history"))


def _key(one: object) -> str:
    return one if isinstance(one, str) else str(getattr(one, "item_key", ""))


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    every = list(items)
    for at in range(0, len(every), size):
        yield every[at : at + size]


def _room(name: str) -> tuple[float, float]:
    """Width and height inside the margins of a sheet, in CSS pixels."""
    _, width, height = SHEETS[name]
    across, along = _MARGINS
    return (width - across) * _PX_PER_MM, (height - along - _HEADINGS) * _PX_PER_MM


def _sheet_for(sheet: Sheet) -> str:
    width, height = svg_size(sheet.svg)
    wide = width > height
    order = ("landscape", "large", "larger") if wide else ("portrait", "tall", "taller")
    for name in order:
        across, along = _room(name)
        if min(across / max(width, 1), along / max(height, 1)) >= _SMALLEST_SCALE:
            return name
    return order[-1]


def _fitted(sheet: Sheet, name: str) -> str:
    """The drawing, made smaller where the sheet is, and with a name for who cannot see it."""
    width, height = svg_size(sheet.svg)
    across, along = _room(name)
    scale = min(1.0, across / max(width, 1), along / max(height, 1))
    sized = sheet.svg.replace(
        f'<svg width="{width:g}" height="{height:g}"',
        f'<svg width="{width * scale:.1f}" height="{height * scale:.1f}" role="img"',
        1,
    )
    title = f"Entity diagram of {len(sheet.tables)} tables"
    head, closing, rest = sized.partition(">")
    return f"{head}{closing}<title>{title}</title>{rest}"
