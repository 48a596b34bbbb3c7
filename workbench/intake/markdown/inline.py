"""How values are written in Markdown cells and lines, and how they are read back.

A value goes into one line: a line break is `<br>`, a list is `<ul><li>…</li></ul>`, and text
that looks like either is written with `&lt;`. Everything else is Markdown as the author wrote it.
The writers of these documents do the exact inverse.
"""

from __future__ import annotations

import html
import re

_MARKS = re.compile(
    r"<br\s*/?>|&lt;(?=/?(?:br|ul|ol|li)\b)|&amp;(?=(?:amp;)*(?:lt;/?(?:br|ul|ol|li)\b|#13;))"
    r"|&#13;",
    re.IGNORECASE,
)
_MARK_MEANING = {"&lt;": "<", "&amp;": "&", "&#13;": "\r"}
_LONE_DASH = re.compile(r"\\*[-–—]")
_LIST = re.compile(r"<(?:ul|ol)\b[^<>]*>(.*)</(?:ul|ol)>", re.IGNORECASE | re.DOTALL)
_ENTRY = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_TICKS = re.compile(r"`+")
_WHITE = " \t\n\r\u00a0"
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]{0,300})?/?>")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_SEPARATORS = re.compile(r"[,;،、\n]|<br\s{0,9}/?>", re.IGNORECASE)
_WRAPPERS = ("**", "__", "~~", "*", "_")
#: Without any of these there is no markup to take away, which holds for most cells.
_MARKED = re.compile(r"[`<*_~]|\]\(")
_MARKUP = re.compile(r"[*`~]|(?<!\w)_|_(?!\w)")
_MOST_WRAPPERS = 6
_LONGEST_NAME = 4_000


def value(raw: str) -> str:
    """A cell or a line's value as text; a lone dash means none."""
    raw = raw.strip(_WHITE)
    if _LONE_DASH.fullmatch(raw):
        return raw[1:] if len(raw) > 1 else ""
    if "<" in raw or "&" in raw:
        return _MARKS.sub(_meaning, raw).strip(_WHITE)
    return raw


def _meaning(match: re.Match[str]) -> str:
    return _MARK_MEANING.get(match[0].lower(), "\n")


def texts(raw: str) -> tuple[str, ...]:
    """A cell that holds several texts: an HTML list, else one text; empty ones left out."""
    raw = raw.strip(_WHITE)
    found = _LIST.fullmatch(raw)
    if not found:
        text = value(raw)
        return (text,) if text else ()
    parts = _ENTRY.split(found[1])[1:]
    entries = (value(re.sub(r"(?i)</li>\s*$", "", part.strip(_WHITE))) for part in parts)
    return tuple(entry for entry in entries if entry)


def plain(raw: str) -> str:
    """A name without the markup around it: `**Order**`, `` `orders` ``, `[x](y)` and tags."""
    text = raw.strip(_WHITE)
    if len(text) > _LONGEST_NAME:
        return text
    if not _MARKED.search(text):
        return text
    inner = _only_code(text)
    if inner is not None:
        return inner
    if "<" in text:
        text = html.unescape(_TAG.sub("", text)).strip(_WHITE)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    for _ in range(_MOST_WRAPPERS):
        bare = _unwrapped(text)
        if bare == text:
            break
        text = bare
    inner = _only_code(text)
    return text if inner is None else inner


def _unwrapped(text: str) -> str:
    for wrapper in _WRAPPERS:
        size = len(wrapper)
        inside = text[size:-size].strip(_WHITE)
        if inside and text.startswith(wrapper) and text.endswith(wrapper):
            return inside
    return text


def _only_code(text: str) -> str | None:
    spans = code_spans(text) if text.startswith("`") else []
    if len(spans) != 1 or spans[0] != (0, len(text)):
        return None
    ticks = len(text) - len(text.lstrip("`"))
    inner = text[ticks:-ticks]
    # A blank at both ends belongs to the fence, as in CommonMark.
    spaced = inner.startswith(" ") and inner.endswith(" ") and inner.strip()
    return inner[1:-1] if spaced else inner


def code_spans(text: str) -> list[tuple[int, int]]:
    """Where the code spans of a line start and end, fences included."""
    runs = [found.span() for found in _TICKS.finditer(text)]
    by_length: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(index)
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(runs):
        start, end = runs[index]
        same = by_length[end - start]
        while same and same[0] <= index:
            same.pop(0)
        if same:
            spans.append((start, runs[same[0]][1]))
            index = same[0]
        index += 1
    return spans


def expression(raw: str) -> str:
    """Code in a cell; one code span around all of it is only how it is shown."""
    text = raw.strip(_WHITE)
    return name(text) if text.startswith("`") and text.endswith("`") else value(text)


def name(raw: str) -> str:
    """A name or key from a cell: empty for a lone dash, markup around it removed."""
    text = raw.strip(_WHITE)
    if _LONE_DASH.fullmatch(text):
        return text[1:] if len(text) > 1 else ""
    return plain(text)


def names(raw: str) -> tuple[str, ...]:
    """Names separated by commas, semicolons or line breaks; code spans keep theirs."""
    text = raw.strip(_WHITE)
    if not text or _LONE_DASH.fullmatch(text):
        return ()
    parts: list[str] = []
    start = 0
    inside = iter(code_spans(text) if "`" in text else ())
    span = next(inside, None)
    for found in _SEPARATORS.finditer(text):
        while span and span[1] <= found.start():
            span = next(inside, None)
        if span and span[0] <= found.start():
            continue
        parts.append(text[start : found.start()])
        start = found.end()
    parts.append(text[start:])
    return tuple(found_name for found_name in map(name, parts) if found_name)


def without_markup(raw: str) -> str:
    """Text as a reader sees it, for comparing with vocabularies; not for keeping."""
    text = _TAG.sub("", raw) if "<" in raw else raw
    text = _LINK.sub(r"\1", text) if "](" in text else text
    return _MARKUP.sub("", text).strip(_WHITE)
