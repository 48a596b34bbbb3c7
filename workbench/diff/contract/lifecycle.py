"""Deprecation, sunset dates and stability: promises about how long something stays.

`x-sunset` and `x-stability-level` are oasdiff's extensions (its docs/DEPRECATION.md and
docs/STABILITY.md); `deprecated` is OpenAPI's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from workbench.diff.contract.places import At, Walk
from workbench.diff.facts import change_of
from workbench.diff.schema.catalogue import RULES

#: Members that this module compares.
DATES = frozenset({"deprecated", "x-sunset", "x-stability-level"})
_STABILITY = ("draft", "alpha", "beta", "stable")

#: Stem → code, where what is deprecated is a whole operation or a parameter.
OPERATION = {
    "deprecated": "endpoint-deprecated",
    "deprecated-with-sunset": "endpoint-deprecated-with-sunset",
    "reactivated": "endpoint-reactivated",
    "deprecated-sunset-invalid": "api-deprecated-sunset-parse",
    "sunset-invalid": "api-path-sunset-parse",
    "sunset-date-too-small": "api-sunset-date-too-small",
    "sunset-deleted": "sunset-deleted",
    "sunset-date-changed-too-small": "api-sunset-date-changed-too-small",
    "sunset-date-postponed": "api-sunset-date-postponed",
    "stability-decreased": "api-stability-decreased",
    "stability-increased": "api-stability-increased",
    "invalid-stability-level": "api-invalid-stability-level",
}
PARAMETER = {
    stem: f"request-parameter-{stem}"
    for stem in OPERATION
    if stem not in {"deprecated-sunset-invalid", "sunset-invalid"}
} | {
    "deprecated-with-sunset": "request-parameter-deprecated",
    "deprecated-sunset-invalid": "request-parameter-sunset-parse",
    "sunset-invalid": "request-parameter-sunset-parse",
}


def sunset_of(holder: Mapping[str, Any]) -> date | None:
    """The sunset date that something deprecated states; raises ValueError where it is none."""
    value = holder.get("x-sunset")
    if value is None:
        return None
    text = str(value).strip().strip('"')
    return datetime.fromisoformat(text).date()


def compare_lifecycle(
    walk: Walk,
    word: str,
    both: tuple[Mapping[str, Any], Mapping[str, Any]],
    at: At,
    codes: Mapping[str, str] | None = None,
) -> None:
    """Write down what one of these members of two holders means.

    `codes` gives the codes where the holder is no schema.
    """
    before, after = both[0].get(word), both[1].get(word)
    stem = _stems[word](*both)
    if stem == "deprecated-with-sunset" and (sunset_of(both[1]) or walk.today) < walk.today:
        stem = "sunset-date-too-small"
    if not stem:
        return
    change = change_of(before, after)
    if codes is None:
        known = "deprecated-sunset-invalid" if stem == "sunset-invalid" else stem
        walk.put(at.stated(known, change, before, after, path=(word,)))
        return
    rule = RULES["deprecated-sunset-invalid" if stem == "sunset-invalid" else stem]
    walk.put(
        at.stated(
            codes[stem],
            change,
            before,
            after,
            path=(word,),
            level=rule.sent,
            phrase=rule.phrase,
        )
    )


def _deprecated(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    was, now = old.get("deprecated") is True, new.get("deprecated") is True
    if was == now:
        return ""
    if not now:
        return "reactivated"
    try:
        return "deprecated-with-sunset" if sunset_of(new) else "deprecated"
    except ValueError:
        return "deprecated-sunset-invalid"


def _sunset(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    was, now = old.get("deprecated") is True, new.get("deprecated") is True
    if was != now or not now:
        # The date is reported with the deprecation, and means nothing without one.
        return ""
    try:
        before, after = sunset_of(old), sunset_of(new)
    except ValueError:
        return "sunset-invalid"
    if after is None:
        return "sunset-deleted"
    if before is not None and after < before:
        return "sunset-date-changed-too-small"
    return "sunset-date-postponed"


def _stability(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    was = old.get("x-stability-level", "stable")
    now = new.get("x-stability-level", "stable")
    if was not in _STABILITY or now not in _STABILITY:
        return "invalid-stability-level"
    if was == now:
        return ""
    lower = _STABILITY.index(now) < _STABILITY.index(was)
    return "stability-decreased" if lower else "stability-increased"


_stems = {"deprecated": _deprecated, "x-sunset": _sunset, "x-stability-level": _stability}
