"""What the documents ask an API to do: wishes of requirements, flows, screens and lifecycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import get_args

from workbench.design.design import Design
from workbench.design.dictionary import Entity
from workbench.design.endpoints import EndpointKind, Method
from workbench.design.flows import Flow, Screen
from workbench.design.ids import snake_case, split_endpoint_key
from workbench.design.requirements import Requirement
from workbench.design.scope import Scope, scope_of
from workbench.suggest.entity_tree import EntityTree
from workbench.suggest.nouns import Source, nouns_of
from workbench.suggest.path_shapes import bare_shape, kind_of, places_of
from workbench.suggest.paths import PathMaker
from workbench.suggest.sentences import Vocabulary, Wish
from workbench.suggest.vocabulary import (
    NOUNS,
    OF_SCREENS,
    ROWS,
    STATUS_CHANGES,
    is_english,
    kinds_of,
    verb_of,
    words_in,
)

_REASONS = 8
_EXCERPT = 140
_FIELDS = 4
_PART_OF = {
    EndpointKind.read: EndpointKind.read,
    EndpointKind.create: EndpointKind.update,
    EndpointKind.update: EndpointKind.update,
    EndpointKind.delete: EndpointKind.update,
}
_LOOKS = (EndpointKind.list, EndpointKind.read)
_SYSTEM = frozenset({"System", "system", "Backend", "Server"})
_WRITES = (EndpointKind.create, EndpointKind.update, EndpointKind.delete)


@dataclass(frozen=True, slots=True)
class Reason:
    """One place in the documents that asks for an endpoint."""

    kind: str
    """Kind of the item that asks: requirement, flow, screen, entity, access …"""
    key: str
    words: str
    """What it says, in a sentence for people."""


@dataclass
class Wanted:
    """One endpoint in the making."""

    entity: str
    kind: EndpointKind
    noun: str = ""
    covers: dict[str, None] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    firm: bool = True
    """Whether words ask for it; else it only fits what the dictionary or the screens say."""


class Asked:
    """Everything that a design's documents ask for, put together per endpoint."""

    def __init__(self, design: Design, served: set[str]) -> None:
        """Read all documents once; `served` are requirements that need nothing more."""
        self._design = design
        self._scope: Scope = scope_of(design)
        nouns = nouns_of(design)
        self.sources: dict[str, Source] = {noun.key: source for noun, source in nouns.values()}
        """Where the name of a thing stands for which there is no dictionary."""
        entities = [
            *(entity for entity in design.entities if self._scope.contains("entity", entity.key)),
            *(noun for noun, _ in nouns.values()),
        ]
        self._tree = EntityTree(entities, design)
        self.paths = PathMaker(design, self._tree)
        self._entities = {entity.key: entity for entity in entities}
        self._order = {entity.key: at for at, entity in enumerate(entities)}
        self._words = Vocabulary(entities)
        self.requirements: dict[str, Requirement] = {
            requirement.key: requirement
            for requirement in design.requirements
            if requirement.key in self._scope.requirements and not requirement.no_backend_reason
        }
        self._texts = {key: _text_of(requirement) for key, requirement in self.requirements.items()}
        self._mentions = {key: self._words.mentioned(text) for key, text in self._texts.items()}
        self._wishes = {
            key: [self._fitted(wish) for wish in self._words.wishes(text)]
            for key, text in self._texts.items()
        }
        foreign = [key for key, text in self._texts.items() if not is_english(text)]
        self._foreign = len(foreign) * 2 > len(self._texts)
        self._wanted: dict[tuple[str, EndpointKind, str], Wanted] = {}
        self.stated: dict[tuple[str, str], Wanted] = {}
        """Endpoints that a document names by method and path."""
        self._shapes: dict[tuple[str, str], tuple[str, str]] = {}
        self._read(served)

    def mentioned(self, requirement: str) -> list[str]:
        """Entities that a requirement speaks of."""
        return list(self._mentions[requirement])

    def in_order(self) -> list[Wanted]:
        """What words ask for and no document names: by entity, then by kind, firm ones first."""
        order = list(EndpointKind)
        return sorted(
            (wanted for wanted in self._wanted.values() if self.paths.can_name(wanted.entity)),
            key=lambda wanted: (
                not wanted.firm,
                self._order[wanted.entity],
                order.index(wanted.kind),
                wanted.noun,
            ),
        )

    def _read(self, served: set[str]) -> None:
        for key, wishes in self._wishes.items():
            for wish in wishes:
                self._want(wish, [key], Reason("requirement", key, _says(key, wish.words)))
        for flow in self._design.flows:
            if self._scope.contains("flow", flow.key):
                self._read_flow(flow)
        for screen in self._design.screens:
            if self._scope.contains("screen", screen.key):
                self._read_screen(screen)
        self._read_names()
        self._settle()
        self._read_the_rest(served)
        self._read_lifecycles()
        self._read_dictionary()
        self._settle()
        self._weigh()

    def _fitted(self, wish: Wish) -> Wish:
        """A wish for a part asks for the whole; one for what has an entity of its own, for that."""
        whole = self._tree.whole(wish.entity)
        if whole is not None and wish.kind in _PART_OF:
            return Wish(whole, _PART_OF[wish.kind], wish.words, "", wish.verb)
        if wish.kind is EndpointKind.action:
            for child in self._tree.children(wish.entity):
                if self._tree.name_below(child, wish.entity) in {
                    wish.noun,
                    wish.noun.removesuffix("s"),
                }:
                    return Wish(child, EndpointKind.create, wish.words, "", wish.verb)
        return wish

    def _read_flow(self, flow: Flow) -> None:
        covers = [key for key in flow.covers if key in self.requirements]
        for number, step in enumerate(flow.steps, 1):
            if step.endpoint:
                words = f"{flow.key}, step {number} names it"
                self._state(step.endpoint, covers, Reason("flow", flow.key, words))
            elif covers and step.needs_backend is not False:
                self._read_step(flow, number, step.text, covers)

    def _read_step(self, flow: Flow, number: int, text: str, covers: list[str]) -> None:
        wishes = [self._fitted(found_wish) for found_wish in self._words.wishes(text)]
        by_system = words_in(text)[:1] == ["system"] or flow.steps[number - 1].actor in _SYSTEM
        for wish in wishes:
            if by_system and wish.kind not in _LOOKS:
                continue
            if wish.verb in OF_SCREENS and not self._words.knows_state(wish.entity, wish.verb):
                continue
            words = f"{flow.key}, step {number}: “{wish.words}”"
            fitting = self._fitting(covers, wish.entity, wish.kind)
            self._want(wish, fitting, Reason("flow", flow.key, words))
        if not wishes and self._foreign and not is_english(text):
            for entity in self._words.mentioned(text):
                words = f"{flow.key}, step {number} mentions {entity}; {_UNREAD}"
                self._look(entity, covers, Reason("flow", flow.key, words))

    def _look(self, entity: str, covers: list[str], reason: Reason) -> None:
        """Both ways of reading, where words cannot tell which one is meant."""
        for kind in _LOOKS:
            fitting = self._fitting(covers, entity, kind)
            self._want(self._fitted(Wish(entity, kind, entity)), fitting, reason)

    def _read_screen(self, screen: Screen) -> None:
        covers = [key for key in screen.covers if key in self.requirements]
        if not covers:
            flows = [
                candidate for candidate in self._design.flows if candidate.key in set(screen.flows)
            ]
            all_of_them = (key for flow in flows for key in flow.covers)
            covers = [key for key in dict.fromkeys(all_of_them) if key in self.requirements]
        if not covers:
            return
        for wish, words in self._shown(screen):
            fitting = self._fitting(covers, wish.entity, wish.kind)
            self._want(self._fitted(wish), fitting, Reason("screen", screen.key, words))

    def _shown(self, screen: Screen) -> Iterator[tuple[Wish, str]]:
        title = words_in(screen.title)
        named = self._words.mentioned(screen.title)
        verbs = self._words.verbs(screen.title)
        fields: dict[str, list[str]] = {}
        for shown in screen.fields:
            entity, _, attribute = shown.attribute.partition(".")
            known = entity if entity in self._order else _spoken(entity)
            if known in self._order and attribute:
                fields.setdefault(known, []).append(attribute)
        main = max(fields, key=lambda name: len(fields[name])) if fields else None
        rows = ROWS.intersection(words_in(" ".join(text for _, text in screen.states)))
        for entity in named or ([main] if main else []):
            many = named.get(entity, False) or "list" in title or "history" in title
            many = many or bool(rows and main == entity and not named)
            words = f"{screen.key} “{screen.title or screen.key}” shows {entity}"
            attributes = fields.get(entity, [])
            if attributes:
                more = " …" if len(attributes) > _FIELDS else ""
                words += f" ({', '.join(attributes[:_FIELDS])}{more})"
            if self._foreign and not many and not is_english(screen.title):
                for kind in _LOOKS:
                    yield Wish(entity, kind, screen.title), f"{words}; {_UNREAD}"
                continue
            kinds = [(kind, verb) for verb in verbs for kind in kinds_of(verb)]
            yield self._titled(screen, entity, kinds if entity in named else [], many=many), words
        yield from self._below(screen, fields, {*named, *([main] if main else [])})

    def _titled(
        self,
        screen: Screen,
        entity: str,
        kinds: list[tuple[EndpointKind, str]],
        *,
        many: bool,
    ) -> Wish:
        shown = EndpointKind.list if many else EndpointKind.read
        kind, verb = kinds[0] if kinds else (shown, "")
        if kind is EndpointKind.action or (kind is EndpointKind.read and many):
            kind = shown
        return Wish(entity, kind, screen.title, "", verb)

    def _below(
        self, screen: Screen, fields: dict[str, list[str]], shown: set[str]
    ) -> Iterator[tuple[Wish, str]]:
        """Lists below what a screen shows, of things that are written on their own."""
        for entity, attributes in fields.items():
            parent = self._tree.parent(entity)
            alone = any((entity, kind, "") in self._wanted for kind in _WRITES)
            if entity not in shown and parent in {*fields, *shown} and alone:
                words = f"{screen.key} “{screen.title or screen.key}” shows {entity}"
                words += f" ({', '.join(attributes[:_FIELDS])}) with {parent}"
                yield Wish(entity, EndpointKind.list, screen.title), words

    def _fitting(self, covers: list[str], entity: str, kind: EndpointKind) -> list[str]:
        """Of a flow's or screen's requirements those that want this, else that speak of it."""
        wanting = [
            key
            for key in covers
            if any(wish.entity == entity and wish.kind is kind for wish in self._wishes[key])
        ]
        return wanting or [key for key in covers if entity in self._mentions[key]] or covers

    def _read_names(self) -> None:
        """Endpoints that the permission model or the contract names and the inventory lacks."""
        there = {endpoint.item_key for endpoint in self._design.endpoints}
        for access in self._design.accesses:
            if access.endpoint not in there:
                reason = Reason("access", access.endpoint, "The permission model names it")
                self._state(access.endpoint, (), reason)
        for operation in self._design.operations:
            if operation.endpoint not in there:
                reason = Reason("operation", operation.endpoint, "The contract describes it")
                self._state(operation.endpoint, (), reason)

    def _read_the_rest(self, served: set[str]) -> None:
        """A requirement that only mentions an entity needs at least to read it."""
        asked = {key for wanted in self._wanted.values() for key in wanted.covers}
        asked |= {key for stated in self.stated.values() for key in stated.covers}
        for key in self.requirements:
            if key in served or key in asked:
                continue
            for entity, many in list(self._mentions[key].items())[:1]:
                words = f"{key} mentions {entity} but no recognised action"
                reason = Reason("requirement", key, words)
                if self._foreign and not is_english(self._texts[key]):
                    self._look(entity, [key], Reason("requirement", key, f"{words}; {_UNREAD}"))
                    continue
                kind = EndpointKind.list if many else EndpointKind.read
                self._want(self._fitted(Wish(entity, kind, entity)), [key], reason)

    def _read_lifecycles(self) -> None:
        """Transitions whose state tells an action (`approved`) that nothing asks for yet."""
        for entity in self._entities.values():
            if (entity.key, EndpointKind.action, STATUS_CHANGES) in self._wanted:
                continue
            speaking = [key for key, found in self._mentions.items() if entity.key in found]
            for noun, state in _actions_of(entity):
                address = (entity.key, EndpointKind.action, noun)
                words = f"{entity.key} has the lifecycle state {state}"
                reason = Reason("entity", entity.key, words)
                if address in self._wanted:
                    _add(self._wanted[address], (), reason)
                elif speaking:
                    wanted = self._wanted[address] = Wanted(*address, firm=False)
                    _add(wanted, speaking, reason)

    def _read_dictionary(self) -> None:
        """Where no requirement says what is done with them, entities can at least be read."""
        if self._design.requirements:
            return
        for entity in self._entities.values():
            if self._tree.whole(entity.key) is not None or "system" in entity.source.lower():
                continue
            words = (
                f"The dictionary defines {entity.key}, but no requirement says what happens to it"
            )
            for kind in _LOOKS:
                reason = Reason("entity", entity.key, words)
                self._want(Wish(entity.key, kind, entity.key), (), reason)

    def _weigh(self) -> None:
        """One of a nested list is read with its list; on its own it is only a possibility."""
        for (entity, kind, noun), wanted in self._wanted.items():
            if kind is EndpointKind.read and self._tree.parent(entity) is not None:
                wanted.firm = (entity, EndpointKind.list, noun) not in self._wanted

    def _want(self, wish: Wish, covers: Iterable[str], reason: Reason) -> None:
        address = (wish.entity, wish.kind, wish.noun)
        wanted = self._wanted.setdefault(address, Wanted(*address))
        _add(wanted, covers, reason)

    def _state(self, key: str, covers: Iterable[str], reason: Reason) -> None:
        method, path = split_endpoint_key(key)
        if method in get_args(Method) and path.startswith("/") and " " not in path:
            shape = bare_shape(method, path)
            address = self._shapes.setdefault(shape, (method, path))
            wanted = self.stated.setdefault(address, Wanted("", kind_of(method, path)))
            _add(wanted, covers, reason)

    def _settle(self) -> None:
        """Put what words ask for to the endpoint that a document names for it."""
        stated: dict[tuple[str, str], Wanted] = {}
        for endpoint, wanted in self.stated.items():
            for place in places_of(*endpoint):
                stated.setdefault(place, wanted)
        for address, wanted in list(self._wanted.items()):
            if not self.paths.can_name(wanted.entity):
                continue
            shapes = sorted(self.paths.same_place(wanted.entity, wanted.kind, wanted.noun))
            named = next((stated[shape] for shape in shapes if shape in stated), None)
            if named is not None:
                if not named.entity:
                    named.covers = dict.fromkeys(
                        self._fitting(list(named.covers), wanted.entity, wanted.kind)
                    )
                _join(named, wanted)
                del self._wanted[address]


_UNREAD = "its language has no recognised verbs"


def _actions_of(entity: Entity) -> Iterator[tuple[str, str]]:
    """Nouns of the actions that lead to a state, with that state, in the lifecycle's order."""
    reached = {target for state in entity.states for target in state.transitions}
    for state in entity.states:
        verb = verb_of(words_in(state.name)[-1]) if words_in(state.name) else None
        if state.name in reached and verb in NOUNS:
            yield NOUNS[verb], state.name


def _spoken(name: str) -> str:
    return snake_case(name).replace("_", " ")


def _add(wanted: Wanted, covers: Iterable[str], reason: Reason) -> None:
    wanted.covers.update(dict.fromkeys(covers))
    if len(wanted.reasons) < _REASONS and reason not in wanted.reasons:
        wanted.reasons.append(reason)


def _join(named: Wanted, wanted: Wanted) -> None:
    """What the words ask for is what a document names already."""
    named.entity, named.kind, named.noun = wanted.entity, wanted.kind, wanted.noun
    named.covers.update(wanted.covers)
    named.reasons += [reason for reason in wanted.reasons if reason not in named.reasons]


def _text_of(requirement: Requirement) -> str:
    parts = (requirement.title, requirement.text, *requirement.criteria)
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _says(key: str, words: str) -> str:
    said = words if len(words) <= _EXCERPT else words[:_EXCERPT] + "…"
    return f"{key} says “{said}”"
