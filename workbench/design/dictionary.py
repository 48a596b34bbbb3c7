"""The data dictionary: entities, their attributes, relationships and states."""

from __future__ import annotations

from workbench.design.base import Key, Keyed, Line, Part, Text


class Attribute(Part):
    """One attribute of an entity; its address is `Entity.attribute`."""

    name: Key
    type: Line = ""
    """Type as the dictionary names it, such as `UUID`, `Enum` or `Timestamp`."""
    required: bool | None = None
    rule: Text = ""
    constraints: Text = ""
    pii: bool | None = None
    """Whether it is personal or otherwise sensitive data."""
    pii_words: Line = ""
    values: tuple[str, ...] = ()
    """Allowed values."""
    technical: bool = False
    """Internal to the system; needs no API property."""
    notes: Text = ""


class Relationship(Part):
    """How an entity relates to another."""

    target: Key
    cardinality: Line = ""
    """`1:1`, `1:N`, `N:1` or `M:N`, or as the document words it."""
    description: Text = ""
    on_delete: Line = ""


class LifecycleState(Part):
    """One state an entity can be in."""

    name: Key
    description: Text = ""
    transitions: tuple[str, ...] = ()
    """States that can follow."""


class Entity(Keyed):
    """One dictionary entity; its key is its name."""

    description: Text = ""
    criticality: Line = ""
    source: Line = ""
    owner: Line = ""
    notes: Text = ""
    attributes: tuple[Attribute, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    states: tuple[LifecycleState, ...] = ()
    soft_delete: bool = False
    mvp: bool | None = None
    no_table_reason: Text = ""
    """Why no table stores this entity; leave empty if one must."""

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that exact name, if there is one."""
        return next((attribute for attribute in self.attributes if attribute.name == name), None)
