"""Finding a dictionary's entities in the words of a sentence, by any of their names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.design.dictionary import Entity
from workbench.design.ids import is_plural, plural, singular, snake_case
from workbench.suggest.vocabulary import CHRONICLES, MANY, RECORDS, verb_of, words_in

_PARTS = re.compile(r"[()/,،]+")
_SHORTEST_WORD = 4
#: Attributes that say nothing of their entity.
_COMMON_ATTRIBUTES = frozenset(
    {"name", "type", "status", "state", "date", "text", "title", "number"}
)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity in a sentence."""

    entity: str
    start: int
    """Number of its first word."""
    end: int
    """Number of the word after its last."""
    plural: bool
    attribute: str = ""
    """Name of the attribute that stands for the entity."""
    owns: bool = False
    """Whether it is in the genitive, so that something else is meant (`customer's mail`)."""


@dataclass(frozen=True, slots=True)
class _Name:
    words: Words
    entity: str
    plural: bool
    attribute: str


class EntityNames:
    """Index of the names of entities, and of attributes that only one of them has."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """Index names by their first word, the longest name first."""
        self._by_first_word: dict[str, list[_Name]] = {}
        known = list(entities)
        whole_names = {_whole_name(entity) for entity in known}
        aliases = {words: key for words, key in _aliases(known).items() if words not in whole_names}
        for entity in known:
            self._add_entity(entity.key)
        self._add_attributes(known, whole_names | set(aliases))
        for words, key in aliases.items():
            self._add(words, key, is_many=is_plural(words[-1]) or words[-1] in CHRONICLES)
        for names in self._by_first_word.values():
            names.sort(key=lambda name: (-len(name.words), bool(name.attribute), name.entity))

    def find(self, words: list[str]) -> list[Mention]:
        """Every mention in the order of the words; the longest name wins, none overlap."""
        found: list[Mention] = []
        at = 0
        while at < len(words):
            mention = self._mention_at(words, at)
            if mention is not None:
                found.append(mention)
            at = mention.end if mention else at + 1
        return found

    def _mention_at(self, words: list[str], at: int) -> Mention | None:
        first = words[at].removesuffix("'s")
        for name in self._by_first_word.get(first, ()):
            end = at + len(name.words)
            rest = tuple(word.removesuffix("'s") for word in words[at + 1 : end])
            if rest == name.words[1:]:
                many = name.plural or (at > 0 and words[at - 1] in MANY)
                owns = words[end - 1].endswith("'s")
                return Mention(name.entity, at, end, many, name.attribute, owns)
        return None

    def _add_entity(self, key: str) -> None:
        name = snake_case(key) or key.casefold().replace(" ", "_")
        if not key.isascii():
            for part in _PARTS.split(key):
                self._add(tuple(words_in(part)), key, is_many=False)
        many = plural(name)
        for form in {name, singular(name)}:
            self._add(tuple(form.split("_")), key, is_many=is_plural(form) and form == many)
        self._add(tuple(many.split("_")), key, is_many=True)

    def _add_attributes(self, entities: list[Entity], taken: set[Words]) -> None:
        """Names of attributes that exactly one entity has and that mean nothing else."""
        owners: dict[Words, set[tuple[str, str]]] = {}
        for entity in entities:
            for attribute in entity.attributes:
                words = tuple(snake_case(attribute.name).split("_"))
                owners.setdefault(words, set()).add((entity.key, attribute.name))
        for words, found in owners.items():
            if len(found) == 1 and words not in taken and _is_distinctive(words):
                ((key, name),) = found
                self._add(words, key, is_many=is_plural(words[-1]), attribute=name)

    def _add(self, words: Words, key: str, *, is_many: bool, attribute: str = "") -> None:
        if words and words[0]:
            name = _Name(words, key, is_many, attribute)
            self._by_first_word.setdefault(words[0], []).append(name)


def _whole_name(entity: Entity) -> Words:
    return tuple(words_in(snake_case(entity.key).replace("_", " ")))


def _is_distinctive(words: Words) -> bool:
    """Whether an attribute's name is particular enough to stand for its entity."""
    return len(words) > 1 or (_is_long_noun(words[0]) and words[0] not in _COMMON_ATTRIBUTES)


def _is_long_noun(word: str) -> bool:
    return len(word) >= _SHORTEST_WORD and verb_of(word) is None


def _aliases(entities: list[Entity]) -> dict[Words, str]:
    """Shorter names that only one entity can mean: `note` for OrderNote, `history` for its log."""
    by_last_word: dict[str, set[str]] = {}
    for entity in entities:
        last_word = singular(snake_case(entity.key).rpartition("_")[2])
        by_last_word.setdefault(last_word, set()).add(entity.key)
    return _history_aliases(by_last_word) | _last_word_aliases(by_last_word, entities)


def _history_aliases(by_last_word: dict[str, set[str]]) -> dict[Words, str]:
    """`history` and `timeline` for the only entity whose name ends as that of a record."""
    records = [key for word, keys in by_last_word.items() if word in RECORDS for key in keys]
    if len(records) != 1:
        return {}
    return {(word,): records[0] for word in CHRONICLES if word not in by_last_word}


def _last_word_aliases(
    by_last_word: dict[str, set[str]], entities: list[Entity]
) -> dict[Words, str]:
    """The last word of a name where no other entity, and no attribute of another one, has it."""
    with_attribute: dict[str, set[str]] = {}
    for entity in entities:
        for attribute in entity.attributes:
            word = singular(snake_case(attribute.name))
            with_attribute.setdefault(word, set()).add(entity.key)
    found: dict[Words, str] = {}
    for word, keys in by_last_word.items():
        key = min(keys)
        is_unique = len(keys) == 1 and not with_attribute.get(word, set()) - {key}
        if is_unique and "_" in snake_case(key) and _is_long_noun(word):
            found |= {(word,): key, (plural(word),): key}
    return found
