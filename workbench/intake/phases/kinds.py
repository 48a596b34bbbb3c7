"""How the documents of the design phases are recognised."""

from __future__ import annotations

import re

from workbench.intake import source_kinds
from workbench.intake.markdown.document import Table
from workbench.intake.markdown.document_kind import DocumentKind, points_if
from workbench.intake.phases.endpoint_inventory import ENDPOINT, endpoint_of, read_inventory
from workbench.intake.phases.integrations import read_integrations
from workbench.intake.phases.prioritization import SCORE, read_prioritization
from workbench.intake.phases.schema_design import read_schema_design
from workbench.intake.phases.summary import read_summary

_LOOKED_AT_ROWS = 5


def _is_inventory_table(table: Table) -> bool:
    if ENDPOINT.fits(table, "method", "path"):
        return True
    positions = ENDPOINT.positions(table.header.cells)
    at = positions.get("endpoint", positions.get("path"))
    return at is not None and any(
        endpoint_of(row.cells[at]) for row in table.rows[:_LOOKED_AT_ROWS]
    )


def _is_score_table(table: Table) -> bool:
    return SCORE.fits(table, "endpoint", "impact", "effort")


INVENTORY = DocumentKind(
    source_kinds.INVENTORY,
    read_inventory,
    title=re.compile(r"endpoint inventory|api inventory|^endpoints\b|endpoint list"),
    table_points=points_if(_is_inventory_table),
    table_order=4,
)
PRIORITIZATION = DocumentKind(
    source_kinds.PRIORITIZATION,
    read_prioritization,
    title=re.compile(r"prioriti[sz]ation"),
    table_points=points_if(_is_score_table),
    table_order=2,
)
INTEGRATIONS = DocumentKind(
    source_kinds.INTEGRATIONS,
    read_integrations,
    title=re.compile(r"integration points?|integrations\b|webhooks"),
    item_heading=re.compile(r"^(?:webhook|third[ -]?party|event)\s*[:\uff1a–—-]", re.IGNORECASE),
    section_labels=frozenset({
        "webhooks", "outgoing webhooks", "third party apis", "third party integrations",
        "external apis", "events",
    }),
    section_points=5,
)  # fmt: skip
SCHEMA = DocumentKind(
    source_kinds.SCHEMA,
    read_schema_design,
    title=re.compile(r"schema design|database design|database schema"),
    item_heading=re.compile(r"^table\s*[:\uff1a–—-]", re.IGNORECASE),
)
SUMMARY = DocumentKind(
    source_kinds.SUMMARY,
    read_summary,
    title=re.compile(r"^summary\b|design package summary"),
    section_labels=frozenset({
        "situation", "strong", "thin", "deferred", "open items", "waivers", "judgements",
    }),
    section_points=4,
)  # fmt: skip
