"""Markdown of the handbook as HTML.

Only our own texts are rendered here, never what people write: that is
`workbench/artifacts/markdown/html.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from markdown import Markdown
from markupsafe import Markup

_DEEPEST_HEADING: Final = 3
_TAG: Final = re.compile(r"<[^>]+>")
_HEADING: Final = re.compile(r"<h[1-6] id=\"([^\"]+)\">")
_SPACE: Final = re.compile(r"\s+")
#: The language of commands that a reader types; the tests run them.
COMMANDS_LANGUAGE: Final = "sh"


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a table of contents; level 2 or 3."""

    level: int
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Section:
    """The text below one heading, without its subsections, for searching."""

    anchor: str
    """Empty for the introduction of a chapter."""
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A Markdown text as HTML, its table of contents and its sections."""

    html: Markup
    contents: tuple[Heading, ...]
    sections: tuple[Section, ...]


def render(text: str) -> RenderedText:
    """Render a Markdown text whose headings start at level 2.

    HTML in the text is shown as text: neither blocks nor tags are passed through.
    """
    parser = _parser()
    html = _make_scrollable(parser.convert(text))
    tokens: list[dict[str, Any]] = getattr(parser, "toc_tokens", [])
    contents = tuple(_headings(tokens))
    return RenderedText(Markup(html), contents, tuple(_sections(html, contents)))  # noqa: S704


def plain_text(html: str) -> str:
    """The text of HTML that was rendered here, on one line."""
    return _SPACE.sub(" ", Markup(_TAG.sub(" ", html)).unescape()).strip()  # noqa: S704


def _parser() -> Markdown:
    parser = Markdown(
        extensions=["toc", "tables", "admonition", "fenced_code", "codehilite", "def_list"],
        extension_configs={
            "toc": {"permalink": False, "toc_depth": f"2-{_DEEPEST_HEADING}"},
            "codehilite": {"css_class": "hl", "guess_lang": False},
        },
        output_format="html",
    )
    parser.preprocessors.deregister("html_block")
    parser.inlinePatterns.deregister("html")
    return parser


def _make_scrollable(html: str) -> str:
    """Let the keyboard reach what may be wider than the page: tables and code."""
    html = html.replace('<div class="hl">', '<div class="hl" tabindex="0">')
    html = html.replace("<table>", '<div class="table-scroll" tabindex="0"><table>')
    return html.replace("</table>", "</table></div>")


def _headings(tokens: Iterable[dict[str, Any]]) -> Iterator[Heading]:
    for token in tokens:
        yield Heading(int(token["level"]), str(token["id"]), plain_text(str(token["name"])))
        yield from _headings(token["children"])


def _sections(html: str, contents: Iterable[Heading]) -> Iterator[Section]:
    titles = {heading.anchor: heading.title for heading in contents}
    introduction, *parts = _HEADING.split(html)
    yield Section("", "", plain_text(introduction))
    for anchor, part in zip(parts[::2], parts[1::2], strict=True):
        _, _, body = part.partition("</h")
        yield Section(anchor, titles.get(anchor, ""), plain_text(body.partition(">")[2]))
