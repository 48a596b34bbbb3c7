"""How the PDF is divided: no page holds one row or one part alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.artifacts.pdf.engine import render_chapter
from workbench.artifacts.pdf.pieces import in_pieces


@given(st.lists(st.integers(1, 6_000), min_size=1, max_size=200))
def test_pieces_hold_every_item_once_and_none_is_a_small_rest(sizes: list[int]) -> None:
    items = [((at, size), f"FR-{at}", size) for at, size in enumerate(sizes)]
    pieces = list(in_pieces(items))
    assert [key for piece in pieces for key in piece] == [key for key, _, _ in items]
    if len(pieces) > 1:
        assert min(sum(size for _, size in piece) for piece in pieces) > 5_000


def test_no_last_page_holds_one_part_alone() -> None:
    part = "<h2>Part</h2><p>What is said of it.</p>"
    for count in range(49, 62):
        body = f"<body>{part * count}</body>"
        made = render_chapter(f"<html lang=en><head><title>t</title></head>{body}</html>")
        last = len(made.pages) - 1
        assert len(made.bookmarks) == count
        assert [bookmark.place.page for bookmark in made.bookmarks].count(last) > 1, count
