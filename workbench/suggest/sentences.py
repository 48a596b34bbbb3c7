"""Reading sentences for what somebody wants to do with an entity of the dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.design.dictionary import Entity
from workbench.design.endpoints import EndpointKind
from workbench.design.ids import snake_case
from workbench.suggest.entity_names import EntityNames, Mention
from workbench.suggest.vocabulary import (
    ACTING,
    ARTICLES,
    BEING,
    BREAKS,
    CONDITIONS,
    MANY,
    MOVES,
    NEGATIONS,
    NOUNS,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    STATUS_CHANGES,
    is_participle,
    kinds_of,
    only_reads,
    verb_of,
    words_in,
)

_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+|\s[–—]\s")
#: How far after its verb an object may be, in words.
_REACH = 9
_ACTS = [[word] for word in sorted(ACTING)]
#: How far before its passive verb.
_NEAR = 3
#: Long texts are read to here; a requirement is a sentence or a few.
MAX_TEXT = 4_000
#: Between two things that one verb acts on.
_JOINS = ARTICLES | MANY | {"and", "or", "own", "new"}
#: What ends a list of things that are shown together, but for `with`.
_ENDS = (PREPOSITIONS | {"of"}) - {"with"}
_ADDING = frozenset({"add", "attach", "leave", "remove", "drop", "upload", "post", "write"})
#: Between what is added and what it is added to.
_ADDED_TO = frozenset({"to", "on", "in", "from"})


@dataclass(frozen=True, slots=True)
class Intent:
    """Something done with an entity: a kind of endpoint, and the words that say so."""

    entity: str
    kind: EndpointKind
    words: str
    """The verb and what it acts on, as written but for the letters' case."""
    noun: str = ""
    """For an action: what it records, `cancellations`."""
    verb: str = ""


class SentenceReader:
    """Finds entities, verbs and intents in the sentences of a text."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """`entities` are those of the dictionary, or what stands in for one."""
        known = list(entities)
        self._names = EntityNames(known)
        self._states = {
            entity.key: frozenset(
                snake_case(state.name) or state.name.lower() for state in entity.states
            )
            for entity in known
        }

    def intents(self, text: str) -> Iterator[Intent]:
        """What a text wants done, sentence by sentence."""
        for sentence in _SENTENCE.split(text[:MAX_TEXT]):
            words = words_in(sentence)
            mentions = self._names.find(words)
            if mentions:
                yield from self._intents_in(words, mentions)

    def _intents_in(self, words: list[str], mentions: list[Mention]) -> Iterator[Intent]:
        for at, word in enumerate(words):
            verb = verb_of(word)
            if verb is None or _is_negated(words, at):
                continue
            here = next(
                (mention for mention in mentions if mention.start <= at < mention.end), None
            )
            if not _is_used_as_verb(words, at, verb, here):
                continue
            others = [mention for mention in mentions if mention is not here]
            acted_on, added = _object(words, others, at, verb)
            if acted_on is None:
                continue
            noun = self._status_change(words, verb, acted_on)
            yield from _intents_of(words, verb, at, acted_on, added=added, noun=noun)
            for further in _further_objects(words, others, acted_on, verb):
                yield from _intents_of(words, verb, at, further, added=added)

    def _status_change(self, words: list[str], verb: str, mention: Mention) -> str:
        """The noun for a move to a state that the sentence names after its object, else empty."""
        states = self._states.get(mention.entity, frozenset())
        if verb not in MOVES or words[mention.end : mention.end + 1] not in (["to"], ["as"]):
            return ""
        target = words[mention.end + 1 : mention.end + 1 + _NEAR]
        return STATUS_CHANGES if states.intersection(target) else ""

    def knows_state(self, entity: str, verb: str) -> bool:
        """Whether a state of an entity's lifecycle is named after a verb."""
        states = self._states.get(entity, frozenset())
        return any(verb_of(word) == verb for state in states for word in state.split("_"))

    def verbs(self, text: str) -> list[str]:
        """Verbs of a short text (a title), but for words that name an entity."""
        words = words_in(text)
        mentions = self._names.find(words)
        named = {at for mention in mentions for at in range(mention.start, mention.end)}
        found = (verb_of(word) for at, word in enumerate(words) if at not in named)
        return [verb for verb in found if verb is not None]

    def mentioned(self, text: str) -> dict[str, bool]:
        """Entities that a text names, in order; whether one is in the plural.

        Those that only act (`a customer can`) come last.
        """
        found: dict[str, bool] = {}
        acting: dict[str, bool] = {}
        for sentence in _SENTENCE.split(text[:MAX_TEXT]):
            words = words_in(sentence)
            for mention in self._names.find(words):
                group = acting if words[mention.end : mention.end + 1] in _ACTS else found
                group[mention.entity] = group.get(mention.entity, False) or mention.plural
        return found | {key: many for key, many in acting.items() if key not in found}


def _is_negated(words: list[str], at: int) -> bool:
    return any(word in NEGATIONS for word in words[max(0, at - 2) : at])


def _is_used_as_verb(words: list[str], at: int, verb: str, here: Mention | None) -> bool:
    """Whether a form of a verb acts, rather than naming a thing; `here` mentions that thing."""
    if here is None:
        return not _is_noun(words, at, verb)
    before, after = words[at - 1 : at], words[at + 1 : at + 2]
    return (
        here.end - here.start == 1
        and not here.plural
        and before in [["to"], *_ACTS]
        and bool((ARTICLES | MANY).intersection(after))
    )


def _is_noun(words: list[str], at: int, verb: str) -> bool:
    """Whether a form of a verb is a noun there: `the change`, `change of status`."""
    if only_reads(verb):
        return False
    after = words[at + 1] if at + 1 < len(words) else ""
    return after == "of" or (at > 0 and words[at - 1] in ARTICLES)


def _object(
    words: list[str], mentions: list[Mention], at: int, verb: str
) -> tuple[Mention | None, bool]:
    """What a verb acts on, and whether something else is added to it or removed from it."""
    if at > 0 and words[at - 1] in BEING:
        return _subject(words, mentions, at), False
    if is_participle(words[at], verb):
        return None, False
    return _object_after(words, mentions, at, verb)


def _object_after(
    words: list[str], mentions: list[Mention], at: int, verb: str
) -> tuple[Mention | None, bool]:
    starts = {mention.start: mention for mention in mentions if not mention.owns}
    added = False
    for place in range(at + 1, min(len(words), at + 1 + _REACH)):
        if place in starts:
            return starts[place], added
        word, is_next = words[place], place == at + 1
        if is_next and word in PRONOUNS:
            return _antecedent(mentions, at), False
        if word not in PREPOSITIONS or (is_next and word in PARTICLES):
            continue
        if verb not in _ADDING or word not in _ADDED_TO:
            return None, False
        added = True
    return None, False


def _antecedent(mentions: list[Mention], at: int) -> Mention | None:
    """What a pronoun stands for: the last entity before, rather than one's attribute."""
    before = [mention for mention in mentions if mention.end <= at and not mention.owns]
    entities = [mention for mention in before if not mention.attribute] or before
    return entities[-1] if entities else None


def _further_objects(
    words: list[str], mentions: list[Mention], first: Mention, verb: str
) -> list[Mention]:
    """What else the verb acts on: `orders and refunds`, `an order with its history`."""
    looks = only_reads(verb)
    found: list[Mention] = []
    end = first.end
    for mention in mentions:
        if mention.start < end or mention.owns:
            continue
        between = words[end : mention.start]
        if looks and mention.start - first.end <= _REACH:
            belongs = _is_shown_with(between)
        else:
            belongs = _is_joined(between)
        if not belongs:
            break
        if mention.entity != first.entity and not mention.attribute:
            found.append(mention)
        end = mention.end
    return found


def _is_shown_with(between: list[str]) -> bool:
    return bool(between) and not any(verb_of(word) or word in _ENDS for word in between)


def _is_joined(between: list[str]) -> bool:
    return ("and" in between or "or" in between) and _JOINS.issuperset(between)


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


def _intents_of(
    words: list[str], verb: str, at: int, mention: Mention, *, added: bool, noun: str = ""
) -> Iterator[Intent]:
    """What a verb asks for; `noun` names the record where it moves its object to a state."""
    first, last = min(at, mention.start), max(at + 1, mention.end)
    if noun:
        excerpt = " ".join(words[first : last + _NEAR])
        yield Intent(mention.entity, EndpointKind.action, excerpt, noun, verb)
        return
    excerpt = " ".join(words[first:last])
    kinds = kinds_of(verb)
    for kind in kinds:
        fitting = _kind_for(kind, mention, added=added) if len(kinds) == 1 else kind
        record = NOUNS.get(verb, "") if fitting is EndpointKind.action else ""
        yield Intent(mention.entity, fitting, excerpt, record, verb)


def _kind_for(kind: EndpointKind, mention: Mention, *, added: bool) -> EndpointKind:
    if kind is EndpointKind.read and mention.plural:
        return EndpointKind.list
    changes = kind in {EndpointKind.create, EndpointKind.delete}
    if changes and (added or mention.attribute):
        return EndpointKind.update
    return kind
