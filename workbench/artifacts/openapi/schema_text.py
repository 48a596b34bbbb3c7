"""Schemas as people read them: one line per property, in words instead of keywords.

Used on paper and in the reference page. References are named, not followed twice, and
everything is bounded, so that recursive and hostile schemas cost no more than others.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.artifacts.openapi.document import dump_json
from workbench.artifacts.openapi.yaml_text import dump_yaml
from workbench.design.json_values import is_number
from workbench.design.openapi_view import ContractView, schema_name

MAX_LINES = 60
MAX_ROWS = 400
MAX_EXAMPLE_LINES = 60
_MAX_DEPTH = 6
_MAX_WORDS = 160
_MAX_VALUES = 8
_MAX_WORDS_DEPTH = 4
#: Lower and upper bound, and what they count.
_RANGES = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " entries"),
    ("minProperties", "maxProperties", " members"),
)
_LIMITS = (
    ("exclusiveMinimum", "> {}"),
    ("exclusiveMaximum", "< {}"),
    ("multipleOf", "multiple of {}"),
)
_MARKS = {"readOnly": "read-only", "writeOnly": "write-only", "deprecated": "deprecated"}


@dataclass(frozen=True, slots=True)
class Row:
    """One property of a schema."""

    name: str
    """With the names above it: `items[].sku`."""
    words: str
    required: bool
    description: str


def type_words(schema: Any, depth: int = 0) -> str:  # noqa: ANN401 - JSON has any shape
    """What a value must be, in a few words: `string (uuid)`, `list of Order`, `"a" or "b"`."""
    if schema is True or schema == {}:
        return "anything"
    if not isinstance(schema, Mapping):
        return "nothing" if schema is False else ""
    ref = schema.get("$ref")
    if isinstance(ref, str):
        return schema_name(ref) or ref[:_MAX_WORDS]
    words = _kind_words(schema, depth) if depth < _MAX_WORDS_DEPTH else "…"
    details = list(_bounds(schema))
    pattern = schema.get("pattern")
    if isinstance(pattern, str):
        details.append(f"matches {pattern}")
    if schema.get("nullable") is True:
        details.append("or null")
    details += [words for name, words in _MARKS.items() if schema.get(name) is True]
    if "default" in schema:
        details.append(f"default {_short(schema['default'])}")
    return _clip(", ".join([words, *details]).strip(", "))


def _bounds(schema: Mapping[str, Any]) -> Iterator[str]:
    for lower, upper, what in _RANGES:
        low, high = schema.get(lower), schema.get(upper)
        if is_number(low) and is_number(high):
            yield f"{low}{what}" if low == high else f"{low} to {high}{what}"
        elif is_number(low):
            yield f"at least {low}{what}"
        elif is_number(high):
            yield f"at most {high}{what}"
    for name, form in _LIMITS:
        if is_number(schema.get(name)):
            yield form.format(schema[name])


def _kind_words(schema: Mapping[str, Any], depth: int) -> str:
    """What sort of value it is, without its bounds."""
    enum = schema.get("enum")
    if isinstance(enum, list) and enum:
        return _enum_words(enum)
    if "const" in schema:
        return _short(schema["const"])
    return _branch_words(schema, depth) or _typed_words(schema, depth)


def _enum_words(values: list[Any]) -> str:
    shown = [_short(value) for value in values[:_MAX_VALUES]]
    left = len(values) - len(shown)
    return " or ".join(shown) + (f" or {left} more" if left else "")


def _branch_words(schema: Mapping[str, Any], depth: int) -> str:
    """The branches of `allOf`, `oneOf` or `anyOf`; empty without any."""
    for keyword, conjunction in (("allOf", " and "), ("oneOf", " or "), ("anyOf", " or ")):
        branches = schema.get(keyword)
        if isinstance(branches, list) and branches:
            shown = branches[:_MAX_VALUES]
            return conjunction.join(type_words(branch, depth + 1) or "…" for branch in shown)
    return ""


def _typed_words(schema: Mapping[str, Any], depth: int) -> str:
    """The types that a schema names, lists with what they hold."""
    names = _type_names(schema)
    if "array" in names:
        entries = type_words(schema.get("items", {}), depth + 1)
        others = [name for name in names if name != "array"]
        return " or ".join([f"list of {entries}", *others])
    named = " or ".join(name for name in names if name)
    form = schema.get("format")
    if isinstance(form, str):
        return f"{named or 'value'} ({form})"
    return named or ("object" if "properties" in schema else "anything")


def _type_names(schema: Mapping[str, Any]) -> list[str]:
    """The types that a schema names; `array` where it names none but has `items`."""
    types = schema.get("type")
    if types is None and "items" in schema:
        return ["array"]
    names = types if isinstance(types, list) else [types]
    return [name for name in names if isinstance(name, str)]


def _short(value: Any) -> str:  # noqa: ANN401
    text = dump_json(value).strip() if not isinstance(value, str) else f'"{value}"'
    return _clip(" ".join(text.split()), 60)


def _clip(text: str, most: int = _MAX_WORDS) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def property_rows(view: ContractView, schema: Any) -> list[Row]:  # noqa: ANN401
    """The properties of a schema and of what it holds inline, in order.

    References inside are named and have rows of their own where they are defined; only
    what `allOf` puts together is followed.
    """
    rows: list[Row] = []
    for row in _rows(view, schema, "", 0, frozenset()):
        rows.append(row)
        if len(rows) >= MAX_ROWS:
            break
    return rows


def _rows(
    view: ContractView,
    schema: Any,  # noqa: ANN401
    prefix: str,
    depth: int,
    entered: frozenset[str],
) -> Iterator[Row]:
    if not isinstance(schema, Mapping) or depth > _MAX_DEPTH:
        return
    for part in _list_in(schema, "allOf"):
        ref = part.get("$ref") if isinstance(part, Mapping) else None
        if not isinstance(ref, str):
            yield from _rows(view, part, prefix, depth + 1, entered)
        elif ref not in entered:
            yield from _rows(view, view.resolve(ref), prefix, depth + 1, entered | {ref})
    if isinstance(schema.get("items"), Mapping):
        yield from _rows(view, schema["items"], f"{prefix}[]", depth + 1, entered)
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return
    required = {name for name in _list_in(schema, "required") if isinstance(name, str)}
    for name, inner in properties.items():
        path = f"{prefix}.{name}".lstrip(".")
        described = inner if isinstance(inner, Mapping) else {}
        yield Row(path, type_words(inner), name in required, described_with_items(described))
        yield from _rows(view, inner, path, depth + 1, entered)


def _list_in(schema: Mapping[str, Any], word: str) -> list[Any]:
    value = schema.get(word)
    return value if isinstance(value, list) else []


def described_with_items(schema: Mapping[str, Any]) -> str:
    """The description of a schema and, for a list, that of its entries."""
    items = schema.get("items")
    texts = (
        schema.get("description"),
        items.get("description") if isinstance(items, Mapping) else "",
    )
    return "\n\n".join(text for text in texts if isinstance(text, str) and text)


def shape_lines(view: ContractView, schema: Any) -> str:  # noqa: ANN401
    """A schema's shape as HTML lines for a `<pre>`: names marked, words behind them.

    A reference at the top is followed once; MAX_LINES lines at most.
    """
    ref = schema.get("$ref") if isinstance(schema, Mapping) else None
    entered = frozenset({ref}) if isinstance(ref, str) else frozenset()
    found = view.resolve(ref) if isinstance(ref, str) else schema
    if isinstance(found, Mapping) and isinstance(found.get("items"), Mapping):
        inner = found["items"].get("$ref")
        if isinstance(inner, str) and inner not in entered:
            found, entered = view.resolve(inner), entered | {inner}
    rows = list(_rows(view, found, "", 0, entered))
    lines = [
        f"<b>{html.escape(_clip(row.name, 90))}: </b>{html.escape(row.words)}"
        f"{', required' if row.required else ''}"
        for row in rows[:MAX_LINES]
    ]
    if len(rows) > MAX_LINES:
        lines.append(f"… {len(rows) - MAX_LINES} more properties")
    return "\n".join(lines)


def json_lines(value: Any, most: int = MAX_EXAMPLE_LINES) -> str:  # noqa: ANN401
    """JSON as HTML lines for a `<pre>`: the names of members marked, the rest plain."""
    return _marked(dump_json(value), _JSON_NAME, most)


def yaml_lines(value: Any, most: int = MAX_EXAMPLE_LINES) -> str:  # noqa: ANN401
    """The same as YAML, which takes less room."""
    return _marked(dump_yaml(value), _YAML_NAME, most)


_SQL_WORDS = (
    "ADD ALL ALTER ALWAYS AND AS BEGIN BETWEEN BY CASCADE CASE CHECK COLLATE COLUMN COMMENT COMMIT"
    " CONCURRENTLY CONSTRAINT CREATE CURRENT_TIMESTAMP DEFAULT DEFERRABLE DELETE DESC DISTINCT DO"
    " DROP ELSE ENABLE END EXECUTE EXISTS EXTENSION FOR FORCE FOREIGN FROM FUNCTION GENERATED GRANT"
    " IDENTITY IF IN INCLUDE INDEX INITIALLY INSERT INTO IS JOIN KEY LEVEL LIKE NO NOT NULL ON OR"
    " ORDER OWNED PARTITION POLICY PRIMARY REFERENCES RENAME REPLACE RESTRICT RETURNS REVOKE ROLE"
    " ROW SECURITY SELECT SEQUENCE SET TABLE THEN TO TRIGGER TYPE UNIQUE UPDATE USING VALID VALUES"
    " VIEW WHEN WHERE WITH"
)
_SQL = re.compile(
    r"(?P<comment>--[^\n]*)|(?P<text>'(?:[^']|'')*')"
    rf"|\b(?P<word>(?:{'|'.join(_SQL_WORDS.split())})(?: +(?:{'|'.join(_SQL_WORDS.split())}))*)\b"
)
# The blank behind a name belongs to it, so that a long line can be broken there.
_JSON_NAME = re.compile(r'^( *)("(?:[^"\\]|\\.)*": )(.*)$')
_YAML_NAME = re.compile(r"^((?: |- )*)([\w$/{][^:'\"]*:(?: |$))(.*)$")


def sql_lines(text: str) -> str:
    """SQL as HTML lines for a `<pre>`: key words, strings and comments marked."""
    return _SQL.sub(_sql_mark, html.escape(text, quote=False))


def _sql_mark(found: re.Match[str]) -> str:
    if found["word"]:
        return f"<b>{found[0]}</b>"
    return f'<span class="{"c" if found["comment"] else "s"}">{found[0]}</span>'


def _marked(text: str, name: re.Pattern[str], most: int) -> str:
    lines = text.rstrip("\n").split("\n")
    shown = []
    for line in lines[:most]:
        found = name.match(line)
        parts = [html.escape(part, quote=False) for part in (found.groups() if found else (line,))]
        shown.append(f"{parts[0]}<b>{parts[1]}</b>{parts[2]}" if found else parts[0])
    if len(lines) > most:
        shown.append(f"… {len(lines) - most} more lines")
    return "\n".join(shown)


def examples_of(view: ContractView, media: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Name and value of the examples that a media type or its schema states."""
    found: list[tuple[str, Any]] = []
    if "example" in media:
        found.append(("", media["example"]))
    named = media.get("examples")
    if isinstance(named, Mapping):
        for name, example in named.items():
            body = view.deref(example)
            if isinstance(body, Mapping) and "value" in body:
                found.append((_titled(name, body), body["value"]))
            elif isinstance(body, Mapping) and "dataValue" in body:
                found.append((_titled(name, body), body["dataValue"]))
    if not found:
        found = schema_examples(media.get("schema"))
    return found


def _titled(name: object, body: Mapping[str, Any]) -> str:
    """The name of an example with what its author says it shows."""
    texts = (body.get("summary"), body.get("description"))
    return ": ".join([str(name), *(text for text in texts if isinstance(text, str) and text)])


def schema_examples(schema: Any) -> list[tuple[str, Any]]:  # noqa: ANN401
    """Examples that a schema states itself."""
    if not isinstance(schema, Mapping):
        return []
    if "example" in schema:
        return [("", schema["example"])]
    listed = schema.get("examples")
    return [("", example) for example in listed] if isinstance(listed, list) else []
