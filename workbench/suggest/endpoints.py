"""Suggesting the endpoints that requirements, flows, screens and the dictionary ask for.

Nothing is guessed that cannot be named: each suggestion says which words of which document it
stands on. The same design always gives the same suggestions, and taking them all leaves none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.design.design import Design
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.handoff import ApiStyle
from workbench.design.ids import plural, singular, snake_case
from workbench.suggest.path_shapes import METHODS, bare_shape, places_of, shapes_of
from workbench.suggest.requested import Asked, Reason, Wanted

#: Reasons kept per suggestion; more would not convince anybody better.
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
        self._asked = asked = Asked(self._design, served)
        found = tuple(self._made(served))
        served |= {
            key for suggestion in found if suggestion.needed for key in suggestion.endpoint.covers
        }
        unserved = tuple(
            Unserved(key, self._why_not(key)) for key in asked.requirements if key not in served
        )
        return Suggestions(found, unserved)

    def _made(self, served: set[str]) -> Iterator[Suggestion]:
        asked, seen = self._asked, set(self._there)
        for (method, path), wanted in asked.stated.items():
            if bare_shape(method, path) not in self._there:
                seen.update(places_of(method, path))
                words = _description(wanted) if wanted.entity else ""
                yield self._suggestion(method, path, words, wanted, served)
        for wanted in asked.in_order():
            shapes = asked.paths.same_place(wanted.entity, wanted.kind, wanted.noun)
            if (wanted.covers or not asked.requirements) and seen.isdisjoint(shapes):
                seen |= shapes
                path = asked.paths.path(wanted.entity, wanted.kind, wanted.noun)
                words = _description(wanted)
                yield self._suggestion(METHODS[wanted.kind], path, words, wanted, served)

    def _suggestion(
        self, method: str, path: str, words: str, wanted: Wanted, served: set[str]
    ) -> Suggestion:
        covers = tuple(key for key in self._asked.requirements if key in wanted.covers)
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
        needed = wanted.firm and any(key not in served for key in covers)
        last = self._beside(method, path, wanted)
        reasons = [*wanted.reasons[: _REASONS - len(last)], *last]
        return Suggestion(endpoint, tuple(reasons), needed)

    def _beside(self, method: str, path: str, wanted: Wanted) -> list[Reason]:
        """Why its path is what it is: below another one, or of a noun that no dictionary has."""
        asked, found = self._asked, []
        if (method, path) in asked.stated:
            return []
        parent = asked.paths.parent(wanted.entity)
        if parent is not None:
            words = f"{wanted.entity} belongs to {parent}, so its path is nested below it"
            found.append(Reason("entity", wanted.entity, words))
        source = asked.sources.get(wanted.entity)
        if source is not None:
            words = f"There is no data dictionary; “{wanted.entity}” comes from {source.words}"
            found.append(Reason(source.kind, source.key, words))
        return found

    def _why_not(self, key: str) -> str:
        asked = self._asked
        nameless = [
            mention for mention in asked.mentioned(key) if not asked.paths.can_name(mention)
        ]
        if nameless:
            return (
                f"It mentions {nameless[0]}, whose name has no letters that a path can contain. "
                "Add an English name to the dictionary, or write the endpoint yourself."
            )
        if asked.mentioned(key):
            return "A matching endpoint exists but is not linked to this requirement."
        if not self._design.entities:
            return (
                "There is no data dictionary, and the requirement names no resource and action "
                "to derive a path from."
            )
        return "It mentions no entity of the data dictionary."


def _description(wanted: Wanted) -> str:
    name = snake_case(wanted.entity)
    single, many = (word.replace("_", " ") for word in (singular(name), plural(name)))
    article = "an" if single[:1] in "aeio" else "a"
    match wanted.kind:
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
    noun = singular(wanted.noun).replace("_", " ")
    return f"Record {'an' if noun[:1] in 'aeio' else 'a'} {noun} of {article} {single}"
