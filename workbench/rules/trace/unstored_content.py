"""A content type is not stored anywhere.

What it checks: Every content type is stored by a dictionary entity (the one it names, or the one
of the same name) or by a table of the same name, or states where else it is stored.

Why it matters: Content that screens show but nobody stores ends up hard-coded in clients, where
changing a word takes a release.

How to fix: Name the entity that stores it, add one, or state where it is stored: a content
management system, the clients' repository.

Good: content type `Delivery note` and entity `DeliveryNote`

Bad: content type `Delivery note` without an entity of that name or a storage location

Source: workbench content model conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.content_links import EntityNames
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts


def check(facts: Facts) -> Iterator[Found]:
    """Look for an entity, a table or a stated place."""
    names = EntityNames(facts.design)
    for content_type in facts.design.content_types:
        if content_type.kept_in or names.keeping(content_type)[0]:
            continue
        if facts.table_names.find(content_type.key) is None:
            message = f"content type `{content_type.key}` has no entity, table or stated storage"
            yield found(content_type, message)


RULE = define(
    __name__, __doc__, "TRC-34", Level.quality, check=check, needs=("content_types", "entities")
)
