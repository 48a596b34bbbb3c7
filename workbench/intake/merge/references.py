"""References between the items of a handoff: spellings resolved, dead ends and circles named."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from typing import Any

from workbench.design.dictionary import Entity
from workbench.design.flows import Screen
from workbench.design.requirements import Requirement
from workbench.intake.markdown.identifiers import canonical
from workbench.intake.result import Note, NoteLevel, ReadItem

#: Kind → its fields that hold keys, and the kind those keys are of.
_FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "requirement": (("stories", "story"), ("depends_on", "requirement"), ("parent", "requirement")),
    "story": (("covers", "requirement"),),
    "flow": (("covers", "requirement"), ("stories", "story")),
    "screen": (("covers", "requirement"), ("flows", "flow")),
    "content_type": (("covers", "requirement"), ("flows", "flow"), ("screens", "screen")),
    "feedback_channel": (("covers", "requirement"), ("flows", "flow"), ("screens", "screen")),
    "endpoint": (("covers", "requirement"),),
    "webhook": (("covers", "requirement"),),
    "access": (("permissions", "permission"),),
}
#: Kinds whose keys are identifiers with spellings.
_SPELT = frozenset({"requirement", "story", "flow"})
_MAX_NOTES = 300


def check_references(items: list[ReadItem]) -> tuple[list[ReadItem], list[Note]]:
    """Write references in the spelling of what they refer to; note those that lead nowhere.

    A kind of which nothing is defined at all is not checked: its document was not given.
    """
    resolver = _Resolver(items)
    made = [resolver.resolved(read) for read in items]
    notes = [*resolver.notes, *_missing_in_dictionary(made), *_circles(made)]
    return made, notes[:_MAX_NOTES]


class _Resolver:
    """Keys of everything that is defined, by kind and by what their spellings share."""

    def __init__(self, items: Iterable[ReadItem]) -> None:
        self.notes: list[Note] = []
        self._keys: dict[str, set[str]] = {}
        self._spellings: dict[tuple[str, str], list[str]] = {}
        for read in items:
            key = read.item.item_key
            self._keys.setdefault(read.kind, set()).add(key)
            if read.kind in _SPELT:
                self._spellings.setdefault((read.kind, canonical(key)), []).append(key)

    def resolved(self, read_item: ReadItem) -> ReadItem:
        """The item with its references in the spelling of what they refer to."""
        update: dict[str, Any] = {}
        for name, target in _FIELDS.get(read_item.kind, ()):
            value = getattr(read_item.item, name)
            wanted = value if isinstance(value, tuple) else ((value,) if value else ())
            if not wanted or target not in self._keys:
                continue
            found = [self._resolve(key, read_item, target) for key in wanted]
            if list(wanted) != found:
                update[name] = tuple(dict.fromkeys(found)) if isinstance(value, tuple) else found[0]
        return (
            replace(read_item, item=read_item.item.model_copy(update=update))
            if update
            else read_item
        )

    def _resolve(self, key: str, read_item: ReadItem, target: str) -> str:
        if key in self._keys[target]:
            return key
        # Only identifiers have spellings; `a b` and `a-b` are names of different things.
        numbered = any(map(str.isdigit, key))
        same = self._spellings.get((target, canonical(key)), []) if numbered else []
        if len(same) == 1:
            message = (
                f"{read_item.address.key} refers to {key}; it is defined as {same[0]}, so the "
                "reference is changed to that"
            )
            self.notes.append(Note(read_item.source, read_item.line, NoteLevel.info, message))
            return same[0]
        message = (
            f"{read_item.kind} {read_item.address.key} refers to {target} {key}, which is not "
            "defined in these documents. Define it, or correct the reference."
        )
        self.notes.append(Note(read_item.source, read_item.line, NoteLevel.warning, message))
        return key


def _missing_in_dictionary(items: Iterable[ReadItem]) -> Iterator[Note]:
    """Notes on attributes of screens and targets of relations that no entity defines."""
    entities = {read.item.key: read.item for read in items if isinstance(read.item, Entity)}
    if not entities:
        return
    addresses = {
        f"{key}.{attribute.name}"
        for key, entity in entities.items()
        for attribute in entity.attributes
    }
    for read in items:
        if isinstance(read.item, Screen):
            messages = _missing_attributes(read.item, addresses)
        elif isinstance(read.item, Entity):
            messages = _missing_targets(read.item, entities)
        else:
            continue
        for message in messages:
            yield Note(read.source, read.line, NoteLevel.warning, message)


def _missing_attributes(screen: Screen, addresses: Container[str]) -> Iterator[str]:
    for field in screen.fields:
        if field.attribute and not field.derived and field.attribute not in addresses:
            yield (
                f"{screen.key}: {field.name} comes from {field.attribute}, which is not in "
                "the data dictionary. Add it or correct the reference."
            )


def _missing_targets(entity: Entity, entities: Container[str]) -> Iterator[str]:
    for relation in entity.relationships:
        if relation.target not in entities:
            yield (
                f"{entity.key} relates to {relation.target}, which is not an entity in these "
                "documents. Define it or correct the relation."
            )


def _circles(items: Iterable[ReadItem]) -> Iterator[Note]:
    requirements = {read.item.key: read for read in items if isinstance(read.item, Requirement)}
    for name, word in (("depends_on", "depends on itself"), ("parent", "is its own parent")):
        links: dict[str, list[str]] = {}
        for key, requirement in requirements.items():
            value = getattr(requirement.item, name)
            targets = value if isinstance(value, tuple) else ((value,) if value else ())
            links[key] = [target for target in targets if target in requirements]
        for circle in find_circles(links):
            first = requirements[circle[0]]
            way = " → ".join([*circle, circle[0]])
            yield Note(
                first.source,
                first.line,
                NoteLevel.warning,
                f"{circle[0]} {word} in a circle: {way}",
            )


def find_circles(links: dict[str, list[str]]) -> list[list[str]]:
    """Circles in a graph, each once, found in linear time; not every circle of a knot."""
    done: set[str] = set()
    circles: list[list[str]] = []
    for start, first in links.items():
        if start in done:
            continue
        path: list[str] = []
        places: dict[str, int] = {}
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(first))]
        path.append(start)
        places[start] = 0
        while stack:
            _, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                key, _ = stack.pop()
                path.pop()
                del places[key]
                done.add(key)
            elif target in places:
                circles.append(path[places[target] :])
            elif target not in done:
                places[target] = len(path)
                path.append(target)
                stack.append((target, iter(links[target])))
    return circles
