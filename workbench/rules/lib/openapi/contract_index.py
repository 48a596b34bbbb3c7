"""What rules on the contract as a whole ask for, collected in one pass over its items."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from workbench.design.base import Item
from workbench.rules.lib.openapi.occurrences import Path, SchemaPlace, Written


class PropertyPlace(NamedTuple):
    """One property where it is written."""

    item: Item
    place: SchemaPlace


class Collision(NamedTuple):
    """Two properties of one schema that differ only in case."""

    item: Item
    path: Path
    names: tuple[str, str]


@dataclass
class ContractIndex:
    """Properties, names that collide, and names of parameters."""

    properties: list[PropertyPlace] = field(default_factory=list)
    collisions: list[Collision] = field(default_factory=list)
    parameters: set[str] = field(default_factory=set)
    mapped: set[str] = field(default_factory=set)
    """What discriminators map to: references or names of schemas."""
    schemes: set[str] = field(default_factory=set)
    """Names of security schemes that operations demand."""


def build_index(read: Iterable[tuple[Item, Written]]) -> ContractIndex:
    """Collect from what is written in each item."""
    index = ContractIndex()
    for item, written in read:
        for place in written.schemas:
            if place.path[-2:-1] == ("properties",):
                index.properties.append(PropertyPlace(item, place))
            properties = place.body.get("properties")
            if isinstance(properties, dict):
                index.collisions.extend(_collisions(item, place.path, properties))
            discriminator = place.body.get("discriminator")
            mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
            if isinstance(mapping, dict):
                index.mapped.update(map(str, mapping.values()))
        index.parameters.update(parameter.name for parameter in written.parameters)
        for operation in written.operations:
            index.schemes |= scheme_names(operation.body.get("security"))
    return index


def _collisions(item: Item, path: Path, properties: dict[str, object]) -> Iterable[Collision]:
    seen: dict[str, str] = {}
    for name in properties:
        first = seen.setdefault(str(name).lower(), str(name))
        if first != name:
            yield Collision(item, (*path, "properties"), (first, str(name)))


def scheme_names(security: object) -> set[str]:
    """Names of the schemes that security requirements demand."""
    if not isinstance(security, list | tuple):
        return set()
    return {
        str(name)
        for requirement in security
        if isinstance(requirement, dict)
        for name in requirement
    }
