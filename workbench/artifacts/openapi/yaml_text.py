"""JSON values as YAML that every reader understands alike, YAML 1.1 and 1.2.

A string that any reader could take for something else (`no`, `010`, `2024-01-31`, `1e3`, `=`)
is quoted, so the text means the same to PyYAML, to YAML 1.2 parsers and to people.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

# Plain in both versions of YAML: starts with a letter or a slash, holds no indicator that could
# end it, and ends in no blank.
_PLAIN = re.compile(
    r"[A-Za-z_/$\u00a1-\u1fff\u2030-\ud7ff\uf900-\ufdcf\ufdf0-\ufefc]"
    r"(?:[^\x00-\x1f\x7f-\xa0\u2000-\u200f\u2028-\u202f\ud800-\udfff\ufeff\ufff0-\uffff:#]"
    r"|:(?=[^\s])|(?<=[^\s])#)*"
)
_AMBIGUOUS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_SINGLE = re.compile(r"[^\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]*")
_LITERAL = re.compile(r"[^\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]+")
_BLANK_LINE = re.compile(r"^ +$", re.MULTILINE)
_ESCAPED = re.compile("[\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
# Longer keys must be written in the explicit form, which starts with a question mark.
_MAX_SIMPLE_KEY = 1_000
_STEP = "  "


def dump_yaml(tree: Any) -> str:  # noqa: ANN401 - JSON has any shape
    """A JSON value as a YAML document in block style, order kept, ended by a line break.

    Texts of several lines become block scalars. Any depth is written; aliases are not.
    """
    if not isinstance(tree, Mapping | list | tuple) or not tree:
        return _scalar(tree, _STEP) + "\n"
    out: list[str] = []
    # Each frame: what is left of a container, its indent, and the text before its next entry.
    frames: list[tuple[Iterator[Any], bool, str]] = [_frame(tree, "")]
    lead: str | None = None
    while frames:
        entries, named, indent = frames[-1]
        for entry in entries:
            before = indent if lead is None else lead
            lead = None
            if named:
                name, value = entry
                before += _key(name, indent)
                gap = " "
            else:
                value, before, gap = entry, before + "- ", ""
            if isinstance(value, Mapping | list | tuple) and value:
                if named:
                    out.append(before)
                else:
                    lead = before
                frames.append(_frame(value, indent + _STEP))
                break
            out.append(before + gap + _scalar(value, indent + _STEP))
        else:
            frames.pop()
    out.append("")
    return "\n".join(out)


def _frame(value: Any, indent: str) -> tuple[Iterator[Any], bool, str]:  # noqa: ANN401
    if isinstance(value, Mapping):
        return iter(value.items()), True, indent
    return iter(value), False, indent


def _key(name: object, indent: str) -> str:
    text = _line(name if isinstance(name, str) else str(name))
    return f"{text}:" if len(text) <= _MAX_SIMPLE_KEY else f"? {text}\n{indent}:"


def _scalar(value: Any, indent: str) -> str:  # noqa: ANN401
    match value:
        case str():
            text = _text(value, indent) if "\n" in value else _line(value)
        case None:
            text = "null"
        case bool():
            text = "true" if value else "false"
        case int():
            text = str(value)
        case float():
            text = _float(value)
        case Mapping():
            text = "{}"
        case list() | tuple():
            text = "[]"
        case _:
            raise TypeError(f"YAML is written from JSON values, not from {type(value).__name__}")
    return text


def _float(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    # YAML 1.1 wants a point in a float and a sign in its exponent.
    mantissa, exponent, power = text.partition("e")
    if not exponent:
        return text
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{power}"


@lru_cache(maxsize=16_384)
def _line(text: str) -> str:
    """One line: plain if nobody can misread it, else quoted."""
    if _PLAIN.fullmatch(text) and text.lower() not in _AMBIGUOUS and text[-1] not in " :":
        return text
    if _SINGLE.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    return _quoted(text)


def _quoted(text: str) -> str:
    return _ESCAPED.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)
    )


def _text(text: str, indent: str) -> str:
    """Several lines: a block scalar where it keeps every character, else quoted."""
    if text[0] in " \n" or not _LITERAL.fullmatch(text) or _BLANK_LINE.search(text):
        return _quoted(text)
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    chomping = "-" if ends == 0 else "" if ends == 1 else "+"
    lines = [f"{indent}{line}" if line else "" for line in body.split("\n")]
    lines += [""] * (ends - 1)
    return f"|{chomping}\n" + "\n".join(lines)
