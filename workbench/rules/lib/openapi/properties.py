"""Properties of answers and the columns they show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from workbench.design.base import Item, JsonObject
from workbench.design.contract import Operation, Schema
from workbench.design.ids import split_endpoint_key
from workbench.design.openapi_view import Property
from workbench.design.trace import property_columns
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.openapi.occurrences import SchemaPlace
from workbench.rules.lib.openapi.operations import flatten


class TiedProperty(NamedTuple):
    """One property as written, and one column that it shows."""

    item: Item
    path: tuple[str | int, ...]
    name: str
    schema: JsonObject
    column: str


class WrittenProperty(NamedTuple):
    """One property as written in a schema or in an operation's answer."""

    item: Item
    place: SchemaPlace
    holder: str
    """Name of the schema, or empty for one that is written in an operation."""
    home: str | None
    """Table that the holder or the path names."""
    names: tuple[str, ...]
    """Names from the schema's root, `[]` for the items of an array."""


def written_properties(facts: Facts) -> Iterator[WrittenProperty]:
    """Every property of a shared schema that has a table, and of inline responses."""
    for item, place in facts.contract_index.properties:
        if isinstance(item, Schema):
            home = facts.table_names.find(item.key)
            if home is not None:
                yield WrittenProperty(item, place, item.key, home, _names(place))
        elif isinstance(item, Operation) and _is_answer(place):
            home = facts.table_names.find_for_path(split_endpoint_key(item.endpoint)[1])
            if home is not None:
                yield WrittenProperty(item, place, "", home, _names(place))


def _is_answer(place: SchemaPlace) -> bool:
    return place.use == "response" and _status(place).startswith("2")


def _status(place: SchemaPlace) -> str:
    path = place.path
    at = path.index("responses") if "responses" in path else -1
    return str(path[at + 1]) if 0 <= at < len(path) - 1 else ""


def _names(place: SchemaPlace) -> tuple[str, ...]:
    names: list[str] = []
    parts = place.path
    for at, part in enumerate(parts):
        if at and parts[at - 1] == "properties":
            names.append(str(part))
        elif part == "items" and (at == 0 or parts[at - 1] != "properties"):
            names.append("[]")
    return tuple(names)


def columns_of(facts: Facts, written_property: WrittenProperty) -> list[str]:
    """Columns that a property shows: as it states, else by its name."""
    body = flatten(facts.view, written_property.place.body)
    looked = Property(
        written_property.names,
        {**body, **written_property.place.body},
        required=False,
        owner=written_property.holder,
    )
    found = property_columns(
        looked,
        written_property.holder,
        written_property.home,
        facts.table_names,
        facts.column_names,
    )
    return [column for column, _ in found if column in facts.columns]


def tied_properties(facts: Facts) -> Iterator[TiedProperty]:
    """Every property that shows exactly one column."""
    for written_property in written_properties(facts):
        columns = columns_of(facts, written_property)
        if len(columns) == 1:
            schema = flatten(facts.view, written_property.place.body)
            yield TiedProperty(
                written_property.item,
                written_property.place.path,
                written_property.place.name,
                schema,
                columns[0],
            )
