"""Every format that is read. A new one is a folder with a recogniser and a reader, and a line here.

Order matters: it decides which of two formats a file is, where it could be both, and which of two
definitions of an item counts. Formats are imported when they are asked for, because most imports
need few of them: a single OpenAPI document needs neither Markdown nor SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from workbench.intake import source_kinds

if TYPE_CHECKING:
    from workbench.intake.files.text_file import FileFormat
    from workbench.intake.markdown.document_kind import DocumentKind

#: Module and name of each format of files, in the order in which they are tried.
FILE_FORMATS = (
    "workbench.intake.files.workbench_package:DESIGN_FILES",
    "workbench.intake.openapi.format:OPENAPI_DOCUMENTS",
    "workbench.intake.files.workbench_package:MANIFESTS",
    "workbench.intake.openapi.format:OPENAPI_PARTS",
    "workbench.intake.files.structured_format:OTHER_STRUCTURED",
    "workbench.intake.sql.format:SQL_SCRIPTS",
    "workbench.intake.dbml.format:DBML_FILES",
)
#: What a Markdown or CSV document can be: the kind's name, its module and its name there.
DOCUMENT_KINDS = {
    source_kinds.PRD: "workbench.intake.prd.kind:PRD",
    source_kinds.DICTIONARY: "workbench.intake.handoff.kinds:DICTIONARY",
    source_kinds.FLOWS: "workbench.intake.handoff.kinds:FLOWS",
    source_kinds.WIREFRAMES: "workbench.intake.handoff.kinds:WIREFRAMES",
    source_kinds.CONTENT: "workbench.intake.handoff.kinds:CONTENT",
    source_kinds.FEEDBACK: "workbench.intake.handoff.kinds:FEEDBACK",
    source_kinds.HANDOFF: "workbench.intake.handoff.kinds:HANDOFF",
    source_kinds.INVENTORY: "workbench.intake.phases.kinds:INVENTORY",
    source_kinds.PRIORITIZATION: "workbench.intake.phases.kinds:PRIORITIZATION",
    source_kinds.PERMISSIONS: "workbench.intake.permissions.kind:PERMISSIONS",
    source_kinds.INTEGRATIONS: "workbench.intake.phases.kinds:INTEGRATIONS",
    source_kinds.SCHEMA: "workbench.intake.phases.kinds:SCHEMA",
    source_kinds.SUMMARY: "workbench.intake.phases.kinds:SUMMARY",
}
#: Of two definitions of an item, the one in the kind of file that comes first here counts.
PRECEDENCE = (
    source_kinds.DESIGN,
    *DOCUMENT_KINDS,
    source_kinds.OPENAPI,
    source_kinds.SQL,
    source_kinds.DBML,
    source_kinds.MIGRATIONS,
)


def file_formats() -> Iterator[FileFormat]:
    """Formats in order, each imported when the one before it was not the right one.

    A file is of the first that recognises it, else Markdown.
    """
    for place in FILE_FORMATS:
        yield resolve_name(place)


@cache
def document_kinds() -> tuple[DocumentKind, ...]:
    """What a Markdown or CSV document can be, in order."""
    return tuple(resolve_name(place) for place in DOCUMENT_KINDS.values())
