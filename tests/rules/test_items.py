"""Judging one item: the same findings as in the whole, at a cost that does not grow."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import made_design
from tests.rules.casefile import read_cases
from workbench.design.base import Item
from workbench.design.contract import Component, Contract, Operation, Schema
from workbench.design.design import Design
from workbench.design.dictionary import Attribute, Entity
from workbench.design.integrations import Event, Webhook
from workbench.design.kinds import KIND_OF_MODEL
from workbench.design.package import Finding
from workbench.design.tables import Column, Table
from workbench.rules.engine.catalogue import all_rules, local_rules
from workbench.rules.engine.levels import levels_of
from workbench.rules.engine.run import check_item, run_rules

TODAY = date(2030, 1, 1)


def locals_of(findings: tuple[Finding, ...]) -> dict[tuple[str, str], set[Finding]]:
    local = {rule.code for rule in all_rules() if rule.local}
    by_item: dict[tuple[str, str], set[Finding]] = {}
    for finding in findings:
        if finding.code in local:
            by_item.setdefault((finding.kind, finding.item), set()).add(finding)
    return by_item


def test_an_item_alone_gives_what_the_whole_gives() -> None:
    for case in read_cases():
        wanted = locals_of(run_rules(case.design, today=TODAY).findings)
        if not case.design.setup.database and case.design.tables:
            # Which database it is can be told from all tables, but not from one.
            continue
        for item in case.design.items():
            kind = KIND_OF_MODEL[type(item)].name
            alone = set(check_item(case.design, item, today=TODAY))
            assert alone == wanted.get((kind, item.item_key), set()), case


class Counting:
    """Hands out items and counts how often it is asked."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.asked = 0

    def find(self, kind: str, key: str) -> Item | None:
        self.asked += 1
        return self.design.find(kind, key)


def test_judging_an_item_asks_for_as_little_in_a_large_design() -> None:
    asked = []
    for size in (10, 200):
        design = made_design(size)
        items = Counting(design)
        for kind in ("operation", "schema", "table", "endpoint"):
            item = next(item for item in design.items() if KIND_OF_MODEL[type(item)].name == kind)
            check_item(items, item, today=TODAY)
        asked.append(items.asked)
    assert asked[0] == asked[1]


def test_local_rules_are_listed_by_kind() -> None:
    assert set(levels_of(made_design(1).setup)) == {rule.code for rule in all_rules()}
    assert all(rule.local for rules in local_rules().values() for rule in rules)
    assert "operation" in local_rules()


def test_a_made_design_that_follows_the_rules_has_nothing_to_mend() -> None:
    report = run_rules(made_design(25), today=TODAY)
    assert [finding for finding in report.findings if finding.level != "advice"] == []


NAMES = st.sampled_from(
    [
        "responses", "200", "404", "429", "default", "content", "application/json", "schema",
        "$ref", "properties", "items", "allOf", "oneOf", "required", "enum", "type", "format",
        "parameters", "name", "in", "requestBody", "examples", "example", "value", "headers",
        "security", "servers", "url", "variables", "discriminator", "mapping", "propertyName",
        "callbacks", "get", "pattern", "deprecated", "description", "operationId", "details",
        "id", "If-Match", "oauth2", "flows", "scopes", "default", "oneOf", "anyOf", "maxLength",
    ]
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["", "#/components/schemas/A", "#/components/schemas/B", "#/paths/~1a/get", "#/x/y", "[",
         "string", "array", "object", "query", "path", "header", "id", "page", "limit", "TBD",
         "date-time", "http://a/", "https://{x}"]
    ),
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=5)),
    max_leaves=25,
)
OBJECTS = st.dictionaries(NAMES, JSON, max_size=6)


@settings(max_examples=100, deadline=None)
@given(
    body=OBJECTS,
    schema=OBJECTS,
    other=OBJECTS,
    section=st.sampled_from(
        ["responses", "parameters", "headers", "requestBodies", "securitySchemes", "callbacks"]
    ),
)
def test_no_body_makes_a_rule_fail(
    body: dict[str, Any], schema: dict[str, Any], other: dict[str, Any], section: str
) -> None:
    design = Design.from_items(
        [
            Contract(version="3.0.3", info=other, servers=(other,), path_items={"/a": other}),
            Operation(endpoint="GET /a", body=body),
            Operation(endpoint="PATCH /a/{id}/bs", body=body),
            Operation(endpoint="POST /as", body=other),
            Schema(key="A", body=schema),
            Schema(key="B", body=other),
            Component(section=section, name="A", body=other),
            Webhook(key="w", path_item=body),
            Event(key="e", payload=schema),
            Entity(key="A", attributes=(Attribute(name="id", type="UUID"),)),
            Table(key="as", entity="A", columns=(Column(name="id", type="uuid"),)),
        ]
    )
    run_rules(design, today=TODAY)
    for item in design.items():
        check_item(design, item, today=TODAY)
