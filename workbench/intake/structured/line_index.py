"""Lines of keys in YAML and pretty-printed JSON, found by indentation without parsing again.

Only what is asked for is scanned. Where a document is not laid out by lines (flow style,
minified JSON), the line of the nearest enclosing key that has a line of its own is given.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from workbench.sql.line_starts import LineStarts


class _Span(NamedTuple):
    """A key and all that belongs to it: from the key's offset to the next key of its level."""

    start: int
    value: int
    end: int


@dataclass(frozen=True)
class Positions:
    """Where the keys of one document are. Lines count from 1."""

    text: str
    _known: dict[tuple[str, ...], dict[str, _Span]] = field(default_factory=dict, repr=False)

    def line(self, *path: str) -> int:
        """Line of the key at a path of keys, or of its nearest parent that was found."""
        span = _Span(0, 0, len(self.text))
        for depth, name in enumerate(path):
            inner = self._members(path[:depth], span).get(name)
            if inner is None:
                break
            span = inner
        return self._line_at(span.start)

    def end_line(self, *path: str) -> int:
        """Last line of the value at a path of keys; 0 where it was not found."""
        span = _Span(0, 0, len(self.text))
        for depth, name in enumerate(path):
            inner = self._members(path[:depth], span).get(name)
            if inner is None:
                return 0
            span = inner
        return self._line_at(max(span.start, span.start + len(self._slice(span).rstrip()) - 1))

    def line_of(self, needle: str) -> int:
        """Line of the first occurrence of a text, 0 if there is none."""
        at = self.text.find(needle)
        return self._line_at(at) if at >= 0 else 0

    def _slice(self, span: _Span) -> str:
        return self.text[span.start : span.end]

    def _line_at(self, offset: int) -> int:
        return self._lines.line(offset)

    @cached_property
    def _lines(self) -> LineStarts:
        return LineStarts(self.text)

    def _members(self, path: tuple[str, ...], span: _Span) -> dict[str, _Span]:
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._scan(span)
        return known

    def _scan(self, span: _Span) -> dict[str, _Span]:
        """Keys on lines of their own, at the indentation of the first one in a span."""
        start = _BEHIND_KEY.match(self.text, span.value, span.end) if span.value else None
        if span.value and start is None:
            return {}
        first = _FIRST.match(self.text, start.end() if start else 0, span.end)
        if first is None:
            return {}
        indent = first[1]
        parent = self._indent_of(span.start)
        if span.value and not (indent.startswith(parent) and len(indent) > len(parent)):
            return {}
        found: dict[str, _Span] = {}
        last: tuple[str, int, int] | None = None
        # One character earlier, so that the line break before the first key is seen too.
        begin = max(first.start(1) - 1, 0)
        for key in _key_pattern(indent, bool(begin)).finditer(self.text, begin, span.end):
            if last is not None:
                found.setdefault(last[0], _Span(last[1], last[2], key.start("key")))
            last = (_key_text(key["key"]), key.start("key"), key.end())
        if last is not None:
            found.setdefault(last[0], _Span(last[1], last[2], span.end))
        return found

    def _indent_of(self, offset: int) -> str:
        start = self.text.rfind("\n", 0, offset) + 1
        return self.text[start:offset]


# Possessive quantifiers give nothing back, so that no line is looked at twice.
#: Text behind a key whose members follow on lines of their own.
_BEHIND_KEY = re.compile(r"[ \t]*+(?:[&!]\S++[ \t]*+)*+\{?[ \t]*+(?:\#[^\n]*+)?\r?\n")
#: Lines before the first key: blank ones, comments, an opening brace; then its indentation.
_FIRST = re.compile(
    r"\ufeff?(?:[ \t]*+(?:\#[^\n]*+|\{[ \t]*+|---[^\n]*+|%[^\n]*+)?\r?\n)*+([ \t]*+)(?=[^\s#])"
)


@lru_cache(maxsize=64)
def _key_pattern(indent: str, after_break: bool) -> re.Pattern[str]:  # noqa: FBT001
    start = r"\n" if after_break else r"(?:\A|\n)"
    return re.compile(
        start
        + re.escape(indent)
        + r"(?P<key>\"(?:[^\"\\\n]|\\.)*+\"[ \t]*+|'(?:[^'\n]|'')*+'[ \t]*+"
        r"|(?:[^\s#\"'{}\[\],&*!|>%@`-]|-(?=\S))[^\n:]*+(?::[^\s][^\n:]*+)*+):(?=\s|\Z)"
    )


def _key_text(raw: str) -> str:
    raw = raw.rstrip()
    if raw[:1] == '"':
        try:
            return str(json.loads(raw))
        except ValueError:
            return raw[1:-1]
    if raw[:1] == "'":
        return raw[1:-1].replace("''", "'")
    return raw
