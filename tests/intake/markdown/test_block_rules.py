"""Blocks begin and end where markdown-it's own rules let them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from workbench.intake.markdown.block_rules import block_parser

_MAX_NESTING = 20
_READ = {
    "inline": ("content", "map"),
    "fence": ("content", "info", "map"),
    "heading_open": ("tag", "markup", "map"),
    "table_open": ("map",),
    "bullet_list_open": (),
    "bullet_list_close": (),
    "ordered_list_open": ("attrs",),
    "ordered_list_close": (),
    "list_item_open": ("map",),
    "list_item_close": (),
}
"""What is read of each type of token; others are passed over."""

_PIECES = (
    *("a", "text of words", "# h", "####### h", "===", "---", "--", "***", "_ _ _"),
    *("- ", "-", "* ", "+ a", "1. ", "1.", "2) a", "10. a", "9999999999. a", "> ", ">"),
    *("| a | b |", "a|b", "|---|---|", "--|--", "| :-- | :-: |", "|", "||", r"a\|b", r"| a \|"),
    *("```", "~~~", "``` a`", " ", "  ", "    ", "\t", "", "", "\0", "\u00a0", "\x0c", "[a]: b"),
)
_LINES = st.lists(st.sampled_from(_PIECES), max_size=4).map("".join)


def full_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    parser.disable(["code", "html_block", "reference"])
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def read(tokens: list[Token]) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    in_table = False
    for token in tokens:
        if token.type in _READ and not in_table:
            found.append((token.type, *(getattr(token, name) for name in _READ[token.type])))
        in_table = token.type == "table_open" or (in_table and token.type != "table_close")
    return found


@given(st.lists(_LINES, max_size=12).map("\n".join))
def test_blocks_are_those_of_markdown_it(text: str) -> None:
    assert read(block_parser(_MAX_NESTING).parse(text)) == read(full_parser().parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "1. a\n\n2) b\n- c\n2) d",
        "> a\nb\n===\n\n> c\n> ---\n",
        "- a\n  b\n  ---\n- | a | b |\n  |---|---|\n  | c | d |\n  e\n",
        "- " * (_MAX_NESTING + 3) + "a",
    ],
    ids=["lists in lists", "quotes and underlines", "table in an item", "nested too deeply"],
)
def test_blocks_that_meet_are_those_of_markdown_it(text: str) -> None:
    assert read(block_parser(_MAX_NESTING).parse(text)) == read(full_parser().parse(text))


def test_a_table_of_very_many_missing_cells_ends_where_markdown_it_ends_it() -> None:
    width = 400
    text = "|a" * width + "|\n" + "|-" * width + "|\n" + "| a |\n" * 200
    assert read(block_parser(_MAX_NESTING).parse(text)) == read(full_parser().parse(text))
