"""YAML and JSON: what is read, what is refused with its line, and that nothing raises else."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.shared_data import shared_data
from workbench.intake.yaml_events import resolve_plain
from workbench.intake.yaml_json import MAX_DEPTH, UnreadableError, parse_structured

TEXT_CHARACTERS = st.characters(codec="utf-8", exclude_characters="\x00")
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(TEXT_CHARACTERS),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.text(TEXT_CHARACTERS),
        inner,
        max_size=4,
    ),
    max_leaves=30,
)  # fmt: skip


def refused(text: str) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        parse_structured(text)
    return caught.value


def read(text: str) -> Any:
    return parse_structured(text).value


@given(JSON_VALUES)
def test_json_comes_back_as_it_was(value: Any) -> None:
    assert read(json.dumps(value)) == value


@given(st.dictionaries(st.text("abcdefgh", min_size=1), st.text("abc 123:-#'\"\n") | st.integers()))
def test_yaml_of_another_writer_is_read_alike(value: dict[str, Any]) -> None:
    text = yaml.safe_dump(value, allow_unicode=True) if value else "{}"
    expected = yaml.safe_load(text)
    assert read(text) == {key: expected[key] for key in expected}


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2\n", 4, "'c' is there twice"),
        ('{"a": 1,\n "b": {"x": 1,\n "x": 2}}', 3, "'x' is there twice"),
        ("200: x\n'200': y\n", 2, "'200' is there twice"),
        ("a: 1\nb: !!python/object/apply:os.system ['id']\n", 2, "python/object"),
        ("a: &x !ruby/object:Gem {}\n", 1, "ruby/object"),
        ("a: 1\nb: [1, 2\n", 3, "no YAML"),
        ('{"a": 1,\n "b": ]}', 2, "no JSON"),
        ("a: 1\n---\nb: 2\n", 2, "more than one document"),
        ("a: .nan\n", 1, ".nan"),
        ("a: *nowhere\n", 1, "nowhere"),
        ("? [1, 2]\n: 3\n", 1, "must be text"),
        ("a: &a [*a]\n", 1, "holds itself"),
        ("a: !!int word\n", 1, "!!int"),
    ],
)
def test_refusals_name_line_and_reason(text: str, line: int, word: str) -> None:
    error = refused(text)
    assert error.line == line
    assert word in error.message


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a: " + "[" * 5_000,
        "- " * 300_000,
        "".join(" " * n + "a:\n" for n in range(600)),
    ],
)
def test_deep_nesting_is_refused_at_once(text: str) -> None:
    begin = time.process_time()
    assert f"nested deeper than {MAX_DEPTH}" in refused(text).message
    assert time.process_time() - begin < 3


@pytest.mark.parametrize("name", ["yaml-billion-laughs.yaml", "yaml-deep-nesting.yaml"])
def test_bombs_are_refused_fast(name: str) -> None:
    text = (shared_data() / "hostile" / name).read_text("utf-8")
    begin = time.process_time()
    assert refused(text).line > 0
    assert time.process_time() - begin < 1


def test_a_large_subtree_behind_many_aliases_is_refused() -> None:
    text = "a: &a [" + "x," * 50_000 + "]\nb: [" + "*a," * 20_000 + "]\n"
    assert "values" in refused(text).message


def test_few_aliases_and_merges_are_written_out() -> None:
    text = "base: &b {type: object, x: 1}\nmore:\n  <<: *b\n  x: 2\nlist: [*b]\n"
    assert read(text) == {
        "base": {"type": "object", "x": 1},
        "more": {"type": "object", "x": 2},
        "list": [{"type": "object", "x": 1}],
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("200: ok", {"200": "ok"}),
        ("1.10: ok", {"1.10": "ok"}),
        ("null: ok", {"null": "ok"}),
        ("true: 1", {"true": 1}),
        ("a: no", {"a": "no"}),
        ("a: 010", {"a": "010"}),
        ("a: 2001-01-01", {"a": "2001-01-01"}),
        ("a: 0x1F", {"a": 31}),
        ("a: 123456789012345678901234567890", {"a": 123456789012345678901234567890}),
        ("a: !!str 1", {"a": "1"}),
        ("\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n", {"a": 1, "b": "x\ny\n"}),
        ("{a: 1, b: [x, y]} # flow", {"a": 1, "b": ["x", "y"]}),
        ("{a: 1, 'b': \"c\"}", {"a": 1, "b": "c"}),
        ("", None),
        ("# nothing", None),
    ],
)
def test_scalars_and_keys(text: str, value: Any) -> None:
    assert read(text) == value


def test_what_cannot_be_kept_is_replaced_and_said() -> None:
    parsed = parse_structured('{"a": "x\\u0000y", "b": "\\ud800"}')
    assert parsed.value == {"a": "x\ufffdy", "b": "\ufffd"}
    assert len(parsed.remarks) == 1


@given(st.text("-+.0123456789eExo_abfnulltrue", min_size=1, max_size=12))
def test_both_readers_agree_on_plain_words(word: str) -> None:
    try:
        through_events = resolve_plain(word)
        fast = read(f"a: {word}")["a"]
    except (UnreadableError, TypeError):
        return
    assert fast == through_events or str(fast) == str(through_events)


@given(st.text(max_size=200) | st.text("ab:-[]{},&*!|>'\"#%\n \t?<", max_size=60))
def test_no_text_raises_anything_else(text: str) -> None:
    with suppress(UnreadableError):
        parse_structured(text)


def test_brackets_in_brackets_cost_no_more_than_their_number() -> None:
    for many in ("[" * 60_000, "{a: " * 60_000, "[a, " * 60_000):
        before = time.process_time()
        with pytest.raises(UnreadableError, match="nested deeper"):
            parse_structured(f"x: {many}")
        assert time.process_time() - before < 2


def test_tags_of_older_yaml_leave_what_json_can_hold() -> None:
    text = "s: !!set {a, b}\nb: !!binary aGk=\nt: !!timestamp 2020-01-01\no: !!omap [a: 1]\n"
    assert parse_structured(text).value == {
        "s": {"a": None, "b": None},
        "b": "aGk=",
        "t": "2020-01-01",
        "o": [{"a": 1}],
    }
