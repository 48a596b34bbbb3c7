"""What people typed leaves the renderer harmless, whatever it was."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.cost import grows_too_fast, stack_of
from tests.shared_data import shared_data
from workbench.artifacts.markdown import html
from workbench.artifacts.markdown.html import (
    code_html,
    direction,
    document_html,
    render_markdown,
    resolve_directions,
)

_ALLOWED_ATTRIBUTES = {
    "alt",
    "class",
    "colspan",
    "dir",
    "href",
    "rel",
    "rowspan",
    "src",
    "start",
    "title",
}
_FORBIDDEN_TAGS = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "form",
    "input",
    "button",
    "textarea",
    "link",
    "meta",
    "base",
    "template",
    "video",
    "audio",
}
_FRAGMENTS = st.sampled_from(
    [
        "<script>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "[a](",
        ")",
        "](",
        "`",
        "```\n",
        "\n",
        "|",
        "---|---\n",
        "<p onclick=",
        '"',
        ">",
        "<!--",
        "-->",
        "<svg><style>",
        "&lt;",
        "&#x3c;",
        "<a href='",
        "data:text/html,x",
        "# ",
        "<math><mi>",
        "</title>",
    ]
)


def elements(clean: str) -> Iterator[tuple[str, dict[str, str]]]:
    """What a browser makes of it: every element with its attributes."""
    tree = html5lib.parseFragment(clean, namespaceHTMLElements=False)
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag != "DOCUMENT_FRAGMENT":
            yield element.tag, dict(element.attrib)


def assert_harmless(clean: str) -> None:
    for tag, attributes in elements(clean):
        assert tag not in _FORBIDDEN_TAGS, clean
        assert set(attributes) <= _ALLOWED_ATTRIBUTES, clean
        href = attributes.get("href", "#")
        assert re.match(r"https?://|mailto:|[#?/]|[\w.-]+([/?#]|$)", href, re.IGNORECASE), href
        assert attributes.get("src", "data:image/png;base64,").startswith("data:image/"), clean


def payloads() -> list[str]:
    cases = json.loads((shared_data() / "hostile/xss-dompurify.json").read_text())
    return [case["payload"] for case in cases]


def test_known_attacks_lose_their_teeth() -> None:
    for payload in payloads():
        assert_harmless(render_markdown(payload))
        assert_harmless(render_markdown(f"A paragraph with {payload} in it"))
        assert_harmless(render_markdown(f"| a |\n|---|\n| {payload.replace('|', '')} |"))


@pytest.mark.parametrize("name", ["blns.json", "csv-injection.json"])
def test_naughty_strings_are_only_text(name: str) -> None:
    for line in json.loads((shared_data() / "hostile" / name).read_text()):
        assert_harmless(render_markdown(line))


def test_a_hostile_document_keeps_its_words_and_nothing_else() -> None:
    text = (shared_data() / "hostile/prd-xss.md").read_text()
    clean = document_html(text).html
    for tag, attributes in elements(clean):
        assert tag not in _FORBIDDEN_TAGS
        assert not any(name.startswith("on") for name in attributes)
    assert "FR-007" in clean
    assert "${7*7}" in clean
    # The diagram stays as the code it was written as.
    assert "flowchart TD" in clean
    assert "&lt;img src=x" in clean


@given(st.lists(st.one_of(_FRAGMENTS, st.text(max_size=10)), max_size=30).map("".join))
def test_no_mixture_of_markup_survives(text: str) -> None:
    assert_harmless(render_markdown(text))


@given(st.text(alphabet="abc <>&\"'`=é", max_size=60))
def test_code_is_shown_as_it_was_written(text: str) -> None:
    for language in ("", "json", "mermaid", "sql"):
        tree = html5lib.parseFragment(code_html(text, language), namespaceHTMLElements=False)
        code = next(element for element in tree.iter() if element.tag == "code")
        assert "".join(code.itertext()) == text


def test_links_tell_nobody_and_remote_images_are_not_fetched() -> None:
    clean = render_markdown("[a](https://example.org) ![chart](https://example.org/x.png)")
    assert '<a href="https://example.org" rel="noopener noreferrer">a</a>' in clean
    assert "chart" in clean
    assert "<img" not in clean


def test_words_of_an_image_that_is_not_fetched_stay_words() -> None:
    clean = render_markdown("<img src='https://example.org/x' alt='<script>\"&amp;lt;b'> <a>x</a>")
    assert clean == '<p dir="auto">&lt;script&gt;&quot;&amp;lt;b <a>x</a></p>\n'


@pytest.mark.parametrize("address", ["javascript:x", "//evil.test", "data:text/html,x", "/\\evil"])
def test_links_that_run_or_hide_their_target_lose_it(address: str) -> None:
    assert "href" not in render_markdown(f'<a href="{address}">x</a>')


@pytest.mark.parametrize(
    "piece",
    [
        "[a] ",
        "[a](b) ",
        "<b>a</b> ",
        "<div>a</div>\n",
        "> a\n",
        "**a** ",
        "<!-- a -->\n",
        "`a` ",
        "- a\n",
    ],
)
def test_markup_takes_time_that_grows_with_it(piece: str) -> None:
    def rendering(size: int) -> Callable[[], object]:
        return partial(render_markdown, piece * (size // len(piece)))

    assert not grows_too_fast(rendering, 2_000)


@pytest.mark.parametrize("piece", ["[", "> ", "- ", "**", "<!--", "<div>", "<b>", "<ul><li>"])
def test_markup_that_never_closes_is_followed_to_a_bound(
    monkeypatch: pytest.MonkeyPatch, piece: str
) -> None:
    monkeypatch.setattr(html, "MAX_NESTING", 10)
    # A thread keeps the parser that it made with another bound.
    monkeypatch.setattr(html, "_local", threading.local())
    few, many = (stack_of(partial(render_markdown, piece * count + "x")) for count in (12, 40))
    assert many == few
    assert_harmless(render_markdown(piece * 40 + "x"))


def test_raw_html_of_many_tags_is_shown_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MAX_RAW_TAGS", 30)
    assert "<b>a</b>" in render_markdown("<b>a</b> " * 15)
    clean = render_markdown("<b>a</b> " * 16)
    assert "&lt;b&gt;a&lt;/b&gt;" in clean
    assert "<b>" not in clean


def test_long_code_is_shown_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MAX_HIGHLIGHTED", 30)
    assert "<span" in code_html('{"a": 1}', "json")
    assert "<span" not in code_html('{"a": 1}' * 5, "json")


def test_the_bounds_of_rendering_are_these() -> None:
    assert (html.MAX_RAW_TAGS, html.MAX_NESTING, html.MAX_HIGHLIGHTED) == (4_000, 60, 20_000)


def test_contents_and_anchors_agree_and_are_unique() -> None:
    document = document_html("# One\n\n## Part *two*\n\n## Part two\n\n<h3 id=x>Raw & low</h3>\n")
    assert [(heading.level, heading.title) for heading in document.contents] == [
        (1, "One"),
        (2, "Part two"),
        (2, "Part two"),
        (3, "Raw & low"),
    ]
    anchors = [heading.anchor for heading in document.contents]
    assert len(set(anchors)) == len(anchors)
    for anchor in anchors:
        assert f'id="{anchor}"' in document.html
    assert 'id="x"' not in document.html


@example(":_1_")
@example(" snake_case_1")
@given(st.text(alphabet="ab Zé،注_1.,;:()/?%='\"–—…’-", max_size=40).map(str.strip))
def test_the_short_way_for_plain_sentences_is_the_long_way(text: str) -> None:
    sentence = f"A{text}"
    # A comment behind it changes nothing but the way that is taken.
    long_way = render_markdown(f"{sentence}\n\n<!-- -->")
    assert render_markdown(sentence).strip() == long_way.strip()


def test_fields_stand_one_to_a_line() -> None:
    document = document_html("**Entity:** Order\n**Junction:** Yes\n\nWords that\n**go** on.\n")
    assert document.html.count("<br>") == 1
    assert "Order<br>" in document.html


def test_headings_move_below_those_of_the_page() -> None:
    clean = render_markdown("# a\n\n###### b", top_heading=3)
    assert [tag for tag, _ in elements(clean)] == ["h3", "h6"]


def test_direction_follows_the_first_letter() -> None:
    assert direction("123 – مرحبا abc") == "rtl"
    assert direction("GET /سور") == "ltr"
    assert resolve_directions(render_markdown("مرحبا\n\nhello")) == (
        '<p dir="rtl">مرحبا</p>\n<p>hello</p>\n'
    )
