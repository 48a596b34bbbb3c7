"""References inside an OpenAPI document: which lead nowhere, outside, or only in circles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from workbench.design.base import JsonObject
from workbench.design.ids import pointer
from workbench.design.openapi_view import references
from workbench.intake.imported import Note, NoteLevel
from workbench.intake.positions import Positions

_REFERENCE = re.compile(r"\$ref[\"']?\s*:\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s,}#\"'][^\s,}]*))")
_MAX_NOTES = 200
_MAX_CHAIN = 100


def mentioned_references(text: str) -> list[str]:
    """Everything in a text that looks like a reference, each once; some may be examples."""
    found = ("".join(parts) for parts in _REFERENCE.findall(text))
    return list(dict.fromkeys(found))


def look_up(tree: Any, ref: str) -> tuple[bool, Any]:  # noqa: ANN401 - JSON has any shape
    """Whether a local reference (`#/a/b`) leads somewhere, and to what; itself not followed."""
    value = tree
    if ref in {"#", "#/"}:
        return True, tree
    if not ref.startswith("#/"):
        return False, None
    for raw in unquote(ref[2:]).split("/"):
        part = raw.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return False, None
    return True, value


def check_references(tree: JsonObject, path: str, positions: Positions) -> Iterator[Note]:
    """Notes on references that lead nowhere or only to one another; at most 200.

    What the text mentions is looked at first; the whole tree is walked only if that finds
    something wrong.
    """
    mentioned = mentioned_references(positions.text)
    if not any(_complaint(tree, ref) for ref in mentioned):
        return
    told: set[str] = set()
    for where, ref in references(tree):
        complaint = _complaint(tree, ref)
        if not complaint or ref in told:
            continue
        told.add(ref)
        if len(told) > _MAX_NOTES:
            return
        message = f"{complaint} ({pointer(*where)})"
        yield Note(path, positions.line_of(ref), NoteLevel.warning, message)


def _complaint(tree: JsonObject, ref: str) -> str:
    if not ref.startswith("#"):
        return ""
    if not ref.startswith("#/") and ref != "#":
        return "" if _has_anchor(tree, ref[1:]) else f"the reference {ref} leads nowhere"
    chain = [ref]
    while True:
        exists, value = look_up(tree, chain[-1])
        if not exists:
            shown = ref if len(chain) == 1 else f"{ref} by way of {chain[-1]}"
            return f"the reference {shown} leads nowhere; state what it should point to"
        following = value.get("$ref") if isinstance(value, Mapping) else None
        if not isinstance(following, str) or not following.startswith("#/"):
            return ""
        if following in chain:
            circle = " → ".join([*chain, following])
            return f"the references {circle} only lead to one another, so nothing is defined"
        chain.append(following)
        if len(chain) > _MAX_CHAIN:
            return f"the reference {ref} goes through more than {_MAX_CHAIN} others"


def _has_anchor(tree: Any, name: str) -> bool:  # noqa: ANN401
    stack = [tree]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            if name in (one.get("$anchor"), one.get("$dynamicAnchor")):
                return True
            stack.extend(one.values())
        elif isinstance(one, list):
            stack.extend(one)
    return False
