"""Every format that is read. A new one is a folder with a recogniser and a reader, and a line here.

Order matters: it decides which of two formats a file is, where it could be both, and which of two
definitions of an item counts.
"""

from __future__ import annotations

from workbench.intake import source_kinds
from workbench.intake.dbml.format import DBML_FILES
from workbench.intake.files.structured_format import OTHER_STRUCTURED
from workbench.intake.files.workbench_package import DESIGN_FILES, MANIFESTS
from workbench.intake.handoff.kinds import (
    CONTENT,
    DICTIONARY,
    FEEDBACK,
    FLOWS,
    HANDOFF,
    WIREFRAMES,
)
from workbench.intake.openapi.format import OPENAPI_DOCUMENTS, OPENAPI_PARTS
from workbench.intake.permissions.kind import PERMISSIONS
from workbench.intake.phases.kinds import INTEGRATIONS, INVENTORY, PRIORITIZATION, SCHEMA, SUMMARY
from workbench.intake.prd.kind import PRD
from workbench.intake.sql.format import SQL_SCRIPTS

#: A file is of the first of these that recognises it, else Markdown.
FILE_FORMATS = (
    DESIGN_FILES,
    OPENAPI_DOCUMENTS,
    MANIFESTS,
    OPENAPI_PARTS,
    OTHER_STRUCTURED,
    SQL_SCRIPTS,
    DBML_FILES,
)
#: What a Markdown or CSV document can be.
DOCUMENT_KINDS = (
    PRD,
    DICTIONARY,
    FLOWS,
    WIREFRAMES,
    CONTENT,
    FEEDBACK,
    HANDOFF,
    INVENTORY,
    PRIORITIZATION,
    PERMISSIONS,
    INTEGRATIONS,
    SCHEMA,
    SUMMARY,
)
#: Of two definitions of an item, the one in the kind of file that comes first here counts.
PRECEDENCE = (
    source_kinds.DESIGN,
    *(kind.name for kind in DOCUMENT_KINDS),
    source_kinds.OPENAPI,
    source_kinds.SQL,
    source_kinds.DBML,
    source_kinds.MIGRATIONS,
)
