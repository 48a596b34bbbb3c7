"""Property names mix naming styles.

What it checks: Every property follows the case set in the set-up (camelCase or snake_case) or,
where it is not set, the case of at least 80% of the others. No two properties of one schema differ
only in case.

Why it matters: Mixed styles force users of the API to look up every name, and generated code needs
mappings.

How to fix: Rename the property in the style of the others.

Good: `createdAt`, `orderId`

Bad: `createdAt`, `order_id`

Source: zally 118, IBM property-case-convention and property-case-collision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.names.naming import is_camel, is_snake, to_camel, words_of

# Names with other signs (`@type`, `x-rate`, `_links`) follow a standard of their own.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_ENOUGH = 0.8

Place = tuple[Item, tuple[str | int, ...], str]


def check(facts: Facts) -> Iterator[Found]:
    """Collect the names, determine the style, and report what differs."""
    places = list(_places(facts))
    style = facts.setup.property_case or usual_case([name for _, _, name in places])
    fits = {"camelCase": is_camel, "snake_case": is_snake}.get(style)
    for item, path, name in places:
        if fits is not None and not fits(name):
            wanted = to_camel(name) if style == "camelCase" else "_".join(words_of(name))
            yield found(item, f"property `{name}` is not {style}; use `{wanted}`", *path)
    yield from _collisions(facts)


def _places(facts: Facts) -> Iterator[Place]:
    for item, place in facts.contract_index.properties:
        if _PLAIN.match(place.name):
            yield item, place.path, place.name


def usual_case(names: list[str]) -> str:
    """The usual style of names of several words; empty where there is none."""
    snake = sum(1 for name in names if "_" in name and is_snake(name))
    camel = sum(1 for name in names if name != name.lower() and is_camel(name))
    # PascalCase and other styles count in the total, but the set-up does not offer them.
    total = sum(1 for name in names if "_" in name or name != name.lower())
    if total and camel >= _ENOUGH * total:
        return "camelCase"
    if total and snake >= _ENOUGH * total:
        return "snake_case"
    return ""


def _collisions(facts: Facts) -> Iterator[Found]:
    for item, path, (first, name) in facts.contract_index.collisions:
        yield found(item, f"`{first}` and `{name}` differ only in case", *path)


RULE = define(__name__, __doc__, "API-21", Level.quality, check=check)
