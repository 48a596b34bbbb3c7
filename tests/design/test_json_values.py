"""Two JSON values are equal as JSON means it, not as Python does."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.design.base import Part
from workbench.design.contract import Component, Contract, Operation, Schema
from workbench.design.design import Design, artifact_hashes
from workbench.design.handoff import Handoff
from workbench.design.integrations import Event, Webhook
from workbench.design.json_values import is_number, json_identity, same_json
from workbench.design.kinds import KINDS
from workbench.design.requirements import Requirement
from workbench.design.tables import Column, Table

#: Few enough that two that are drawn are often equal, or nearly.
_SCALARS = st.sampled_from(
    [None, False, True, 0, 1, -1, 0.0, -0.0, 1.0, 1.5, 2**53, 2**53 + 1, float(2**53), "", "1",
     "true", "null"]
)  # fmt: skip
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "1"]), inner)
    ),
    max_leaves=6,
)


def _plain(value: Any) -> Any:
    """A value whose numbers are written in one way."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(value: Any) -> str:
    return json.dumps(_plain(value), sort_keys=True)


def _swapped(value: Any) -> Any:
    """The same value for Python: booleans are numbers, numbers booleans or floats."""
    if isinstance(value, dict):
        return {name: _swapped(member) for name, member in reversed(value.items())}
    if isinstance(value, list):
        return [_swapped(member) for member in value]
    if isinstance(value, bool):
        return int(value)
    return bool(value) if isinstance(value, int) and value in (0, 1) else value


@given(_VALUES, _VALUES)
def test_two_values_are_equal_if_their_texts_are(one: Any, other: Any) -> None:
    assert same_json(one, other) == (_text(one) == _text(other))
    assert same_json(other, one) == same_json(one, other)
    assert (json_identity(one) == json_identity(other)) == same_json(one, other)


@given(_VALUES)
def test_a_value_is_told_from_what_python_takes_for_it(value: Any) -> None:
    swapped = _swapped(value)
    assert value == swapped
    assert same_json(value, swapped) == (_text(value) == _text(swapped))
    assert (json_identity(value) == json_identity(swapped)) == same_json(value, swapped)
    again = copy.deepcopy(value)
    assert same_json(value, again)
    assert json_identity(value) == json_identity(again)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, False),
        (1.0, True),
        ([1], [True]),
        ({"a": {"b": [0]}}, {"a": {"b": [False]}}),
        (None, False),
        ("1", 1),
        (2**53 + 1, float(2**53)),
        ([1, 2], [2, 1]),
    ],
)
def test_values_that_differ(one: Any, other: Any) -> None:
    assert not same_json(one, other)
    assert json_identity(one) != json_identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (0.0, -0.0),
        (10**20, 1e20),
        ({"a": 1, "b": [2]}, {"b": [2.0], "a": 1.0}),
        (True, True),
        (10**400, 10**400),
    ],
)
def test_values_that_are_equal(one: Any, other: Any) -> None:
    assert same_json(one, other)
    assert json_identity(one) == json_identity(other)


def test_what_is_nested_deeply_is_compared_too() -> None:
    one: Any = 1
    other: Any = True
    for _ in range(400):
        one, other = [one], [other]
    assert not same_json(one, other)
    assert json_identity(one) != json_identity(other)
    assert same_json(one, copy.copy(one))


#: Items with JSON of any shape in them, and what to put into it.
HOLDERS: dict[str, Any] = {
    "operation": lambda value: Operation(endpoint="GET /a", body={"x-limit": value}),
    "schema": lambda value: Schema(key="A", body={"const": value}),
    "component": lambda value: Component(section="examples", name="A", body={"value": value}),
    "webhook": lambda value: Webhook(key="a", path_item={"post": {"x-limit": [value]}}),
    "event": lambda value: Event(key="a", payload={"enum": [value]}),
    "info": lambda value: Contract(info={"x-limit": value}),
    "servers": lambda value: Contract(servers=({"url": "/", "x-limit": value},)),
    "path items": lambda value: Contract(path_items={"/a": {"x-limit": value}}),
    "security": lambda value: Contract(security=({"x": [value]},)),
    "extra": lambda value: Contract(extra={"x-limit": {"a": value}}),
}


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False)])
def test_an_item_is_told_from_one_with_a_boolean_for_a_number(
    holder: str, one: Any, other: Any
) -> None:
    first, second = HOLDERS[holder](one), HOLDERS[holder](other)
    assert first != second
    assert first == HOLDERS[holder](one)
    assert first == HOLDERS[holder](float(one))
    assert Design.from_items([first]) != Design.from_items([second])
    hashes = [artifact_hashes(Design.from_items([item])) for item in (first, second)]
    assert hashes[0] != hashes[1], "what differs has another hash"


def test_a_schema_that_is_a_boolean_is_no_object() -> None:
    bodies: list[Any] = [True, False, {}]
    schemas = [Schema(key="A", body=body) for body in bodies]
    assert all((schema == other) == (schema is other) for schema in schemas for other in schemas)


def test_items_of_other_kinds_and_other_values_differ_as_before() -> None:
    assert Handoff() == Handoff()
    assert Handoff() != Handoff(product="Shop")
    assert Requirement(key="FR-1") != Handoff()
    assert Handoff() != "handoff"
    columns = (Column(name="id", type="uuid"),)
    assert Table(key="a", columns=columns) == Table(key="a", columns=columns)
    assert Table(key="a", columns=columns) != Table(key="a")


def test_what_is_equal_still_has_one_hash() -> None:
    assert len({Requirement(key="FR-1"), Requirement(key="FR-1"), Requirement(key="FR-2")}) == 2
    assert len({Column(name="id", type="uuid"), Column(name="id", type="uuid")}) == 1


def _holders() -> Iterator[tuple[type[Part], str]]:
    """Each field of a model that holds JSON of any shape."""
    for kind in KINDS.values():
        for name, info in kind.model.model_fields.items():
            if "Any" in str(info.annotation):
                yield kind.model, name


def test_every_field_that_holds_json_is_compared_as_json() -> None:
    found = list(_holders())
    assert (Schema, "body") in found
    assert (Contract, "path_items") in found
    for model, name in found:
        one, other, same = (
            model.model_construct().model_copy(update={name: {"a": [value]}})
            for value in (1, True, 1.0)
        )
        assert one != other, (model, name)
        assert one == same, (model, name)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, True), (1.5, True), (0, True), (True, False), (False, False), ("1", False), (None, False)],
)
def test_a_number_is_no_boolean(value: Any, expected: bool) -> None:
    assert is_number(value) is expected
