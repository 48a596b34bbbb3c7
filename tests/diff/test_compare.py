from typing import Any

import pytest
from hypothesis import given

from tests.design.test_design import designs
from workbench.design.access import Access, Effect, Grant
from workbench.design.base import Item
from workbench.design.contract import Operation, Schema
from workbench.design.design import Design
from workbench.design.endpoints import Endpoint
from workbench.design.ids import path_shape
from workbench.design.package import Impact
from workbench.design.requirements import Requirement
from workbench.design.tables import Column, ForeignKey, Table
from workbench.diff.compare import compare, verdict


@given(designs)
def test_nothing_changes_between_a_design_and_itself(design: Design) -> None:
    assert compare(design, Design.from_items(design.items())) == ()


@given(designs, designs)
def test_the_two_directions_name_the_same_places(one: Design, other: Design) -> None:
    mirrored = {"added": "removed", "removed": "added", "changed": "changed"}
    forth = {(c.kind, path_shape(c.item), c.pointer, c.change) for c in compare(one, other)}
    back = {
        (c.kind, path_shape(c.item), c.pointer, mirrored[c.change]) for c in compare(other, one)
    }
    assert forth == back
    assert (not forth) == (one.sha256 == other.sha256)


def operation(**body: Any) -> Operation:
    return Operation(endpoint="POST /orders", body=body)


def sends(schema: dict[str, Any]) -> Operation:
    return operation(requestBody={"content": {"application/json": {"schema": schema}}})


def receives(schema: dict[str, Any]) -> Operation:
    content = {"application/json": {"schema": schema}}
    return operation(responses={"200": {"content": content}})


def table(*columns: Column, **more: Any) -> Table:
    return Table(key="orders", columns=columns, **more)


TEXT = {"type": "string"}
CASES: list[tuple[str, list[Item], list[Item], str, Impact]] = [
    (
        "an endpoint goes",
        [Endpoint(method="GET", path="/a")],
        [],
        "endpoint-removed",
        Impact.breaking,
    ),
    (
        "an endpoint comes",
        [],
        [Endpoint(method="GET", path="/a")],
        "endpoint-added",
        Impact.additive,
    ),
    (
        "a sent property becomes required",
        [sends({"properties": {"a": TEXT}})],
        [sends({"properties": {"a": TEXT}, "required": ["a"]})],
        "request-property-became-required",
        Impact.breaking,
    ),
    (
        "a received property becomes required",
        [receives({"properties": {"a": TEXT}, "required": ["b"]})],
        [receives({"properties": {"a": TEXT}, "required": ["b", "a"]})],
        "response-property-became-required",
        Impact.additive,
    ),
    (
        "a received property goes",
        [receives({"properties": {"a": TEXT, "b": TEXT}})],
        [receives({"properties": {"a": TEXT}})],
        "response-optional-property-removed",
        Impact.breaking,
    ),
    (
        "a sent value is no longer taken",
        [sends({"enum": ["a", "b"]})],
        [sends({"enum": ["a"]})],
        "request-body-enum-value-removed",
        Impact.breaking,
    ),
    (
        "a received value may no longer come",
        [receives({"enum": ["a", "b"]})],
        [receives({"enum": ["a"]})],
        "response-body-enum-value-removed",
        Impact.additive,
    ),
    (
        "a sent text must be shorter",
        [sends({"maxLength": 10})],
        [sends({"maxLength": 5})],
        "request-body-max-length-decreased",
        Impact.breaking,
    ),
    (
        "a sent text may be longer",
        [sends({"maxLength": 5})],
        [sends({"maxLength": 10})],
        "request-body-max-length-increased",
        Impact.additive,
    ),
    (
        "a required parameter comes",
        [operation(parameters=[])],
        [operation(parameters=[{"name": "a", "in": "query", "required": True}])],
        "new-required-request-parameter",
        Impact.breaking,
    ),
    (
        "words change",
        [operation(summary="a")],
        [operation(summary="b")],
        "summary-changed",
        Impact.editorial,
    ),
    (
        "a property that is called description changes",
        [receives({"properties": {"description": {"type": "string"}}})],
        [receives({"properties": {"description": {"type": "integer"}}})],
        "response-property-type-changed",
        Impact.breaking,
    ),
    (
        "an unused schema changes",
        [Schema(key="Free", body={"type": "string"})],
        [Schema(key="Free", body={"type": "integer"})],
        "unused-component-changed",
        Impact.editorial,
    ),
    (
        "a column goes",
        [table(Column(name="a", type="text"), Column(name="b", type="text"))],
        [table(Column(name="a", type="text"))],
        "column-removed",
        Impact.breaking,
    ),
    (
        "a required column comes without a default",
        [table(Column(name="a", type="text"))],
        [table(Column(name="a", type="text"), Column(name="b", type="text", nullable=False))],
        "column-added-not-null",
        Impact.breaking,
    ),
    (
        "a foreign key comes",
        [table(Column(name="a", type="text"))],
        [
            table(
                Column(name="a", type="text"),
                foreign_keys=(ForeignKey(columns=("a",), target="t"),),
            )
        ],
        "foreign-key-added",
        Impact.breaking,
    ),
    (
        "a permission is given",
        [Grant(role="r", permission="p", effect=Effect.own)],
        [Grant(role="r", permission="p", effect=Effect.allow)],
        "privilege-widened",
        Impact.additive,
    ),
    (
        "a permission is taken",
        [Grant(role="r", permission="p", effect=Effect.allow)],
        [],
        "privilege-narrowed",
        Impact.breaking,
    ),
    (
        "an endpoint is opened to everybody",
        [Access(endpoint="GET /a", permissions=("p",))],
        [Access(endpoint="GET /a", permissions=("p",), public=True)],
        "privilege-widened",
        Impact.additive,
    ),
    (
        "a requirement says something else",
        [Requirement(key="FR-1", text="a")],
        [Requirement(key="FR-1", text="b")],
        "requirement-text-changed",
        Impact.additive,
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "code", "impact"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_change_is_judged_from_the_callers_side(
    before: list[Item], after: list[Item], code: str, impact: Impact
) -> None:
    changes = compare(Design.from_items(before), Design.from_items(after))
    assert [(change.code, change.impact) for change in changes] == [(code, impact)]
    assert verdict(changes) == impact.value


def test_a_schema_is_judged_by_how_it_travels_through_other_schemas() -> None:
    def design(limit: int) -> Design:
        return Design.from_items(
            [
                sends({"$ref": "#/components/schemas/Order"}),
                Schema(
                    key="Order",
                    body={"properties": {"note": {"$ref": "#/components/schemas/Note"}}},
                ),
                Schema(key="Note", body={"type": "string", "maxLength": limit}),
            ]
        )

    (change,) = compare(design(10), design(5))
    assert (change.item, change.pointer, change.impact) == (
        "Note",
        "/body/maxLength",
        Impact.breaking,
    )


def test_moving_columns_and_parameters_is_no_change() -> None:
    first, second = Column(name="a", type="text"), Column(name="b", type="text")
    parameters = [{"name": "a", "in": "query"}, {"name": "b", "in": "query"}]
    one = Design.from_items([operation(parameters=parameters)])
    other = Design.from_items([operation(parameters=parameters[::-1])])
    assert compare(one, other) == ()
    assert (
        compare(
            Design.from_items([table(first, second)]), Design.from_items([table(second, first)])
        )
        == ()
    )
