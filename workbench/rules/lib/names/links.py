"""The links from one item to another, and whether their targets exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.design.access import Access, Grant, Policy
from workbench.design.base import Item
from workbench.design.content import ContentType, FeedbackChannel
from workbench.design.design import Design
from workbench.design.dictionary import Entity
from workbench.design.endpoints import Endpoint, Outcome, Score
from workbench.design.flows import Flow, Screen
from workbench.design.ids import singular, snake_case
from workbench.design.integrations import ThirdParty, Webhook
from workbench.design.kinds import KINDS
from workbench.design.requirements import Requirement, RequirementStatus, Story
from workbench.design.tables import Table

Pointer = tuple[str | int, ...]
Link = tuple[Pointer, str, str]
"""Its pointer within the item, and the kind and key that it names."""


@dataclass(frozen=True, slots=True)
class _LinkField:
    """A field of a kind of item that names another item, or several."""

    kind: str
    """Kind of what it names."""
    field: str
    parts: str = ""
    """Name of the list whose parts have the field; empty where the item itself has it."""

    def links(self, item: Item) -> Iterator[Link]:
        """What the field names in one item."""
        if not self.parts:
            yield from self._named_by(getattr(item, self.field), (self.field,))
            return
        for at, part in enumerate(getattr(item, self.parts)):
            yield from self._named_by(getattr(part, self.field), (self.parts, at, self.field))

    def _named_by(self, value: str | tuple[str, ...], pointer: Pointer) -> Iterator[Link]:
        if not isinstance(value, str):
            for at, key in enumerate(value):
                yield (*pointer, at), self.kind, key
        elif self._is_link(value):
            yield pointer, self.kind, value

    def _is_link(self, key: str) -> bool:
        # `Order.status` names an attribute; a text without a dot does not.
        return "." in key if self.kind == "attribute" else bool(key)


_CONTENT_LINKS = (
    _LinkField("requirement", "covers"),
    _LinkField("flow", "flows"),
    _LinkField("screen", "screens"),
    _LinkField("entity", "entity"),
)
_LINK_FIELDS: dict[type[Item], tuple[_LinkField, ...]] = {
    Requirement: (
        _LinkField("story", "stories"),
        _LinkField("requirement", "depends_on"),
        _LinkField("requirement", "parent"),
    ),
    Story: (_LinkField("requirement", "covers"),),
    Endpoint: (_LinkField("requirement", "covers"),),
    Flow: (
        _LinkField("requirement", "covers"),
        _LinkField("story", "stories"),
        _LinkField("endpoint", "endpoint", parts="steps"),
    ),
    Screen: (
        _LinkField("requirement", "covers"),
        _LinkField("flow", "flows"),
        _LinkField("attribute", "attribute", parts="fields"),
    ),
    Entity: (_LinkField("entity", "target", parts="relationships"),),
    Score: (_LinkField("endpoint", "endpoint"),),
    Table: (
        _LinkField("entity", "entity"),
        _LinkField("attribute", "attribute", parts="columns"),
    ),
    Grant: (_LinkField("role", "role"), _LinkField("permission", "permission")),
    Access: (_LinkField("endpoint", "endpoint"), _LinkField("permission", "permissions")),
    Policy: (_LinkField("table", "table"),),
    Webhook: (_LinkField("requirement", "covers"), _LinkField("event", "event")),
    ThirdParty: (_LinkField("endpoint", "endpoints"),),
    ContentType: _CONTENT_LINKS,
    FeedbackChannel: (
        *_CONTENT_LINKS,
        _LinkField("third_party", "third_party"),
        _LinkField("attribute", "attribute", parts="data"),
    ),
}


def links_of(item: Item) -> Iterator[Link]:
    """Every link that an item states.

    The score of an endpoint that is not designed names nothing.
    """
    if isinstance(item, Score) and item.outcome is not Outcome.designed:
        return
    for link_field in _LINK_FIELDS.get(type(item), ()):
        yield from link_field.links(item)


class Known:
    """What a design has that can be linked to."""

    def __init__(self, design: Design) -> None:
        """Index a design; entities and attributes are found in whatever style they are named."""
        self._design = design
        self._entities = {_name_key(entity.key) for entity in design.entities}
        self._attributes = {
            f"{_name_key(entity.key)}.{snake_case(attribute.name)}"
            for entity in design.entities
            for attribute in entity.attributes
        }
        self.withdrawn = {
            requirement.key
            for requirement in design.requirements
            if requirement.status is RequirementStatus.withdrawn
        }

    def has_any(self, kind: str) -> bool:
        """Whether there is anything of that kind at all."""
        section = "entities" if kind == "attribute" else KINDS[kind].section
        return bool(getattr(self._design, section))

    def has(self, kind: str, key: str) -> bool:
        """Whether there is an item of that kind and key."""
        if kind == "entity":
            return _name_key(key) in self._entities
        if kind == "attribute":
            entity, _, name = key.rpartition(".")
            return f"{_name_key(entity)}.{snake_case(name)}" in self._attributes
        if self._design.find(kind, key) is not None:
            return True
        return kind == "endpoint" and self._design.find("operation", key) is not None


def _name_key(name: str) -> str:
    return singular(snake_case(name))
