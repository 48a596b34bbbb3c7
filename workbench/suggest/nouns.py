"""Nouns that stand in for entities while a design has no data dictionary, each with its source.

A noun counts where a screen's field, a permission, a path or a table names it, or where a
sentence does something with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from workbench.design.design import Design
from workbench.design.dictionary import Attribute, Entity
from workbench.design.ids import (
    is_parameter,
    is_plural,
    path_segments,
    plural,
    singular,
    snake_case,
    split_endpoint_key,
)
from workbench.suggest.path_shapes import known_paths, prefix_of
from workbench.suggest.vocabulary import (
    ACTING,
    ADVERBS,
    ARTICLES,
    BEING,
    BREAKS,
    MANY,
    NEGATIONS,
    NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    QUALIFIERS,
    SURFACES,
    only_reads,
    verb_of,
    words_in,
)

#: More would be a dictionary, and that is written by people.
_MOST = 60
_TEXT = 2_000
_MOST_WORDS = 2
#: How far after its verb a noun may end, in words.
_REACH = 6
_SHORTEST_WORD = 3
_ENOUGH = 2
_STOPS = PREPOSITIONS | PRONOUNS | ACTING | BEING | BREAKS | NEGATIONS | ADVERBS
_SKIPPED = ARTICLES | MANY | QUALIFIERS


@dataclass(frozen=True, slots=True)
class Source:
    """Where a noun was found."""

    kind: str
    key: str
    words: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What a verb acts on in one sentence."""

    words: tuple[str, ...]
    """One or two."""
    is_changed: bool
    """Whether the verb makes, changes or lists it, rather than showing one."""
    source: Source

    @property
    def head(self) -> str:
        """The noun itself, in the singular."""
        return singular(self.words[-1])

    @property
    def modifier(self) -> str:
        """The word before the noun, empty for one word."""
        return self.words[-2] if len(self.words) > 1 else ""


@dataclass
class _Noun:
    source: Source
    weight: int = 0
    """It counts from two on: named by itself, changed by a verb, or read twice."""
    attributes: dict[str, None] = field(default_factory=dict)


def nouns_of(design: Design) -> dict[str, tuple[Entity, Source]]:
    """Stand-ins for entities by name, in the order of the documents; empty with a dictionary.

    Linear in the documents' text; at most sixty.
    """
    if design.entities:
        return {}
    found: dict[str, _Noun] = {}
    for name, attribute, source in _names(design):
        noun = found.setdefault(singular(name), _Noun(source))
        noun.weight = _ENOUGH
        if attribute:
            noun.attributes[attribute] = None
    _add_phrases(design, found)
    chosen = [name for name in found if found[name].weight >= _ENOUGH][:_MOST]
    return {name: (_entity(name, found[name]), found[name].source) for name in chosen}


def _entity(name: str, noun: _Noun) -> Entity:
    attributes = tuple(Attribute(name=attribute) for attribute in noun.attributes)
    return Entity(key=name.replace("_", " "), attributes=attributes)


def _names(design: Design) -> Iterator[tuple[str, str, Source]]:
    """Names outside sentences as snake_case, with an attribute where one is named too."""
    for name, attribute, source in (
        *_names_of_screen_fields(design),
        *_names_of_tables(design),
        *_names_of_permissions(design),
        *_names_of_paths(design),
    ):
        if snake_case(name):
            yield snake_case(name), attribute, source


def _names_of_screen_fields(design: Design) -> Iterator[tuple[str, str, Source]]:
    for screen in design.screens:
        for shown in screen.fields:
            name, dot, attribute = shown.attribute.partition(".")
            if dot:
                words = f"the screen's field {shown.attribute}"
                yield name, attribute, Source("screen", screen.key, words)


def _names_of_tables(design: Design) -> Iterator[tuple[str, str, Source]]:
    for table in design.tables:
        yield table.key, "", Source("table", table.key, f"the table {table.key}")


def _names_of_permissions(design: Design) -> Iterator[tuple[str, str, Source]]:
    for permission in design.permissions:
        name, colon, _ = permission.key.partition(":")
        if colon:
            words = f"the permission {permission.key}"
            yield name, "", Source("permission", permission.key, words)


def _names_of_paths(design: Design) -> Iterator[tuple[str, str, Source]]:
    owners = _owners(design)
    for path in known_paths(design):
        segments = path_segments(path)[len(prefix_of(path)) :]
        if segments and not is_parameter(segments[0]) and _is_collection(segments[0]):
            yield segments[0], "", Source(*owners[path], f"the path {path}")


def _is_collection(segment: str) -> bool:
    name = snake_case(segment)
    return bool(name) and name == plural(singular(name))


def _owners(design: Design) -> dict[str, tuple[str, str]]:
    """Per path the first item that names it, as kind and key."""
    found: dict[str, tuple[str, str]] = {}
    named = [(endpoint.item_key, "endpoint", endpoint.item_key) for endpoint in design.endpoints]
    named += [(access.endpoint, "access", access.endpoint) for access in design.accesses]
    named += [
        (operation.endpoint, "operation", operation.endpoint) for operation in design.operations
    ]
    named += [(step.endpoint, "flow", flow.key) for flow in design.flows for step in flow.steps]
    for key, kind, item in named:
        found.setdefault(split_endpoint_key(key)[1], (kind, item))
    return found


def _add_phrases(design: Design, found: dict[str, _Noun]) -> None:
    """Add nouns that a verb of some sentence acts on."""
    phrases, actors = _read_texts(design)
    names = _phrase_names(phrases, found)
    for phrase in phrases:
        if phrase.head in actors and not phrase.is_changed:
            continue
        noun = found.setdefault(names[phrase.head], _Noun(phrase.source))
        noun.weight += _ENOUGH if phrase.is_changed else 1


def _read_texts(design: Design) -> tuple[list[_Phrase], set[str]]:
    """What verbs act on, and the singular nouns that act (`a customer can`)."""
    phrases: list[_Phrase] = []
    actors: set[str] = set()
    for source, text in _texts(design):
        words = words_in(text[:_TEXT])
        actors |= {singular(words[at - 1]) for at in range(1, len(words)) if words[at] in ACTING}
        phrases += _phrases_in(words, source)
    return phrases, actors


def _phrase_names(phrases: list[_Phrase], known: Iterable[str]) -> dict[str, str]:
    """Per head its name: the only known one with that end, else two words if it always has two."""
    modifiers: dict[str, set[str]] = {}
    for phrase in phrases:
        modifiers.setdefault(phrase.head, set()).add(phrase.modifier)
    ending: dict[str, list[str]] = {}
    for name in known:
        ending.setdefault(name.rpartition("_")[2], []).append(name)
    names: dict[str, str] = {}
    for head, before in modifiers.items():
        (first, *others) = sorted(before)
        name = f"{first}_{head}" if first and not others else head
        same_end = ending.get(head, [])
        names[head] = same_end[0] if len(same_end) == 1 else name
    return names


def _texts(design: Design) -> Iterator[tuple[Source, str]]:
    for requirement in design.requirements:
        for text in dict.fromkeys((requirement.title, requirement.text)):
            yield Source("requirement", requirement.key, f"the text of {requirement.key}"), text
    for flow in design.flows:
        for step in flow.steps:
            if step.needs_backend is not False:
                yield Source("flow", flow.key, f"the text of {flow.key}"), step.text


def _phrases_in(words: list[str], source: Source) -> Iterator[_Phrase]:
    for at, word in enumerate(words):
        verb = verb_of(word)
        if verb is None or verb in NOUNS or not _is_active(words, at):
            continue
        phrase = _phrase_after(words, at + 1)
        if phrase:
            yield _Phrase(phrase, not only_reads(verb) or word == "list", source)


def _is_active(words: list[str], at: int) -> bool:
    """Whether a form of a verb is used as one, neither negated nor as a noun or participle."""
    if words[at].endswith("ed") or (at > 0 and words[at - 1] in ARTICLES | BEING):
        return False
    return NEGATIONS.isdisjoint(words[max(0, at - 2) : at])


def _phrase_after(words: list[str], start: int) -> tuple[str, ...]:
    """One or two words that name what a verb acts on; empty where no name follows it.

    A single thing counts after an article or a like word only (`an order`, not `order`).
    """
    found: list[str] = []
    is_singled_out = False
    for at in range(start, min(len(words), start + _REACH)):
        word = words[at].removesuffix("'s")
        if not found and word in _SKIPPED:
            is_singled_out = True
        elif word == "of" and found and found[-1] in SURFACES:
            found.clear()
        elif _ends_phrase(word, found):
            break
        else:
            found.append(word)
    if not _is_name(found):
        return ()
    return tuple(found) if is_singled_out or is_plural(found[-1]) else ()


def _ends_phrase(word: str, found: list[str]) -> bool:
    if word in _STOPS or word in _SKIPPED or word.isdigit():
        return True
    return bool(found) and (verb_of(word) is not None or is_plural(found[-1]))


def _is_name(words: list[str]) -> bool:
    return (
        0 < len(words) <= _MOST_WORDS
        and words[-1] not in SURFACES
        and all(_is_word(word) for word in words)
    )


def _is_word(word: str) -> bool:
    letters = word.isascii() and word.isalpha() and len(word) >= _SHORTEST_WORD
    return letters and not word.endswith("ly") and word not in NEGATIONS
