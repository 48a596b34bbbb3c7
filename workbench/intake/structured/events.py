"""Composing YAML from parser events: slower than the fast parser, but it sees everything.

It knows the line of everything it refuses, takes integers of any size and deeper nesting, and
counts the size of aliases before memory is spent on them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from workbench.intake import limits

_CORE = "tag:yaml.org,2002:"
#: Tags of YAML 1.1 whose values JSON can only hold as text, mapping or list.
_AS_TEXT = frozenset({"timestamp", "binary"})
_SCALAR_TAGS = frozenset({"str", "int", "float", "bool", "null"}) | _AS_TEXT
_MAPPING_TAGS = frozenset({"map", "set"})
_SEQUENCE_TAGS = frozenset({"seq", "omap", "pairs"})
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {
    word: value
    for value, words in {
        None: ("", "~", "null", "Null", "NULL"),
        True: ("true", "True", "TRUE"),
        False: ("false", "False", "FALSE"),
    }.items()
    for word in words
}
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class UnreadableError(ValueError):
    """A text is not acceptable YAML or JSON: `message` is the reason, `line` the place or 0."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(slots=True)
class _Open:
    """A mapping or sequence that is being filled."""

    value: dict[str, Any] | list[Any]
    anchor: str | None
    key: str | None = None
    size: int = 1


@dataclass(slots=True)
class _Composer:
    most: limits.ReadingLimits
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int] | None] = field(default_factory=dict)
    root: Any = None
    documents: int = 0
    nodes: int = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor or "", line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = self.stack.pop()
            if done.anchor:
                self.anchors[done.anchor] = (done.value, done.size)
            if self.stack:
                self.stack[-1].size += done.size
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise UnreadableError("the file contains more than one document; split it", line)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if self._wants_key():
            # Keys stay as they are written: `200`, `1.10` and `null` are names here.
            _core_tag(event.tag, line)
            self._key(event.value, line)
            if event.anchor:
                self.anchors[event.anchor] = (event.value, 1)
            return
        value = _scalar_value(event, line)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._add(value, 1, line)

    def _alias(self, anchor: str, line: int) -> None:
        if anchor not in self.anchors:
            raise UnreadableError(f"alias *{anchor} has no anchor", line)
        found = self.anchors[anchor]
        if found is None:
            raise UnreadableError(f"anchor &{anchor} contains itself", line)
        value, size = found
        if self._wants_key():
            if not isinstance(value, str):
                raise UnreadableError("keys of a mapping must be text", line)
            self._key(value, line)
        else:
            self._add(value, size, line)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent, line: int) -> None:
        if self._wants_key():
            raise UnreadableError("keys of a mapping must be text", line)
        if len(self.stack) >= self.most.levels:
            raise UnreadableError(f"nested deeper than {self.most.levels} levels", line)
        mapping = isinstance(event, yaml.MappingStartEvent)
        name = _core_tag(event.tag, line)
        if name and name not in (_MAPPING_TAGS if mapping else _SEQUENCE_TAGS):
            raise UnreadableError(f"tag {_tag_name(event.tag or '')} is not supported", line)
        value: dict[str, Any] | list[Any] = {} if mapping else []
        if event.anchor:
            self.anchors[event.anchor] = None
        self._add(value, 0, line)
        self.stack.append(_Open(value, event.anchor))

    def _wants_key(self) -> bool:
        return bool(self.stack) and (
            isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None
        )

    def _key(self, key: str, line: int) -> None:
        top = self.stack[-1]
        if key in top.value:
            raise UnreadableError(f"duplicate key {key!r} in a mapping", line)
        top.key = key

    def _add(self, value: Any, size: int, line: int) -> None:  # noqa: ANN401
        self.nodes += max(size, 1)
        if self.nodes > self.most.values:
            raise UnreadableError(f"more than {self.most.values:,} values, aliases included", line)
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        top.size += size
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.key is not None:
            top.value[top.key] = value
            top.key = None


def read_events(text: str) -> Any:  # noqa: ANN401
    """Read one YAML document, keys as text; raises UnreadableError with the line.

    Collections that are aliased are shared in the result; they count as often as they appear
    where the number of values is bounded.
    """
    composer = _Composer(limits.LIMITS)
    loader = yaml.CSafeLoader(text)
    try:
        while event := loader.get_event():
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = (error.problem or error.context or "").replace(
            "did not find expected", "expected"
        )
        raise UnreadableError(f"invalid YAML: {problem}", mark.line + 1 if mark else 0) from None
    except yaml.YAMLError as error:
        # Characters that YAML forbids; the message has several lines.
        raise UnreadableError(f"invalid YAML: {' '.join(str(error).split())}"[:300]) from None
    finally:
        loader.dispose()
    return composer.root


def _core_tag(tag: str | None, line: int) -> str:
    """Name of a core tag, empty for none; any other tag could make a program do something."""
    if not tag or tag == "!":
        return ""
    name = tag.removeprefix(_CORE)
    if name != tag and name in _SCALAR_TAGS | _MAPPING_TAGS | _SEQUENCE_TAGS:
        return name
    raise UnreadableError(f"tag {_tag_name(tag)} is not supported", line)


def _tag_name(tag: str) -> str:
    return tag.replace(_CORE, "!!")[:80]


def _scalar_value(event: yaml.ScalarEvent, line: int) -> Any:  # noqa: ANN401
    text: str = event.value
    name = _core_tag(event.tag, line)
    if name in {"str", *_AS_TEXT} or (not name and (event.style or event.tag == "!")):
        return text
    value = resolve_plain(text, line)
    if name == "float" and type(value) is int:
        return float(value)
    kinds = {"int": int, "float": float, "bool": bool, "null": type(None)}
    if name and type(value) is not kinds.get(name):
        raise UnreadableError(f"{text[:40]!r} is not a valid !!{name}", line)
    return value


def resolve_plain(text: str, line: int = 0) -> Any:  # noqa: ANN401
    """The value of an unquoted word by YAML 1.2's core schema (section 10.3.2).

    A number with leading zeros stays text, as in the fast parser: it is a code, not a count.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-+.0123456789":
        if _INTEGER.fullmatch(text):
            digits = text.lstrip("-+")
            _ensure_short(digits, line)
            return text if len(digits) > 1 and digits[0] == "0" else int(text)
        if _OTHER_BASE.fullmatch(text):
            _ensure_short(text, line)
            return int(text, 0)
        if _NOT_FINITE.fullmatch(text):
            raise UnreadableError(f"{text} is not a JSON number", line)
        if _FLOAT.fullmatch(text):
            number = float(text)
            return text if number in {float("inf"), float("-inf")} else number
    return text


def _ensure_short(digits: str, line: int) -> None:
    most = limits.LIMITS.digits
    if len(digits) > most:
        raise UnreadableError(f"a number of more than {most} digits", line)
