"""Types of columns in the schema that the script has set."""

from __future__ import annotations

from workbench.design.tables import Column, SqlObjectType
from workbench.intake.sql.schema_state import SchemaState

_TYPES = (SqlObjectType.enum, SqlObjectType.domain, SqlObjectType.composite)


def with_near_type(state: SchemaState, column: Column) -> Column:
    """The column; a type in the schema that is set gets that schema's name."""
    near = state.qualify(column.type.replace('"', "").rstrip("[]"))
    if not state.schema or not any(f"{kind} {near}" in state.objects for kind in _TYPES):
        return column
    return column.model_copy(update={"type": f"{state.schema}.{column.type}"})
