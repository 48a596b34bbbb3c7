"""The contract leaves as it came, and in the other version where that is asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from tests.shared_data import shared_data
from workbench.artifacts.openapi.document import VERSIONS, openapi_text, openapi_tree
from workbench.artifacts.openapi.versions import convert_openapi
from workbench.design.contract import Contract, Operation, Schema
from workbench.design.design import Design
from workbench.design.endpoints import Endpoint
from workbench.design.openapi_view import references


def documents() -> list[tuple[str, dict[str, Any]]]:
    """Every public document of version 3 whose references all stay inside it."""
    found = []
    base = shared_data()
    paths = [
        *(base / "openapi").rglob("*.yaml"),
        *(base / "openapi").rglob("*.json"),
        *(base / "openapi-conformance/oai-3.1/pass").glob("*.yaml"),
    ]
    for path in sorted(paths):
        tree = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        if not isinstance(tree, dict) or not str(tree.get("openapi", "")).startswith("3."):
            continue
        if all(ref.startswith("#/") for _, ref in references(tree)):
            found.append((path.name, json.loads(json.dumps(tree, default=str))))
    return found


def errors(tree: dict[str, Any]) -> list[str]:
    old = tree["openapi"].startswith("3.0")
    validator = OpenAPIV30SpecValidator if old else OpenAPIV31SpecValidator
    return [error.message for error in validator(tree).iter_errors()]


def test_every_valid_document_is_valid_in_the_other_version() -> None:
    checked = 0
    for name, tree in documents():
        if tree["openapi"].startswith("3.2") or errors(tree):
            continue
        # The validator's 3.0 schema forbids extensions in an encoding; the specification's
        # text allows them.
        if name == "style-defaults.yaml":
            continue
        wanted = "3.1.0" if tree["openapi"].startswith("3.0") else "3.0.3"
        converted = convert_openapi(tree, wanted)
        assert converted.tree["openapi"] == wanted
        assert errors(converted.tree) == [], name
        checked += 1
    assert checked > 40


def test_there_and_back_is_the_same_document() -> None:
    checked = 0
    for name, tree in documents():
        there = convert_openapi(tree, "3.1.0")
        if not tree["openapi"].startswith("3.0") or there.notes:
            continue
        assert convert_openapi(there.tree, tree["openapi"]).tree == tree, name
        checked += 1
    assert checked > 10


def test_the_document_itself_is_never_changed() -> None:
    for name, tree in documents():
        before = json.dumps(tree)
        for version in ("3.0.3", "3.1.0"):
            convert_openapi(tree, version)
        assert json.dumps(tree) == before, name


def schema_in(tree: dict[str, Any]) -> Any:
    return tree["components"]["schemas"]["A"]


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        (
            {"type": ["string", "null"], "enum": ["a", None]},
            {"type": "string", "nullable": True, "enum": ["a", None]},
        ),
        (
            {"anyOf": [{"$ref": "#/components/schemas/B"}, {"type": "null"}]},
            {"allOf": [{"$ref": "#/components/schemas/B"}], "nullable": True},
        ),
        (
            {"type": "number", "exclusiveMinimum": 0},
            {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        ),
        ({"type": "string", "examples": ["x"]}, {"type": "string", "example": "x"}),
        (
            {"type": "array", "prefixItems": [{"type": "string"}], "items": {}},
            {"type": "array", "x-prefixItems": [{"type": "string"}], "items": {}},
        ),
        (
            {"type": "object", "properties": {"const": {"type": ["integer", "null"]}}},
            {
                "type": "object",
                "properties": {"const": {"type": "integer", "nullable": True}},
            },
        ),
    ],
)
def test_schemas_say_the_same_in_both_versions(new: dict[str, Any], old: dict[str, Any]) -> None:
    frame = {"info": {"title": "t", "version": "1"}, "paths": {}}
    newer = {"openapi": "3.1.0", **frame, "components": {"schemas": {"A": new}}}
    older = {"openapi": "3.0.3", **frame, "components": {"schemas": {"A": old}}}
    assert schema_in(convert_openapi(newer, "3.0.3").tree) == old
    assert schema_in(convert_openapi(older, "3.1.0").tree) == new


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (
            {"anyOf": [{"type": "string"}, {"nullable": 1, "enum": [None]}]},
            {"anyOf": [{"type": "string"}, {"nullable": 1, "enum": [None]}]},
        ),
        (
            {"minimum": True, "exclusiveMinimum": 0.5},
            {"minimum": 0.5, "exclusiveMinimum": True},
        ),
        (
            {"maximum": False, "exclusiveMaximum": 1},
            {"maximum": 1, "exclusiveMaximum": True},
        ),
    ],
)
def test_a_boolean_is_not_taken_for_a_number(new: dict[str, Any], old: dict[str, Any]) -> None:
    tree = {"openapi": "3.1.0", "info": {}, "components": {"schemas": {"A": new}}}
    found = schema_in(convert_openapi(tree, "3.0.3").tree)
    assert repr(found) == repr(old)


def test_what_the_older_version_cannot_say_is_named_and_kept() -> None:
    tree = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1", "summary": "s"},
        "webhooks": {"paid": {"post": {"responses": {"200": {"description": "ok"}}}}},
    }
    converted = convert_openapi(tree, "3.0.3")
    assert any("webhooks" in note for note in converted.notes)
    assert any("summary" in note for note in converted.notes)
    back = convert_openapi(converted.tree, "3.1.0").tree
    assert back["webhooks"] == tree["webhooks"]
    assert back["info"] == tree["info"]


def test_a_licence_is_found_in_both_versions() -> None:
    licence = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    tree = {"openapi": "3.1.0", "info": {"title": "t", "version": "1", "license": licence}}
    older = convert_openapi(tree, "3.0.3").tree
    page = "https://spdx.org/licenses/Apache-2.0.html"
    assert older["info"]["license"] == {
        "name": "Apache-2.0",
        "x-identifier": "Apache-2.0",
        "url": page,
    }
    assert convert_openapi(older, "3.1.0").tree["info"]["license"] == licence


def test_examples_are_never_taken_for_schemas() -> None:
    example = {"nullable": True, "type": ["string", "null"], "const": 1}
    tree = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {},
        "components": {
            "schemas": {"A": {"type": "object", "default": example, "x-note": example}},
            "examples": {"E": {"value": example}},
        },
    }
    result = convert_openapi(tree, "3.0.3").tree
    assert schema_in(result)["default"] == example
    assert schema_in(result)["x-note"] == example
    assert result["components"]["examples"]["E"]["value"] == example


def design() -> Design:
    return Design.from_items(
        [
            Contract(version="3.0.1", info={"title": "Orders", "version": "010"}),
            Endpoint(method="GET", path="/orders"),
            Operation(endpoint="GET /orders", body={"responses": {"200": {"description": "no"}}}),
            Schema(key="Order", body={"type": "string", "nullable": True, "default": 2**70}),
        ]
    )


def test_both_forms_are_the_same_document_and_keep_the_version() -> None:
    tree, notes = openapi_tree(design())
    assert notes == ()
    assert yaml.safe_load(openapi_text(design(), "yaml")) == tree
    assert json.loads(openapi_text(design(), "json")) == tree
    assert tree["openapi"] == "3.0.1"
    assert list(tree) == ["openapi", "info", "paths", "components"]


def test_another_version_only_where_asked_for() -> None:
    for name, version in VERSIONS.items():
        assert json.loads(openapi_text(design(), "json", name))["openapi"] == version
    with pytest.raises(ValueError, match=r"2\.0"):
        convert_openapi({"openapi": "3.1.0"}, "2.0")
