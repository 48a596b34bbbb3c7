"""References inside an OpenAPI document: what they resolve to, and which do not resolve.

Only the document itself is looked at; a reference to a file or an address is never followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from workbench.design.ids import pointer
from workbench.design.openapi_view import references

Problem = tuple[str, str]
"""JSON pointer into the document, and what is wrong there."""

_MAX_CHAIN = 100
_MAX_DIGITS = 9
_SHOWN = 6


def look_up(tree: Any, ref: str) -> tuple[bool, Any]:
    """Whether a local reference (`#/a/b`) resolves, and to what; that is not resolved further."""
    value = tree
    if ref in {"#", "#/"}:
        return True, tree
    if not ref.startswith("#/"):
        return False, None
    for raw in unquote(ref[2:]).split("/"):
        part = raw.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and _is_index(part) and int(part) < len(value):
            value = value[int(part)]
        else:
            return False, None
    return True, value


def _is_index(part: str) -> bool:
    return part.isascii() and part.isdecimal() and len(part) <= _MAX_DIGITS


@dataclass
class References:
    """What is wrong with the references of one document; each is resolved once."""

    tree: Mapping[str, Any]
    _known: dict[str, str] = field(default_factory=dict, repr=False)

    def problem(self, ref: str) -> str:
        """What is wrong with a local reference, '' for nothing or for one that is not local."""
        if ref not in self._known:
            self._follow(ref)
        return self._known[ref]

    def _follow(self, ref: str) -> None:
        """Walk to the end of a chain of references and remember what that says of each."""
        chain: dict[str, None] = {}
        here = ref
        while here not in self._known and here not in chain:
            chain[here] = None
            following, broken = self._next(here)
            if following is None:
                self._known.update(
                    self._ending(chain, here) if broken else dict.fromkeys(chain, "")
                )
                return
            here = following
        if here in chain:
            circle = list(chain)[list(chain).index(here) :]
            shown = " → ".join([*circle[:_SHOWN], *(["…"] if len(circle) > _SHOWN else []), here])
            message = f"the references {shown} form a cycle and define nothing"
            self._known.update(dict.fromkeys(chain, message))
        elif not self._known[here]:
            self._known.update(dict.fromkeys(chain, ""))
        else:
            self._known.update(dict.fromkeys(chain, self._known[here]))

    @staticmethod
    def _ending(chain: Iterable[str], end: str) -> dict[str, str]:
        return {
            ref: f"the reference {ref} cannot be resolved"
            if ref == end
            else f"the reference {ref} cannot be resolved, because {end} does not exist"
            for ref in chain
        }

    def _next(self, ref: str) -> tuple[str | None, bool]:
        """The local reference that this one leads to, if any; whether it cannot be resolved."""
        if not ref.startswith("#"):
            return None, False
        if not ref.startswith("#/") and ref != "#":
            return None, ref[1:] not in self._anchors
        exists, value = look_up(self.tree, ref)
        following = value.get("$ref") if isinstance(value, Mapping) else None
        if isinstance(following, str) and following.startswith("#"):
            return following, False
        return None, not exists

    @cached_property
    def _anchors(self) -> frozenset[str]:
        found: set[str] = set()
        stack: list[Any] = [self.tree]
        while stack:
            node = stack.pop()
            if isinstance(node, dict):
                names = (node.get("$anchor"), node.get("$dynamicAnchor"))
                found.update(name for name in names if isinstance(name, str))
                stack.extend(node.values())
            elif isinstance(node, list):
                stack.extend(node)
        return frozenset(found)


def reference_problems(tree: Mapping[str, Any], *, whole: bool = True) -> Iterator[Problem]:
    """References that cannot be resolved, form a cycle or (`whole`) leave the document."""
    known = References(tree)
    for where, ref in references(tree):
        problem = known.problem(ref)
        if whole and not ref.startswith("#"):
            problem = f"the reference {ref} points outside the document"
        if problem:
            yield pointer(*where), problem


def resolve_reference(tree: Mapping[str, Any], value: Any) -> Any:
    """The value itself, or what its reference resolves to; None where it cannot be resolved."""
    for _ in range(_MAX_CHAIN):
        ref = value.get("$ref") if isinstance(value, Mapping) else None
        if not isinstance(ref, str):
            return value
        value = look_up(tree, ref)[1]
    return None
