"""A number that becomes a boolean is a change wherever it stands; 1 that becomes 1.0 is none."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.design.base import Item
from workbench.design.contract import Component, Contract, Operation, Schema
from workbench.design.design import Design
from workbench.design.integrations import Event, Webhook
from workbench.design.package import Impact
from workbench.diff.compare import compare, verdict


def _sent(schema: Any) -> Operation:
    body = {"content": {"application/json": {"schema": schema}}}
    return Operation(endpoint="POST /orders", body={"requestBody": body})


def _parameter(**more: Any) -> Operation:
    parameter = {"name": "a", "in": "query", **more}
    return Operation(endpoint="GET /orders", body={"parameters": [parameter]})


def _answer(**more: Any) -> Operation:
    return Operation(endpoint="GET /orders", body={"responses": {"200": more}})


#: Where the value stands; what its change from a number to a boolean means.
PLACES: dict[str, tuple[Any, str]] = {
    "const": (lambda value: _sent({"const": value}), "breaking"),
    "a member of an enum": (lambda value: _sent({"enum": ["a", value]}), "breaking"),
    "a member of an enum's member": (lambda value: _sent({"enum": [{"a": [value]}]}), "breaking"),
    "default": (lambda value: _sent({"default": value}), "additive"),
    "example of a schema": (lambda value: _sent({"example": value}), "editorial"),
    "examples of a schema": (lambda value: _sent({"examples": [value]}), "editorial"),
    "an extension of a schema": (lambda value: _sent({"x-limit": value}), "editorial"),
    "an extensible enum": (lambda value: _sent({"x-extensible-enum": [value]}), "breaking"),
    "const of a property": (lambda value: _sent({"properties": {"a": {"const": value}}}),
                            "breaking"),
    "const of a pattern property": (
        lambda value: _sent({"patternProperties": {"a": {"const": value}}}), "breaking"),
    "const of items": (lambda value: _sent({"items": {"const": value}}), "breaking"),
    "const of a prefix item": (lambda value: _sent({"prefixItems": [{"const": value}]}),
                               "breaking"),
    "const of a branch": (lambda value: _sent({"oneOf": [{"const": value}, {"const": "a"}]}),
                          "breaking"),
    "const of other properties": (lambda value: _sent({"additionalProperties": {"const": value}}),
                                  "breaking"),
    "const of a condition": (lambda value: _sent({"if": {"const": value}}), "breaking"),
    "const of a component": (lambda value: Schema(key="A", body={"const": value}), "editorial"),
    "const of a parameter": (lambda value: _parameter(schema={"const": value}), "breaking"),
    "example of a parameter": (lambda value: _parameter(example=value), "editorial"),
    "an extension of a parameter": (lambda value: _parameter(**{"x-limit": value}), "editorial"),
    "example of a media type": (
        lambda value: _answer(content={"application/json": {"example": {"a": value}}}),
        "editorial"),
    "an extension of a response": (lambda value: _answer(**{"x-limit": value}), "editorial"),
    "an extension of a header": (
        lambda value: _answer(headers={"X-A": {"x-limit": value}}), "editorial"),
    "a parameter of a link": (
        lambda value: _answer(links={"next": {"parameters": {"a": value}}}), "additive"),
    "an extension of an operation": (
        lambda value: Operation(endpoint="GET /orders", body={"x-limit": value}), "editorial"),
    "an extension of a callback": (
        lambda value: Operation(
            endpoint="GET /orders",
            body={"callbacks": {"a": {"/b": {"post": {"x-limit": value}}}}},
        ), "editorial"),
    "value of an example": (
        lambda value: Component(section="examples", name="A", body={"value": value}), "editorial"),
    "an extension of the document": (
        lambda value: Contract(info={"title": "A"}, extra={"x-limit": value}), "additive"),
    "an extension of info": (
        lambda value: Contract(info={"title": "A", "x-limit": value}), "editorial"),
    "an extension of a path": (
        lambda value: Contract(path_items={"/orders": {"x-limit": value}}), "editorial"),
    "an extension of a webhook": (
        lambda value: Webhook(key="a", path_item={"post": {"x-limit": value}}), "editorial"),
    "const of an event": (lambda value: Event(key="a", payload={"const": value}), "breaking"),
}  # fmt: skip


def _between(old: Item, new: Item) -> tuple[tuple[Any, ...], str]:
    changes = compare(Design.from_items([old]), Design.from_items([new]))
    return changes, verdict(changes)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("one", "other"), [(1, True), (True, 1), (0, False), (1.0, True)])
def test_a_number_that_becomes_a_boolean_is_told(place: str, one: Any, other: Any) -> None:
    make, impact = PLACES[place]
    changes, worst = _between(make(one), make(other))
    assert changes
    assert worst == impact


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("value", [True, False, 1, 0])
def test_what_stays_is_not_told(place: str, value: Any) -> None:
    make, _ = PLACES[place]
    assert _between(make(value), make(value)) == ((), "none")


@pytest.mark.parametrize("place", PLACES)
def test_the_same_number_in_other_digits_is_no_change(place: str) -> None:
    make, _ = PLACES[place]
    assert _between(make(1), make(1.0)) == ((), "none")
    assert _between(make(2**60), make(2.0**60)) == ((), "none")


def test_a_constant_tells_what_it_was_and_is() -> None:
    changes, _ = _between(_parameter(schema={"const": 1}), _parameter(schema={"const": True}))
    (change,) = changes
    assert change.pointer.endswith("/schema/const")
    assert "const-changed" in change.code
    assert (change.before, change.after) == (1, True)
    assert change.before is not True


def test_an_enum_tells_the_number_from_the_word_and_the_boolean() -> None:
    old = _sent({"enum": [1, "true"]})
    new = _sent({"enum": ["1", True, 1.0]})
    changes, worst = _between(old, new)
    assert worst == Impact.breaking
    told = [(change.change, type(change.before or change.after)) for change in changes]
    assert told == [("added", str), ("added", bool), ("removed", str)]


def test_a_bound_that_is_no_number_is_no_bound_of_that_size() -> None:
    changes, _ = _between(_sent({"minLength": 1}), _sent({"minLength": True}))
    assert [change.pointer for change in changes] == [
        "/body/requestBody/content/application~1json/schema/minLength"
    ]
    changes, _ = _between(_sent({"minContains": 1}), _sent({"minContains": True}))
    assert changes


def test_branches_are_paired_by_what_json_takes_for_equal() -> None:
    old = _sent({"oneOf": [{"const": 1}, {"const": "a"}, {"const": True}]})
    new = _sent({"oneOf": [{"const": True}, {"const": "a"}, {"const": 1.0}]})
    assert _between(old, new)[1] in {"none", "editorial"}
    fewer = _sent({"oneOf": [{"const": "a"}, {"const": 1}]})
    changes, _ = _between(old, fewer)
    assert [(change.change, change.before) for change in changes] == [("removed", {"const": True})]
    assert changes[0].before["const"] is True


def test_a_parameter_that_moves_to_its_path_is_not_taken_for_another() -> None:
    parameter = {"name": "a", "in": "query", "schema": {"const": 1}}
    other = {"name": "a", "in": "query", "schema": {"const": True}}
    old = Operation(endpoint="GET /orders", body={"parameters": [parameter]})
    new = Contract(info={"title": "A"}, path_items={"/orders": {"parameters": [other]}})
    changes = compare(
        Design.from_items([old, Contract(info={"title": "A"})]),
        Design.from_items([Operation(endpoint="GET /orders"), new]),
    )
    assert any(change.code.endswith("const-changed") for change in changes)
