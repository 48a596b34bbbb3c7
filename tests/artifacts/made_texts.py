"""Texts, names and lists as people and attackers type them, for made designs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_FRAGMENTS = (
    "a",
    "word",
    "Order",
    " ",
    "|",
    "\\",
    "`",
    "*",
    "_",
    "#",
    "<br>",
    "<b>",
    "&lt;br>",
    "&amp;",
    "<script>alert(1)</script>",
    "-",
    "—",
    "1.",
    "é",
    "مرحبا",
    "注文",
    "=1+1",
    "(x)",
    ": ",
    ", ",
    "https://example.org",
    "FR-001",
)
lines = st.lists(st.sampled_from(_FRAGMENTS), max_size=5).map("".join).map(str.strip)
texts: SearchStrategy[str] = (
    st.lists(st.sampled_from([*_FRAGMENTS, "\n", "\n\n", "\n# ", "\n- "]), max_size=6)
    .map("".join)
    .map(lambda text: text.strip())
)
full_lines = lines.filter(bool)
full_texts = texts.filter(bool)
#: Names as people and dumps have them, and some that are awkward in a table.
keys = st.one_of(
    st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True),
    st.sampled_from(["a|b", "a,b", "`tick`", "x (y)", "_under_", "*star*", "naïve", "注文", "a b"]),
)
yes_no = st.none() | st.booleans()


def numbered(prefix: str) -> SearchStrategy[str]:
    return st.integers(1, 40).map(lambda number: f"{prefix}-{number:03}")


def some(inner: SearchStrategy[Any], most: int = 3) -> SearchStrategy[tuple[Any, ...]]:
    return st.lists(inner, max_size=most).map(tuple)


def distinct(inner: SearchStrategy[Any], most: int = 3) -> SearchStrategy[tuple[Any, ...]]:
    return st.lists(inner, max_size=most, unique=True).map(tuple)
