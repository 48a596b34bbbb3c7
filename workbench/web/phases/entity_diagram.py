"""The entity diagram of the schema, and its relations as a table."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from workbench.artifacts.diagrams.entities import MAX_WHOLE, entity_diagram
from workbench.design.design import Design
from workbench.design.ids import count_of
from workbench.design.tables import Table


@dataclass(frozen=True, slots=True)
class Diagram:
    """A drawn diagram."""

    svg: Markup
    label: str
    center: str = ""
    """The table that it is drawn around; empty if it shows all tables."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key."""

    source: str
    """Table and columns: `orders (customer_id)`."""
    target: str
    on_delete: str
    """Empty if it is not set."""


def diagram_around(design: Design, slug: str, center: str) -> Diagram:
    """The diagram of all tables, or of a table and its neighbours if there are too many."""

    def link(key: str) -> str:
        return url_for("phases.schema", slug=slug, key=key)

    # The drawing escapes every text.
    if len(design.tables) <= MAX_WHOLE:
        svg = Markup(entity_diagram(design, link=link))  # noqa: S704
        return Diagram(svg, f"{count_of(len(design.tables), 'table')} and their relations")
    svg = Markup(entity_diagram(design, _neighbours(design.tables, center), link=link))  # noqa: S704
    return Diagram(svg, f"{center} and its related tables", center)


def _neighbours(tables: tuple[Table, ...], center: str) -> list[str]:
    found = {center}
    for table in tables:
        targets = {key.target for key in table.foreign_keys}
        if table.key == center:
            found |= targets
        elif center in targets:
            found.add(table.key)
    return sorted(found)[: MAX_WHOLE * 2]


def relations_of(tables: tuple[Table, ...]) -> tuple[Relation, ...]:
    """All foreign keys of the tables."""
    return tuple(
        Relation(f"{table.key} ({', '.join(key.columns)})", key.target, key.on_delete or "")
        for table in tables
        for key in table.foreign_keys
    )
