"""A public id can be guessed.

What it checks: Path parameters that identify a resource are not integers.

Why it matters: Anyone who sees order 1041 can try 1042, and learns how many orders there are.

How to fix: Use UUIDs as public ids.

Good: `orderId: {type: string, format: uuid}`

Bad: `orderId: {type: integer}`

Source: vacuum owasp-no-numeric-ids; workbench naming conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import words_of
from workbench.rules.lib.openapi.operations import flatten


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at the path parameters that are named like ids."""
    operation = facts.operation(item)
    for parameter in operation.parameters:
        if parameter.place != "path" or words_of(parameter.name)[-1:] != ("id",):
            continue
        if flatten(facts.view, parameter.body.get("schema")).get("type") in ("integer", "number"):
            place = operation.place(*parameter.pointer)
            yield found(
                item,
                f"path parameter `{parameter.name}` is a sequential number; use a UUID",
                *place,
            )


RULE = define(__name__, __doc__, "AUT-19", Level.advice, check_item=check, kinds=("operation",))
