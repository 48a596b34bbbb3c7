"""A response property has no source.

What it checks: Every value in a response that is backed by a table is stored in a column or an
attribute, or states where else it comes from (`x-source`, `x-computed`).

Why it matters: Whoever builds the endpoint has nothing to fill the property from.

How to fix: State the column in `x-source`, or how the value is computed in `x-computed`.

Good: `total: {type: integer, x-source: orders.total_minor}`

Bad: `loyaltyScore: {type: integer}` that is stored nowhere

Source: workbench.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.ids import snake_case
from workbench.design.openapi_view import schema_name
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.names.fields import dictionary_names, names_of_field
from workbench.rules.lib.openapi.operations import flatten, properties_of
from workbench.rules.lib.openapi.properties import columns_of, written_properties

_STATED = (
    "x-source",
    "x-column",
    "x-computed",
    "x-derived",
    "x-integration",
    "const",
    "writeOnly",
)
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
#: Members of envelopes around what a table keeps.
_FRAME = frozenset(
    {"pagination", "meta", "links", "error", "errors", "page", "paging", "page_info", "_links"}
)


def check(facts: Facts) -> Iterator[Found]:
    """Look at the scalar properties of what is answered."""
    known = dictionary_names(facts)
    columns = {snake_case(column.partition(".")[2]) for column in facts.columns}
    answered = answered_schemas(facts)
    for shown in written_properties(facts):
        if shown.holder and shown.holder not in answered:
            continue
        if any(snake_case(name) in _FRAME for name in shown.names):
            continue
        body = {**flatten(facts.view, shown.place.body), **shown.place.body}
        stated = body.get("type")
        types = set(map(str, stated if isinstance(stated, list) else [stated]))
        if not types & _SCALARS or any(word in body for word in _STATED):
            continue
        names = names_of_field(snake_case(shown.place.name))
        if not columns_of(facts, shown) and not names & known and not names & columns:
            message = f"response property `{shown.place.name}` has no column and no stated source"
            yield found(shown.item, message, *shown.place.path)


def answered_schemas(facts: Facts) -> set[str]:
    """Names of the schemas that successful answers show, directly or inside others."""
    waiting = [
        schema_name(ref)
        for operation in facts.operations
        for _, body in operation.success_schemas()
        for ref in _refs(body.schema)
    ]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if not name or name in seen:
            continue
        seen.add(name)
        schema = facts.design.find("schema", name)
        waiting.extend(schema_name(ref) for ref in _refs(getattr(schema, "body", None)))
    return seen


def _refs(schema: object) -> Iterator[str]:
    stack = [schema]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            stack.extend(properties_of(node).values())
            for word in ("allOf", "oneOf", "anyOf"):
                part = node.get(word)
                stack.extend(part if isinstance(part, list) else ())
            stack.append(node.get("items"))


RULE = define(
    __name__,
    __doc__,
    "TRC-11",
    Level.quality,
    check=check,
    needs=("tables", "entities", "operations"),
)
