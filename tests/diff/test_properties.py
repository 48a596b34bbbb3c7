"""What holds for every two contracts, well formed or not."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.design.base import Item
from workbench.design.contract import Component, Contract, Operation, Schema
from workbench.design.design import Design
from workbench.design.ids import path_shape
from workbench.design.integrations import Webhook
from workbench.diff.compare import AffectedOperations, compare, verdict
from workbench.diff.schema.catalogue import RULES
from workbench.sql.type_widening import type_action

_WORDS = st.sampled_from(
    [
        "type",
        "format",
        "nullable",
        "enum",
        "const",
        "default",
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "required",
        "properties",
        "items",
        "additionalProperties",
        "patternProperties",
        "prefixItems",
        "not",
        "if",
        "then",
        "else",
        "contains",
        "minContains",
        "maxContains",
        "dependentRequired",
        "dependentSchemas",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
        "contentMediaType",
        "contentEncoding",
        "contentSchema",
        "allOf",
        "anyOf",
        "oneOf",
        "discriminator",
        "mapping",
        "propertyName",
        "readOnly",
        "writeOnly",
        "deprecated",
        "x-sunset",
        "x-stability-level",
        "x-extensible-enum",
        "$ref",
        "title",
        "description",
        "example",
        "$defs",
        "a",
        "b",
    ]
)
_OPERATION_WORDS = st.sampled_from(
    [
        "parameters",
        "requestBody",
        "responses",
        "security",
        "callbacks",
        "servers",
        "operationId",
        "tags",
        "deprecated",
        "x-sunset",
        "summary",
        "content",
        "schema",
        "required",
        "headers",
        "links",
        "200",
        "404",
        "application/json",
        "application/xml",
        "name",
        "in",
        "style",
        "explode",
        "get",
        "post",
        "url",
        "x-extra",
        "$ref",
    ]
)
_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from(
        [
            "string",
            "integer",
            "number",
            "array",
            "object",
            "null",
            "a",
            "b",
            "query",
            "path",
            "header",
            "2030-01-01",
            "soon",
            "beta",
            "date-time",
            "int32",
            "#/components/schemas/A",
            "#/components/schemas/B",
            "#/components/schemas/None",
            "#/components/parameters/P",
            "#/components/responses/R",
            ".*",
        ]
    ),
)


def _json(words: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        _LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
        max_leaves=14,
    )


_SCHEMAS = st.dictionaries(_WORDS, _json(_WORDS), max_size=5)
_BODIES = st.dictionaries(_OPERATION_WORDS, _json(_OPERATION_WORDS | _WORDS), max_size=5)


def _well_formed(schema: dict[str, Any], way: str) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    if way == "sent":
        return {"requestBody": {"content": content}}
    if way == "parameter":
        return {"parameters": [{"name": "a", "in": "query", "schema": schema}]}
    return {"responses": {"200": {"description": "", "content": content}}}


@st.composite
def _contracts(draw: st.DrawFn) -> list[Item]:
    ways = st.sampled_from(["sent", "received", "parameter"])
    return [
        Operation(endpoint="GET /a", body=_well_formed(draw(_SCHEMAS), draw(ways))),
        Operation(endpoint="GET /b", body=draw(_BODIES)),
        Schema(key="A", body=draw(_SCHEMAS)),
        Schema(key="B", body=draw(_SCHEMAS)),
        Component(section="parameters", name="P", body=draw(_BODIES)),
        Component(section="responses", name="R", body=draw(_BODIES)),
        Webhook(key="w", path_item=draw(_BODIES)),
        Contract(path_items={"/a": draw(_BODIES)}),
    ]


CONTRACTS = _contracts()


@settings(max_examples=100, deadline=None)
@given(CONTRACTS, CONTRACTS)
def test_anything_can_be_compared_both_ways(one: list[Item], other: list[Item]) -> None:
    old, new = Design.from_items(one), Design.from_items(other)
    forth, back = compare(old, new), compare(new, old)
    assert compare(old, Design.from_items(one)) == ()
    assert bool(forth) == bool(back)
    touched = {(change.kind, change.item) for change in forth}
    assert touched == {(change.kind, change.item) for change in back}
    affected = AffectedOperations(old, new)
    for change in forth:
        assert change.message
        assert change.code
        assert affected(change) == tuple(sorted(set(affected(change))))


@settings(max_examples=100, deadline=None)
@given(_SCHEMAS, _SCHEMAS)
def test_what_comes_on_the_way_there_goes_on_the_way_back(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    mirrored = {"added": "removed", "removed": "added", "changed": "changed"}
    old, new = (
        Design.from_items([Operation(endpoint="GET /a", body=_well_formed(schema, "received"))])
        for schema in (one, other)
    )
    forth = sorted((path_shape(c.item), c.pointer, c.change) for c in compare(old, new))
    back = sorted((path_shape(c.item), c.pointer, mirrored[c.change]) for c in compare(new, old))
    assert forth == back


@settings(max_examples=40, deadline=None)
@given(CONTRACTS, CONTRACTS, st.integers(1, 7))
def test_changing_more_items_never_makes_the_verdict_lighter(
    one: list[Item], other: list[Item], position: int
) -> None:
    order = ["none", "editorial", "additive", "breaking"]
    # Only operations of their own: what is shared may start to count when somebody uses it.
    old, new = ([item for item in side if isinstance(item, Operation)] for side in (one, other))
    part = [*new[:position], *old[position:]]
    less = verdict(compare(Design.from_items(old), Design.from_items(part)))
    more = verdict(compare(Design.from_items(old), Design.from_items(new)))
    assert order.index(less) <= order.index(more)


def test_what_one_way_tightens_the_other_way_loosens() -> None:
    """Rules in pairs weigh the other way round on the other way, unless both ways may hurt."""
    opposite = {"decreased": "increased", "added": "removed", "set": "unset", "widened": "narrowed"}
    for stem, rule in RULES.items():
        if stem.startswith("all-of"):
            # oasdiff warns of a removed branch, as it cannot tell what it was for.
            continue
        head, _, action = stem.rpartition("-")
        other = RULES.get(f"{head}-{opposite.get(action, '')}")
        if other is None or rule.sent == rule.received or other.sent == other.received:
            continue
        assert (rule.sent > rule.received) != (other.sent > other.received), stem


@given(
    st.sampled_from(
        ["smallint", "integer", "bigint", "varchar(5)", "varchar(9)", "text", "char(5)"]
    ),
    st.sampled_from(
        ["smallint", "integer", "bigint", "varchar(5)", "varchar(9)", "text", "char(5)"]
    ),
)
def test_a_type_that_is_wider_one_way_is_narrower_the_other(one: str, other: str) -> None:
    mirrored = {"widened": "narrowed", "narrowed": "widened"}
    forth = type_action(one, other)
    assert type_action(other, one) == mirrored.get(forth, forth)
