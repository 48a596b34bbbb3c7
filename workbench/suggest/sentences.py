"""Reading a sentence for what somebody wants to do with an entity of the dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.design.dictionary import Entity
from workbench.design.endpoints import EndpointKind
from workbench.design.ids import is_plural, plural, singular, snake_case
from workbench.suggest.vocabulary import (
    ACTING,
    ARTICLES,
    BEING,
    BREAKS,
    CHRONICLES,
    CONDITIONS,
    MANY,
    MOVES,
    NEGATIONS,
    NOUNS,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    RECORDS,
    STATUS_CHANGES,
    is_participle,
    kinds_of,
    verb_of,
    words_in,
)

_PARTS = re.compile(r"[()/,،]+")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+|\s[–—]\s")
#: How far after its verb an entity may stand, in words.
_REACH = 9
_ACTS = [[word] for word in sorted(ACTING)]
#: How far before its passive verb.
_NEAR = 3
#: Long texts are read to here; a requirement is a sentence or a few.
MAX_TEXT = 4_000
_SHORTEST_ATTRIBUTE = 4
_LOOKS = frozenset({EndpointKind.list, EndpointKind.read})
#: Between two things that one verb acts on.
_JOINS = ARTICLES | MANY | {"and", "or", "own", "new"}
_ADDING = frozenset({"add", "attach", "leave", "remove", "drop", "upload", "post", "write"})


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
    """Name of the attribute that stood there instead of the entity itself."""
    owns: bool = False
    """Whether it stands in the genitive, so that something else is meant (`customer's mail`)."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something done with an entity: a kind of endpoint, and the words that say so."""

    entity: str
    kind: EndpointKind
    words: str
    """The verb and what it acts on, as written but for the letters' case."""
    noun: str = ""
    """For an action: what it records, `cancellations`."""
    verb: str = ""


class Vocabulary:
    """Finds a dictionary's entities, and attributes that only one of them has, in sentences."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """Index names by their first word, the longest name first."""
        self._names: dict[str, list[tuple[tuple[str, ...], str, bool, str]]] = {}
        known = list(entities)
        self._states = {
            word.key: frozenset(
                snake_case(state.name) or state.name.lower() for state in word.states
            )
            for word in known
        }
        taken = {tuple(words_in(snake_case(word.key).replace("_", " "))) for word in known}
        aliases = {words: key for words, key in _aliases(known).items() if words not in taken}
        taken |= set(aliases)
        owners: dict[tuple[str, ...], set[tuple[str, str]]] = {}
        for entity in known:
            self._add_entity(entity.key)
            for attribute in entity.attributes:
                words = tuple(snake_case(attribute.name).split("_"))
                owners.setdefault(words, set()).add((entity.key, attribute.name))
        for words, found in owners.items():
            if len(found) == 1 and words not in taken and _tells(words):
                ((key, name),) = found
                self._add(words, key, is_many=is_plural(words[-1]), attribute=name)
        for words, key in aliases.items():
            self._add(words, key, is_many=is_plural(words[-1]) or words[-1] in CHRONICLES)
        for names in self._names.values():
            names.sort(key=lambda name: (-len(name[0]), bool(name[3]), name[1]))

    def _add_entity(self, key: str) -> None:
        name = snake_case(key) or key.casefold().replace(" ", "_")
        if not key.isascii():
            for part in _PARTS.split(key):
                self._add(tuple(words_in(part)), key, is_many=False)
        many = plural(name)
        for form in {name, singular(name)}:
            self._add(tuple(form.split("_")), key, is_many=is_plural(form) and form == many)
        self._add(tuple(many.split("_")), key, is_many=True)

    def _add(self, words: tuple[str, ...], key: str, *, is_many: bool, attribute: str = "") -> None:
        if words and words[0]:
            self._names.setdefault(words[0], []).append((words, key, is_many, attribute))

    def find(self, words: list[str]) -> list[Mention]:
        """Every mention in the order of the words; the longest name wins, none overlap."""
        found: list[Mention] = []
        at = 0
        while at < len(words):
            mention = self._at(words, at)
            if mention is not None:
                found.append(mention)
            at = mention.end if mention else at + 1
        return found

    def _at(self, words: list[str], at: int) -> Mention | None:
        plain = words[at].removesuffix("'s")
        for names, key, is_many, attribute in self._names.get(plain, ()):
            end = at + len(names)
            rest = [word.removesuffix("'s") for word in words[at + 1 : end]]
            if tuple(rest) == names[1:]:
                many = is_many or (at > 0 and words[at - 1] in MANY)
                return Mention(key, at, end, many, attribute, words[end - 1].endswith("'s"))
        return None

    def wishes(self, text: str) -> Iterator[Wish]:
        """What a text wants done, sentence by sentence."""
        for sentence in _SENTENCE.split(text[:MAX_TEXT]):
            words = words_in(sentence)
            mentions = self.find(words)
            if mentions:
                yield from self._wishes_in(words, mentions)

    def _wishes_in(self, words: list[str], mentions: list[Mention]) -> Iterator[Wish]:
        for at, word in enumerate(words):
            verb = verb_of(word)
            if verb is None or _denied(words, at):
                continue
            here = next(
                (mention for mention in mentions if mention.start <= at < mention.end), None
            )
            others = mentions
            if here is not None:
                if not _acts(words, at, here):
                    continue
                others = [mention for mention in mentions if mention is not here]
            elif _is_noun(words, at, verb):
                continue
            found, added = _object(words, others, at, verb)
            if found is not None:
                noun = self._move(words, verb, found)
                yield from _wish(words, verb, at, found, added=added, noun=noun)
                for more in _also(words, others, found, verb):
                    yield from _wish(words, verb, at, more, added=added)

    def _move(self, words: list[str], verb: str, mention: Mention) -> str:
        """The noun for a move to a state that the sentence names after its object."""
        states = self._states.get(mention.entity, frozenset())
        if (
            verb not in MOVES
            or not states
            or words[mention.end : mention.end + 1] not in (["to"], ["as"])
        ):
            return ""
        said = words[mention.end + 1 : mention.end + 1 + _NEAR]
        return STATUS_CHANGES if states.intersection(said) else ""

    def knows_state(self, entity: str, verb: str) -> bool:
        """Whether an entity's lifecycle speaks of what a verb does; true where it has none."""
        states = self._states.get(entity, frozenset())
        return any(verb_of(word) == verb for state in states for word in state.split("_"))

    def verbs(self, text: str) -> list[str]:
        """Verbs of a short text (a title), but for words that name an entity."""
        words = words_in(text)
        named = {at for mention in self.find(words) for at in range(mention.start, mention.end)}
        found = (verb_of(word) for at, word in enumerate(words) if at not in named)
        return [verb for verb in found if verb is not None]

    def mentioned(self, text: str) -> dict[str, bool]:
        """Entities that a text names, in order; whether one stood in the plural.

        Those that only act (`a customer can`) come last.
        """
        found: dict[str, bool] = {}
        acting: dict[str, bool] = {}
        for sentence in _SENTENCE.split(text[:MAX_TEXT]):
            words = words_in(sentence)
            for mention in self.find(words):
                group = acting if words[mention.end : mention.end + 1] in _ACTS else found
                group[mention.entity] = group.get(mention.entity, False) or mention.plural
        return found | {key: many for key, many in acting.items() if key not in found}


def _tells(words: tuple[str, ...]) -> bool:
    """Whether an attribute's name is particular enough to stand for its entity."""
    return len(words) > 1 or (
        len(words[0]) >= _SHORTEST_ATTRIBUTE
        and words[0] not in {"name", "type", "status", "state", "date", "text", "title", "number"}
        and verb_of(words[0]) is None
    )


def _aliases(entities: list[Entity]) -> dict[tuple[str, ...], str]:
    """Shorter names that only one entity can mean: `note` for OrderNote, `history` for its log.

    The last word of a name stands for it where no other entity, and no attribute of another one,
    has that word.
    """
    owners: dict[str, set[str]] = {}
    attributes: dict[str, set[str]] = {}
    for entity in entities:
        owners.setdefault(singular(snake_case(entity.key).rpartition("_")[2]), set()).add(
            entity.key
        )
        for attribute in entity.attributes:
            attributes.setdefault(singular(snake_case(attribute.name)), set()).add(entity.key)
    found: dict[tuple[str, ...], str] = {}
    records = [key for word, keys in owners.items() if word in RECORDS for key in keys]
    if len(records) == 1:
        found.update({(word,): records[0] for word in CHRONICLES if word not in owners})
    for word, keys in owners.items():
        key = min(keys)
        elsewhere = attributes.get(word, set()) - {key}
        if len(keys) == 1 and "_" in snake_case(key) and not elsewhere and _is_name(word):
            found |= {(word,): key, (plural(word),): key}
    return found


def _is_name(word: str) -> bool:
    return len(word) >= _SHORTEST_ATTRIBUTE and verb_of(word) is None


def _denied(words: list[str], at: int) -> bool:
    return any(word in NEGATIONS for word in words[max(0, at - 2) : at])


def _is_noun(words: list[str], at: int, verb: str) -> bool:
    """Whether a form of a verb stands there as a noun: `the change`, `change of status`."""
    if set(kinds_of(verb)) <= {EndpointKind.list, EndpointKind.read}:
        return False
    after = words[at + 1] if at + 1 < len(words) else ""
    return after == "of" or (at > 0 and words[at - 1] in ARTICLES)


def _acts(words: list[str], at: int, here: Mention) -> bool:
    """Whether a word that also names an entity is the verb: `staff can refund an order`."""
    before, after = words[at - 1 : at], words[at + 1 : at + 2]
    return (
        here.end - here.start == 1
        and not here.plural
        and before in [["to"], *_ACTS]
        and bool((ARTICLES | MANY).intersection(after))
    )


def _also(words: list[str], mentions: list[Mention], first: Mention, verb: str) -> list[Mention]:
    """What else the verb acts on: `orders and refunds`, `an order with its history`."""
    looks = set(kinds_of(verb)) <= _LOOKS
    found: list[Mention] = []
    end = first.end
    for mention in mentions:
        if mention.start < end or mention.owns:
            continue
        between = words[end : mention.start]
        if looks and mention.start - first.end <= _REACH:
            fine = bool(between) and not any(
                verb_of(word) or (word in PREPOSITIONS | {"of"} and word != "with")
                for word in between
            )
        else:
            fine = bool({"and", "or"}.intersection(between)) and _JOINS.issuperset(between)
        if not fine:
            break
        if mention.entity != first.entity and not mention.attribute:
            found.append(mention)
        end = mention.end
    return found


def _object(
    words: list[str], mentions: list[Mention], at: int, verb: str
) -> tuple[Mention | None, bool]:
    """What a verb acts on, and whether something else is put to it or taken from it."""
    if at > 0 and words[at - 1] in BEING:
        return _subject(words, mentions, at), False
    if is_participle(words[at], verb):
        return None, False
    starts = {mention.start: mention for mention in mentions if not mention.owns}
    added = False
    for place in range(at + 1, min(len(words), at + 1 + _REACH)):
        if place in starts:
            return starts[place], added
        word = words[place]
        if word in PRONOUNS and place == at + 1:
            named = [mention for mention in mentions if mention.end <= at and not mention.owns]
            plain = [mention for mention in named if not mention.attribute] or named
            return (plain[-1] if plain else None), False
        if word in PREPOSITIONS and not (word in PARTICLES and place == at + 1):
            if verb not in _ADDING or word not in {"to", "on", "in", "from"}:
                return None, False
            added = True
    return None, False


def _subject(words: list[str], mentions: list[Mention], at: int) -> Mention | None:
    """What a passive verb is done to: the entity right before, unless that is a condition."""
    before = [mention for mention in mentions if mention.end <= at and not mention.owns]
    if not before or at - before[-1].end > _NEAR:
        return None
    between = words[before[-1].end : at]
    ahead = words[max(0, before[-1].start - _NEAR) : before[-1].start]
    if (BREAKS | CONDITIONS).intersection(between) or CONDITIONS.intersection(ahead):
        return None
    return before[-1]


def _wish(
    words: list[str], verb: str, at: int, mention: Mention, *, added: bool, noun: str = ""
) -> Iterator[Wish]:
    first, last = min(at, mention.start), max(at + 1, mention.end)
    said = " ".join(words[first:last])
    if noun:
        said = " ".join(words[first : last + _NEAR])
        yield Wish(mention.entity, EndpointKind.action, said, noun, verb)
        return
    kinds = kinds_of(verb)
    for kind in kinds:
        fitted = _fit(kind, mention, added=added) if len(kinds) == 1 else kind
        record = NOUNS.get(verb, "") if fitted is EndpointKind.action else ""
        yield Wish(mention.entity, fitted, said, record, verb)


def _fit(kind: EndpointKind, mention: Mention, *, added: bool) -> EndpointKind:
    if kind is EndpointKind.read and mention.plural:
        return EndpointKind.list
    changes = kind in {EndpointKind.create, EndpointKind.delete}
    if changes and (added or mention.attribute):
        return EndpointKind.update
    return kind
