"""Entities for a contract: those of the data dictionary, and tables without an entity."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.dictionary import Attribute, Entity
from workbench.design.ids import plural, singular, snake_case
from workbench.design.tables import Column, Table
from workbench.rules.lib.sql.value_types import written_value_type

_WORDS = {
    "uuid": "UUID",
    "integer": "Integer",
    "decimal": "Decimal",
    "boolean": "Boolean",
    "date": "Date",
    "instant": "Timestamp",
    "time": "Time",
    "json": "JSON",
    "array": "Array",
    "binary": "Binary",
}
#: Columns that the database fills, whatever their default is.
_GENERATED = frozenset({"created_at", "updated_at", "deleted_at", "row_version"})


def contract_entities(design: Design) -> Iterator[Entity]:
    """The entities of the dictionary, then the tables without one, converted to entities."""
    yield from design.entities
    names = {plural(snake_case(candidate.key)) for candidate in design.entities}
    for table in design.tables:
        if not table.entity and table.key not in names:
            yield Entity(
                key=singular(table.key),
                description=table.description,
                attributes=tuple(_attribute(table, column) for column in table.columns),
            )


def _attribute(table: Table, column: Column) -> Attribute:
    key = table.primary_key.columns if table.primary_key else ()
    computed = column.identity or column.generated or "(" in column.default
    is_id = column.name == "id" and column.name in key
    generated = computed or is_id or column.name in _GENERATED
    return Attribute(
        name=column.name,
        type=_WORDS.get(written_value_type(column.type).name, "String"),
        required=not column.nullable or column.name in key,
        rule=column.comment,
        constraints="generated" if generated else "",
    )
