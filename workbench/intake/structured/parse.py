"""Reading YAML and JSON safely: bounded, without tags, without silent loss.

The fast path is a parser written in Rust that refuses duplicate keys and alias bombs. What it
cannot take (deep nesting, large integers, many aliases) goes through `yaml_events`, which reads
the same language slower and knows every line.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any, NoReturn

import ryaml

from workbench.intake import limits
from workbench.intake.structured.events import UnreadableError, read_events

__all__ = ["Parsed", "UnreadableError", "ensure_bounded", "parse_structured"]

#: Up to here an integer key is written as its digits; beyond, the text is read again.
_SURE_INTEGER = 9_999

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_UNSTORABLE_ESCAPE = re.compile(r"\\(?:u0000|0|x00|u[dD][89a-fA-F])")
_BRACED = re.compile(r"\s*[\[{]")
_BRACKET = re.compile(r"[\[\]{}]")
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_JSON_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?|[{}]')


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document: its value with text keys only, and what had to be changed to get it."""

    value: Any
    remarks: tuple[str, ...] = ()
    """Sentences on what was replaced, for the notes."""


def parse_structured(text: str) -> Parsed:
    """Read JSON or YAML, whichever the text is; raises UnreadableError with the line.

    The result holds only dict, list, str, int, float, bool and None; every key is text;
    numbers are finite; it is no deeper and has no more values than the limits of reading allow.
    Merge keys (`<<`) are applied, as OpenAPI tools do.
    """
    most = limits.LIMITS.characters
    if len(text) > most:
        raise UnreadableError(f"longer than {most:,} characters")
    text = text.removeprefix("\ufeff")
    value = _parse(text)
    try:
        _tidy(value)
    except _LostError:
        value = _parse_events(text)
        _tidy(value)
    if "<<" in text:
        _merge(value)
    remarks = []
    if _may_be_unstorable(text) and _replace(value):
        remarks.append(
            "characters that cannot be stored (NUL, unpaired surrogates) are replaced by U+FFFD"
        )
    return Parsed(value, tuple(remarks))


def ensure_bounded(value: Any) -> None:  # noqa: ANN401 - JSON has any shape
    """Hold JSON data that came another way to the limits of reading; raises UnreadableError."""
    try:
        _tidy(value)
    except _LostError:
        raise UnreadableError("a number is too large to be stored") from None


def _parse(text: str) -> Any:  # noqa: ANN401 - JSON has any shape
    # Whatever makes another string of a document costs as much memory as the document.
    if not _BRACED.match(text):
        return _parse_yaml(text)
    try:
        return _parse_json(text)
    except json.JSONDecodeError as error:
        try:
            # YAML's flow style starts like JSON but allows plain words and comments.
            return _parse_yaml(text)
        except UnreadableError:
            raise UnreadableError(f"invalid JSON: {error.msg}", error.lineno) from None


def _parse_json(text: str) -> Any:  # noqa: ANN401 - JSON has any shape
    duplicates: list[str] = []

    def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            names = [name for name, _ in pairs]
            duplicates.append(next(name for name in names if names.count(name) > 1))
        return made

    try:
        value = json.loads(text, object_pairs_hook=collect, parse_constant=_refuse_constant)
    except (json.JSONDecodeError, UnreadableError):
        raise
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        # Python refuses integers of thousands of digits.
        raise UnreadableError(f"invalid JSON: {error}") from None
    if duplicates:
        line = _duplicate_line(text)
        raise UnreadableError(f"duplicate key {duplicates[0]!r} in an object", line)
    return value


def _too_deep() -> UnreadableError:
    return UnreadableError(f"nested deeper than {limits.LIMITS.levels} levels")


def _refuse_constant(name: str) -> NoReturn:
    raise UnreadableError(f"{name} is not a JSON number")


def _duplicate_line(text: str) -> int:
    """Line of the first key that repeats an earlier one of the same object."""
    objects: list[set[str]] = []
    for token in _JSON_TOKEN.finditer(text):
        if token[0] == "{":
            objects.append(set())
        elif token[0] == "}":
            objects.pop()
        elif token[2] is not None:
            if token[1] in objects[-1]:
                return text.count("\n", 0, token.start()) + 1
            objects[-1].add(token[1])
    return 0


def _parse_yaml(text: str) -> Any:  # noqa: ANN401 - YAML has any shape
    # JSON's way to write a character beyond U+FFFF, which YAML's own parsers refuse.
    text = _PAIR.sub(lambda pair: str(json.loads(f'"{pair[0]}"')), text)
    if _needs_events(text):
        return _parse_events(text)
    try:
        return ryaml.loads(text)  # type: ignore[attr-defined]
    except ValueError:
        # Whatever it refuses is read again by what knows the line, or can take it after all.
        return _parse_events(text)


def _parse_events(text: str) -> Any:  # noqa: ANN401
    return read_events(text)


def _needs_events(text: str) -> bool:
    """Whether the text has tags, brackets in brackets, or aliases for very much."""
    if _flow_depth(text) > limits.LIMITS.levels:
        # The fast parser takes time by the square of that before it refuses.
        return True
    if any(_starts_node(text, at.start()) for at in re.finditer(r"!", text)):
        return True
    if not any(_starts_node(text, at.start()) for at in re.finditer(r"&\S", text)):
        return False
    aliases = sum(_starts_node(text, at.start()) for at in re.finditer(r"\*\S", text))
    return aliases * len(text) > limits.LIMITS.aliased_characters


def _flow_depth(text: str) -> int:
    """How deep brackets may be nested at most, those in texts counted too."""
    if text.count("[") + text.count("{") <= limits.LIMITS.levels:
        return 0
    depth = deepest = 0
    for found in _BRACKET.finditer(text):
        if found[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif depth:
            depth -= 1
    return deepest


def _starts_node(text: str, at: int) -> bool:
    """Whether a value may start at an offset: only there `!`, `&` and `*` mean something.

    Text after an anchor or a tag counts too, so `&a !tag` is seen.
    """
    before = text[max(0, at - 200) : at].rstrip(" \t")
    if not before or before[-1] in ":-?[{,\n\r":
        return True
    word = before[max(before.rfind(sign) for sign in " \t\n") + 1 :]
    return word[:1] in {"&", "!"} and before != text[max(0, at - 200) : at]


class _LostError(Exception):
    """The fast parser lost how something was written (`1.10:`, `~:`, `.inf`)."""


def _tidy(root: Any) -> None:  # noqa: ANN401, C901 - one loop sees every value  # noqa: ANN401
    """Make every key text, in place, and hold the value to the limits."""
    most = limits.LIMITS
    level = [root]
    depth = nodes = 0
    while level:
        depth += 1
        if depth > most.levels + 1:
            raise _too_deep()
        below: list[Any] = []
        for value in level:
            children: Any = (value,)
            if type(value) is dict:
                # Joining fails at once where a key is no text; a loop would take far longer.
                try:
                    "".join(value)
                except TypeError:
                    _name_keys(value)
                children = value.values()
            elif type(value) is list:
                children = value
            nodes += len(children)
            for child in children:
                kind = type(child)
                if kind is dict or kind is list:
                    below.append(child)
                elif kind is float and not math.isfinite(child):
                    raise _LostError
        if nodes > most.values:
            raise UnreadableError(f"more than {most.values:,} values")
        level = below


def _name_keys(mapping: dict[Any, Any]) -> None:
    """Give status codes and the like (`200:`) their text; other keys lost theirs."""
    pairs = list(mapping.items())
    mapping.clear()
    for key, value in pairs:
        if type(key) is int and 0 <= key <= _SURE_INTEGER:
            name = str(key)
        elif type(key) is str:
            name = key
        else:
            raise _LostError
        if name in mapping:
            raise _LostError
        mapping[name] = value


def _containers(root: Any) -> list[Any]:  # noqa: ANN401
    """Every mapping and sequence once, each before those inside it."""
    found: list[Any] = []
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if type(node) not in {dict, list} or id(node) in seen:
            continue
        seen.add(id(node))
        found.append(node)
        stack.extend(node.values() if type(node) is dict else node)
    return found


def _merge(root: Any) -> None:  # noqa: ANN401
    """Apply merge keys in place: members of the mapping itself win over merged ones."""
    for container in reversed(_containers(root)):
        if type(container) is not dict or "<<" not in container:
            continue
        sources = container["<<"] if type(container["<<"]) is list else [container["<<"]]
        if not all(type(source) is dict for source in sources):
            continue
        del container["<<"]
        for source in sources:
            for key, value in source.items():
                container.setdefault(key, value)


def _may_be_unstorable(text: str) -> bool:
    if "\x00" in text or _UNSTORABLE_ESCAPE.search(text):
        return True
    return not text.isascii() and _UNSTORABLE.search(text) is not None


def _replace(root: Any) -> bool:  # noqa: ANN401
    """Replace characters that cannot be kept, in place; whether there were any."""
    changed = False
    for container in _containers(root):
        if type(container) is dict:
            pairs = [(_storable(key), _storable(value)) for key, value in container.items()]
            if pairs != list(container.items()):
                changed = True
                container.clear()
                container.update(pairs)
        else:
            fresh = [_storable(value) for value in container]
            if fresh != container:
                changed = True
                container[:] = fresh
    return changed


def _storable(value: Any) -> Any:  # noqa: ANN401
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value) if type(value) is str else value
