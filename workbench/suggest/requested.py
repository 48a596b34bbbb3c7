"""The endpoints that a design's documents ask for, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import get_args

from workbench.design.design import Design
from workbench.design.dictionary import Entity
from workbench.design.endpoints import EndpointKind, Method
from workbench.design.flows import Flow, Screen, Step
from workbench.design.ids import split_endpoint_key
from workbench.design.requirements import Requirement
from workbench.design.scope import Scope, scope_of
from workbench.suggest.entity_tree import EntityTree
from workbench.suggest.nouns import Source, nouns_of
from workbench.suggest.path_shapes import bare_shape, kind_of, places_of
from workbench.suggest.paths import PathMaker
from workbench.suggest.requirement_texts import RequirementTexts, redirected
from workbench.suggest.screens import ScreenReader
from workbench.suggest.sentences import Intent, SentenceReader
from workbench.suggest.vocabulary import (
    NOUNS,
    OF_SCREENS,
    READING_KINDS,
    STATUS_CHANGES,
    UNRECOGNISED_LANGUAGE,
    is_english,
    verb_of,
    words_in,
)

_MOST_REASONS = 8
_EXCERPT = 140
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
class RequestedEndpoint:
    """One endpoint that something asks for."""

    entity: str
    """Empty while no text says which entity an endpoint named by a document is about."""
    kind: EndpointKind
    noun: str = ""
    """For an action: what it records, `cancellations`."""
    covers: dict[str, None] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    explicit: bool = True
    """Whether words ask for it; else it only fits what the dictionary or the screens say."""

    def add(self, covers: Iterable[str], reason: Reason) -> None:
        """Record who asks for it."""
        self.covers.update(dict.fromkeys(covers))
        if len(self.reasons) < _MOST_REASONS and reason not in self.reasons:
            self.reasons.append(reason)

    def merge(self, other: RequestedEndpoint) -> None:
        """Join another request for the same endpoint, which says what it is for."""
        self.entity, self.kind, self.noun = other.entity, other.kind, other.noun
        self.covers.update(other.covers)
        self.reasons += [reason for reason in other.reasons if reason not in self.reasons]


class RequestedEndpoints:
    """Everything that a design's documents ask for, put together per endpoint."""

    def __init__(self, design: Design, served: set[str]) -> None:
        """Read all documents once; `served` are requirements that need nothing more."""
        self._design = design
        self._scope: Scope = scope_of(design)
        nouns = nouns_of(design)
        self.sources: dict[str, Source] = {noun.key: source for noun, source in nouns.values()}
        """Without a data dictionary: where the name of each entity was found."""
        entities = [
            *(entity for entity in design.entities if self._scope.contains("entity", entity.key)),
            *(noun for noun, _ in nouns.values()),
        ]
        self._entities = {entity.key: entity for entity in entities}
        self._order = {entity.key: at for at, entity in enumerate(entities)}
        self._tree = EntityTree(entities, design)
        self.paths = PathMaker(design, self._tree)
        self._sentences = SentenceReader(entities)
        self._texts = RequirementTexts(design, self._scope, self._sentences, self._tree)
        self._screens = ScreenReader(
            self._sentences,
            self._tree,
            self._entities,
            mostly_foreign=self._texts.mostly_foreign,
        )
        self._inferred: dict[tuple[str, EndpointKind, str], RequestedEndpoint] = {}
        self.stated: dict[tuple[str, str], RequestedEndpoint] = {}
        """Endpoints that a document names by method and path."""
        self._address_of_shape: dict[tuple[str, str], tuple[str, str]] = {}
        self._read(served)

    @property
    def requirements(self) -> dict[str, Requirement]:
        """Requirements in scope that need a backend, in the order of the documents."""
        return self._texts.requirements

    def mentioned(self, requirement: str) -> list[str]:
        """Entities that a requirement mentions."""
        return list(self._texts.mentions[requirement])

    def in_order(self) -> list[RequestedEndpoint]:
        """What words ask for and no document names: explicit first, by entity, then by kind."""
        order = list(EndpointKind)
        return sorted(
            (found for found in self._inferred.values() if self.paths.can_name(found.entity)),
            key=lambda found: (
                not found.explicit,
                self._order[found.entity],
                order.index(found.kind),
                found.noun,
            ),
        )

    def _read(self, served: set[str]) -> None:
        self._read_requirements()
        for flow in self._design.flows:
            if self._scope.contains("flow", flow.key):
                self._read_flow(flow)
        for screen in self._design.screens:
            if self._scope.contains("screen", screen.key):
                self._read_screen(screen)
        self._read_names()
        self._join_stated()
        self._read_mentions(served)
        self._read_lifecycles()
        self._read_dictionary()
        self._join_stated()
        self._mark_members_of_nested_lists()

    def _read_requirements(self) -> None:
        for key, intents in self._texts.intents.items():
            for intent in intents:
                reason = Reason("requirement", key, f"{key} says “{_excerpt(intent.words)}”")
                self._request(intent, [key], reason)

    def _read_flow(self, flow: Flow) -> None:
        covers = self._in_scope(flow.covers)
        for number, step in enumerate(flow.steps, 1):
            place = f"{flow.key}, step {number}"
            if step.endpoint:
                self._state(step.endpoint, covers, Reason("flow", flow.key, f"{place} names it"))
            elif covers and step.needs_backend is not False:
                self._read_step(flow, step, place, covers)

    def _read_step(self, flow: Flow, step: Step, place: str, covers: list[str]) -> None:
        found = [redirected(intent, self._tree) for intent in self._sentences.intents(step.text)]
        by_system = words_in(step.text)[:1] == ["system"] or step.actor in _SYSTEM
        for intent in found:
            if by_system and intent.kind not in READING_KINDS:
                continue
            if self._ends_dialogue(intent):
                continue
            fitting = self._texts.relevant(covers, intent.entity, intent.kind)
            self._request(intent, fitting, Reason("flow", flow.key, f"{place}: “{intent.words}”"))
        if not found and self._texts.mostly_foreign and not is_english(step.text):
            for entity in self._sentences.mentioned(step.text):
                words = f"{place} mentions {entity}; {UNRECOGNISED_LANGUAGE}"
                self._request_reading(entity, covers, Reason("flow", flow.key, words))

    def _ends_dialogue(self, intent: Intent) -> bool:
        """Whether the verb of a step only ends a dialogue on the screen."""
        verb = intent.verb
        return verb in OF_SCREENS and not self._sentences.knows_state(intent.entity, verb)

    def _request_reading(self, entity: str, covers: list[str], reason: Reason) -> None:
        """Both ways of reading, where words cannot tell which one is meant."""
        for kind in READING_KINDS:
            fitting = self._texts.relevant(covers, entity, kind)
            self._request(redirected(Intent(entity, kind, entity), self._tree), fitting, reason)

    def _read_screen(self, screen: Screen) -> None:
        covers = self._in_scope(screen.covers) or self._covered_by_flows(screen)
        if not covers:
            return
        for intent, words in self._screens.intents(screen, self._is_written):
            fitting = self._texts.relevant(covers, intent.entity, intent.kind)
            reason = Reason("screen", screen.key, words)
            self._request(redirected(intent, self._tree), fitting, reason)

    def _covered_by_flows(self, screen: Screen) -> list[str]:
        named = set(screen.flows)
        flows = [flow for flow in self._design.flows if flow.key in named]
        return self._in_scope(dict.fromkeys(key for flow in flows for key in flow.covers))

    def _in_scope(self, keys: Iterable[str]) -> list[str]:
        return [key for key in keys if key in self.requirements]

    def _is_written(self, entity: str) -> bool:
        return any((entity, kind, "") in self._inferred for kind in _WRITES)

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

    def _read_mentions(self, served: set[str]) -> None:
        """A requirement that only mentions an entity needs at least to read it."""
        asking = {key for found in self._inferred.values() for key in found.covers}
        asking |= {key for found in self.stated.values() for key in found.covers}
        for key in self.requirements:
            mentions = self._texts.mentions[key]
            if key in served or key in asking or not mentions:
                continue
            entity, many = next(iter(mentions.items()))
            words = f"{key} mentions {entity} but no recognised action"
            if self._texts.mostly_foreign and self._texts.is_foreign(key):
                reason = Reason("requirement", key, f"{words}; {UNRECOGNISED_LANGUAGE}")
                self._request_reading(entity, [key], reason)
                continue
            intent = Intent(entity, EndpointKind.list if many else EndpointKind.read, entity)
            reason = Reason("requirement", key, words)
            self._request(redirected(intent, self._tree), [key], reason)

    def _read_lifecycles(self) -> None:
        """Transitions whose state implies an action (`approved`) that nothing asks for yet."""
        for entity in self._entities.values():
            if (entity.key, EndpointKind.action, STATUS_CHANGES) in self._inferred:
                continue
            mentioning = [key for key, found in self._texts.mentions.items() if entity.key in found]
            for noun, state in _actions_of(entity):
                address = (entity.key, EndpointKind.action, noun)
                words = f"{entity.key} has the lifecycle state {state}"
                reason = Reason("entity", entity.key, words)
                if address in self._inferred:
                    self._inferred[address].add((), reason)
                elif mentioning:
                    requested = RequestedEndpoint(*address, explicit=False)
                    requested.add(mentioning, reason)
                    self._inferred[address] = requested

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
            for kind in READING_KINDS:
                reason = Reason("entity", entity.key, words)
                self._request(Intent(entity.key, kind, entity.key), (), reason)

    def _mark_members_of_nested_lists(self) -> None:
        """One of a nested list is read with its list; on its own it is only a possibility."""
        for (entity, kind, noun), requested in self._inferred.items():
            if kind is EndpointKind.read and self._tree.parent(entity) is not None:
                requested.explicit = (entity, EndpointKind.list, noun) not in self._inferred

    def _request(self, intent: Intent, covers: Iterable[str], reason: Reason) -> None:
        address = (intent.entity, intent.kind, intent.noun)
        requested = self._inferred.setdefault(address, RequestedEndpoint(*address))
        requested.add(covers, reason)

    def _state(self, key: str, covers: Iterable[str], reason: Reason) -> None:
        method, path = split_endpoint_key(key)
        if method in get_args(Method) and path.startswith("/") and " " not in path:
            shape = bare_shape(method, path)
            address = self._address_of_shape.setdefault(shape, (method, path))
            requested = RequestedEndpoint("", kind_of(method, path))
            self.stated.setdefault(address, requested).add(covers, reason)

    def _join_stated(self) -> None:
        """Join what words ask for with the endpoint that a document names for it."""
        stated: dict[tuple[str, str], RequestedEndpoint] = {}
        for endpoint, requested in self.stated.items():
            for place in places_of(*endpoint):
                stated.setdefault(place, requested)
        for address, requested in list(self._inferred.items()):
            if not self.paths.can_name(requested.entity):
                continue
            shapes = sorted(self.paths.same_place(requested.entity, requested.kind, requested.noun))
            named = next((stated[shape] for shape in shapes if shape in stated), None)
            if named is None:
                continue
            if not named.entity:
                covers = list(named.covers)
                relevant = self._texts.relevant(covers, requested.entity, requested.kind)
                named.covers = dict.fromkeys(relevant)
            named.merge(requested)
            del self._inferred[address]


def _actions_of(entity: Entity) -> Iterator[tuple[str, str]]:
    """Nouns of the actions that lead to a state, with that state, in the lifecycle's order."""
    reached = {target for state in entity.states for target in state.transitions}
    for state in entity.states:
        verb = verb_of(words_in(state.name)[-1]) if words_in(state.name) else None
        if state.name in reached and verb in NOUNS:
            yield NOUNS[verb], state.name


def _excerpt(words: str) -> str:
    return words if len(words) <= _EXCERPT else words[:_EXCERPT] + "…"
