"""How values are written in Markdown so that the importer reads exactly them again.

A value takes one line: a line break is `<br>`, a list is `<ul><li>…</li></ul>`, and what already
looks like either is written with `&lt;`. Everything else stays the Markdown that people typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from workbench.artifacts.openapi.document import dump_json

_AMPERSAND = re.compile(r"&(?=(?:amp;)*(?:lt;/?(?:br|ul|ol|li)\b|#13;))", re.IGNORECASE)
_BRACKET = re.compile(r"<(?=/?(?:br|ul|ol|li)\b)", re.IGNORECASE)
_LONE_DASH = re.compile(r"\\*[-–—]")
_NEEDS_CODE = re.compile(r"[`,;*<،、]|~~|\]\(| \(|^_|_$|^\\*[-–—]$")
_TICKS = re.compile(r"`+")

# What at the start of a line, inside lists and quotations too, would end the section, hide what
# follows or pass for a field.
_CONTAINERS = r"^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*"
_STRUCTURE = re.compile(
    _CONTAINERS + r"(?:#{1,3}(?:\s|$)|[=-]+\s*$|```|~~~|<|\*\*|__)|\r", re.MULTILINE
)
_DOCUMENT_STRUCTURE = re.compile(
    _CONTAINERS + r"(?:#{1,2}(?:\s|$)|[=-]+\s*$|<!--)|\r", re.MULTILINE
)
_FENCE = re.compile(r"^\s*(?:```|~~~)", re.MULTILINE)


def line(text: object) -> str:
    """A value as the rest of one line."""
    value = "" if text is None else str(text)
    if "&" in value:
        value = _AMPERSAND.sub("&amp;", value)
    if "<" in value:
        value = _BRACKET.sub("&lt;", value)
    if _LONE_DASH.fullmatch(value):
        return "\\" + value
    return value.replace("\r", "&#13;").replace("\n", "<br>")


def document_title(title: str, product: str) -> str:
    """The title of a document with the product that it is about, if that has a name."""
    return f"{title} — {line(product)}" if product else title


def cell(text: object) -> str:
    """A value as the cell of a table."""
    return line(text).replace("|", "\\|")


def key(text: str) -> str:
    """A key or name, in a code span where something in it could be taken for markup."""
    return code_span(text) if _NEEDS_CODE.search(text) else text


def keys(texts: Iterable[str]) -> str:
    """Several keys or names in one line."""
    return ", ".join(key(text) for text in texts)


def key_cell(text: str) -> str:
    """A key as the cell of a table."""
    return key(text).replace("|", "\\|")


def named_cell(text: str) -> str:
    """The key of a requirement as a cell; a name instead of an identifier is written as code."""
    if " " in text and not _NUMBERED.fullmatch(text):
        return code_span(text).replace("|", "\\|")
    return key_cell(text)


_NUMBERED = re.compile(r"\S+ \d[\d.]*")


def keys_cell(texts: Iterable[str]) -> str:
    """Several keys as the cell of a table."""
    return keys(texts).replace("|", "\\|")


def code_span(text: str) -> str:
    """A name in a code span whose fence is longer than any in it."""
    ticks = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{blank}{text}{blank}{ticks}"


def listed(texts: Sequence[str]) -> str:
    """Several texts as one cell."""
    if not texts:
        return ""
    return "<ul>" + "".join(f"<li>{cell(text)}</li>" for text in texts) + "</ul>"


def yes_no(value: bool | None) -> str:  # noqa: FBT001 - it is the value itself
    """Yes, No, or nothing where it is not stated."""
    return "" if value is None else "Yes" if value else "No"


def with_words(value: str | None, words: str) -> str:
    """A value and, in parentheses, how the document wrote it; `?` where only words are known."""
    shown = value or ""
    return f"{shown or '?'} ({words})" if words else shown


def fields(pairs: Mapping[str, str]) -> str:
    """`**Key:** value` lines of those that have a value; a trailing backslash is guarded."""
    return "\n".join(
        f"**{name}:** {value}<br>" if value.endswith("\\") else f"**{name}:** {value}"
        for name, value in pairs.items()
        if value
    )


def heading(level: int, text: str) -> str:
    """A heading of one line; closed where its text ends with the sign that closes one."""
    title = f"{'#' * level} {line(text)}".rstrip()
    return f"{title} {'#' * level}" if title.endswith("#") and text else title


def prose(text: str, *, whole: bool = False) -> str:
    """Text of several paragraphs below a heading, or one `**Text:**` line where it must be.

    `whole` is for sections that may hold tables, fences and lower headings of their own.
    """
    if not text:
        return ""
    if whole:
        structure = bool(_DOCUMENT_STRUCTURE.search(text)) or len(_FENCE.findall(text)) % 2 == 1
        structure = structure or text.startswith("**Text")
    else:
        structure = bool(_STRUCTURE.search(text))
    if structure or _LONE_DASH.fullmatch(text):
        return fields({"Text": line(text)})
    return _BRACKET.sub("&lt;", _AMPERSAND.sub("&amp;", text))


def fenced_json(value: Mapping[str, Any]) -> str:
    """A JSON object as fenced code."""
    text = dump_json(dict(value)).rstrip("\n")
    fence = "`" * max(3, max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    return f"{fence}json\n{text}\n{fence}"


def table(columns: str, items: Iterable[Any], row: Callable[[Any], str]) -> str:
    """A Markdown table: one cell of each row per line of what `row` gives.

    `columns` are titles parted by ` | `; those with a star are always there, the others only
    where a row has something in them. No rows, no table.
    """
    titles = [part.strip() for part in columns.split("|")]
    rows = [row(item).removesuffix("\n").split("\n") for item in items]
    if not rows:
        return ""
    for cells in rows:
        if len(cells) != len(titles):
            raise ValueError(f"a row of {columns!r} has {len(cells)} cells: {cells}")
    shown = [
        at
        for at, title in enumerate(titles)
        if title.endswith("*") or any(cells[at] for cells in rows)
    ]
    lines = [
        "| " + " | ".join(titles[at].rstrip("*") for at in shown) + " |",
        "|" + "|".join("-" * (len(titles[at].rstrip("*")) + 2) for at in shown) + "|",
    ]
    lines += ["| " + " | ".join(cells[at] for at in shown) + " |" for cells in rows]
    return "\n".join(lines)
