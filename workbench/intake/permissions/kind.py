"""How documents on roles and permissions are recognised."""

from __future__ import annotations

import re

from workbench.intake.markdown.document import Table
from workbench.intake.markdown.document_kind import DocumentKind, TableInDocument, points_if
from workbench.intake.permissions.endpoint_requirements import MAPPING, POLICY
from workbench.intake.permissions.matrix_recognition import promises_matrix
from workbench.intake.permissions.reader import CONDITION, read_permissions
from workbench.intake.permissions.rows import lists_grants
from workbench.intake.phases.endpoint_inventory import ENDPOINT
from workbench.intake.source_kinds import PERMISSIONS as NAME


def _is_access_table(table: Table) -> bool:
    """Whether columns alone show permissions of endpoints, conditions, policies or grants."""
    maps_endpoints = MAPPING.fits(table, "endpoint", "permission") and not ENDPOINT.fits(
        table, "method", "path", "description"
    )
    return (
        maps_endpoints
        or CONDITION.fits(table, "role", "permission", any_of=("attribute",))
        or POLICY.fits(table, "table", "name", "command")
        or lists_grants(table)
    )


def _matrix_points(found: TableInDocument) -> int | None:
    return found.points if promises_matrix(found.table, found.titles) else None


PERMISSIONS = DocumentKind(
    NAME,
    read_permissions,
    title=re.compile(
        r"permission|\brbac\b|access control|roles (?:and|&) |authori[sz]ation|نموذج الصلاحيات"
    ),
    section_labels=frozenset({
        "role × permission matrix", "permission matrix", "endpoint → permission mapping",
        "row policies", "endpoint permission mapping", "row level security policies",
    }),
    table_points=points_if(_is_access_table),
    table_order=3,
    headed_table_points=_matrix_points,
)  # fmt: skip
