"""Facts between keywords of schemas that hold plain values: bounds, values, flags, words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from workbench.design.json_values import is_number, json_identity, same_json
from workbench.diff.contract.lifecycle import DATES, compare_lifecycle
from workbench.diff.contract.places import At, Walk
from workbench.diff.facts import Level, differences
from workbench.diff.schema.catalogue import BOUNDS

_WORDS = frozenset(
    {
        "title",
        "description",
        "example",
        "examples",
        "externalDocs",
        "xml",
        "$comment",
        "$id",
        "$schema",
        "$anchor",
        "$defs",
        "definitions",
    }
)
#: Keywords whose value may be null, which is not the same as none; and their stems.
NULLABLE = {"const": "const", "default": "default-value"}
#: A bound with this value says nothing.
_NOTHING = {"minLength": 0, "minItems": 0, "minProperties": 0, "minContains": 1}
_FLAGS = {"readOnly": "read-only", "writeOnly": "write-only"}
_ANYTHING = re.compile(r"\^?(\.\*|\[\\s\\S\]\*)\$?")

Both = tuple[dict[str, Any], dict[str, Any]]


def compare_plain(walk: Walk, word: str, both: Both, at: At) -> None:
    """Write down how one keyword of two schemas differs."""
    before, after = both[0].get(word), both[1].get(word)
    if word in BOUNDS:
        _bound(walk, word, before, after, at)
    elif word in _FLAGS:
        _flag(walk, word, both, at)
    elif word in DATES:
        compare_lifecycle(walk, word, both, at)
    elif word in _WORDS or (word.startswith("x-") and word not in _OTHERS):
        _wording(walk, word, both, at)
    elif word in NULLABLE:
        _value(walk, word, both, at)
    else:
        _OTHERS[word](walk, word, before, after, at)


def _wording(walk: Walk, word: str, both: Both, at: At) -> None:
    old, new = ({word: side[word]} if word in side else {} for side in both)
    for path, change, was, now in differences(old, new):
        stem = f"{word.lstrip('$').replace('_', '-')}-changed"
        walk.put(
            at.stated(stem, change, was, now, path=path, level=Level.words, phrase=_reworded(path))
        )


def _reworded(path: tuple[str | int, ...]) -> str:
    return f"{path[0]} was reworded"


def _bound(walk: Walk, word: str, before: Any, after: Any, at: At) -> None:
    stem = BOUNDS[word][0]
    was, now = _limit(word, before), _limit(word, after)
    if same_json(was, now):
        return
    level = None
    if is_number(was) and is_number(now):
        action = "increased" if now > was else "decreased"
    else:
        action = "set" if was is None else "unset" if now is None else "changed"
        level = Level.error if action == "changed" else None
    change = _change_between(before, after)
    walk.put(at.stated(f"{stem}-{action}", *change, path=(word,), level=level))


def _change_between(before: Any, after: Any) -> tuple[str, Any, Any]:
    change = "added" if before is None else "removed" if after is None else "changed"
    return change, before, after


def _limit(word: str, value: Any) -> Any:
    if value is False:
        return None
    if word == "minContains" and value is None:
        return 1
    return None if same_json(value, _NOTHING.get(word)) and word != "minContains" else value


def _flag(walk: Walk, word: str, both: Both, at: At) -> None:
    was, now = both[0].get(word) is True, both[1].get(word) is True
    if was != now:
        stem = f"became-{'' if now else 'not-'}{_FLAGS[word]}"
        needed = "required" if at.needed else "optional"
        walk.put(
            at.stated(
                stem,
                *_change_between(both[0].get(word), both[1].get(word)),
                path=(word,),
                variant=needed,
            )
        )


def _enum(walk: Walk, word: str, before: Any, after: Any, at: At) -> None:
    extensible = word != "enum"
    if not isinstance(before, list) or not isinstance(after, list):
        if extensible:
            fact = at.fact(
                f"{word}-changed", before, after, path=(word,), level=Level.info, phrase="changed"
            )
        else:
            stem = "became-enum" if isinstance(after, list) else "became-not-enum"
            fact = at.fact(stem, before, after, path=(word,))
        walk.put(fact)
        return
    stem = "x-extensible-enum-value" if extensible else "enum-value"
    was = {json_identity(value): value for value in before}
    now = {json_identity(value): value for value in after}
    for key, value in was.items():
        if key not in now:
            walk.put(at.stated(f"{stem}-removed", "removed", value, None, path=(word, _key(value))))
    for key, value in now.items():
        if key not in was:
            walk.put(at.stated(f"{stem}-added", "added", None, value, path=(word, _key(value))))


def _key(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _value(walk: Walk, word: str, both: Both, at: At) -> None:
    change = "changed" if word in both[0] and word in both[1] else "added"
    change = "removed" if word not in both[1] else change
    stem = f"{NULLABLE[word]}-{change}"
    walk.put(at.stated(stem, change, both[0].get(word), both[1].get(word), path=(word,)))


def _unique(walk: Walk, word: str, before: Any, after: Any, at: At) -> None:
    if bool(before) != bool(after):
        stem = "unique-items-added" if after else "unique-items-removed"
        walk.put(at.stated(stem, *_change_between(before, after), path=(word,)))


def _pattern(walk: Walk, word: str, before: Any, after: Any, at: At) -> None:
    # An empty pattern matches everything.
    change, was, now = _change_between(before or None, after or None)
    if same_json(was, now):
        return
    stem = f"pattern-{change}"
    if change == "changed" and isinstance(now, str) and _ANYTHING.fullmatch(now):
        stem = "pattern-generalized"
    walk.put(at.stated(stem, change, was, now, path=(word,)))


def _multiple(walk: Walk, word: str, before: Any, after: Any, at: At) -> None:
    change, was, now = _change_between(before, after)
    stem = f"multiple-of-{change}"
    if change == "changed" and all(is_number(number) and number > 0 for number in (was, now)):
        if was % now == 0:
            stem = "multiple-of-generalized"
        elif now % was == 0:
            stem = "multiple-of-specialized"
    walk.put(at.stated(stem, change, was, now, path=(word,)))


def _content(walk: Walk, word: str, before: Any, after: Any, at: At) -> None:
    stem = "content-media-type" if word == "contentMediaType" else "content-encoding"
    walk.put(at.stated(f"{stem}-changed", *_change_between(before, after), path=(word,)))


def _content_schema(walk: Walk, word: str, before: Any, after: Any, at: At) -> None:
    change, was, now = _change_between(before, after)
    if change == "changed":
        walk.put(at.stated("schema-changed", change, was, now, path=(word,)))
    else:
        walk.put(at.stated(f"content-schema-{change}", change, was, now, path=(word,)))


def _discriminator(walk: Walk, word: str, before: Any, after: Any, at: At) -> None:
    change, was, now = _change_between(before, after)
    if change != "changed" or not isinstance(was, dict) or not isinstance(now, dict):
        stem = f"discriminator-{change}" if change != "changed" else "keyword-changed"
        walk.put(at.stated(stem, change, was, now, path=(word,)))
        return
    for path, sort, difference, other in differences(was, now):
        match path, sort:
            case ("propertyName",), _:
                stem = "discriminator-property-name-changed"
            case ("mapping", *_), "removed":
                stem = "discriminator-mapping-deleted"
            case ("mapping", *_), _:
                stem = f"discriminator-mapping-{sort}"
            case _:
                stem = "keyword-changed"
        walk.put(at.stated(stem, sort, difference, other, path=(word, *path)))


_OTHERS: dict[str, Callable[[Walk, str, Any, Any, At], None]] = {
    "enum": _enum,
    "x-extensible-enum": _enum,
    "pattern": _pattern,
    "multipleOf": _multiple,
    "uniqueItems": _unique,
    "contentMediaType": _content,
    "contentEncoding": _content,
    "contentSchema": _content_schema,
    "discriminator": _discriminator,
}

#: Every keyword that this module compares, beside extensions.
PLAIN = frozenset({*BOUNDS, *_FLAGS, *DATES, *_WORDS, *NULLABLE, *_OTHERS})
