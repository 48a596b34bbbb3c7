"""Whether tables that were read show their own dialect, so that the set-up need not state it."""

from __future__ import annotations

from workbench.design.access import Policy
from workbench.design.schema_dialect import database_of_schema
from workbench.design.tables import SqlObject, Table
from workbench.intake.result import Imported
from workbench.sql.dialect import dialect_for


def shows_postgresql(read: Imported) -> bool:
    """Whether the tables of a script pass for PostgreSQL's without an answer in the set-up."""
    items = [own_item.item for own_item in read.items]
    shown = database_of_schema(
        "",
        [item for item in items if isinstance(item, Table)],
        [item for item in items if isinstance(item, SqlObject)],
        [item for item in items if isinstance(item, Policy)],
    )
    return dialect_for(shown) == "postgresql"
