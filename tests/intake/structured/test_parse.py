"""YAML and JSON: what is read, what is refused with its line, and that nothing raises else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.cost import calls_of, grows_too_fast, stack_left, stack_of
from tests.limits import Lower
from workbench.intake.structured.events import resolve_plain
from workbench.intake.structured.parse import UnreadableError, parse_structured

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
        ("a: 1\nb:\n  c: 1\n  c: 2\n", 4, "duplicate key 'c'"),
        ('{"a": 1,\n "b": {"x": 1,\n "x": 2}}', 3, "duplicate key 'x'"),
        ("200: x\n'200': y\n", 2, "duplicate key '200'"),
        ("a: 1\nb: !ours [1]\n", 2, "tag !ours is not supported"),
        ("a: 1\nb: !!ours [1]\n", 2, "tag !!ours is not supported"),
        ("a: &x !<tag:example.org,2030:ours> {}\n", 1, "example.org,2030:ours"),
        ("!ours\na: 1\n", 1, "tag !ours is not supported"),
        ("a: {!ours b: 1}\n", 1, "tag !ours is not supported"),
        ("a: [!ours b, 1]\n", 1, "tag !ours is not supported"),
        ("a: 1\nb: [1, 2\n", 3, "invalid YAML"),
        ('{"a": 1,\n "b": ]}', 2, "invalid JSON"),
        ("a: 1\n---\nb: 2\n", 2, "more than one document"),
        ("a: .nan\n", 1, ".nan"),
        ("a: *nowhere\n", 1, "nowhere"),
        ("? [1, 2]\n: 3\n", 1, "must be text"),
        ("a: &a [*a]\n", 1, "contains itself"),
        ("a: !!int word\n", 1, "!!int"),
    ],
)
def test_refusals_name_line_and_reason(text: str, line: int, word: str) -> None:
    error = refused(text)
    assert error.line == line
    assert word in error.message


DEEP: dict[str, Callable[[int], str]] = {
    "flow in YAML": lambda levels: "a: " + "[" * (levels - 1) + "]" * (levels - 1),
    "flow mappings": lambda levels: "a: " + "{b: " * (levels - 1) + "1" + "}" * (levels - 1),
    "block sequences": lambda levels: "- " * levels + "x",
    "block mappings": lambda levels: "".join(" " * n + "a:\n" for n in range(levels)),
    "lists in JSON": lambda levels: "[" * levels + "]" * levels,
    "objects in JSON": lambda levels: '{"a":' * levels + "1" + "}" * levels,
}


@pytest.mark.parametrize("shape", DEEP)
def test_levels_are_counted(lower: Lower, shape: str) -> None:
    lower(levels=10)
    assert read(DEEP[shape](10))
    assert "nested deeper than 10 levels" in refused(DEEP[shape](12)).message


@pytest.mark.parametrize("shape", ["flow in YAML", "flow mappings", "lists in JSON"])
def test_brackets_that_never_close_are_refused_at_the_bound(lower: Lower, shape: str) -> None:
    lower(levels=10)
    open_only = DEEP[shape](40).rstrip("]}")
    assert refused(open_only).message.startswith(("nested deeper than 10", "invalid JSON"))


@pytest.mark.parametrize("shape", ["flow in YAML", "flow mappings"])
def test_levels_over_the_bound_are_refused_by_the_reader_that_knows_the_line(
    lower: Lower, shape: str
) -> None:
    # The fast parser would take time by the square of the levels before it refuses.
    lower(levels=10)
    assert refused("b: 1\n" + DEEP[shape](12)).line == 2


@pytest.mark.parametrize("shape", ["flow in YAML", "flow mappings"])
def test_levels_over_the_bound_cost_no_more_than_their_number(lower: Lower, shape: str) -> None:
    lower(levels=10)
    few, many = (calls_of(partial(parse_structured, DEEP[shape](levels))) for levels in (12, 48))
    assert many < few * 4


@pytest.mark.parametrize("shape", DEEP)
def test_levels_do_not_stand_on_the_stack(shape: str) -> None:
    few, many = (stack_of(partial(parse_structured, DEEP[shape](levels))) for levels in (8, 40))
    assert many == few


def test_json_that_the_stack_does_not_hold_is_refused() -> None:
    told = set()
    for frames in range(4, 60):
        try:
            with stack_left(frames):
                parse_structured(DEEP["lists in JSON"](40))
        except UnreadableError as error:
            told.add(error.message)
        except RecursionError:
            # So little that not even a refusal has room.
            assert frames < 20
    # From 3.12 on the reader has a stack of its own, which holds as much as this.
    refused = {"nested deeper than 248 levels"}
    assert told == (refused if sys.version_info < (3, 12) else set())


ALIASES = "a: &a [1, 2, 3, 4]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b]\n"


def test_what_aliases_stand_for_is_counted(lower: Lower) -> None:
    # Seven for the mapping and its sequences, and what stands in them: 4, 4 × 5 and 2 × 21.
    assert read(ALIASES)["c"] == [[[1, 2, 3, 4]] * 4] * 2
    lower(values=40, aliased_characters=100)
    error = refused(ALIASES)
    assert (error.line, error.message) == (3, "more than 40 values, aliases included")


def test_what_aliases_stand_for_is_counted_before_it_is_made(lower: Lower) -> None:
    lower(values=40, aliased_characters=100)
    more = ALIASES + "".join(f"d{number}: [*b, *b, *b, *b]\n" for number in range(12))
    first = calls_of(lambda: parse_structured(ALIASES))
    assert calls_of(lambda: parse_structured(more)) < first * 4
    assert refused(more).line == 3


def test_few_aliases_of_a_large_part_are_counted_by_what_it_holds(lower: Lower) -> None:
    text = "a: &a [" + "x, " * 20 + "x]\nb: [" + "*a, " * 8 + "*a]\n"
    assert len(read(text)["b"]) == 9
    lower(values=100, aliased_characters=500)
    assert "more than 100 values" in refused(text).message


def test_values_are_counted_without_aliases_too(lower: Lower) -> None:
    lower(values=30)
    for text in ("a: [" + "1, " * 24 + "1]", json.dumps(list(range(26))), "- 1\n" * 26):
        assert read(text)
    for text in ("a: [" + "1, " * 39 + "1]", json.dumps(list(range(40))), "- 1\n" * 40):
        assert "more than 30 values" in refused(text).message


def test_characters_are_counted(lower: Lower) -> None:
    lower(characters=2_000)
    assert read("a: " + "x" * 1_997)
    assert refused("a: " + "x" * 1_998).message == "longer than 2,000 characters"


@pytest.mark.parametrize("number", ["{}", "-{}", "0x{}", "0o{}"])
def test_digits_are_counted(lower: Lower, number: str) -> None:
    lower(digits=30)
    assert isinstance(resolve_plain(number.format("1" * 28)), int)
    with pytest.raises(UnreadableError, match="more than 30 digits") as caught:
        resolve_plain(number.format("1" * 40), 7)
    assert caught.value.line == 7


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


@pytest.mark.parametrize("piece", ["[a], ", "{a: 1}, ", "'[', ", "a, "])
def test_brackets_beside_one_another_cost_no_more_than_their_number(piece: str) -> None:
    def reading(size: int) -> Callable[[], object]:
        text = f"x: [{piece * (size // len(piece))}]"
        return lambda: parse_structured(text)

    assert not grows_too_fast(reading, 2_000)


def test_tags_of_older_yaml_leave_what_json_can_hold() -> None:
    text = "s: !!set {a, b}\nb: !!binary aGk=\nt: !!timestamp 2020-01-01\no: !!omap [a: 1]\n"
    assert parse_structured(text).value == {
        "s": {"a": None, "b": None},
        "b": "aGk=",
        "t": "2020-01-01",
        "o": [{"a": 1}],
    }
