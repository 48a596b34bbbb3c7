"""Package → the chapters of its PDF as HTML, in reading order and in pieces.

A piece is what is laid out, cached and repeated alone: small enough that an edit costs little,
large enough that a document is no heap of half-empty pages.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from workbench.artifacts.diagrams.charts import coverage_strip, priority_plot
from workbench.artifacts.diagrams.entities import entity_sheets
from workbench.artifacts.diagrams.graph_layout import DiagramError
from workbench.artifacts.openapi.contract_facts import contract_facts
from workbench.artifacts.overview import Overview, setup_answers
from workbench.artifacts.pdf.content import CONTENT_TITLES, Content
from workbench.artifacts.pdf.endpoints import Endpoints
from workbench.artifacts.pdf.environment import Links, render
from workbench.artifacts.pdf.fragment import ChapterError
from workbench.artifacts.pdf.pieces import (
    Piece,
    chunks,
    follows,
    in_pieces,
    joined,
    key_of,
    rows_in_pieces,
)
from workbench.artifacts.pdf.sheets import fitted, sheet_for
from workbench.design.access import Policy
from workbench.design.endpoints import Outcome, quadrant
from workbench.design.package import Package

T = TypeVar("T")


#: Columns of a matrix that a landscape page has room for, and a portrait one.
_ROLES_PER_PAGE = 20
_ROLES_UPRIGHT = 12
#: Rows of a matrix on a landscape page.
_PERMISSIONS_PER_PAGE = 19


class Chapters:
    """Makes the pieces of one package; each only when it is asked for."""

    def __init__(self, overview: Overview, content: Content) -> None:
        """Prepare for one package and one choice of content."""
        self.overview = overview
        self.package: Package = overview.package
        self.design = overview.design
        self.content = content
        self.links = Links(self.design)
        self.touched = {(change.kind, change.item) for change in self.package.changes}

    def pieces(self) -> Iterator[Piece]:
        """Every piece after the contents, in order."""
        last: Piece | None = None
        for piece in itertools.chain.from_iterable(part() for part in self._parts()):
            if last and follows(last, piece):
                last = replace(last, body=last.body + piece.body)
                continue
            if last:
                yield last
            last = piece
        if last:
            yield last

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
            self._content,
            self._feedback,
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
            item
            for item in items
            for kind in kinds[:1]
            if any((name, key_of(item)) in self.touched for name in kinds) or not kind
        ]

    def _flowing(
        self, title: str, template: str, name: str, items: Iterable[T], **more: object
    ) -> Iterator[Piece]:
        """Items that do not depend on one another: as many to a piece as it has room for."""
        bodies = (
            (key_of(item), self._render(template, **more, **{name: [item], "first": at == 0}))
            for at, item in enumerate(items)
        )
        for parts in in_pieces((body, key, len(body)) for key, body in bodies):
            yield Piece(title, "".join(parts))

    def _listed(
        self, title: str, template: str, name: str, items: Iterable[T], **more: object
    ) -> Iterator[Piece]:
        """Items that are the rows of one table, which has a head in each piece."""
        for at, chunk in enumerate(rows_in_pieces(items)):
            body = self._render(template, **more, **{name: chunk, "first": at == 0})
            yield Piece(title, body)

    # --- Before the design ---------------------------------------------------------------------

    def _summary(self) -> Iterator[Piece]:
        body = self._render("summary", setup=setup_answers(self.design.setup))
        if "<h2" in body or "<p" in body:
            yield Piece("Summary", body)

    def _priorities(self) -> Iterator[Piece]:
        scores = self.design.scores
        if not scores:
            return
        threshold = self.design.planning.threshold
        plot, numbered = priority_plot(scores, threshold)
        numbers = {score.endpoint: number for number, score in numbered}
        rows = []
        for score in sorted(scores, key=lambda score: score.outcome is Outcome.deferred):
            field = quadrant(score, threshold)
            rows.append(
                (numbers.get(score.endpoint, 0), score, field.value if field else "Not scored")
            )
        for at, chunk in enumerate(chunks(rows, 150)):
            shown = plot if at == 0 and numbered else ""
            body = self._render("priorities", plot=shown, rows=chunk, first=at == 0)
            yield Piece("Priorities", body)

    def _coverage(self) -> Iterator[Piece]:
        strip = coverage_strip(self.overview.coverage)
        for at, rows in enumerate(chunks(self.overview.coverage, 120)):
            body = self._render("coverage", rows=rows, strip=strip, first=at == 0)
            yield Piece("Coverage", body, "landscape")

    # --- What was handed down ------------------------------------------------------------------

    def _requirements(self) -> Iterator[Piece]:
        title = "Requirements"
        requirements = self._chosen(self.design.requirements, "requirement")
        stories = self._chosen(self.design.stories, "story")
        yield from self._listed(title, "requirements", "requirements", requirements)
        alone = {"alone": not requirements}
        yield from joined(self._listed(title, "stories", "stories", stories, **alone))

    def _dictionary(self) -> Iterator[Piece]:
        entities = self._chosen(self.design.entities, "entity")
        yield from self._flowing("Data dictionary", "entities", "entities", entities)

    def _flows(self) -> Iterator[Piece]:
        flows = self._chosen(self.design.flows, "flow")
        yield from self._flowing("User flows", "flows", "flows", flows)

    def _screens(self) -> Iterator[Piece]:
        screens = self._chosen(self.design.screens, "screen")
        yield from self._flowing("Screens", "screens", "screens", screens)

    def _content(self) -> Iterator[Piece]:
        types = self._chosen(self.design.content_types, "content_type")
        yield from self._flowing("Content model", "content", "content_types", types)

    def _feedback(self) -> Iterator[Piece]:
        channels = self._chosen(self.design.feedback_channels, "feedback_channel")
        title = "Feedback channels"
        yield from self._flowing(title, "feedback", "feedback_channels", channels)

    # --- The contract --------------------------------------------------------------------------

    def _inventory(self) -> Iterator[Piece]:
        endpoints = self._chosen(self.design.endpoints, "endpoint")
        stated = self.design.contract
        about = {
            "contract": contract_facts(stated),
            "description": str(stated.info.get("description", "")) if stated else "",
        }
        title = "Endpoint inventory"
        yield from self._listed(title, "inventory", "endpoints", endpoints, **about)

    def _endpoints(self) -> Iterator[Piece]:
        made = Endpoints(self.overview, self.links.link, self.links.links)
        keys = self._chosen(made.keys(), "endpoint", "operation", "access")
        groups: dict[str, list[str]] = {}
        for key in keys:
            groups.setdefault(made.group(key), []).append(key)
        printed = (made.printed(key) for members in groups.values() for key in members)
        yield from self._flowing("Endpoints", "endpoints", "endpoints", printed)

    def _schemas(self) -> Iterator[Piece]:
        made = Endpoints(self.overview, self.links.link, self.links.links)
        printed = [made.schema(schema) for schema in self._chosen(self.design.schemas, "schema")]
        parts = self._chosen(self.design.components, "component")
        printed += [made.component(part) for part in parts]
        yield from self._flowing("Schemas and components", "schemas", "schemas", printed)

    # --- The database --------------------------------------------------------------------------

    def _diagram(self) -> Iterator[Piece]:
        if self.content is Content.changes:
            return
        try:
            sheets = entity_sheets(self.design)
        except DiagramError as error:
            raise ChapterError(f"Entity diagram: {error}") from error
        for at, sheet in enumerate(sheets):
            size = sheet_for(sheet)
            svg = fitted(sheet, size)
            body = self._render("diagram", sheet=sheet, svg=svg, first=at == 0)
            yield Piece("Entity diagram", body, size)

    def _tables(self) -> Iterator[Piece]:
        tables = self._chosen(self.design.tables, "table")
        objects = self._chosen(self.design.sql_objects, "sql_object")
        yield from self._flowing("Tables", "tables", "tables", tables)
        alone = {"alone": not tables}
        yield from joined(self._flowing("Tables", "objects", "objects", objects, **alone))

    # --- The rest ------------------------------------------------------------------------------

    def _access(self) -> Iterator[Piece]:
        kinds = {"auth", "role", "permission", "grant", "access", "policy"}
        if self.content is Content.changes and not kinds & {kind for kind, _ in self.touched}:
            return
        if not self._has_access():
            return
        title = "Authentication and permissions"
        yield Piece(title, self._render("access"))
        yield from self._matrix(title)
        yield from self._access_of_endpoints(title)

    def _has_access(self) -> bool:
        design = self.design
        items = (design.roles, design.permissions, design.grants, design.accesses, design.policies)
        return any(items) or design.auth != type(design.auth)()

    def _access_of_endpoints(self, title: str) -> Iterator[Piece]:
        design = self.design
        conditions = [
            grant for grant in design.grants if grant.attribute or grant.column or grant.notes
        ]
        if not (conditions or design.policies or design.accesses):
            return
        parts = list(chunks(design.accesses, 120)) or [[]]
        for at, chunk in enumerate(parts):
            body = self._render(
                "mapping",
                conditions=conditions if at == 0 else (),
                accesses=chunk,
                policies=_by_table(design.policies) if at == len(parts) - 1 else (),
            )
            yield Piece(title, body, joins=at == 0)

    def _matrix(self, title: str) -> Iterator[Piece]:
        grants = self.design.grants
        if not grants:
            return
        roles = dict.fromkeys(role.key for role in self.design.roles)
        roles |= dict.fromkeys(grant.role for grant in grants)
        permissions = dict.fromkeys(permission.key for permission in self.design.permissions)
        permissions |= dict.fromkeys(grant.permission for grant in grants)
        cells = {(grant.permission, grant.role): grant.effect.value for grant in grants}
        pages = list(chunks(list(roles), _even(len(roles), _ROLES_PER_PAGE)))
        sheet = "landscape" if len(roles) > _ROLES_UPRIGHT else "portrait"
        for part, chosen in enumerate(pages, 1):
            rows = [
                (permission, [cells.get((permission, role), "") for role in chosen])
                for permission in permissions
            ]
            high = len(rows) if sheet == "portrait" else _even(len(rows), _PERMISSIONS_PER_PAGE)
            for at, some in enumerate(chunks(rows, high)):
                body = self._render("matrix", roles=chosen, rows=some, part=part, of=len(pages))
                yield Piece(title, body, sheet, joins=part == 1 and at == 0)

    def _integrations(self) -> Iterator[Piece]:
        kinds = {"webhook", "third_party", "event"}
        if self.content is Content.changes and not kinds & {kind for kind, _ in self.touched}:
            return
        if self.design.webhooks or self.design.third_parties or self.design.events:
            made = Endpoints(self.overview, self.links.link, self.links.links)
            webhooks = [
                (webhook, list(made.path_item(webhook.path_item)))
                for webhook in self.design.webhooks
            ]
            yield Piece("Integration points", self._render("integrations", webhooks=webhooks))

    def _migrations(self) -> Iterator[Piece]:
        migrations = self._chosen(self.design.migrations, "migration")
        yield from self._flowing("Migration plan", "migrations", "migrations", migrations)

    def _checklist(self) -> Iterator[Piece]:
        package, design = self.package, self.design
        if package.checklist or package.findings or design.waivers or design.judgements:
            yield Piece("Gate checklist", self._render("checklist"))

    def _history(self) -> Iterator[Piece]:
        package = self.package
        if package.decisions or package.comments or package.interventions or package.previous:
            title = "Decisions, comments and changes"
            yield Piece(title, self._render("history"))


def _even(count: int, most: int) -> int:
    """How many to a page so that no page has more than `most` and all have about as many."""
    pages = max(1, -(-count // most))
    return max(1, -(-count // pages))


def _by_table(policies: Sequence[Policy]) -> list[tuple[str, list[Policy]]]:
    tables: dict[str, list[Policy]] = {}
    for policy in policies:
        tables.setdefault(policy.table, []).append(policy)
    return list(tables.items())
