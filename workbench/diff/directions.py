"""Which way a schema travels: what callers send, what they receive, or both.

The same change breaks callers on one way and is harmless on the other, so every component is
followed from the operations that use it, through references, in both designs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.design.design import Design
from workbench.design.openapi_view import references

REQUEST = 1
RESPONSE = 2
BOTH = REQUEST | RESPONSE

_PREFIX = "#/components/"


@dataclass(frozen=True)
class Directions:
    """Per component (`schemas/Order`), the ways it travels in either design; 0 if unused."""

    ways: dict[str, int]

    @classmethod
    def of(cls, old: Design, new: Design) -> Directions:
        """Follow every reference of both designs; time linear in their size."""
        ways: dict[str, int] = {}
        for design in (old, new):
            _Walk(design, ways).run()
        return cls(ways)

    def of_schema(self, name: str) -> int:
        """Ways of a component schema."""
        return self.ways.get(f"schemas/{name}", 0)

    def of_component(self, key: str) -> int:
        """Ways of another component, by its key `responses/NotFound`."""
        if key.startswith(("parameters/", "requestBodies/")):
            return REQUEST
        if key.startswith("responses/"):
            return RESPONSE
        return self.ways.get(key, 0)


class _Walk:
    def __init__(self, design: Design, ways: dict[str, int]) -> None:
        self.ways = ways
        self.targets = {f"schemas/{one.key}": _targets(one.body) for one in design.schemas}
        self.targets |= {one.item_key: _targets(one.body) for one in design.components}
        self.design = design

    def run(self) -> None:
        for operation in self.design.operations:
            for member, value in operation.body.items():
                way = {"responses": RESPONSE, "callbacks": BOTH}.get(member, REQUEST)
                self.follow(_targets(value), way)
        for webhook in self.design.webhooks:
            # A webhook's request is what its receivers get: the caller's response side.
            self.follow(_targets(webhook.path_item), RESPONSE)
        if self.design.contract:
            self.follow(_targets(self.design.contract.path_items), REQUEST)

    def follow(self, start: frozenset[str], way: int) -> None:
        queue = list(start)
        while queue:
            target = queue.pop()
            known = self.ways.get(target, 0)
            if known | way == known:
                continue
            self.ways[target] = known | way
            queue.extend(self.targets.get(target, ()))


def _targets(value: Any) -> frozenset[str]:
    found = set()
    for _, ref in references(value):
        if ref.startswith(_PREFIX):
            section, _, rest = ref[len(_PREFIX) :].partition("/")
            found.add(f"{section}/{rest.partition('/')[0]}")
    return frozenset(found)
