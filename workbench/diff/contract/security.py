"""Facts between security requirements: alternatives, each a set of schemes with scopes."""

from __future__ import annotations

from typing import Any

from workbench.design.json_values import same_json
from workbench.diff.contract.places import At, Walk
from workbench.diff.facts import Level

Alternative = dict[str, frozenset[str]]


def compare_security(walk: Walk, before: Any, after: Any, at: At, prefix: str) -> None:
    """Write down which alternatives and scopes came and went, and whom that shuts out.

    A caller that met an old alternative must still meet a new one; none at all means that
    nothing is demanded. oasdiff only informs about security (its `api-security-*` checks);
    here a demand that shuts callers out is an error.
    """
    if same_json(before, after):
        return
    old, new = _alternatives(before), _alternatives(after)
    count = len(walk.facts)
    served_old, served_new = old or [{}], new or [{}]
    gone, come = _by_schemes(old), _by_schemes(new)
    for name, alternative in gone.items():
        if name in come:
            shut = not _met(alternative, served_new)
            _scopes(walk, name, (alternative, come[name]), at, f"{prefix}-scope", shut_out=shut)
        else:
            level = Level.info if _met(alternative, served_new) else Level.error
            walk.put(
                at.stated(
                    f"{prefix}-removed",
                    "removed",
                    name,
                    None,
                    path=(name,),
                    level=level,
                    phrase=f"{name} is no longer accepted",
                    words="security",
                )
            )
    shut_out = [alternative for alternative in served_old if not _met(alternative, served_new)]
    for name in come:
        if name not in gone:
            level = Level.error if shut_out and not old else Level.info
            phrase = f"{name} is now required" if not old else f"{name} is now accepted"
            walk.put(
                at.stated(
                    f"{prefix}-added",
                    "added",
                    None,
                    name,
                    path=(name,),
                    level=level,
                    phrase=phrase,
                    words="security",
                )
            )
    if len(walk.facts) == count:
        level = Level.error if shut_out else Level.words
        walk.put(
            at.stated(f"{prefix}-restated", "changed", before, after, level=level, words="security")
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
            said = "now required" if added else "no longer required"
            walk.put(
                at.stated(
                    f"{stem}-{'added' if added else 'removed'}",
                    "added" if added else "removed",
                    None if added else scope,
                    scope if added else None,
                    path=(name, scope),
                    level=Level.error if added and shut_out else Level.info,
                    phrase=f"scope {scope} of {scheme} is {said}",
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
