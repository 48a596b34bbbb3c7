"""Lines of keys are found without parsing, and agree with a parser that knows them."""

from __future__ import annotations

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
from tests.shared_data import SHARED_DATA
from workbench.intake.structured.line_index import Positions

DOCUMENTS = sorted((SHARED_DATA / "openapi").rglob("*.[yj]*")) if SHARED_DATA.is_dir() else []


def parsed_lines(
    node: yaml.Node | None, path: tuple[str, ...], depth: int
) -> dict[tuple[str, ...], int]:
    """Lines of keys by their path, from PyYAML's marks."""
    found: dict[tuple[str, ...], int] = {}
    if isinstance(node, yaml.MappingNode) and len(path) < depth:
        for key, value in node.value:
            here = (*path, str(key.value))
            found[here] = key.start_mark.line + 1
            found |= parsed_lines(value, here, depth)
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_real_documents(path: Path) -> None:
    text = path.read_text("utf-8")
    positions = Positions(text)
    expected = parsed_lines(yaml.compose(text, yaml.CSafeLoader), (), 4)
    assert {keys: positions.line(*keys) for keys in expected} == expected


NAMES = st.sampled_from(["/a", "get", "x y", "ümlaut", "200", "a:b", "-dash", '"quoted"', "{id}"])
INNER = st.dictionaries(st.sampled_from(["a", "b", "/c"]), st.text("ab\n"))
TREES: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    NAMES, st.text("ab\n:", max_size=6) | INNER, min_size=1
)


@given(TREES, st.sampled_from([2, 4]))
def test_made_yaml(tree: dict[str, Any], indent: int) -> None:
    text = yaml.safe_dump(tree, indent=indent, default_flow_style=False, allow_unicode=True)
    expected = parsed_lines(yaml.compose(text, yaml.SafeLoader), (), 2)
    positions = Positions(text)
    assert {keys: positions.line(*keys) for keys in expected} == expected


@given(TREES, st.sampled_from([1, 2, "\t"]))
def test_made_json(tree: dict[str, Any], indent: int | str) -> None:
    text = json.dumps(tree, indent=indent, ensure_ascii=False)
    lines = text.split("\n")
    positions = Positions(text)
    for key in tree:
        assert (
            lines[positions.line(key) - 1].lstrip().startswith(json.dumps(key, ensure_ascii=False))
        )


def test_a_key_on_no_line_of_its_own_has_its_parents_line() -> None:
    positions = Positions("openapi: 3.0.0\npaths:\n  /a: {get: {x: 1}}\n")
    assert positions.line("paths", "/a", "get") == 3
    assert positions.line("paths", "/missing") == 2
    assert Positions('{"a":{"b":1}}').line("a", "b") == 1


def test_the_last_line_of_a_part() -> None:
    positions = Positions("a:\n  b:\n    c: 1\n\n  d: 2\n\n# end\ne: 3\n")
    assert positions.end_line("a", "b") == 3
    assert positions.end_line("e") == 8
    assert positions.end_line("missing") == 0


def test_keys_inside_a_block_of_text_are_no_keys() -> None:
    positions = Positions(
        "paths:\n  /a:\n    description: |\n      get:\n        x\n    get:\n      y: 1\n"
    )
    assert positions.line("paths", "/a", "get") == 6


def look_up(text: str) -> None:
    positions = Positions(text)
    for path in (("a",), ("a", "b"), ("a", "k7"), ("x", "y", "z")):
        positions.line(*path)
        positions.end_line(*path)


RUNS: dict[str, Callable[[int], str]] = {
    "spaces behind a key": lambda size: "a:" + " " * size,
    "spaces and no key": lambda size: "a" + " " * size + "\n",
    "colons": lambda size: "a:\n" + "  b" + ":c" * (size // 2),
    "members": lambda size: "a:\n" + "".join(f"  k{n}:\n" for n in range(size // 8)),
    "the same key": lambda size: "a:\n" * (size // 3),
    "empty lines": lambda size: "\n" * size + "a: 1",
    "backslashes": lambda size: '"' + "\\\\" * (size // 2),
    "comments": lambda size: "#" * size,
    "objects beside one another": lambda size: "a: [" + "{b: 1}, " * (size // 8) + "]",
    "items": lambda size: "a:\n" + "- b: 1\n" * (size // 7),
}


@pytest.mark.parametrize("shape", RUNS)
def test_keys_are_found_in_time_that_grows_with_the_text(shape: str) -> None:
    assert not grows_too_fast(lambda size: partial(look_up, RUNS[shape](size)), 4_000)


@pytest.mark.parametrize("piece", ["{", "[", '{"a": ', "- "])
def test_levels_of_a_document_do_not_stand_on_the_stack(piece: str) -> None:
    few, many = (stack_of(partial(look_up, piece * levels)) for levels in (8, 40))
    assert many == few
