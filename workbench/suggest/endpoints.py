"""Suggesting the endpoints that requirements, flows, screens and the dictionary ask for.

Each suggestion cites the words of the documents that it is derived from. The same design always
gives the same suggestions, and adding them all leaves none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.design.design import Design
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.handoff import ApiStyle
from workbench.design.ids import plural, singular, snake_case
from workbench.suggest.path_shapes import METHODS, bare_shape, places_of, shapes_of
from workbench.suggest.requested import Reason, RequestedEndpoint, RequestedEndpoints

#: Most reasons per suggestion.
_REASONS = 8


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

    @property
    def place(self) -> tuple[str, str]:
        """What it means, whatever its prefix, variables and spelling become."""
        return bare_shape(self.endpoint.method, self.endpoint.path)


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
        self._there = shapes_of(design.endpoints)

    def run(self) -> Suggestions:
        served = {key for endpoint in self._design.endpoints for key in endpoint.covers}
        served |= {key for webhook in self._design.webhooks for key in webhook.covers}
        self._requests = requests = RequestedEndpoints(self._design, served)
        found = tuple(self._suggestions(served))
        served |= {
            key for suggestion in found if suggestion.needed for key in suggestion.endpoint.covers
        }
        unserved = tuple(
            Unserved(key, self._why_not(key)) for key in requests.requirements if key not in served
        )
        return Suggestions(found, unserved)

    def _suggestions(self, served: set[str]) -> Iterator[Suggestion]:
        requests, seen = self._requests, set(self._there)
        for (method, path), requested in requests.stated.items():
            if bare_shape(method, path) not in self._there:
                seen.update(places_of(method, path))
                words = _description(requested) if requested.entity else ""
                yield self._suggestion(method, path, words, requested, served)
        for requested in requests.in_order():
            shapes = requests.paths.same_place(requested.entity, requested.kind, requested.noun)
            if (requested.covers or not requests.requirements) and seen.isdisjoint(shapes):
                seen |= shapes
                path = requests.paths.path(requested.entity, requested.kind, requested.noun)
                words = _description(requested)
                yield self._suggestion(METHODS[requested.kind], path, words, requested, served)

    def _suggestion(
        self, method: str, path: str, words: str, requested: RequestedEndpoint, served: set[str]
    ) -> Suggestion:
        covers = tuple(key for key in self._requests.requirements if key in requested.covers)
        endpoint = Endpoint.model_validate(
            {
                "method": method,
                "path": path,
                "kind": requested.kind,
                "covers": covers,
                "description": words,
                "inferred": ("covers",) if covers else (),
            }
        )
        needed = requested.explicit and any(key not in served for key in covers)
        last = self._path_reasons(method, path, requested)
        reasons = [*requested.reasons[: _REASONS - len(last)], *last]
        return Suggestion(endpoint, tuple(reasons), needed)

    def _path_reasons(self, method: str, path: str, requested: RequestedEndpoint) -> list[Reason]:
        """Why its path is what it is: below another one, or of a noun that no dictionary has."""
        requests, found = self._requests, []
        if (method, path) in requests.stated:
            return []
        parent = requests.paths.parent(requested.entity)
        if parent is not None:
            words = f"{requested.entity} belongs to {parent}, so its path is nested below it"
            found.append(Reason("entity", requested.entity, words))
        source = requests.sources.get(requested.entity)
        if source is not None:
            words = f"There is no data dictionary; “{requested.entity}” comes from {source.words}"
            found.append(Reason(source.kind, source.key, words))
        return found

    def _why_not(self, key: str) -> str:
        requests = self._requests
        nameless = [
            mention for mention in requests.mentioned(key) if not requests.paths.can_name(mention)
        ]
        if nameless:
            return (
                f"It mentions {nameless[0]}, whose name has no letters that a path can contain. "
                "Add an English name to the dictionary, or write the endpoint yourself."
            )
        if requests.mentioned(key):
            return "A matching endpoint exists but is not linked to this requirement."
        if not self._design.entities:
            return (
                "There is no data dictionary, and the requirement names no resource and action "
                "to derive a path from."
            )
        return "It mentions no entity of the data dictionary."


def _description(requested: RequestedEndpoint) -> str:
    name = snake_case(requested.entity)
    single, many = (word.replace("_", " ") for word in (singular(name), plural(name)))
    article = "an" if single[:1] in "aeio" else "a"
    match requested.kind:
        case EndpointKind.list:
            return f"List {many}"
        case EndpointKind.read:
            return f"Read {article} {single}"
        case EndpointKind.create:
            return f"Create {article} {single}"
        case EndpointKind.update:
            return f"Update {article} {single}"
        case EndpointKind.delete:
            return f"Delete {article} {single}"
    noun = singular(requested.noun).replace("_", " ")
    return f"Record {'an' if noun[:1] in 'aeio' else 'a'} {noun} of {article} {single}"
