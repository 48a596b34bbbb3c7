"""The database that a schema is written for: as the set-up says, else as its parts show.

Rules, exports, drafts and the set-up's proposals all ask here, so that they agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.design.access import Policy
from workbench.design.design import Design
from workbench.design.tables import SqlObject, SqlObjectType, Table
from workbench.sql.dialect import (
    Database,
    Dialect,
    Evidence,
    column_evidence,
    database_named,
    dialect_for,
    is_unknown_type,
    likeliest_dialect,
    object_evidence,
    option_evidence,
)

_ONLY_IN_POSTGRESQL = frozenset(
    {
        SqlObjectType.enum,
        SqlObjectType.domain,
        SqlObjectType.composite,
        SqlObjectType.extension,
        SqlObjectType.materialized_view,
    }
)


def dialect_of(design: Design) -> Dialect:
    """The dialect in which the SQL of a design is read and written."""
    return dialect_for(database_of(design))


def database_of(design: Design) -> Database:
    """The database of a design; `other` for one whose dialect is not known here."""
    return database_of_schema(
        design.setup.database, design.tables, design.sql_objects, design.policies
    )


def database_of_schema(
    answer: str,
    tables: Iterable[Table],
    sql_objects: Iterable[SqlObject] = (),
    policies: Iterable[Policy] = (),
) -> Database:
    """The database that the set-up's answer names; without one, what the parts show."""
    named = database_named(answer)
    if named:
        return named
    tables = tuple(tables)
    likeliest = likeliest_dialect(schema_evidence(tables, sql_objects, policies))
    if likeliest:
        return likeliest
    types = (column.type for table in tables for column in table.columns)
    return "other" if any(map(is_unknown_type, types)) else "postgresql"


def schema_evidence(
    tables: Iterable[Table],
    sql_objects: Iterable[SqlObject] = (),
    policies: Iterable[Policy] = (),
) -> Iterator[Evidence]:
    """Everything in a schema that one dialect alone has."""
    for table in tables:
        yield from option_evidence(table.options)
        for column in table.columns:
            yield from column_evidence(column.type, column.default)
    for item in sql_objects:
        if item.type in _ONLY_IN_POSTGRESQL:
            yield object_evidence(f"CREATE {item.type.value.upper()}")
    for _ in policies:
        yield object_evidence("CREATE POLICY")
