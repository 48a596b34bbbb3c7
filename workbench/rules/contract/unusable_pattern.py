"""A pattern is not a valid regular expression.

What it checks: Every `pattern` is a regular expression that compiles.

Why it matters: Validators refuse the whole schema, or silently skip the pattern.

How to fix: Correct the expression, and escape brackets that are meant literally.

Good: `pattern: "^[A-Z]{3}$"`

Bad: `pattern: "[A-Z"`

Source: workbench; JSON Schema requires ECMA-262 regular expressions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS
from workbench.rules.lib.openapi.validators import is_pattern


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Try every pattern; the engine is bounded, so a hostile one does no harm."""
    for place in facts.written(item).schemas:
        pattern = place.body.get("pattern")
        if pattern is not None and not is_pattern(pattern):
            yield found(
                item,
                f"pattern `{pattern}` is not a valid regular expression",
                *place.path,
                "pattern",
            )


RULE = define(__name__, __doc__, "API-48", Level.quality, check_item=check, kinds=CONTRACT_KINDS)
