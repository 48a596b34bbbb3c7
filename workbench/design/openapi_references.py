"""References inside an OpenAPI document: where they lead, and which lead nowhere.

Only the document itself is looked at; a reference to a file or an address is never followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from workbench.design.ids import pointer
from workbench.design.openapi_view import references

Problem = tuple[str, str]
"""JSON pointer into the document, and what is wrong there."""

_MAX_CHAIN = 100


def look_up(tree: Any, ref: str) -> tuple[bool, Any]:
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


def reference_problems(tree: Mapping[str, Any], *, whole: bool = True) -> Iterator[Problem]:
    """References that lead nowhere, only to one another or (`whole`) outside the document."""
    known: dict[str, str] = {}
    for where, ref in references(tree):
        if ref not in known:
            known[ref] = reference_complaint(tree, ref)
            if whole and not ref.startswith("#"):
                known[ref] = f"the reference {ref} leads outside the document"
        if known[ref]:
            yield pointer(*where), known[ref]


def reference_complaint(tree: Mapping[str, Any], ref: str) -> str:
    """What is wrong with a local reference, '' for nothing or for one that is not local."""
    if not ref.startswith("#"):
        return ""
    if not ref.startswith("#/") and ref != "#":
        return "" if _has_anchor(tree, ref[1:]) else f"the reference {ref} leads nowhere"
    chain = [ref]
    while True:
        exists, value = look_up(tree, chain[-1])
        if not exists:
            shown = ref if len(chain) == 1 else f"{ref} by way of {chain[-1]}"
            return f"the reference {shown} leads nowhere"
        following = value.get("$ref") if isinstance(value, Mapping) else None
        if not isinstance(following, str) or not following.startswith("#/"):
            return ""
        if following in chain:
            circle = " → ".join([*chain, following])
            return f"the references {circle} only lead to one another, so nothing is defined"
        chain.append(following)
        if len(chain) > _MAX_CHAIN:
            return f"the reference {ref} goes through more than {_MAX_CHAIN} others"


def _has_anchor(tree: Any, name: str) -> bool:
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


def resolve_reference(tree: Mapping[str, Any], value: Any) -> Any:
    """The value itself, or what its reference leads to; None for one that leads nowhere."""
    for _ in range(_MAX_CHAIN):
        ref = value.get("$ref") if isinstance(value, Mapping) else None
        if not isinstance(ref, str):
            return value
        value = look_up(tree, ref)[1]
    return None
