"""Soft delete is incomplete.

What it checks: The table of an entity with soft delete has a nullable `deleted_at`, and its unique
constraints and indexes exclude deleted rows.

Why it matters: Without the column rows cannot be soft-deleted. With a unique constraint over all
rows, the name of a deleted customer can never be used again.

How to fix: Add the column, and replace unique constraints by unique indexes `WHERE deleted_at IS
NULL`.

Good: `CREATE UNIQUE INDEX uq_customers_email ON customers (email) WHERE deleted_at IS NULL`

Bad: `UNIQUE (email)` next to `deleted_at`

Source: workbench schema conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.dictionary import Entity
from workbench.design.package import Finding, Level
from workbench.design.schema_dialect import database_of
from workbench.design.tables import Column, Index, IndexPart, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, parse_pointer, replaced
from workbench.rules.lib.sql.table_names import index_name

_NAME = "deleted_at"
_LIVE = "deleted_at IS NULL"


def check(table: Table, facts: ItemFacts) -> Iterator[Found]:
    """Look up the entity that the table stores."""
    entity = facts.items.find("entity", table.entity) if table.entity else None
    if not isinstance(entity, Entity) or not entity.soft_delete:
        return
    column = table.column(_NAME)
    if column is None:
        message = f"{entity.key} uses soft delete, but `{table.key}` has no `{_NAME}`"
        yield found(table, message, "columns", fixable=True)
        return
    if not column.nullable:
        at = table.columns.index(column)
        yield found(table, f"`{_NAME}` must be nullable", "columns", at, "nullable")
    if facts.dialect(table) == "mysql":
        return
    for at, unique in enumerate(table.uniques):
        if _NAME not in unique.columns:
            message = f"unique constraint on ({', '.join(unique.columns)}) includes deleted rows"
            yield found(table, message, "uniques", at, fixable=True)
    for at, index in enumerate(table.indexes):
        live = _NAME in index.where or _NAME in index.columns
        if index.unique and not live:
            message = f"unique index `{index.name}` includes deleted rows"
            yield found(table, message, "indexes", at, fixable=not index.where)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Add the column, or exclude deleted rows from the unique constraint."""
    table = design.find("table", finding.item)
    if not isinstance(table, Table):
        return ()
    parts = parse_pointer(finding.pointer)
    if parts == ("columns",):
        return (replaced(table, columns=(*table.columns, _column(design))),)
    at = int(parts[1])
    if parts[0] == "indexes":
        indexes = tuple(
            index.model_copy(update={"where": _LIVE}) if n == at else index
            for n, index in enumerate(table.indexes)
        )
        return (replaced(table, indexes=indexes),)
    columns = table.uniques[at].columns
    made = Index(
        name=index_name(table, columns, unique=True),
        parts=tuple(IndexPart(column=column) for column in columns),
        unique=True,
        where=_LIVE,
    )
    uniques = tuple(unique for n, unique in enumerate(table.uniques) if n != at)
    return (replaced(table, uniques=uniques, indexes=(*table.indexes, made)),)


def _column(design: Design) -> Column:
    dialect = database_of(design)
    return Column(
        name=_NAME,
        type={"mysql": "timestamp", "sqlite": "text"}.get(dialect, "timestamptz"),
        comment="When the row was soft-deleted; NULL while it is live.",
        data_class="internal",
        deviation="Soft delete.",
    )


RULE = define(
    __name__, __doc__, "SCH-30", Level.quality, check_item=check, kinds=("table",), fix=fix
)
