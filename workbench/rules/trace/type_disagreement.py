"""Dictionary, column and property disagree on a value.

What it checks: Where an attribute, its column and its property are linked, their types are
compatible; a required attribute has a NOT NULL column; enum values are the same; and no property
accepts more characters than its column stores.

Why it matters: A value that the contract accepts and the database refuses is a server error.

How to fix: Correct the one that is wrong.

Good: `Order.total` Integer, `orders.total bigint`, `total: {type: integer}`

Bad: `Order.total` Integer, `orders.total boolean`

Source: workbench.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.dictionary import Attribute
from workbench.design.ids import snake_case
from workbench.design.package import Level
from workbench.design.tables import Column, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.openapi.properties import TiedProperty, tied_properties
from workbench.rules.lib.sql.value_types import (
    dictionary_value_type,
    property_value_type,
    sql_value_type,
)

_LENGTH = re.compile(r"char(?:acter)?(?:\s+varying)?\s*\(\s*(\d+)\s*\)", re.IGNORECASE)


def check(facts: Facts) -> Iterator[Found]:
    """Compare each column with its attribute, then each property with its column."""
    attributes = {
        f"{entity.key}.{snake_case(known.name)}": known
        for entity in facts.design.entities
        for known in entity.attributes
    }
    tied: dict[str, Attribute] = {}
    for table in facts.design.tables:
        for at, column in enumerate(table.columns):
            attribute = _attribute(table, column, attributes)
            if attribute is not None:
                tied[f"{table.key}.{column.name}"] = attribute
                yield from _check_column(facts, table, at, attribute)
    for tied_property in tied_properties(facts):
        yield from _check_property(facts, tied_property, tied.get(tied_property.column))


def _attribute(table: Table, column: Column, attributes: dict[str, Attribute]) -> Attribute | None:
    entity, _, name = (column.attribute or f"{table.entity}.{column.name}").rpartition(".")
    return attributes.get(f"{entity}.{snake_case(name)}")


def _check_column(facts: Facts, table: Table, at: int, attribute: Attribute) -> Iterator[Found]:
    column = table.columns[at]
    kept, wanted = sql_value_type(facts, column.type), dictionary_value_type(attribute.type)
    if not kept.compatible_with(wanted):
        message = f"`{table.key}.{column.name}` is {column.type}, but the dictionary says"
        yield found(table, f"{message} {attribute.type}", "columns", at, "type")
    in_key = table.primary_key is not None and column.name in table.primary_key.columns
    if attribute.required is True and column.nullable and not in_key:
        message = f"`{table.key}.{column.name}` is nullable, but the dictionary requires it"
        yield found(table, message, "columns", at, "nullable")
    values = facts.enum_values.get(column.type.lower().strip('"'))
    if values is not None and attribute.values:
        yield from _compare(table, column, at, values, attribute)


def _compare(
    table: Table, column: Column, at: int, values: tuple[str, ...], attribute: Attribute
) -> Iterator[Found]:
    mine, theirs = _normalized(values), _normalized(attribute.values)
    if mine != theirs:
        odd = ", ".join(sorted(mine ^ theirs))
        message = f"values of `{table.key}.{column.name}` and the dictionary differ: {odd}"
        yield found(table, message, "columns", at, "type")


def _check_property(
    facts: Facts, linked: TiedProperty, attribute: Attribute | None
) -> Iterator[Found]:
    column = facts.columns[linked.column]
    if not property_value_type(linked.schema).compatible_with(sql_value_type(facts, column.type)):
        type_name = linked.schema.get("format") or linked.schema.get("type")
        message = (
            f"`{linked.name}` is {type_name}, but its column `{linked.column}` is {column.type}"
        )
        yield found(linked.item, message, *linked.path)
        return
    values = linked.schema.get("enum")
    known = facts.enum_values.get(column.type.lower().strip('"'))
    wanted = known or (attribute.values if attribute else ())
    if isinstance(values, list) and wanted:
        mine = _normalized(str(value) for value in values if value is not None)
        if not mine <= _normalized(wanted):
            odd = ", ".join(sorted(mine - _normalized(wanted)))
            message = f"`{linked.name}` allows {odd}, but column `{linked.column}` does not"
            yield found(linked.item, message, *linked.path, "enum")
    limit, length = _LENGTH.search(column.type), linked.schema.get("maxLength")
    if limit and isinstance(length, int) and length > int(limit.group(1)):
        message = f"`{linked.name}` allows {length} characters, but its column is {column.type}"
        yield found(linked.item, message, *linked.path, "maxLength")


def _normalized(values: object) -> set[str]:
    return {snake_case(str(value)) for value in values} if hasattr(values, "__iter__") else set()


RULE = define(__name__, __doc__, "TRC-10", Level.quality, check=check, needs=("tables",))
