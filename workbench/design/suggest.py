"""Suggesting the endpoints that requirements, flows, screens and the dictionary ask for (W5.1).

Nothing is guessed that cannot be named: each suggestion says which words of which document it
stands on. The same design always gives the same suggestions, and taking them all leaves none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import get_args

from workbench.design.design import Design
from workbench.design.endpoints import Endpoint, EndpointKind, Method
from workbench.design.flows import Flow, Screen
from workbench.design.handoff import ApiStyle
from workbench.design.ids import is_plural, plural, singular, snake_case, split_endpoint_key
from workbench.design.requirements import Requirement
from workbench.design.scope import Scope, scope_of
from workbench.design.suggest_paths import (
    METHODS,
    PathMaker,
    bare_shape,
    kind_of,
    places_of,
    shapes_of,
)
from workbench.design.suggest_reading import Vocabulary, Wish
from workbench.design.suggest_words import kinds_of, words_in

#: Reasons kept per suggestion; more would not convince anybody better.
_REASONS = 8
_EXCERPT = 140


@dataclass(frozen=True, slots=True)
class Reason:
    """One place in the documents that asks for an endpoint."""

    kind: str
    """Kind of the item that asks: requirement, flow, screen."""
    key: str
    words: str
    """What it says, in a sentence for people."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An endpoint that would serve something in scope."""

    endpoint: Endpoint
    reasons: tuple[Reason, ...]
    needed: bool
    """Whether it would serve a requirement that no endpoint serves yet."""

    @property
    def key(self) -> str:
        """Method and path."""
        return self.endpoint.item_key


@dataclass(frozen=True, slots=True)
class Unserved:
    """A requirement in scope that nothing serves and for which nothing can be suggested."""

    requirement: str
    why: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What the documents ask for beyond the inventory."""

    found: tuple[Suggestion, ...]
    unserved: tuple[Unserved, ...]


@dataclass
class _Wanted:
    """One endpoint in the making."""

    entity: str
    kind: EndpointKind
    noun: str = ""
    covers: dict[str, None] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)


def suggest(design: Design) -> Suggestions:
    """Endpoints that would cover what is in scope and that the inventory lacks.

    Linear in the documents' text. A GraphQL project gets none, because it has no paths.
    """
    if design.setup.api_style is ApiStyle.graphql:
        return Suggestions((), ())
    return _Suggester(design).run()


class _Suggester:
    def __init__(self, design: Design) -> None:
        self._design = design
        self._scope: Scope = scope_of(design)
        self._paths = PathMaker(design)
        self._there = shapes_of(design.endpoints)
        entities = [
            one
            for one in design.entities
            if self._scope.contains("entity", one.key) and self._paths.can_name(one.key)
        ]
        self._order = {one.key: at for at, one in enumerate(entities)}
        self._words = Vocabulary(entities)
        self._requirements = {
            one.key: one
            for one in design.requirements
            if one.key in self._scope.requirements and not one.no_backend_reason
        }
        texts = {key: _text_of(one) for key, one in self._requirements.items()}
        self._mentions = {key: self._words.mentioned(text) for key, text in texts.items()}
        self._wishes = {key: tuple(self._words.wishes(text)) for key, text in texts.items()}
        self._wanted: dict[tuple[str, EndpointKind, str], _Wanted] = {}
        self._stated: dict[tuple[str, str], _Wanted] = {}

    def run(self) -> Suggestions:
        for key, wishes in self._wishes.items():
            for wish in wishes:
                self._want(wish, [key], Reason("requirement", key, _says(key, wish)))
        for flow in self._design.flows:
            if self._scope.contains("flow", flow.key):
                self._read_flow(flow)
        for screen in self._design.screens:
            if self._scope.contains("screen", screen.key):
                self._read_screen(screen)
        served = {key for one in self._design.endpoints for key in one.covers}
        served |= {key for one in self._design.webhooks for key in one.covers}
        self._settle()
        self._read_the_rest(served)
        self._settle()
        found = tuple(self._made(served))
        served |= {key for one in found for key in one.endpoint.covers}
        unserved = tuple(
            Unserved(key, self._why_not(key)) for key in self._requirements if key not in served
        )
        return Suggestions(found, unserved)

    def _read_flow(self, flow: Flow) -> None:
        covers = [key for key in flow.covers if key in self._requirements]
        for number, step in enumerate(flow.steps, 1):
            if step.endpoint:
                words = f"{flow.key}, step {number} names it"
                self._state(step.endpoint, covers, Reason("flow", flow.key, words))
            elif covers and step.needs_backend is not False:
                for wish in self._words.wishes(step.text):
                    words = f"{flow.key}, step {number} says “{wish.words}”"
                    fitting = self._fitting(covers, wish.entity, wish.kind)
                    self._want(wish, fitting, Reason("flow", flow.key, words))

    def _read_screen(self, screen: Screen) -> None:
        covers = [key for key in screen.covers if key in self._requirements]
        if not covers:
            flows = {one.key: one for one in self._design.flows if one.key in set(screen.flows)}
            covers = list(
                dict.fromkeys(
                    key
                    for flow in flows.values()
                    for key in flow.covers
                    if key in self._requirements
                )
            )
        if not covers:
            return
        for wish, words in self._shown(screen):
            fitting = self._fitting(covers, wish.entity, wish.kind)
            self._want(wish, fitting, Reason("screen", screen.key, words))

    def _shown(self, screen: Screen) -> Iterator[tuple[Wish, str]]:
        title = words_in(screen.title)
        named = self._words.mentioned(screen.title)
        kinds = [kind for verb in self._words.verbs(screen.title) for kind in kinds_of(verb)]
        fields: dict[str, list[str]] = {}
        for one in screen.fields:
            entity, _, attribute = one.attribute.partition(".")
            if entity in self._order and attribute:
                fields.setdefault(entity, []).append(attribute)
        main = max(fields, key=lambda one: len(fields[one])) if fields else None
        for entity in named or ([main] if main else []):
            many = named.get(entity, False) or "list" in title or "history" in title
            shown = EndpointKind.list if many else EndpointKind.read
            kind = kinds[0] if kinds and entity in named else shown
            if kind is EndpointKind.read and many:
                kind = EndpointKind.list
            if kind is EndpointKind.action:
                kind = shown
            attributes = fields.get(entity, [])
            words = f"{screen.key} “{screen.title or screen.key}” shows {entity}"
            if attributes:
                words += f" ({', '.join(attributes[:4])}{' …' if len(attributes) > 4 else ''})"  # noqa: PLR2004
            yield Wish(entity, kind, screen.title), words

    def _fitting(self, covers: list[str], entity: str, kind: EndpointKind) -> list[str]:
        """Of a flow's or screen's requirements those that want this, else that speak of it."""
        wanting = [
            key
            for key in covers
            if any(one.entity == entity and one.kind is kind for one in self._wishes[key])
        ]
        return wanting or [key for key in covers if entity in self._mentions[key]] or covers

    def _read_the_rest(self, served: set[str]) -> None:
        """A requirement that only mentions an entity needs at least to read it."""
        asked = {key for one in self._wanted.values() for key in one.covers}
        asked |= {key for one in self._stated.values() for key in one.covers}
        for key in self._requirements:
            if key in served or key in asked:
                continue
            for entity, many in list(self._mentions[key].items())[:1]:
                kind = EndpointKind.list if many else EndpointKind.read
                words = f"{key} speaks of {entity} without a verb that is known here"
                self._want(Wish(entity, kind, entity), [key], Reason("requirement", key, words))

    def _want(self, wish: Wish, covers: Iterable[str], reason: Reason) -> None:
        address = (wish.entity, wish.kind, wish.noun)
        wanted = self._wanted.setdefault(address, _Wanted(*address))
        _add(wanted, covers, reason)

    def _state(self, key: str, covers: Iterable[str], reason: Reason) -> None:
        method, path = split_endpoint_key(key)
        if method in get_args(Method) and path.startswith("/") and " " not in path:
            shape = bare_shape(method, path)
            known = next((one for one in self._stated if bare_shape(*one) == shape), None)
            wanted = self._stated.setdefault(
                known or (method, path), _Wanted("", kind_of(method, path))
            )
            _add(wanted, covers, reason)

    def _settle(self) -> None:
        """Put what words ask for to the endpoint that a flow names for it."""
        stated: dict[tuple[str, str], _Wanted] = {}
        for one, wanted in self._stated.items():
            for place in places_of(*one):
                stated.setdefault(place, wanted)
        for address, wanted in list(self._wanted.items()):
            shapes = sorted(self._paths.same_place(wanted.entity, wanted.kind, wanted.noun))
            named = next((stated[one] for one in shapes if one in stated), None)
            if named is not None:
                if not named.entity:
                    named.covers = dict.fromkeys(
                        self._fitting(list(named.covers), wanted.entity, wanted.kind)
                    )
                _join(named, wanted)
                del self._wanted[address]

    def _made(self, served: set[str]) -> Iterator[Suggestion]:
        seen = set(self._there)
        for (method, path), wanted in self._stated.items():
            if bare_shape(method, path) not in self._there:
                seen.update(places_of(method, path))
                words = _description(wanted) if wanted.entity else ""
                yield self._suggestion(method, path, words, wanted, served)
        order = list(EndpointKind)
        for wanted in sorted(
            self._wanted.values(),
            key=lambda one: (self._order[one.entity], order.index(one.kind), one.noun),
        ):
            shapes = self._paths.same_place(wanted.entity, wanted.kind, wanted.noun)
            if wanted.covers and seen.isdisjoint(shapes):
                seen |= shapes
                path = self._paths.path(wanted.entity, wanted.kind, wanted.noun)
                words = _description(wanted)
                yield self._suggestion(METHODS[wanted.kind], path, words, wanted, served)

    def _suggestion(
        self,
        method: str,
        path: str,
        words: str,
        wanted: _Wanted,
        served: set[str],
    ) -> Suggestion:
        covers = tuple(key for key in self._requirements if key in wanted.covers)
        endpoint = Endpoint.model_validate(
            {
                "method": method,
                "path": path,
                "kind": wanted.kind,
                "covers": covers,
                "description": words,
                "inferred": ("covers",) if covers else (),
            }
        )
        reasons = list(wanted.reasons)
        parent = self._paths.parent(wanted.entity)
        if parent is not None and (method, path) not in self._stated:
            words = f"{wanted.entity} means nothing without {parent}, so it stands below it"
            reasons = [*reasons[: _REASONS - 1], Reason("entity", wanted.entity, words)]
        return Suggestion(
            endpoint, tuple(reasons[:_REASONS]), any(key not in served for key in covers)
        )

    def _why_not(self, key: str) -> str:
        if not self._design.entities:
            return "There is no data dictionary, so its words name nothing to make a path of."
        if not self._mentions[key]:
            return "It names no entity of the data dictionary."
        return "What it asks for is in the inventory already, but no endpoint there says so."


def _add(wanted: _Wanted, covers: Iterable[str], reason: Reason) -> None:
    wanted.covers.update(dict.fromkeys(covers))
    if len(wanted.reasons) < _REASONS and reason not in wanted.reasons:
        wanted.reasons.append(reason)


def _join(named: _Wanted, wanted: _Wanted) -> None:
    """What the words ask for is what a flow names already."""
    named.entity, named.kind, named.noun = wanted.entity, wanted.kind, wanted.noun
    named.covers.update(wanted.covers)
    named.reasons += [one for one in wanted.reasons if one not in named.reasons]


def _text_of(requirement: Requirement) -> str:
    parts = (requirement.title, requirement.text, *requirement.criteria)
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _says(key: str, wish: Wish) -> str:
    words = wish.words if len(wish.words) <= _EXCERPT else wish.words[:_EXCERPT] + "…"
    return f"{key} says “{words}”"


def _description(wanted: _Wanted) -> str:
    name = snake_case(wanted.entity).replace("_", " ")
    one, many = singular(name.replace(" ", "_")), plural(name.replace(" ", "_"))
    one, many = one.replace("_", " "), many.replace("_", " ")
    article = "an" if one[:1] in "aeio" else "a"
    match wanted.kind:
        case EndpointKind.list:
            return f"List {many}"
        case EndpointKind.read:
            return f"Read {article} {one}"
        case EndpointKind.create:
            return f"Create {article} {one}"
        case EndpointKind.update:
            return f"Change {article} {one}"
        case EndpointKind.delete:
            return f"Delete {article} {one}"
    noun = wanted.noun.replace("_", " ")
    what = f"{noun} of {article} {one}"
    return f"Add to the {what}" if is_plural(wanted.noun) else f"Record the {what}"
