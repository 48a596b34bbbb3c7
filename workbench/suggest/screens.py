"""What a screen asks an API for: the entities in its title and fields, and lists below them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

from workbench.design.endpoints import EndpointKind
from workbench.design.flows import Screen
from workbench.design.ids import snake_case
from workbench.suggest.entity_tree import EntityTree
from workbench.suggest.sentences import Intent, SentenceReader
from workbench.suggest.vocabulary import (
    READING_KINDS,
    ROWS,
    UNRECOGNISED_LANGUAGE,
    is_english,
    kinds_of,
    words_in,
)

_MOST_ATTRIBUTES = 4


@dataclass(frozen=True, slots=True)
class _Content:
    """The entities on one screen."""

    screen: Screen
    named: dict[str, bool]
    """Entities in the title; whether one is in the plural."""
    attributes: dict[str, list[str]]
    """Per entity its attributes among the screen's fields."""
    main: str | None
    """The entity with the most fields."""

    @property
    def entities(self) -> list[str]:
        """What the screen is about: what its title names, else the main entity of its fields."""
        return list(self.named) or ([self.main] if self.main else [])

    def shows_many(self, entity: str) -> bool:
        """Whether the screen lists an entity rather than showing one."""
        if self.named.get(entity, False):
            return True
        if {"list", "history"}.intersection(words_in(self.screen.title)):
            return True
        return entity == self.main and not self.named and self._has_rows()

    def _has_rows(self) -> bool:
        states = " ".join(text for _, text in self.screen.states)
        return not ROWS.isdisjoint(words_in(states))

    def sentence(self, entity: str) -> str:
        """States that the screen shows an entity, with some of the attributes."""
        attributes = self.attributes.get(entity, [])
        if not attributes:
            return self.sentence_start(entity)
        more = " …" if len(attributes) > _MOST_ATTRIBUTES else ""
        return f"{self.sentence_start(entity)} ({self.attribute_names(entity)}{more})"

    def sentence_start(self, entity: str) -> str:
        """States that the screen shows an entity."""
        return f"{self.screen.key} “{self.screen.title or self.screen.key}” shows {entity}"

    def attribute_names(self, entity: str) -> str:
        """The first attributes of an entity on the screen."""
        return ", ".join(self.attributes[entity][:_MOST_ATTRIBUTES])


class ScreenReader:
    """Reads screens for what they show and change."""

    def __init__(
        self,
        sentences: SentenceReader,
        tree: EntityTree,
        entities: Container[str],
        *,
        mostly_foreign: bool,
    ) -> None:
        """`entities` are the keys of those that a field may name.

        `mostly_foreign`: whether no verbs are recognised in most of the design's texts.
        """
        self._sentences = sentences
        self._tree = tree
        self._entities = entities
        self._mostly_foreign = mostly_foreign

    def intents(
        self, screen: Screen, is_written: Callable[[str], bool]
    ) -> Iterator[tuple[Intent, str]]:
        """Intents of a screen, each with the sentence that gives the reason.

        `is_written` tells whether something creates, changes or deletes an entity on its own; it
        is asked after the intents before have been taken.
        """
        content = self._content(screen)
        verbs = self._sentences.verbs(screen.title)
        for entity in content.entities:
            many = content.shows_many(entity)
            sentence = content.sentence(entity)
            if self._mostly_foreign and not many and not is_english(screen.title):
                for kind in READING_KINDS:
                    intent = Intent(entity, kind, screen.title)
                    yield intent, f"{sentence}; {UNRECOGNISED_LANGUAGE}"
            else:
                verb = verbs[0] if verbs and entity in content.named else ""
                yield _intent_of_title(screen, entity, verb, many=many), sentence
        yield from self._lists_below(content, is_written)

    def _content(self, screen: Screen) -> _Content:
        attributes: dict[str, list[str]] = {}
        for field in screen.fields:
            name, _, attribute = field.attribute.partition(".")
            entity = name if name in self._entities else _with_spaces(name)
            if entity in self._entities and attribute:
                attributes.setdefault(entity, []).append(attribute)
        main = max(attributes, key=lambda entity: len(attributes[entity])) if attributes else None
        return _Content(screen, self._sentences.mentioned(screen.title), attributes, main)

    def _lists_below(
        self, content: _Content, is_written: Callable[[str], bool]
    ) -> Iterator[tuple[Intent, str]]:
        """Lists of children of a shown entity that are written on their own."""
        shown = {*content.named, content.main}
        for entity in content.attributes:
            parent = self._tree.parent(entity)
            parent_is_there = parent in content.attributes or parent in shown
            if parent and parent_is_there and entity not in shown and is_written(entity):
                attributes = content.attribute_names(entity)
                sentence = f"{content.sentence_start(entity)} ({attributes}) with {parent}"
                yield Intent(entity, EndpointKind.list, content.screen.title), sentence


def _intent_of_title(screen: Screen, entity: str, verb: str, *, many: bool) -> Intent:
    """What the title's first verb does with an entity; without one, the screen only shows it."""
    shown = EndpointKind.list if many else EndpointKind.read
    kind = kinds_of(verb)[0] if verb else shown
    if kind in {EndpointKind.action, EndpointKind.read}:
        kind = shown
    return Intent(entity, kind, screen.title, "", verb)


def _with_spaces(name: str) -> str:
    return snake_case(name).replace("_", " ")
