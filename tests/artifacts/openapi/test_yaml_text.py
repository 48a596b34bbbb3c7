"""Whatever JSON goes into the YAML writer comes back from everybody's reader."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ryaml import loads as read_strictly  # type: ignore[attr-defined]

from tests.cost import stack_of
from tests.shared_data import shared_data
from workbench.artifacts.openapi.yaml_text import dump_yaml

texts = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    alphabet=" \n\t-:#'\"|>aé?*&!%@`"
)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
trees = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(trees)
def test_the_oldest_reader_reads_what_was_written(tree: Any) -> None:
    assert yaml.safe_load(dump_yaml(tree)) == tree


@given(trees)
def test_a_strict_reader_of_the_new_version_agrees(tree: Any) -> None:
    # ryaml keeps no whole number beyond 64 bits.
    if all(abs(number) < 2**63 for number in integers(tree)):
        assert read_strictly(dump_yaml(tree)) == tree


def integers(tree: Any) -> list[int]:
    if isinstance(tree, dict):
        return [number for value in tree.values() for number in integers(value)]
    if isinstance(tree, list):
        return [number for value in tree for number in integers(value)]
    return [tree] if isinstance(tree, int) else []


@pytest.mark.parametrize(
    "text",
    [
        *("no", "Yes", "on", "y", "null", "~", "=", "<<", "-", "", " a", "a ", "@x", "`", "%"),
        *("010", "0x1f", "1_000", "1e3", "2024-01-31", "12:30:45", ".inf"),
        *("- a", "a: b", "a #b", "{a}", "["),
    ],
)
def test_a_string_stays_a_string(text: str) -> None:
    for tree in (text, {text: text}, [text]):
        assert yaml.safe_load(dump_yaml(tree)) == tree
        assert read_strictly(dump_yaml(tree)) == tree


def test_it_reads_like_written_by_hand() -> None:
    tree = {
        "openapi": "3.1.0",
        "paths": {"/orders/{id}": {"get": {"tags": ["orders"], "responses": {"200": {}}}}},
        "text": "First line\nsecond line\n",
        "list": [{"name": "id", "in": "path"}, [1, 2.5], []],
        "reference": "#/components/schemas/Order",
    }
    assert dump_yaml(tree) == (
        "openapi: '3.1.0'\n"
        "paths:\n"
        "  /orders/{id}:\n"
        "    get:\n"
        "      tags:\n"
        "        - orders\n"
        "      responses:\n"
        "        '200': {}\n"
        "text: |\n"
        "  First line\n"
        "  second line\n"
        "list:\n"
        "  - name: id\n"
        "    in: path\n"
        "  - - 1\n"
        "    - 2.5\n"
        "  - []\n"
        "reference: '#/components/schemas/Order'\n"
    )


def nested(levels: int) -> Any:
    tree: Any = "deep"
    for _ in range(levels):
        tree = {"a": [tree]}
    return tree


def test_levels_do_not_stand_on_the_stack() -> None:
    assert yaml.safe_load(dump_yaml(nested(12))) == nested(12)
    few, many = (stack_of(partial(dump_yaml, nested(levels))) for levels in (8, 40))
    assert many == few


def test_long_keys_are_no_trouble() -> None:
    assert yaml.safe_load(dump_yaml({"k" * 3_000: {"a": 1}})) == {"k" * 3_000: {"a": 1}}


def test_real_documents_come_back() -> None:
    for path in sorted((shared_data() / "openapi").rglob("*.json")):
        tree = json.loads(path.read_bytes())
        text = dump_yaml(tree)
        assert yaml.load(text, yaml.CSafeLoader) == tree, path
        assert read_strictly(text) == tree, path
