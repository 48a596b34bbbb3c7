"""A column or attribute has no counterpart.

What it checks: Every table maps to an entity or has a documented deviation; every column maps to
an attribute, is a key, a foreign key or an audit column, or has a deviation; every attribute
(unless it is technical or a relationship) has a column.

Why it matters: A column that no attribute explains is filled by guesswork; an attribute without a
column is lost when it is saved.

How to fix: Set the attribute on the column, add what is missing, or document the deviation.

Good: `orders.total_minor` stores `Order.total`

Bad: `orders.legacy_code` without an attribute

Source: workbench schema conventions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.dictionary import Attribute, Entity
from workbench.design.ids import singular, snake_case
from workbench.design.package import Level
from workbench.design.tables import Column, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.table_names import plain_name

#: Columns that the conventions ask for.
_TECHNICAL = frozenset({"id", "created_at", "updated_at", "deleted_at", "version", "tenant_id"})
_RELATION = re.compile(
    r"\b(?:list|array|set|collection|reference|ref|relation|fk)\b|\[\]", re.IGNORECASE
)
_UNITS = ("_minor", "_cents", "_id", "_at", "_amount", "_currency", "_code")


def check(facts: Facts) -> Iterator[Found]:
    """Go through tables, then through the attributes of entities that have one."""
    entities = {_normalized(entity.key): entity for entity in facts.design.entities}
    homes: dict[str, list[Table]] = {}
    for table in facts.design.tables:
        entity = entities.get(_normalized(table.entity or plain_name(table.key)))
        if entity is not None:
            homes.setdefault(entity.key, []).append(table)
        if table.partition_of:
            continue
        yield from _check_table(table, entity)
    kept = {
        f"{_normalized(address.rpartition('.')[0])}.{snake_case(address.rpartition('.')[2])}"
        for table in facts.design.tables
        for column in table.columns
        if (address := column.attribute)
    }
    for entity in facts.design.entities:
        if entity.key in homes:
            yield from _check_entity(entity, homes[entity.key], kept, entities)


def _check_table(table: Table, entity: Entity | None) -> Iterator[Found]:
    if entity is None:
        if not table.deviation and not table.junction:
            yield found(
                table,
                f"table `{table.key}` maps to no dictionary entity and has no documented deviation",
            )
        return
    known = {snake_case(attribute.name) for attribute in entity.attributes}
    keys = {name for key in table.foreign_keys for name in key.columns}
    if table.primary_key is not None:
        keys |= set(table.primary_key.columns)
    for at, column in enumerate(table.columns):
        if column.attribute or column.deviation or column.name in keys | _TECHNICAL:
            continue
        if column.generated or _names(column) & known:
            continue
        message = f"column `{table.key}.{column.name}` maps to no attribute of {entity.key}"
        yield found(table, message, "columns", at)


def _names(column: Column) -> set[str]:
    """Names of attributes that a column may store: `total_minor` stores `total`."""
    name = snake_case(column.name)
    names = {name, name.removeprefix("is_"), name.removeprefix("has_"), name.removeprefix("can_")}
    return names | {name.removesuffix(end) for end in _UNITS}


def _check_entity(
    entity: Entity, tables: list[Table], kept: set[str], entities: dict[str, Entity]
) -> Iterator[Found]:
    columns = {name for table in tables for column in table.columns for name in _names(column)}
    for at, attribute in enumerate(entity.attributes):
        name = snake_case(attribute.name)
        here = f"{_normalized(entity.key)}.{name}" in kept
        if attribute.technical or here or _is_relation(attribute, entities):
            continue
        if name not in columns and f"{name}_id" not in columns:
            names = ", ".join(table.key for table in tables)
            yield found(
                entity, f"attribute `{attribute.name}` has no column in {names}", "attributes", at
            )


def _is_relation(attribute: Attribute, entities: dict[str, Entity]) -> bool:
    words = {_normalized(word) for word in re.findall(r"[A-Za-z_]+", attribute.type)}
    return bool(_RELATION.search(attribute.type)) or bool(words & entities.keys())


def _normalized(name: str) -> str:
    return singular(snake_case(name))


RULE = define(__name__, __doc__, "TRC-09", Level.quality, check=check, needs=("tables", "entities"))
