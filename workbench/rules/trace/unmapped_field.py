"""A screen field is not defined anywhere.

What it checks: Every screen field is an attribute of the dictionary or a property of the contract,
or is marked as derived.

Why it matters: A field that is drawn but not defined raises the same question from every developer
during construction.

How to fix: Name the attribute, mark the field as derived, or add it to the dictionary.

Good: `Total` → `Order.total`

Bad: `Delivery estimate` without an attribute

Source: workbench.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.ids import snake_case
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.names.fields import known_names, names_of_field


def check(facts: Facts) -> Iterator[Found]:
    """Compare names, whatever their style."""
    known = known_names(facts)
    for screen in facts.design.screens:
        for at, field in enumerate(screen.fields):
            if field.derived or field.attribute:
                continue
            if not names_of_field(snake_case(field.name)) & known:
                message = (
                    f"`{field.name}` is not an attribute or property and not marked as derived"
                )
                yield found(screen, message, "fields", at)


RULE = define(
    __name__, __doc__, "TRC-08", Level.quality, check=check, needs=("screens", "entities")
)
