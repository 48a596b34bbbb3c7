"""A screen shows data that no response contains.

What it checks: Every screen field that is not derived is a property of some response or request,
or a parameter.

Why it matters: The screen cannot be built from what the backend returns.

How to fix: Add the property to the response that the screen uses, or mark the field as derived.

Good: field `Total`, and `Order.total` in a response

Bad: field `Delivery date`, and no response with it

Source: workbench design checklist.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.ids import snake_case
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.names.fields import contract_names, names_of_field


def check(facts: Facts) -> Iterator[Found]:
    """Compare the fields with all names in the contract, and with columns that it shows."""
    known = contract_names(facts)
    for screen in facts.design.screens:
        for at, field in enumerate(screen.fields):
            if field.derived:
                continue
            entity, _, attribute = field.attribute.rpartition(".")
            names = names_of_field(snake_case(field.name))
            if attribute:
                name = snake_case(attribute)
                names |= names_of_field(name) | {f"{snake_case(entity)}_{name}"}
                names |= {f"{name}_minor", f"{name}_amount"}
            if not names & known:
                detail = f" ({field.attribute})" if attribute else ""
                message = f"no response contains `{field.name}`{detail}"
                yield found(screen, message, "fields", at)


RULE = define(
    __name__, __doc__, "TRC-24", Level.quality, check=check, needs=("screens", "operations")
)
