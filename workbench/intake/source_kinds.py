"""What a file of an import can be: the values of `Source.kind`."""

from __future__ import annotations

PRD = "prd"
DICTIONARY = "data-dictionary"
FLOWS = "user-flows"
WIREFRAMES = "wireframe-specs"
CONTENT = "content-model"
FEEDBACK = "feedback-plan"
HANDOFF = "handoff-package"
INVENTORY = "endpoint-inventory"
PRIORITIZATION = "prioritization"
PERMISSIONS = "auth-permission-model"
INTEGRATIONS = "integration-points"
SCHEMA = "schema-design"
SUMMARY = "summary"
DESIGN = "design"
OPENAPI = "openapi"
#: A file that an OpenAPI document of the same import refers to; read from there.
OPENAPI_PART = "openapi-part"
SQL = "sql"
DBML = "dbml"
MIGRATIONS = "migrations"
MANIFEST = "manifest"
#: A document that the workbench wrote from the others and that is not read back.
RENDERING = "rendering"
#: YAML or JSON with a syntax error.
UNREADABLE = "unreadable"
#: Not recognised; kept as it is.
ATTACHMENT = "attachment"
