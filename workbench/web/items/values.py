"""Field values as the text of a form control, and back."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Any

from workbench.artifacts.openapi.yaml_text import dump_yaml
from workbench.intake.structured.parse import UnreadableError, parse_structured
from workbench.web.items.fields import Field, Widget

_YES, _NO = "yes", "no"
_DIGITS = re.compile(r"[+-]?\d{1,18}")
#: Maximum length of the text of a JSON field, in characters.
MAX_DATA = 2_000_000


class WrongValueError(ValueError):
    """The text of a control is not a valid value of its field; the message says why."""


def to_text(field: Field, value: Any) -> str:  # noqa: ANN401, PLR0911 - one arm per widget
    """The text of a value in its control. Rows and parts have no text of their own."""
    if value is None:
        return ""
    match field.widget:
        case Widget.tick:
            return _YES if value else ""
        case Widget.tristate:
            return _YES if value else _NO
        case Widget.keys:
            return keys_to_text(value)
        case Widget.lines:
            return _lines_to_text(value)
        case Widget.index_parts:
            return ", ".join(index_part_to_text(part) for part in value)
        case Widget.data:
            # Where the default is null, an empty object or list is a value of its own.
            return _yaml_to_text(value) if field.default is None else data_to_text(value)
        case _:
            return str(value)


def from_text(field: Field, text: str) -> Any:  # noqa: ANN401, PLR0911 - one arm per widget
    """The JSON value of a control's text; raises WrongValueError.

    Length and required values are validated by the item's model.
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
            return _lines_from_text(text)
        case Widget.index_parts:
            return [index_part_from_text(part) for part in split_outside(text)]
        case Widget.data:
            return _data(text, field)
        case _:
            return text


def data_to_text(value: Any) -> str:  # noqa: ANN401 - JSON has any shape
    """JSON as YAML; empty for null, an empty object and an empty list."""
    if value is None or value in ({}, [], ()):
        return ""
    return _yaml_to_text(value)


def _yaml_to_text(value: Any) -> str:  # noqa: ANN401 - JSON has any shape
    return dump_yaml(value).rstrip("\n")


def keys_to_text(keys: Sequence[str]) -> str:
    """Names separated by commas; a name with a comma is quoted."""
    return ", ".join(
        '"' + key.replace('"', '""') + '"' if re.search(r'[,"\n]', key) else key for key in keys
    )


def keys_from_text(text: str) -> list[str]:
    """The distinct names of a list separated by commas or line breaks.

    >>> keys_from_text('FR-001, FR-002')
    ['FR-001', 'FR-002']
    """
    rows = csv.reader(text.split("\n"), skipinitialspace=True, strict=False)
    found: dict[str, None] = {}
    try:
        for row in rows:
            found.update((key.strip(), None) for key in row if key.strip())
    except csv.Error as error:
        raise WrongValueError(f"Not a comma-separated list: {error}") from error
    return list(found)


def _lines_to_text(entries: Iterable[str]) -> str:
    """One entry per line; further lines of an entry are indented."""
    return "\n".join(entry.replace("\n", "\n  ") for entry in entries)


def _lines_from_text(text: str) -> list[str]:
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
        raise WrongValueError("Enter a whole number")
    return int(text)


def _choice(text: str, field: Field) -> Any:  # noqa: ANN401 - text or number
    if text == "" and not any(value == "" for value, _ in field.choices):
        return field.default
    return int(text) if field.numbers and _DIGITS.fullmatch(text) else text


def _data(text: str, field: Field) -> Any:  # noqa: ANN401 - JSON has any shape
    if not text.strip():
        return list(field.default) if isinstance(field.default, tuple) else field.default
    if len(text) > MAX_DATA:
        raise WrongValueError(f"Longer than {MAX_DATA:,} characters")
    try:
        return parse_structured(text).value
    except UnreadableError as error:
        where = f"Line {error.line}: " if error.line else ""
        raise WrongValueError(f"{where}{_syntax_error(error.message)}") from error


def _syntax_error(message: str) -> str:
    """The parser's message, without its account of what it was parsing.

    >>> _syntax_error("no YAML: while parsing a flow mapping, did not find expected ',' or '}'")
    "invalid YAML – expected ',' or '}'"
    """
    for syntax in ("YAML", "JSON"):
        if message.startswith(f"no {syntax}: "):
            reason = message.removeprefix(f"no {syntax}: ")
            reason = re.sub(r"^while [^,]*, ", "", reason)
            return f"invalid {syntax} – {reason.removeprefix('did not find ')}"
    return message


def split_outside(text: str) -> list[str]:
    """Parts separated by commas or line breaks outside of parentheses and quotes.

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
    """A part of an index as SQL: `created_at DESC`, `(lower(email))`."""
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
    """Parse a part of an index.

    >>> index_part_from_text("(lower(email)) DESC")
    {'expression': 'lower(email)', 'descending': True}
    """
    head, tail = _expression(text)
    found = _INDEX_TAIL.fullmatch(("x" + tail) if head is not None else text)
    if found is None:
        raise WrongValueError(f"{text!r} is not a column or (expression) of an index")
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
    """The expression in parentheses at the start of a text, if any, and the rest of the text."""
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
    raise WrongValueError(f"{text!r} has no closing parenthesis")
