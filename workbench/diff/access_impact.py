"""Judge changes of who may do what: a privilege that is narrowed shuts somebody out."""

from __future__ import annotations

from typing import Any

from workbench.design.package import Impact
from workbench.diff.contract.impact import Judged
from workbench.diff.facts import Fact

_BREAKING, _ADDITIVE, _EDITORIAL = Impact.breaking, Impact.additive, Impact.editorial
_RANK = {"deny": 0, "own": 1, "allow": 2}
_WIDENED, _NARROWED = "privilege widened", "privilege narrowed"


def judge_grant(fact: Fact) -> Judged:
    """Impact of a change of one cell of the matrix; no cell means deny."""
    if not fact.path:
        return _privilege(_effect(fact.before), _effect(fact.after))
    if fact.path[0] == "effect":
        return _privilege(str(fact.before), str(fact.after))
    if fact.path[0] in {"attribute", "column"}:
        return Judged(_BREAKING, "privilege-condition-changed")
    return Judged(_EDITORIAL, "grant-notes-changed")


def _effect(body: Any) -> str:
    return str(body.get("effect", "deny")) if isinstance(body, dict) else "deny"


def _privilege(before: str, after: str) -> Judged:
    was, now = _RANK.get(before, 0), _RANK.get(after, 0)
    if now < was:
        return Judged(_BREAKING, "privilege-narrowed")
    return Judged(
        *((_ADDITIVE, "privilege-widened") if now > was else (_EDITORIAL, "privilege-restated"))
    )


def judge_access(fact: Fact) -> Judged:
    """Impact of a change of what an endpoint demands."""
    if not fact.path:
        body = fact.after if fact.change == "added" else fact.before
        guarded = isinstance(body, dict) and bool(body.get("permissions"))
        return Judged(_ADDITIVE if guarded else _EDITORIAL, f"access-{fact.change}")
    if fact.path[0] == "public":
        if fact.after:
            return Judged(_ADDITIVE, "privilege-widened")
        return Judged(_BREAKING, "privilege-narrowed")
    if fact.path[0] == "permissions":
        if fact.change == "removed":
            return Judged(_ADDITIVE, "privilege-widened")
        return Judged(_BREAKING, "privilege-narrowed")
    return Judged(_EDITORIAL, "access-words-changed")


def judge_policy(fact: Fact) -> Judged:
    """Impact of a change of a row policy: which rows somebody sees or may write."""
    if not fact.path:
        body = fact.after if fact.change == "added" else fact.before
        opens = not isinstance(body, dict) or body.get("permissive", True) is not False
        wider = opens == (fact.change == "added")
        impact, note = (_ADDITIVE, _WIDENED) if wider else (_BREAKING, _NARROWED)
        return Judged(impact, f"policy-{fact.change}", note)
    match fact.path, fact.change:
        case ("roles", _), _:
            return Judged(_BREAKING, "row-policy-roles-changed", "different roles see the rows")
        case ("permissive",), _:
            narrower = fact.after is False
            note = _NARROWED if narrower else _WIDENED
            return Judged(_BREAKING if narrower else _ADDITIVE, "row-policy-mode-changed", note)
        case ("using" | "check",), "added":
            return Judged(_BREAKING, "row-policy-condition-added", _NARROWED)
        case ("using" | "check",), "removed":
            return Judged(_ADDITIVE, "row-policy-condition-removed", _WIDENED)
    return Judged(_BREAKING, "row-policy-changed")


def judge_auth(fact: Fact) -> Judged:
    """Impact of a change of how callers prove who they are."""
    head = str(fact.path[0]) if fact.path else fact.change
    if head in {"notes", "tenancy"}:
        return Judged(_EDITORIAL, f"auth-{head}-changed")
    stated = fact.before in (None, "", 0)
    return Judged(_ADDITIVE if stated else _BREAKING, f"auth-{head.replace('_', '-')}-changed")
