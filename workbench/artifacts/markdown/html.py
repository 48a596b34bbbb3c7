"""The one place where Markdown becomes HTML, and where that HTML is made harmless.

What people typed may hold any HTML; it leaves here with nothing but text structure: no
scripts, styles, forms, frames, ids or remote images, and no link that runs anything. The
parser is linear in its input, which the sanitiser alone could not make good.
"""

from __future__ import annotations

import html
import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

#: Elements that are no valid HTML without an attribute that cleaning may take away.
_MAY_LACK = re.compile(r'<(img|a)((?: [a-z]+="[^"]*")*)>')
_ALTERNATIVE = re.compile(r' alt="([^"]*)"')
_RELATION = re.compile(r' rel="[^"]*"')
#: Raw HTML with more tags than this is shown as text: closing them costs quadratic time.
MAX_RAW_TAGS = 4_000
#: Deeper lists and quotations are cut by the parser.
MAX_NESTING = 60
#: Longer code is shown without colours.
MAX_HIGHLIGHTED = 20_000

#: Languages that are coloured; everything else, diagrams included, stays plain code.
LANGUAGES = (
    "bash",
    "css",
    "diff",
    "go",
    "html",
    "http",
    "ini",
    "java",
    "javascript",
    "json",
    "kotlin",
    "php",
    "python",
    "ruby",
    "rust",
    "sql",
    "toml",
    "typescript",
    "xml",
    "yaml",
)
_ALIASES = {"js": "javascript", "ts": "typescript", "py": "python", "sh": "bash", "yml": "yaml"}
_KNOWN = frozenset(LANGUAGES) | frozenset(_ALIASES) | {"mermaid", "text"}


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Only what a text is made of. Whatever takes input, draws, embeds or names itself is left out.
_TAGS = _names(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt "
    "em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small "
    "span strong sub summary sup table tbody td tfoot th thead tr u ul var wbr"
)
_DROPPED_WITH_CONTENT = _names(
    "script style template iframe object embed noscript noembed noframes title textarea select "
    "svg math xmp plaintext"
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_DIRECTIONS = {"ltr", "rtl", "auto"}
_AUTO_DIRECTION = (
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "td",
    "th",
    "dt",
    "dd",
    "summary",
    "caption",
    "figcaption",
)
_INLINE_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_SMALL_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_LINK = re.compile(r"https?://|mailto:|[#?]|/(?![/\\])|[\w.-]+(?=[/?#]|$)", re.IGNORECASE)

_CODE = re.compile(r'<pre><code(?: class="language-([a-z]+)")?>(.*?)</code></pre>', re.DOTALL)
_HEADING = re.compile(r"<h([1-6])( [^>]*)?>(.*?)</h\1>", re.DOTALL)
_FIELD = re.compile(r"\n(?=<strong>[^<]{1,80}:</strong>)")
# One paragraph of words and commas, which needs neither parser nor sanitiser. An underscore is
# plain between letters and digits only; elsewhere it may emphasise.
_SENTENCE = re.compile(r"[^\W\d_](?:[^\W_]|(?<=[^\W_])_(?=[^\W_])|[ ,.;:()/?%='\"–—…’-])*")
_HEADING_TAG = re.compile(r"<(/?)h([1-6])\b")
_TAG = re.compile(r"<[^>]*>")
_NO_SLUG = re.compile(r"[^\w]+")
_AUTO = re.compile(r' dir="auto"([^>]*)>')
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc]")
_LOOK_AHEAD = 400
_LOWEST_LEVEL = 6

_local = threading.local()


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry of a document's contents."""

    level: int
    title: str
    """Plain text."""
    anchor: str
    """Id of the heading in the document, without `#`."""


@dataclass(frozen=True, slots=True)
class DocumentHtml:
    """A whole document: its body as harmless HTML, and its contents."""

    html: str
    contents: tuple[Heading, ...]


def render_markdown(text: str, *, top_heading: int = 1) -> str:
    """Turn what somebody typed into harmless HTML.

    Headings are moved down so that the highest possible one is `<h{top_heading}>`; blocks
    carry `dir="auto"`. The result has no ids, so it fits into any page. It never raises.
    """
    words = text.strip()
    if not words:
        return ""
    if _SENTENCE.fullmatch(words):
        return f'<p dir="auto">{words}</p>\n'
    clean = _clean(_parser(raw=text.count("<") <= MAX_RAW_TAGS).render(text))
    clean = _CODE.sub(_coloured, clean)
    if top_heading > 1:
        clean = _HEADING_TAG.sub(
            lambda found: f"<{found[1]}h{min(int(found[2]) + top_heading - 1, _LOWEST_LEVEL)}",
            clean,
        )
    return clean


def document_html(text: str, *, anchor_prefix: str = "", top_heading: int = 1) -> DocumentHtml:
    """Turn a whole Markdown document into HTML with anchors, and list its headings.

    Anchors are made from the headings' words and are unique within the document; give a
    prefix where several documents share a page, and the highest heading that the page has left
    for them. Tables can be scrolled on their own.
    """
    contents: list[Heading] = []
    used: set[str] = set()

    def anchored(found: re.Match[str]) -> str:
        title = html.unescape(_TAG.sub("", found[3])).strip()
        anchor = _unique(anchor_prefix + slug(title), used)
        contents.append(Heading(int(found[1]), title, anchor))
        attributes = found[2] or ""
        return f'<h{found[1]} id="{html.escape(anchor)}"{attributes}>{found[3]}</h{found[1]}>'

    body = _HEADING.sub(anchored, render_markdown(text, top_heading=top_heading))
    # One field to a line, which Markdown itself would join.
    body = _FIELD.sub("<br>\n", body)
    body = body.replace("<table>", '<div class="table-scroll" tabindex="0"><table>')
    return DocumentHtml(body.replace("</table>", "</table></div>"), tuple(contents))


def code_html(text: str, language: str = "") -> str:
    """Code as a `<pre>` with Pygments' short classes; plain where unknown or very long."""
    return f'<pre class="code" dir="ltr"><code>{highlighted(text, language)}</code></pre>'


def highlighted(text: str, language: str) -> str:
    """Escaped code, coloured where the language is known and the code is short enough."""
    name = _ALIASES.get(language, language)
    if name not in LANGUAGES or len(text) > MAX_HIGHLIGHTED:
        return html.escape(text, quote=False)
    lexer = get_lexer_by_name(name, stripnl=False, ensurenl=False)
    coloured = str(highlight(text, lexer, HtmlFormatter(nowrap=True)))
    # The formatter ends the last line whether or not it was ended.
    return coloured if text.endswith("\n") else coloured.removesuffix("\n")


def slug(title: str) -> str:
    """An anchor made of a title's words, letters of every script kept.

    >>> slug("Endpoint: GET /orders/{id}")
    'endpoint-get-orders-id'
    """
    return _NO_SLUG.sub("-", unicodedata.normalize("NFKC", title).lower()).strip("-") or "part"


def direction(text: str) -> str:
    """`rtl` or `ltr`: the direction of the first letter that has one (UAX #9, P2 and P3)."""
    for char in text[:_LOOK_AHEAD]:
        match unicodedata.bidirectional(char):
            case "R" | "AL":
                return "rtl"
            case "L":
                return "ltr"
    return "ltr"


def resolve_directions(clean: str) -> str:
    """Replace `dir="auto"` by the direction of each block, for engines that know no auto."""
    if not _RIGHT_TO_LEFT.search(clean):
        return clean.replace(' dir="auto"', "")

    def resolved(found: re.Match[str]) -> str:
        ahead = _TAG.sub("", clean[found.end() : found.end() + _LOOK_AHEAD])
        side = ' dir="rtl"' if direction(html.unescape(ahead)) == "rtl" else ""
        return f"{side}{found[1]}>"

    return _AUTO.sub(resolved, clean)


def _parser(*, raw: bool) -> MarkdownIt:
    """This thread's parser: making one costs as much as parsing a page."""
    name = "raw" if raw else "plain"
    found: MarkdownIt | None = getattr(_local, name, None)
    if found is None:
        found = MarkdownIt("commonmark", {"html": raw, "maxNesting": MAX_NESTING})
        found.enable(["table", "strikethrough"])
        setattr(_local, name, found)
    return found


def _clean(dirty: str) -> str:
    clean = nh3.clean(
        dirty,
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes=_ATTRIBUTES,
        attribute_filter=_kept_attribute,
        tag_attribute_values={tag: {"dir": _DIRECTIONS} for tag in ("div", "span", "bdi", "bdo")},
        set_tag_attribute_values={tag: {"dir": "auto"} for tag in _AUTO_DIRECTION},
        allowed_classes={"code": {f"language-{name}" for name in _KNOWN}},
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )
    if "<img" in clean or "<a" in clean:
        return _MAY_LACK.sub(_completed, clean)
    return clean


def _completed(found: re.Match[str]) -> str:
    """An image that is not fetched is its words, and a link to nowhere says nothing of itself."""
    tag, attributes = found.groups()
    if tag == "img" and ' src="' not in attributes:
        words = _ALTERNATIVE.search(attributes)
        return html.escape(html.unescape(words[1])) if words else ""
    if tag == "a" and ' href="' not in attributes:
        return f"<a{_RELATION.sub('', attributes)}>"
    return found[0]


def _kept_attribute(tag: str, attribute: str, value: str) -> str | None:
    match tag, attribute:
        case "a", "href":
            return value if _LINK.match(value) else None
        case "img", "src":
            return value if _INLINE_IMAGE.fullmatch(value) else None
        case _, "colspan" | "rowspan" | "start":
            return value if _SMALL_NUMBER.fullmatch(value) else None
    return value


def _coloured(found: re.Match[str]) -> str:
    return code_html(html.unescape(_TAG.sub("", found[2])), found[1] or "")


def _unique(wanted: str, used: set[str]) -> str:
    for candidate in _numbered(wanted):
        if candidate not in used:
            used.add(candidate)
            return candidate
    raise AssertionError


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1
