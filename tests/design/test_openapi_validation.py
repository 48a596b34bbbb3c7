"""Whether a document is valid: the verdicts of others, our own pointers, and strange trees."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.cost import grows_too_fast, stack_of
from tests.shared_data import SHARED_DATA, shared_data
from workbench.design import openapi_validation
from workbench.design.openapi_references import look_up
from workbench.design.openapi_validation import MAX_PROBLEMS, validate_openapi

SUITE = SHARED_DATA / "openapi-conformance"
STATS: dict[str, Any] = (
    json.loads((SHARED_DATA / "expected/openapi-stats.json").read_text("utf-8"))
    if SHARED_DATA.is_dir()
    else {}
)
#: Where our verdict is another one than openapi-spec-validator's, and why.
OTHERWISE = {
    "openapi-conformance/oai-3.1/pass/json_schema_dialect.yaml": "another dialect is allowed",
    "openapi-conformance/oai-3.1/pass/path_item_servers_parameters.yaml": "links have a server",
    "openapi-conformance/oai-3.1/fail/link-object-no-body.yaml": "links have no body",
    "openapi-conformance/oai-3.1/fail/example-examples.yaml": "not both example and examples",
}
#: The official suite looks at the schema only; this one breaks the specification's prose.
AGAINST_PROSE = {"operation-object-example.yaml": "the path and its parameter differ in name"}


IN_PATH = {"name": "id", "in": "path", "required": True, "schema": {}}
IN_QUERY = {"name": "q", "in": "query", "schema": {}}


def load(path: Path) -> Any:
    """A document of the shared data, through a parser that is not ours."""
    tree = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    return json.loads(json.dumps(tree, default=str))


def minimal(**more: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, **more}


def pointers(tree: Any) -> list[str]:
    return [pointer for pointer, _ in validate_openapi(tree)]


@pytest.mark.parametrize("path", sorted(SUITE.glob("oai-3.1/pass/*")), ids=lambda path: path.name)
def test_the_official_suite_passes(path: Path) -> None:
    problems = validate_openapi(load(path), whole=False)
    assert bool(problems) == (path.name in AGAINST_PROSE), problems


@pytest.mark.parametrize("path", sorted(SUITE.glob("oai-3.1/fail/*")), ids=lambda path: path.name)
def test_the_official_suite_fails_with_a_pointer(path: Path) -> None:
    tree = load(path)
    problems = validate_openapi(tree)
    assert problems
    assert all(look_up(tree, "#" + pointer)[0] for pointer, _ in problems)


@pytest.mark.parametrize(
    "path", [name for name in STATS if not STATS[name]["external_refs"] and name not in OTHERWISE]
)
def test_the_verdict_of_openapi_spec_validator(path: str) -> None:
    valid = STATS[path]["validator"] == "valid"
    problems = validate_openapi(load(shared_data() / path), whole=False)
    assert (not problems) == valid, problems


@pytest.mark.parametrize("path", sorted(OTHERWISE))
def test_where_that_validator_errs(path: str) -> None:
    problems = validate_openapi(load(shared_data() / path))
    assert bool(problems) == ("/fail/" in path)


@pytest.mark.parametrize(
    ("change", "pointer", "word"),
    [
        ({"info": {"title": "T"}}, "/info", "version"),
        ({"tags": [{"name": "a"}, {"name": "a"}]}, "/tags/1", "twice"),
        (
            {"components": {"schemas": {"A": {"type": "strin"}}}},
            "/components/schemas/A/type",
            "strin",
        ),
        (
            {"components": {"schemas": {"A": {"pattern": "[open"}}}},
            "/components/schemas/A/pattern",
            "not a valid regular expression",
        ),
        (
            {"components": {"schemas": {"A": {"type": "integer", "default": "x"}}}},
            "/components/schemas/A/default",
            "not of type",
        ),
        *(
            (
                {"components": {"schemas": {"A": {"enum": enum, "default": default}}}},
                "/components/schemas/A/default",
                "not in the enum",
            )
            for enum, default in (
                ([1, 2], True),
                ([0, 2], False),
                ([True, 2], 1),
                ([{"a": 1}], {"a": True}),
                ([[0]], [False]),
            )
        ),
        (
            {"components": {"schemas": {"A": {"enum": ["a"], "default": "b"}}}},
            "/components/schemas/A/default",
            "not in the enum",
        ),
        (
            {"components": {"schemas": {"A": {"items": {"$ref": "#/components/schemas/B"}}}}},
            "/components/schemas/A/items/$ref",
            "cannot be resolved",
        ),
        (
            {"components": {"schemas": {"A": {"$ref": "#/components/schemas/A"}}}},
            "/components/schemas/A/$ref",
            "form a cycle",
        ),
        (
            {"components": {"schemas": {"A": {"$ref": "https://example.org/a.json"}}}},
            "/components/schemas/A/$ref",
            "outside the document",
        ),
        (
            {"paths": {"/a": {"get": {"responses": {"200": {"content": {}}}}}}},
            "/paths/~1a/get/responses/200",
            "description",
        ),
        ({"paths": {"/a/{id}": {"get": {}}}}, "/paths/~1a~1{id}/get", "{id}"),
        (
            {"paths": {"/a": {"parameters": [IN_PATH], "get": {}}}},
            "/paths/~1a/get",
            "'id' is declared, but the path lacks it",
        ),
        (
            {"paths": {"/a": {"get": {"operationId": "x"}, "put": {"operationId": "x"}}}},
            "/paths/~1a/put/operationId",
            "'x' is already used",
        ),
        (
            {"paths": {"/a": {"get": {"parameters": [IN_QUERY, IN_QUERY]}}}},
            "/paths/~1a/get/parameters/1",
            "twice",
        ),
        (
            {"paths": {"/a": {"get": {"parameters": [{"name": "q", "in": "query"}]}}}},
            "/paths/~1a/get/parameters/0",
            "schema",
        ),
        ({"paths": {"/a{": {"get": {}}}}, "/paths/~1a{", "braces"),
    ],
)  # fmt: skip
def test_each_defect_has_its_place(change: dict[str, Any], pointer: str, word: str) -> None:
    found = dict(validate_openapi(minimal(**change)))
    assert word in found.get(pointer, ""), found


def test_one_defect_is_one_problem() -> None:
    tree = minimal(paths={"/a": {"get": {"responses": {"200": {"content": 3}}}}})
    assert sorted(set(pointers(tree))) == sorted(pointers(tree))
    old = {**minimal(), "openapi": "3.0.3"}
    old["paths"] = {"/a": {"get": {"responses": {"200": {"description": 3}}}}}
    assert pointers(old) == ["/paths/~1a/get/responses/200/description"]


def test_parameters_of_the_path_count_through_references() -> None:
    tree = minimal(
        paths={"/a/{id}": {"parameters": [{"$ref": "#/components/parameters/Id"}], "get": {}}},
        components={
            "parameters": {
                "Id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
            }
        },
    )
    assert validate_openapi(tree) == []


@pytest.mark.parametrize("tree", [None, [], "x", {}, {"openapi": 3}, {"openapi": "9.0.0"}])
def test_what_cannot_be_checked_is_a_problem(tree: Any) -> None:
    assert validate_openapi(tree)


@pytest.mark.parametrize(
    "name",
    [
        "openapi-proto-pollution.json",
        "openapi-ref-cycles.yaml",
        "openapi-ssrf-refs.yaml",
        "openapi-utf8-bom-crlf.yaml",
    ],
)
def test_strange_documents_of_others_are_checked(name: str) -> None:
    found = validate_openapi(load(shared_data() / "hostile" / name))
    assert all(where == "" or where.startswith("/") for where, _ in found)


def nested(levels: int) -> dict[str, Any]:
    """A document with a schema inside so many others."""
    schema: dict[str, Any] = {}
    for _ in range(levels):
        schema = {"items": schema}
    return minimal(components={"schemas": {"A": schema}})


def test_levels_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert validate_openapi(nested(12)) == []
    monkeypatch.setattr(openapi_validation, "MAX_DEPTH", 10)
    assert validate_openapi(nested(6)) == []
    assert validate_openapi(nested(12)) == [("", "nested deeper than 10 levels")]
    assert stack_of(partial(validate_openapi, nested(40))) == stack_of(
        partial(validate_openapi, nested(12))
    )


def test_the_bounds_of_checking_are_these() -> None:
    assert (openapi_validation.MAX_DEPTH, MAX_PROBLEMS) == (250, 200)


def test_patterns_are_read_and_never_run() -> None:
    # The default does not match, so whoever ran the pattern would tell of it.
    schema = {"type": "string", "pattern": "^[a-z]+$", "default": "123", "example": "123"}
    assert validate_openapi(minimal(components={"schemas": {"A": schema}})) == []
    wrong = {"A": {**schema, "pattern": "[a-z"}}
    assert pointers(minimal(components={"schemas": wrong})) == ["/components/schemas/A/pattern"]


def test_cost_grows_with_the_size_and_not_faster() -> None:
    base = load(shared_data() / "openapi/museum.yaml")

    def checking(count: int) -> Callable[[], object]:
        tree = copy.deepcopy(base)
        for number in range(count):
            tree["components"]["schemas"][f"S{number}"] = {"type": "string", "pattern": "^a+$"}
            tree["paths"][f"/p{number}"] = {"get": {"operationId": f"o{number}", "responses": {}}}
        return partial(validate_openapi, tree)

    checking(10)()
    assert not grows_too_fast(checking, 400)


def test_at_most_so_many_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openapi_validation, "MAX_PROBLEMS", 30)
    schemas = {f"S{number}": {"type": 3} for number in range(40)}
    assert len(validate_openapi(minimal(components={"schemas": schemas}))) == 30


ANYTHING = st.recursive(
    st.none() | st.integers(0, 2) | st.sampled_from(["#/components/schemas/A", "a", "get", "{"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["$ref", "/a", "get", "parameters", "schemas", "A", "pattern", "default",
                         "type", "enum", "name", "in", "operationId", "$anchor", "parent"]),
        inner,
        max_size=4,
    ),
    max_leaves=30,
)  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(["paths", "components", "tags", "webhooks"]), ANYTHING),
    st.sampled_from(["3.0.3", "3.1.0", "3.2.0", "2.0"]),
)
def test_no_tree_raises_anything(tree: dict[str, Any], version: str) -> None:
    name = "swagger" if version == "2.0" else "openapi"
    for pointer, message in validate_openapi({**minimal(), **tree, name: version}):
        assert pointer == "" or pointer.startswith("/")
        assert message
