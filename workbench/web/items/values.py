"""Values of fields as the text a person types, and back."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import Any

from workbench.artifacts.openapi.yaml_text import dump_yaml
from workbench.intake.structured.parse import UnreadableError, parse_structured
from workbench.web.items.fields import Field, Widget

_YES, _NO = "yes", "no"
_DIGITS = re.compile(r"[+-]?\d{1,18}")
#: Texts of a field that is JSON may be this long.
MAX_DATA = 2_000_000


class WrongValueError(ValueError):
    """What was typed into a field is no value of it; the message says why."""


def to_text(field: Field, value: Any) -> str:  # noqa: ANN401, PLR0911 - one arm per widget
    """A value as it stands in its control. Rows and parts have none of their own."""
    match field.widget:
        case Widget.tick:
            return _YES if value else ""
        case Widget.tristate:
            return "" if value is None else _YES if value else _NO
        case Widget.keys:
            return keys_to_text(value or ())
        case Widget.lines:
            return "\n".join(text.replace("\n", "\n  ") for text in value or ())
        case Widget.index_parts:
            return ", ".join(index_part_to_text(one) for one in value or ())
        case Widget.data:
            stated_empty = field.default is None and value is not None and not value
            return dump_yaml(value).rstrip("\n") if stated_empty else data_to_text(value)
        case _:
            return "" if value is None else str(value)


def from_text(field: Field, text: str) -> Any:  # noqa: ANN401, PLR0911 - one arm per widget
    """The JSON value of what was typed; raises WrongValueError.

    What only the model can judge (length, required) is left to it.
    """
    text = text.replace("\r\n", "\n")
    match field.widget:
        case Widget.tick:
            return text == _YES
        case Widget.tristate:
            return {_YES: True, _NO: False}.get(text)
        case Widget.number:
            return _number(text, field)
        case Widget.choice:
            return _choice(text, field)
        case Widget.keys:
            return keys_from_text(text)
        case Widget.lines:
            return _lines(text)
        case Widget.index_parts:
            return [index_part_from_text(one) for one in split_outside(text)]
        case Widget.data:
            return _data(text, field)
        case _:
            return text


def data_to_text(value: Any) -> str:  # noqa: ANN401 - JSON has any shape
    """JSON as YAML, empty for an empty object or list."""
    if value is None or value in ({}, [], ()):
        return ""
    return dump_yaml(value).rstrip("\n")


def keys_to_text(keys: Sequence[str]) -> str:
    """Names separated by commas; one that holds a comma stands in quotes."""
    return ", ".join(
        '"' + key.replace('"', '""') + '"' if re.search(r'[,"\n]', key) else key for key in keys
    )


def keys_from_text(text: str) -> list[str]:
    """Names that were separated by commas or lines, each once.

    >>> keys_from_text('FR-001, FR-002')
    ['FR-001', 'FR-002']
    """
    rows = csv.reader(text.split("\n"), skipinitialspace=True, strict=False)
    found: dict[str, None] = {}
    try:
        for row in rows:
            found.update((key.strip(), None) for key in row if key.strip())
    except csv.Error as error:
        raise WrongValueError(f"cannot be read as a list: {error}") from error
    return list(found)


def _lines(text: str) -> list[str]:
    entries: list[str] = []
    for line in text.split("\n"):
        if line.startswith("  ") and entries:
            entries[-1] += "\n" + line[2:]
        elif line.strip():
            entries.append(line.strip())
    return entries


def _number(text: str, field: Field) -> int | None:
    if not text.strip():
        return field.default if isinstance(field.default, int) else None
    if not _DIGITS.fullmatch(text.strip()):
        raise WrongValueError("is a whole number")
    return int(text)


def _choice(text: str, field: Field) -> Any:  # noqa: ANN401 - text or number
    if text == "" and not any(value == "" for value, _ in field.choices):
        return field.default
    return int(text) if field.numbers and _DIGITS.fullmatch(text) else text


def _data(text: str, field: Field) -> Any:  # noqa: ANN401 - JSON has any shape
    if not text.strip():
        return list(field.default) if isinstance(field.default, tuple) else field.default
    if len(text) > MAX_DATA:
        raise WrongValueError(f"is longer than {MAX_DATA:,} characters")
    try:
        return parse_structured(text).value
    except UnreadableError as error:
        where = f"line {error.line}: " if error.line else ""
        raise WrongValueError(f"{where}{error.message}") from error


def split_outside(text: str) -> list[str]:
    """Pieces between commas and line ends that stand outside parentheses and quotes.

    >>> split_outside("a, (lower(b, 'x,y')) DESC")
    ['a', "(lower(b, 'x,y')) DESC"]
    """
    pieces, depth, quote, start = [], 0, "", 0
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char in ",\n" and depth <= 0:
            pieces.append(text[start:at])
            start = at + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


_INDEX_TAIL = re.compile(
    r"(?P<head>.*?)"
    r"(?:\s+COLLATE\s+(?P<collation>\S+))?"
    r"(?:\s+(?!(?:ASC|DESC|NULLS|FIRST|LAST)\b)(?P<opclass>[A-Za-z_][\w.]*))?"
    r"(?:\s+(?P<order>ASC|DESC))?"
    r"(?:\s+NULLS\s+(?P<nulls>FIRST|LAST))?",
    re.IGNORECASE | re.DOTALL,
)


def index_part_to_text(part: dict[str, Any]) -> str:
    """One part of an index as SQL writes it: `created_at DESC`, `(lower(email))`."""
    words = [part.get("column") or f"({part.get('expression', '')})"]
    if part.get("collation"):
        words.append(f"COLLATE {part['collation']}")
    if part.get("opclass"):
        words.append(part["opclass"])
    if part.get("descending"):
        words.append("DESC")
    if part.get("nulls"):
        words.append(f"NULLS {part['nulls'].upper()}")
    return " ".join(words)


def index_part_from_text(text: str) -> dict[str, Any]:
    """Read one part of an index back.

    >>> index_part_from_text("(lower(email)) DESC")
    {'expression': 'lower(email)', 'descending': True}
    """
    head, tail = _expression(text)
    found = _INDEX_TAIL.fullmatch(("x" + tail) if head is not None else text)
    if found is None:
        raise WrongValueError(f"{text!r} is no column or (expression) of an index")
    part: dict[str, Any] = (
        {"expression": head} if head is not None else {"column": found["head"].strip()}
    )
    for name in ("collation", "opclass"):
        if found[name]:
            part[name] = found[name]
    if (found["order"] or "").upper() == "DESC":
        part["descending"] = True
    if found["nulls"]:
        part["nulls"] = found["nulls"].lower()
    return part


def _expression(text: str) -> tuple[str | None, str]:
    """The inside of the parentheses that a text starts with, and what follows them."""
    if not text.startswith("("):
        return None, text
    depth, quote = 0, ""
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
            if depth == 0:
                return text[1:at], text[at + 1 :]
    raise WrongValueError(f"{text!r} lacks a closing parenthesis")
