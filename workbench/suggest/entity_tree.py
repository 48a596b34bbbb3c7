"""How entities depend on one another: which is below another, and which is only a part."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.design.design import Design
from workbench.design.dictionary import Entity, Relationship
from workbench.design.ids import singular, snake_case
from workbench.suggest.vocabulary import ACTING, words_in

_REFERS = re.compile(r"\b([A-Za-z]\w*)\.\w+")


class EntityTree:
    """The relations among a design's entities, as far as they decide on paths."""

    def __init__(self, entities: Iterable[Entity], design: Design) -> None:
        """Find parents and wholes; linear in the relationships of the entities."""
        self._entities = {entity.key: entity for entity in entities}
        self.names = {key: snake_case(key) for key in self._entities}
        """Names as snake_case; empty where a name has no letters that a path could hold."""
        self._actors = self._find_actors(design)
        self._pointing: dict[str, list[Entity]] = {}
        for entity in self._entities.values():
            for target in {relation.target for relation in entity.relationships}:
                self._pointing.setdefault(target, []).append(entity)
        self._above = self._relations()
        self._leading = {other for above in self._above.values() for other in above}
        self._children: dict[str, list[str]] = {}
        self._parents = self._find_parents()
        for key, parent in self._parents.items():
            self._children.setdefault(parent, []).append(key)
        self._wholes = {
            key: whole for key in self._entities if (whole := self._whole_of(key)) is not None
        }

    def parent(self, entity: str) -> str | None:
        """The entity without which this one means nothing, if there is one."""
        return self._parents.get(entity)

    def whole(self, entity: str) -> str | None:
        """The entity of which this one is a part: it is read and changed with it."""
        return self._wholes.get(entity)

    def children(self, entity: str) -> list[str]:
        """Entities whose parent is this one, in the dictionary's order."""
        return self._children.get(entity, [])

    def near(self, entity: str) -> list[str]:
        """Entities below which this one may be found in a path."""
        related = {relationship.target for relationship in self._entities[entity].relationships}
        related |= {other.key for other in self._pointing.get(entity, ())}
        return sorted(name for name in related if self.names.get(name))

    def name_below(self, entity: str, other: str) -> str:
        """The name of an entity below another, without the words that the other says already."""
        words, above = self.names[entity].split("_"), singular(self.names[other]).split("_")
        if words[: len(above)] == above:
            return "_".join(words[len(above) :]) or self.names[entity]
        if self._parents.get(entity) == other:
            while len(words) > 1 and above and words[0] == above[0]:
                words, above = words[1:], above[1:]
        return "_".join(words)

    def _find_actors(self, design: Design) -> set[str]:
        """Entities that act: what belongs to a person is not below that person."""
        names = {singular(snake_case(role.key)) for role in design.roles}
        names |= {singular(snake_case(flow.actor)) for flow in design.flows}
        for requirement in design.requirements:
            words = words_in(f"{requirement.title} {requirement.text}"[:400])
            names |= {singular(words[at - 1]) for at in range(1, len(words)) if words[at] in ACTING}
        return {key for key, name in self.names.items() if singular(name) in names}

    def _relations(self) -> dict[str, dict[str, bool]]:
        """Per entity those of which it has one each; whether it goes when they go."""
        found: dict[str, dict[str, bool]] = {key: {} for key in self._entities}
        for key, entity in self._entities.items():
            for relationship in entity.relationships:
                if relationship.target not in self._entities or relationship.target == key:
                    continue
                goes = "cascade" in relationship.on_delete.lower()
                if _many_to_one(relationship) and not self._optional(entity, relationship.target):
                    found[key][relationship.target] = (
                        found[key].get(relationship.target, False) or goes
                    )
                if _one_to_many(relationship):
                    child = found[relationship.target]
                    child[key] = child.get(key, False) or goes
        return found

    def _optional(self, entity: Entity, target: str) -> bool:
        """Whether the attribute that refers to an entity may be empty."""
        name = f"{singular(self.names[target])}_id"
        found = [
            attribute
            for attribute in entity.attributes
            if snake_case(attribute.name) == name
            or any(
                referred == target
                for referred in _REFERS.findall(f"{attribute.rule} {attribute.constraints}")
            )
        ]
        return bool(found) and all(candidate.required is False for candidate in found)

    def _find_parents(self) -> dict[str, str]:
        """Per entity its parent; two that would each be the other's parent have none."""
        found = {
            key: parent for key in self._entities if (parent := self._parent_of(key)) is not None
        }
        return {key: parent for key, parent in found.items() if found.get(parent) != key}

    def _parent_of(self, key: str) -> str | None:
        name = self.names[key]
        strong = [other for other in self._above[key] if self._means_nothing_without(key, other)]
        exact = [
            candidate
            for candidate in strong
            if name.startswith(singular(self.names[candidate]) + "_")
        ]
        first = name.split("_")[0]
        alike = [candidate for candidate in strong if self.names[candidate].split("_")[0] == first]
        chosen = exact or (alike if len(strong) > 1 else strong)
        if not name or len(chosen) != 1 or self._has_parent(chosen[0], key):
            return None
        return chosen[0]

    def _has_parent(self, key: str, child: str) -> bool:
        """Whether the parent has a parent itself: two levels are the most."""
        return any(
            other not in {key, child} and self._means_nothing_without(key, other)
            for other in self._above[key]
        )

    def _means_nothing_without(self, key: str, other: str) -> bool:
        if not self.names[other] or other not in self._above[key]:
            return False
        prefix = singular(self.names[other]) + "_"
        if self._above[key][other] or self.names[key].startswith(prefix):
            return True
        return key not in self._leading and other not in self._actors

    def _whole_of(self, key: str) -> str | None:
        """The other side of a 1:1 relation that this entity refers to and goes with."""
        entity = self._entities[key]
        wholes = [
            other
            for other in sorted(self._one_to_one(entity))
            if self.names.get(other) and self._refers(entity, other)
        ]
        if len(wholes) != 1 or self._refers(self._entities[wholes[0]], key):
            return None
        return wholes[0]

    def _one_to_one(self, entity: Entity) -> set[str]:
        """Other entities in a 1:1 relation with this one, whichever of them states it."""
        targets = {each.target for each in entity.relationships if _is_one_to_one(each)}
        stating = {
            other.key
            for other in self._pointing.get(entity.key, ())
            if any(
                relationship.target == entity.key and _is_one_to_one(relationship)
                for relationship in other.relationships
            )
        }
        return (targets | stating) - {entity.key}

    def _refers(self, entity: Entity, other: str) -> bool:
        name = f"{singular(self.names[other])}_id"
        return any(snake_case(attribute.name) == name for attribute in entity.attributes)


def _many_to_one(relationship: Relationship) -> bool:
    text = relationship.cardinality.lower().replace(" ", "").replace("..", "")
    return text.startswith(("n:1", "m:1", "many-to-one", "*:1")) or "belongsto" in text


def _one_to_many(relationship: Relationship) -> bool:
    text = relationship.cardinality.lower().replace(" ", "").replace("..", "")
    return text.startswith(("1:n", "1:m", "1:*", "one-to-many", "1:0n", "1:1n")) or (
        "hasmany" in text
    )


def _is_one_to_one(relationship: Relationship) -> bool:
    text = relationship.cardinality.lower().replace(" ", "").replace("..", "")
    return text.startswith(("1:1", "one-to-one")) and not text.startswith("1:1n")
