"""An example or a default does not match its schema.

What it checks: Every example and default validates against the schema it belongs to.

Why it matters: People copy examples, and tools serve them as mock responses.

How to fix: Correct the value, or the schema if the value is right.

Good: `{type: integer, example: 3}`

Bad: `{type: integer, example: three}`

Source: Redocly no-invalid-media-type-examples and no-invalid-schema-examples, Spectral
oas3-valid-media-example and oas3-valid-schema-example.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.design.base import Item, JsonObject
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS

Value = tuple[tuple[str | int, ...], Any]

#: Media types whose examples are text in another language than JSON.
_OTHER = ("xml", "yaml", "csv", "html", "text/", "stream", "octet", "pdf", "image/", "ndjson")


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Validate media types, parameters and headers, then schemas."""
    written = facts.written(item)
    for media in written.media:
        values = _values(media.body, facts)
        if any(word in media.media_type.lower() for word in _OTHER):
            values = [value for value in values if not isinstance(value[1], str)]
        yield from _compare(
            item, facts, media.body.get("schema"), values, path=media.path, use=media.use
        )
    for parameter in written.parameters:
        yield from _compare(
            item,
            facts,
            parameter.body.get("schema"),
            _values(parameter.body, facts),
            path=parameter.path,
            use="request",
        )
    for place in written.schemas:
        yield from _compare(
            item, facts, place.body, _own(place.body), path=place.path, use="schema"
        )


def _values(body: JsonObject, facts: ItemFacts) -> list[Value]:
    values: list[Value] = []
    if "schema" not in body:
        return values
    if "example" in body:
        values.append((("example",), body["example"]))
    examples = body.get("examples")
    for name, raw in examples.items() if isinstance(examples, dict) else ():
        example = facts.view.deref(raw)
        if isinstance(example, dict) and "value" in example:
            place = (
                ("examples", str(name)) if example is not raw else ("examples", str(name), "value")
            )
            values.append((place, example["value"]))
    return values


def _own(schema: JsonObject) -> list[Value]:
    values: list[Value] = [
        ((word,), schema[word]) for word in ("example", "default") if word in schema
    ]
    examples = schema.get("examples")
    if isinstance(examples, list):
        values.extend((("examples", at), example) for at, example in enumerate(examples))
    return values


def _compare(
    item: Item,
    facts: ItemFacts,
    schema: Any,  # noqa: ANN401 - JSON has any shape
    values: list[Value],
    *,
    path: tuple[str | int, ...],
    use: str,
) -> Iterator[Found]:
    for place, value in values:
        errors = facts.checker.mismatches(schema, value, use)
        if errors:
            message = "; ".join(
                f"{'.'.join(map(str, error.path))}: {error.message}"
                if error.path
                else error.message
                for error in errors
            )
            yield found(item, message, *path, *place)


RULE = define(__name__, __doc__, "API-30", Level.quality, check_item=check, kinds=CONTRACT_KINDS)
