"""Facts between the branches of `allOf`, `anyOf` and `oneOf`, matched by what they say."""

from __future__ import annotations

from typing import Any, Protocol

from workbench.design.json_values import json_identity, same_json
from workbench.design.openapi_view import ContractView
from workbench.diff.contract.places import At, Walk
from workbench.diff.schema.types import is_annotation


class Comparer(Protocol):
    """Whoever compares schemas."""

    walk: Walk

    def compare(self, old: Any, new: Any, at: At) -> None:
        """Write down how two schemas differ."""
        ...


Branch = tuple[int, Any]


def compare_branches(comparer: Comparer, stem: str, both: tuple[Any, Any], at: At) -> None:
    """Write down which branches came, went and changed.

    Branches are the same if they refer to the same component, are equal or have one title; of
    those that are left, one on each side is taken for a changed one.
    """
    walk = comparer.walk
    before, after = both
    if stem != "all-of" and (not isinstance(before, list) or not isinstance(after, list)):
        walk.put(at.fact(f"{stem}-set" if before is None else f"{stem}-unset", before, after))
        return
    old, new = _branches(before), _branches(after)
    pairs, old, new = _paired(old, new)
    for (here, pair), (there, other) in pairs:
        if not same_json(pair, other):
            name = _name(other)
            comparer.compare(pair, other, at.within(min(here, there), name=f"{stem}[{name}]"))
    for here, branch in old:
        walk.put(
            at.stated(
                _stem(f"{stem}-removed", branch, walk.old), "removed", branch, None, path=(here,)
            )
        )
    for here, branch in new:
        walk.put(
            at.stated(_stem(f"{stem}-added", branch, walk.new), "added", None, branch, path=(here,))
        )


def _branches(value: Any) -> list[Branch]:
    return list(enumerate(value)) if isinstance(value, list) else []


def _stem(stem: str, branch: Any, view: ContractView) -> str:
    found = view.deref(branch)
    only_words = isinstance(found, dict) and all(map(is_annotation, found))
    return f"{stem}-annotation-only" if only_words and stem.startswith("all-of") else stem


def _paired(
    old: list[Branch], new: list[Branch]
) -> tuple[list[tuple[Branch, Branch]], list[Branch], list[Branch]]:
    pairs: list[tuple[Branch, Branch]] = []
    for identity in (_reference, json_identity, _title):
        known: dict[str, list[Branch]] = {}
        for branch in new:
            known.setdefault(identity(branch[1]), []).append(branch)
        known.pop("", None)
        left = []
        for branch in old:
            found = known.get(identity(branch[1]))
            if found:
                pairs.append((branch, found.pop(0)))
            else:
                left.append(branch)
        taken = {position for _, (position, _) in pairs}
        old, new = left, [branch for branch in new if branch[0] not in taken]
    if len(old) == len(new) == 1 and not _reference(old[0][1]) and not _reference(new[0][1]):
        pairs.append((old[0], new[0]))
        old, new = [], []
    return pairs, old, new


def _reference(branch: Any) -> str:
    ref = branch.get("$ref") if isinstance(branch, dict) else None
    return ref if isinstance(ref, str) else ""


def _title(branch: Any) -> str:
    title = branch.get("title") if isinstance(branch, dict) else None
    return title if isinstance(title, str) and not _reference(branch) else ""


def _name(branch: Any) -> str:
    return _reference(branch).rpartition("/")[2] or _title(branch) or "inline"
