"""Facts between security requirements: alternatives, each a set of schemes with scopes."""

from __future__ import annotations

from typing import Any

from workbench.design.json_values import same_json
from workbench.diff.contract.places import At, Walk
from workbench.diff.facts import Fact, Level

Alternative = dict[str, frozenset[str]]


def compare_security(walk: Walk, before: Any, after: Any, at: At, prefix: str) -> None:
    """Write down which alternatives and scopes were added or removed, and whom that shuts out.

    A caller that met an old alternative must still meet a new one; without alternatives nothing
    is required. oasdiff only informs about security (its `api-security-*` checks); here a
    requirement that shuts callers out is an error.
    """
    if same_json(before, after):
        return
    old, new = _alternatives(before), _alternatives(after)
    accepted_before, accepted_now = old or [{}], new or [{}]
    shuts_out = any(not _met(alternative, accepted_now) for alternative in accepted_before)
    old_by_name, new_by_name = _by_schemes(old), _by_schemes(new)
    count = len(walk.facts)
    for name, alternative in old_by_name.items():
        hurts = not _met(alternative, accepted_now)
        if name in new_by_name:
            both = (alternative, new_by_name[name])
            _scopes(walk, name, both, at, f"{prefix}-scope", shut_out=hurts)
        else:
            walk.put(_removed(name, at, f"{prefix}-removed", hurts=hurts))
    for name in new_by_name:
        if name not in old_by_name:
            is_first = not old
            walk.put(_added(name, at, f"{prefix}-added", is_first=is_first, hurts=shuts_out))
    if len(walk.facts) == count:
        level = Level.error if shuts_out else Level.words
        walk.put(
            at.stated(f"{prefix}-restated", "changed", before, after, level=level, words="security")
        )


def _removed(name: str, at: At, stem: str, *, hurts: bool) -> Fact:
    return at.stated(
        stem,
        "removed",
        name,
        None,
        path=(name,),
        level=Level.error if hurts else Level.info,
        phrase=f"{name} is no longer accepted",
        words="security",
    )


def _added(name: str, at: At, stem: str, *, is_first: bool, hurts: bool) -> Fact:
    """A new alternative: beside others it is one more way in, as the first it is required."""
    return at.stated(
        stem,
        "added",
        None,
        name,
        path=(name,),
        level=Level.error if is_first and hurts else Level.info,
        phrase=f"{name} is now {'required' if is_first else 'accepted'}",
        words="security",
    )


def _scopes(
    walk: Walk,
    name: str,
    both: tuple[Alternative, Alternative],
    at: At,
    stem: str,
    *,
    shut_out: bool,
) -> None:
    old, new = both
    for scheme in old:
        before, after = old[scheme], new.get(scheme, frozenset())
        for scope in sorted(before ^ after):
            added = scope in after
            status = "now required" if added else "no longer required"
            walk.put(
                at.stated(
                    f"{stem}-{'added' if added else 'removed'}",
                    "added" if added else "removed",
                    None if added else scope,
                    scope if added else None,
                    path=(name, scope),
                    level=Level.error if added and shut_out else Level.info,
                    phrase=f"scope {scope} of {scheme} is {status}",
                    words="security",
                )
            )


def _met(given: Alternative, asked: list[Alternative]) -> bool:
    """Whether a caller with these schemes and scopes meets one of the alternatives."""
    return any(
        all(scheme in given and scopes <= given[scheme] for scheme, scopes in alternative.items())
        for alternative in asked
    )


def _alternatives(value: Any) -> list[Alternative]:
    if not isinstance(value, list | tuple):
        return []
    return [
        {
            str(scheme): frozenset(map(str, scopes)) if isinstance(scopes, list) else frozenset()
            for scheme, scopes in requirement.items()
        }
        for requirement in value
        if isinstance(requirement, dict)
    ]


def _by_schemes(alternatives: list[Alternative]) -> dict[str, Alternative]:
    """Alternatives by the names of their schemes; of several alike the first."""
    found: dict[str, Alternative] = {}
    for alternative in alternatives:
        found.setdefault(" and ".join(sorted(alternative)) or "nothing", alternative)
    return found
