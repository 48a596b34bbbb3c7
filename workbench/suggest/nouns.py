"""What a design speaks of while it has no data dictionary: nouns, each with where it stands.

They stand in for the dictionary's entities until there is one. A noun counts where a screen's
field, a permission, a path or a table names it, or where a sentence does something with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.design.design import Design
from workbench.design.dictionary import Attribute, Entity
from workbench.design.endpoints import EndpointKind
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
    kinds_of,
    verb_of,
    words_in,
)

#: More would be a dictionary, and that is written by people.
_MOST = 60
_TEXT = 2_000
_LONGEST = 3
_SHORTEST = 3
_STOPS = PREPOSITIONS | PRONOUNS | ACTING | BEING | BREAKS | NEGATIONS | ADVERBS
_READS = frozenset({EndpointKind.list, EndpointKind.read})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a noun was found."""

    kind: str
    key: str
    words: str


@dataclass
class _Noun:
    source: Source
    weight: int = 0
    attributes: dict[str, None] = field(default_factory=dict)
    heads: Counter[str] = field(default_factory=Counter)


def nouns_of(design: Design) -> dict[str, tuple[Entity, Source]]:
    """Stand-ins for entities by name, in the order of the documents; empty with a dictionary.

    Linear in the documents' text; at most sixty.
    """
    if design.entities:
        return {}
    found: dict[str, _Noun] = {}
    for name, attribute, source in _stated(design):
        noun = found.setdefault(singular(name), _Noun(source))
        noun.weight = 2
        if attribute:
            noun.attributes[attribute] = None
    _read(design, found)
    chosen = [name for name in found if found[name].weight > 1][:_MOST]
    return {
        name: (
            Entity(
                key=name.replace("_", " "),
                attributes=tuple(
                    Attribute(name=attribute_name) for attribute_name in found[name].attributes
                ),
            ),
            found[name].source,
        )
        for name in chosen
    }


def _stated(design: Design) -> Iterator[tuple[str, str, Source]]:
    """Names that stand by themselves, with an attribute where one is named too."""
    for screen in design.screens:
        for shown in screen.fields:
            name, dot, attribute = shown.attribute.partition(".")
            if dot and snake_case(name):
                words = f"the screen's field {shown.attribute}"
                yield snake_case(name), attribute, Source("screen", screen.key, words)
    for table in design.tables:
        if snake_case(table.key):
            yield snake_case(table.key), "", Source("table", table.key, f"the table {table.key}")
    for permission in design.permissions:
        name, colon, _ = permission.key.partition(":")
        if colon and snake_case(name):
            words = f"the permission {permission.key}"
            yield snake_case(name), "", Source("permission", permission.key, words)
    owners = _owners(design)
    for path in known_paths(design):
        segments = path_segments(path)[len(prefix_of(path)) :]
        if segments and not is_parameter(segments[0]) and _is_collection(segments[0]):
            yield snake_case(segments[0]), "", Source(*owners[path], f"the path {path}")


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


def _read(design: Design, found: dict[str, _Noun]) -> None:
    """Nouns with which a sentence does something; a name of two words where it always is one."""
    phrases: list[tuple[tuple[str, ...], bool, Source]] = []
    actors: set[str] = set()
    for source, text in _texts(design):
        words = words_in(text[:_TEXT])
        actors |= {words[at - 1] for at in range(1, len(words)) if words[at] in ACTING}
        phrases += [(phrase, strong, source) for phrase, strong in _objects(words)]
    before: dict[str, set[str]] = {}
    for phrase, _, _ in phrases:
        head = singular(phrase[-1])
        before.setdefault(head, set()).add(phrase[-2] if len(phrase) > 1 else "")
    people = {singular(actor) for actor in actors}
    ends: dict[str, list[str]] = {}
    for name in found:
        ends.setdefault(name.rpartition("_")[2], []).append(name)
    for phrase, strong, source in phrases:
        head = singular(phrase[-1])
        (first, *others) = sorted(before[head])
        name = f"{first}_{head}" if first and not others else head
        stated = ends.get(head, [])
        name = stated[0] if len(stated) == 1 else name
        if head in people and not strong:
            continue
        noun = found.setdefault(name, _Noun(source))
        noun.weight += 2 if strong else 1


def _texts(design: Design) -> Iterator[tuple[Source, str]]:
    for requirement in design.requirements:
        for text in dict.fromkeys((requirement.title, requirement.text)):
            yield Source("requirement", requirement.key, f"the words of {requirement.key}"), text
    for flow in design.flows:
        for step in flow.steps:
            if step.needs_backend is not False:
                yield Source("flow", flow.key, f"the words of {flow.key}"), step.text


def _objects(words: list[str]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """What verbs act on, and whether they make, change or list it, which one sees too."""
    for at, word in enumerate(words):
        verb = verb_of(word)
        if verb is None or word.endswith("ed") or (at and words[at - 1] in ARTICLES | BEING):
            continue
        if NEGATIONS.intersection(words[max(0, at - 2) : at]):
            continue
        phrase = _phrase(words, at + 1)
        if phrase and verb not in NOUNS:
            yield phrase, not set(kinds_of(verb)) <= _READS or word == "list"


def _phrase(words: list[str], start: int) -> tuple[str, ...]:
    found: list[str] = []
    counted = False
    skipped = ARTICLES | MANY | QUALIFIERS
    for at in range(start, min(len(words), start + 6)):
        word = words[at].removesuffix("'s")
        if word in skipped and not found:
            counted = True
            continue
        if word == "of" and found and found[-1] in SURFACES:
            found.clear()
            continue
        if word in _STOPS or word in skipped or word.isdigit():
            break
        if found and (verb_of(word) or is_plural(found[-1])):
            break
        found.append(word)
    name = tuple(found[-2:]) if len(found) < _LONGEST else ()
    if not name or name[-1] in SURFACES or not all(_is_word(part) for part in name):
        return ()
    return name if counted or is_plural(name[-1]) else ()


def _is_word(word: str) -> bool:
    letters = word.isascii() and word.isalpha() and len(word) >= _SHORTEST
    return letters and not word.endswith("ly") and word not in NEGATIONS
