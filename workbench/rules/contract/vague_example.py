"""A named example has no value or more than one.

What it checks: An example object has either a value or the URL of one.

Why it matters: The two exclude each other. Given both, tools differ in which they show; given
neither, they show nothing.

How to fix: Keep `value`, or `externalValue` if the example is too large for the document.

Good: `examples: {small: {value: {id: 1}}}`

Bad: `examples: {small: {summary: A small one.}}`

Source: Spectral oas3-examples-value-or-externalValue; OpenAPI, Example Object.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.contract import Component
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS

_VALUES = ("value", "externalValue", "dataValue", "serializedValue")
#: OpenAPI 3.2 has the data beside the form in which it is sent.
_PAIRS = (["externalValue", "dataValue"], ["dataValue", "serializedValue"])
Place = tuple[str | int, ...]


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at the examples of media types, parameters and headers, and at shared ones."""
    if isinstance(item, Component) and item.section == "examples":
        yield from _check(item, item.body, ("body",))
        return
    written = facts.written(item)
    holders = [(media.path, media.body) for media in written.media]
    holders += [(parameter.path, parameter.body) for parameter in written.parameters]
    for path, body in holders:
        examples = body.get("examples")
        for name, example in examples.items() if isinstance(examples, dict) else ():
            yield from _check(item, example, (*path, "examples", str(name)))


def _check(item: Item, example: object, where: Place) -> Iterator[Found]:
    if not isinstance(example, dict) or "$ref" in example:
        return
    has = [word for word in _VALUES if word in example]
    if not has:
        yield found(item, "the example has no value", *where)
    elif len(has) > 1 and has not in _PAIRS:
        yield found(item, f"the example has both {' and '.join(has)}; keep one", *where)


RULE = define(__name__, __doc__, "API-54", Level.quality, check_item=check, kinds=CONTRACT_KINDS)
