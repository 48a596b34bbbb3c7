"""What content types and feedback channels are tied to: requirements, flows, screens, entities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from workbench.design.annotations import plain_name
from workbench.design.content import ContentType, FeedbackChannel
from workbench.design.design import Design


class ContentLink(NamedTuple):
    """One link; `stated` is False where names alone tell it."""

    source: tuple[str, str]
    target: tuple[str, str]
    stated: bool = True


class EntityNames:
    """Finds dictionary entities and their attributes, in whatever style they are named."""

    def __init__(self, design: Design) -> None:
        """Index the design's entities by their own and by their plain name."""
        self._exact = {entity.key: entity for entity in design.entities}
        self._plain = {
            plain: entity
            for entity in reversed(design.entities)
            if (plain := plain_name(entity.key))
        }

    def find(self, name: str) -> str:
        """The key of the entity of that name; empty where there is none."""
        found = self._exact.get(name) or self._plain.get(plain_name(name))
        return found.key if found and name else ""

    def attribute(self, entity: str, name: str) -> str:
        """The address of an attribute (`Order.status`); empty where there is none."""
        found = self._exact.get(entity)
        for attribute in found.attributes if found else ():
            if attribute.name == name or (
                plain_name(name) and plain_name(attribute.name) == plain_name(name)
            ):
                return f"{entity}.{attribute.name}"
        return ""

    def keeping(self, item: ContentType | FeedbackChannel) -> tuple[str, bool]:
        """The entity that keeps it and whether the item says so; ("", False) for none.

        A type of content is taken for the entity of its own name.
        """
        if item.entity:
            return self.find(item.entity) or item.entity, True
        if isinstance(item, FeedbackChannel):
            return "", False
        return self.find(item.kept_in or item.key), False


def content_links(design: Design) -> Iterator[ContentLink]:
    """Every link of the design's content types and feedback channels, from cause to service."""
    if not design.content_types and not design.feedback_channels:
        return
    names = EntityNames(design)
    items: tuple[ContentType | FeedbackChannel, ...] = (
        *design.content_types,
        *design.feedback_channels,
    )
    for item in items:
        kind = "content_type" if isinstance(item, ContentType) else "feedback_channel"
        here = (kind, item.key)
        for source, keys in (
            ("requirement", item.covers),
            ("flow", item.flows),
            ("screen", item.screens),
        ):
            yield from (ContentLink((source, key), here) for key in keys)
        entity, stated = names.keeping(item)
        if entity:
            yield ContentLink(here, ("entity", entity), stated)
        if isinstance(item, FeedbackChannel):
            yield from _of_channel(item)
        elif entity:
            addresses = (names.attribute(entity, field.name) for field in item.fields)
            yield from (
                ContentLink(here, ("attribute", address), stated=False)
                for address in addresses
                if address
            )


def _of_channel(item: FeedbackChannel) -> Iterator[ContentLink]:
    here = ("feedback_channel", item.key)
    if item.third_party:
        yield ContentLink(here, ("third_party", item.third_party))
    for datum in item.data:
        if datum.attribute:
            yield ContentLink(here, ("attribute", datum.attribute))
