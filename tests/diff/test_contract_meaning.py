"""The same meaning in other words is no change; whom a change hurts depends on its way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from tests.cost import calls_of
from workbench.design.base import Item
from workbench.design.contract import Component, Contract, Operation, Schema
from workbench.design.design import Design
from workbench.design.endpoints import Endpoint
from workbench.design.integrations import Webhook
from workbench.design.package import Change, Impact
from workbench.diff.compare import AffectedOperations, compare, verdict

TEXT = {"type": "string"}
ONE = {"$ref": "#/components/SECTION/One"}


def operation(key: str = "POST /orders", **body: Any) -> Operation:
    return Operation(endpoint=key, body=body)


def content(schema: Any, media: str = "application/json") -> dict[str, Any]:
    return {"content": {media: {"schema": schema}}}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def diff(old: list[Item], new: list[Item], **more: Any) -> tuple[Change, ...]:
    return compare(Design.from_items(old), Design.from_items(new), **more)


def told(old: list[Item], new: list[Item], **more: Any) -> dict[str, Impact]:
    return {change.code: change.impact for change in diff(old, new, **more)}


SAME: list[tuple[str, list[Item], list[Item]]] = [
    (
        "a schema that moves into a component",
        [operation(requestBody=content({"type": "object", "properties": {"a": TEXT}}))],
        [
            operation(requestBody=content(ref("Order"))),
            Schema(key="Order", body={"type": "object", "properties": {"a": TEXT}}),
        ],
    ),
    (
        "a component that gets another name",
        [operation(requestBody=content(ref("Old"))), Schema(key="Old", body=TEXT)],
        [operation(requestBody=content(ref("New"))), Schema(key="New", body=TEXT)],
    ),
    (
        "null said in the three ways of OpenAPI",
        [operation(requestBody=content({"type": "string", "nullable": True}))],
        [operation(requestBody=content({"type": ["string", "null"]}))],
    ),
    (
        "null said by a branch",
        [operation(requestBody=content({"type": ["string", "null"]}))],
        [operation(requestBody=content({"anyOf": [TEXT, {"type": "null"}]}))],
    ),
    (
        "a bound that says nothing",
        [operation(requestBody=content(TEXT))],
        [operation(requestBody=content({"type": "string", "minLength": 0}))],
    ),
    (
        "a parameter that moves to its path",
        [operation(parameters=[{"name": "a", "in": "query", "required": True, "schema": TEXT}])],
        [
            operation(),
            Contract(
                path_items={
                    "/orders": {
                        "parameters": [
                            {"name": "a", "in": "query", "required": True, "schema": TEXT}
                        ]
                    }
                }
            ),
        ],
    ),
    (
        "a path variable with another name",
        [
            Endpoint(method="GET", path="/a/{id}"),
            operation("GET /a/{id}", parameters=[{"name": "id", "in": "path", "schema": TEXT}]),
        ],
        [
            Endpoint(method="GET", path="/a/{key}"),
            operation("GET /a/{key}", parameters=[{"name": "key", "in": "path", "schema": TEXT}]),
        ],
    ),
    (
        "a demand that the document states for all",
        [operation(security=[{"key": []}]), Contract(security=({"key": []},))],
        [operation(), Contract(security=({"key": []},))],
    ),
    (
        "a header in other letters",
        [operation(responses={"200": {"headers": {"X-Page": {"schema": TEXT}}}})],
        [operation(responses={"200": {"headers": {"x-page": {"schema": TEXT}}}})],
    ),
]


@pytest.mark.parametrize(
    ("old", "new"), [pair[1:] for pair in SAME], ids=[pair[0] for pair in SAME]
)
def test_the_same_meaning_hurts_nobody(old: list[Item], new: list[Item]) -> None:
    for changes in (diff(old, new), diff(new, old)):
        hurts = [change for change in changes if change.impact is Impact.breaking]
        assert hurts == []
        inside = [change for change in changes if change.kind in {"operation", "endpoint"}]
        assert {change.impact for change in inside} <= {Impact.editorial}


def test_a_component_is_looked_through_where_the_reference_changed() -> None:
    old = [operation(responses={"200": content(ref("A"))}), Schema(key="A", body={**TEXT})]
    new = [
        operation(responses={"200": content(ref("B"))}),
        Schema(key="A", body={**TEXT}),
        Schema(key="B", body={"type": "string", "nullable": True}),
    ]
    assert told(old, new)["response-body-became-nullable"] is Impact.breaking


def test_a_shared_component_says_which_side_is_hurt_and_whom_it_touches() -> None:
    def design(limit: int) -> Design:
        return Design.from_items(
            [
                operation("GET /a", responses={"200": content(ref("Order"))}),
                operation("POST /b", requestBody=content({"items": ref("Order")})),
                operation("GET /c", responses={"204": {"description": ""}}),
                Schema(key="Order", body={"properties": {"note": ref("Note")}}),
                Schema(key="Note", body={"type": "string", "maxLength": limit}),
            ]
        )

    old, new = design(10), design(5)
    (change,) = compare(old, new)
    assert (change.item, change.code) == ("Note", "property-max-length-decreased")
    assert "breaking where clients send it, harmless where they receive it" in change.message
    assert AffectedOperations(old, new)(change) == ("GET /a", "POST /b")
    assert AffectedOperations(old, new)(change) == ("GET /a", "POST /b")
    (back,) = compare(new, old)
    assert "breaking where clients receive it, harmless where they send it" in back.message


def test_schemas_in_circles_are_compared_and_spread_to_their_operations() -> None:
    def design(kind: str) -> Design:
        return Design.from_items(
            [
                operation("GET /tree", responses={"200": content(ref("Node"))}),
                Schema(key="Node", body={"properties": {"leaf": ref("Leaf")}}),
                Schema(key="Leaf", body={"type": kind, "properties": {"up": ref("Node")}}),
            ]
        )

    old, new = design("object"), design("string")
    changes = compare(old, new)
    assert set(map(AffectedOperations(old, new), changes)) == {("GET /tree",)}
    assert verdict(changes) == "breaking"


def test_references_that_differ_in_circles_come_to_an_end() -> None:
    def design(name: str, kind: str) -> list[Item]:
        body = {"properties": {"self": ref(name), "value": {"type": kind}}}
        return [operation(requestBody=content(ref(name))), Schema(key=name, body=body)]

    assert "request-property-type-changed" in told(design("A", "string"), design("B", "integer"))


@pytest.mark.parametrize(
    ("before", "after", "hurts"),
    [
        (None, [{"key": []}], True),
        ([{"key": []}], None, False),
        ([{"key": []}], [{"key": []}, {"token": []}], False),
        ([{"key": []}, {"token": []}], [{"key": []}], True),
        ([{"token": ["a"]}], [{"token": ["a", "b"]}], True),
        ([{"token": ["a", "b"]}], [{"token": ["a"]}], False),
        ([{"key": []}], [{"key": [], "token": []}], True),
        ([{"key": []}], [{}], False),
        ([{"key": []}], [{"key": []}, {}], False),
    ],
)
def test_security_hurts_whom_it_shuts_out(before: Any, after: Any, hurts: bool) -> None:
    sides = [{"security": security} if security is not None else {} for security in (before, after)]
    changes = diff([operation(**sides[0])], [operation(**sides[1])])
    assert (verdict(changes) == "breaking") is hurts
    assert all("security" in change.code for change in changes)


@pytest.mark.parametrize(
    ("body", "today", "impact"),
    [
        ({}, None, Impact.breaking),
        ({"deprecated": True}, None, Impact.additive),
        ({"deprecated": True, "x-sunset": "2030-01-01"}, None, Impact.breaking),
        ({"deprecated": True, "x-sunset": "2030-01-01"}, date(2029, 1, 1), Impact.breaking),
        ({"deprecated": True, "x-sunset": "2030-01-01"}, date(2031, 1, 1), Impact.additive),
        ({"deprecated": True, "x-sunset": "soon"}, date(2031, 1, 1), Impact.breaking),
    ],
)
def test_what_was_announced_may_go(body: Any, today: date | None, impact: Impact) -> None:
    gone: list[Item] = [Endpoint(method="GET", path="/a"), operation("GET /a", **body)]
    changes = diff(gone, [], today=today)
    assert {change.impact for change in changes} == {impact}
    assert [change.kind for change in changes] == ["endpoint", "operation"]


def test_callbacks_and_webhooks_are_judged_from_the_receivers_side() -> None:
    def items(required: list[str]) -> list[Item]:
        sent = {"properties": {"id": TEXT}, "required": required}
        post = {"post": {"requestBody": content(sent)}}
        return [
            operation(callbacks={"paid": {"{$request.body#/url}": post}}),
            Webhook(key="order.paid", path_item=post),
        ]

    for changes, impact in (
        (diff(items([]), items(["id"])), Impact.additive),
        (diff(items(["id"]), items([])), Impact.breaking),
    ):
        assert [change.kind for change in changes] == ["operation", "webhook"]
        assert {change.impact for change in changes} == {impact}


def test_numbers_may_become_a_list_in_a_query_but_not_in_a_body() -> None:
    def asked(schema: Any) -> list[Item]:
        return [operation(parameters=[{"name": "a", "in": "query", "schema": schema}])]

    many = {"type": "array", "items": {"type": "integer"}}
    assert verdict(diff(asked({"type": "integer"}), asked(many))) == "additive"
    assert verdict(diff(asked(many), asked({"type": "integer"}))) == "breaking"
    one, other = (operation(requestBody=content(schema)) for schema in ({"type": "integer"}, many))
    assert verdict(diff([one], [other])) == "breaking"


def test_types_of_text_are_not_enforced() -> None:
    for media, expected in (("application/json", "breaking"), ("application/xml", "additive")):
        old, new = (
            operation(requestBody=content({"type": kind}, media)) for kind in ("integer", "string")
        )
        assert verdict(diff([old], [new])) == expected


@pytest.mark.parametrize(
    ("section", "holder", "using"),
    [
        ("parameters", {"name": "a", "in": "query"}, ("parameters", [ONE])),
        ("headers", {}, ("responses", {"200": {"headers": {"X-One": ONE}}})),
        ("requestBodies", None, ("requestBody", ONE)),
        ("responses", None, ("responses", {"200": ONE})),
    ],
)
def test_a_component_of_every_section_is_judged(
    section: str, holder: dict[str, Any] | None, using: tuple[str, Any]
) -> None:
    def items(kind: str) -> list[Item]:
        schema = {"type": kind}
        body = content(schema) if holder is None else {**holder, "schema": schema}
        raw = json.dumps({using[0]: using[1]}).replace("SECTION", section)
        return [operation(**json.loads(raw)), Component(section=section, name="One", body=body)]

    (change,) = diff(items("string"), items("boolean"))
    assert change.kind == "component"
    assert "-type-" in change.code
    assert "POST /orders" in change.message


def test_a_header_that_holds_an_object_is_judged_by_its_properties() -> None:
    def asked(required: list[str]) -> Operation:
        schema = {"type": "object", "properties": dict.fromkeys(required, TEXT)}
        header = {"name": "X-A", "in": "header", "schema": {**schema, "required": required}}
        return operation(parameters=[header])

    found = told([asked([])], [asked(["a"])])
    assert found == {"new-required-request-header-property": Impact.breaking}


def test_deprecation_with_a_date_that_has_passed_leaves_nobody_time() -> None:
    old, new = (
        operation(),
        Operation(endpoint="POST /orders", body={"deprecated": True, "x-sunset": "2030-01-01"}),
    )
    known = {"today": date(2029, 1, 1)}
    assert "endpoint-deprecated-with-sunset" in told([old], [new], **known)
    assert verdict(diff([old], [new], **known)) == "additive"
    late = diff([old], [new], today=date(2031, 1, 1))
    assert "api-sunset-date-too-small" in {change.code for change in late}
    assert verdict(late) == "breaking"


def test_tags_are_told_one_by_one_and_hurt_nobody() -> None:
    found = told([operation(tags=["a", "b"])], [operation(tags=["b", "c"])])
    assert found == {"api-tag-removed": Impact.editorial, "api-tag-added": Impact.editorial}


def test_a_thousand_ways_through_references_that_differ_cost_no_thousand_times() -> None:
    """Each schema refers twice to the next under another name: 2**3 ways, and then 2**12."""

    def chain(name: str, kind: str, length: int) -> list[Item]:
        links: list[Item] = [
            Schema(
                key=f"{name}{depth}",
                body={"properties": dict.fromkeys("ab", ref(f"{name}{depth + 1}"))},
            )
            for depth in range(length)
        ]
        end = Schema(key=f"{name}{length}", body={"type": kind})
        return [operation(requestBody=content(ref(f"{name}0"))), *links, end]

    def comparing(length: int) -> Callable[[], object]:
        return partial(diff, chain("A", "string", length), chain("B", "integer", length))

    assert verdict(diff(chain("A", "string", 12), chain("B", "integer", 12))) == "breaking"
    assert calls_of(comparing(12)) < calls_of(comparing(3)) * 5
