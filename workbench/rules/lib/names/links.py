"""What items name: every link from one item to another, and whether it leads anywhere."""

from __future__ import annotations

from collections.abc import Iterator

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

Link = tuple[tuple[str | int, ...], str, str]
"""Where it stands in the item, and the kind and key it names."""


def links_of(item: Item) -> Iterator[Link]:  # noqa: C901, PLR0912 - one case per kind of item
    """Every link that an item states."""
    match item:
        case Requirement():
            yield from _many("stories", "story", item.stories)
            yield from _many("depends_on", "requirement", item.depends_on)
            yield from _one("parent", "requirement", item.parent)
        case Story() | Endpoint():
            yield from _many("covers", "requirement", item.covers)
        case Flow():
            yield from _many("covers", "requirement", item.covers)
            yield from _many("stories", "story", item.stories)
            for at, step in enumerate(item.steps):
                if step.endpoint:
                    yield ("steps", at, "endpoint"), "endpoint", step.endpoint
        case Screen():
            yield from _many("covers", "requirement", item.covers)
            yield from _many("flows", "flow", item.flows)
            for at, field in enumerate(item.fields):
                if "." in field.attribute:
                    yield ("fields", at, "attribute"), "attribute", field.attribute
        case Entity():
            for at, relation in enumerate(item.relationships):
                yield ("relationships", at, "target"), "entity", relation.target
        case Score() if item.outcome is Outcome.designed:
            yield from _one("endpoint", "endpoint", item.endpoint)
        case Table():
            yield from _one("entity", "entity", item.entity)
            for at, column in enumerate(item.columns):
                if "." in column.attribute:
                    yield ("columns", at, "attribute"), "attribute", column.attribute
        case Grant():
            yield from _one("role", "role", item.role)
            yield from _one("permission", "permission", item.permission)
        case Access():
            yield from _one("endpoint", "endpoint", item.endpoint)
            yield from _many("permissions", "permission", item.permissions)
        case Policy():
            yield from _one("table", "table", item.table)
        case Webhook():
            yield from _many("covers", "requirement", item.covers)
            yield from _one("event", "event", item.event)
        case ThirdParty():
            yield from _many("endpoints", "endpoint", item.endpoints)
        case ContentType() | FeedbackChannel():
            yield from _of_content(item)
        case _:
            pass


def _of_content(item: ContentType | FeedbackChannel) -> Iterator[Link]:
    yield from _many("covers", "requirement", item.covers)
    yield from _many("flows", "flow", item.flows)
    yield from _many("screens", "screen", item.screens)
    yield from _one("entity", "entity", item.entity)
    if isinstance(item, FeedbackChannel):
        yield from _one("third_party", "third_party", item.third_party)
        for at, datum in enumerate(item.data):
            if "." in datum.attribute:
                yield ("data", at, "attribute"), "attribute", datum.attribute


def _one(field: str, kind: str, key: str) -> Iterator[Link]:
    if key:
        yield (field,), kind, key


def _many(field: str, kind: str, keys: tuple[str, ...]) -> Iterator[Link]:
    for at, key in enumerate(keys):
        yield (field, at), kind, key


class Known:
    """What there is to be named."""

    def __init__(self, design: Design) -> None:
        """Index a design; entities and attributes are found in whatever style they are named."""
        self._design = design
        self._entities = {_plain(known_entity.key) for known_entity in design.entities}
        self._attributes = {
            f"{_plain(entity.key)}.{snake_case(attribute.name)}"
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
        """Whether there is that one."""
        if kind == "entity":
            return _plain(key) in self._entities
        if kind == "attribute":
            entity, _, name = key.rpartition(".")
            return f"{_plain(entity)}.{snake_case(name)}" in self._attributes
        if self._design.find(kind, key) is not None:
            return True
        return kind == "endpoint" and self._design.find("operation", key) is not None


def _plain(name: str) -> str:
    return singular(snake_case(name))
