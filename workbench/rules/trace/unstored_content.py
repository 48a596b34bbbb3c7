"""A type of content is kept nowhere.

What it checks: Every type of content is kept by an entity of the dictionary (the one it names, or
the one of its name), by a table of its name, or says where else it is kept.

Why it matters: Content that screens show and nobody stores is written into the clients, where a
change of wording takes a release.

How to fix: Name the entity that keeps it, add one, or say where it is kept: a content system, the
repository of the clients.

Good: content type `Delivery note` and entity `DeliveryNote`

Bad: content type `Delivery note`, and neither an entity of that name nor a place

Source: our own; the content model of a handoff (W3).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.content_links import EntityNames
from workbench.design.package import Level
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define, found


def check(facts: Facts) -> Iterator[Found]:
    """Look for an entity, a table or a stated place."""
    names = EntityNames(facts.design)
    for one in facts.design.content_types:
        if one.kept_in or names.keeping(one)[0]:
            continue
        if facts.table_names.find(one.key) is None:
            message = f"nothing says where `{one.key}` is kept, and no entity has its name"
            yield found(one, message)


RULE = define(
    __name__, __doc__, "TRC-34", Level.quality, check=check, needs=("content_types", "entities")
)
