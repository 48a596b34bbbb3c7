"""What a fact means to those who rely on the design: breaking, additive or editorial.

Judged from the side of existing callers and existing data, as oasdiff does for contracts
(docs/BREAKING-CHANGES.md) and Atlas and squawk do for schemas.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from workbench.design.package import Change, Impact
from workbench.diff.contract_impact import judge_contract
from workbench.diff.directions import RESPONSE, Directions
from workbench.diff.facts import Fact

_BREAKING, _ADDITIVE, _EDITORIAL = Impact.breaking, Impact.additive, Impact.editorial


class Judged(NamedTuple):
    """Impact and the stable name of the sort of change."""

    impact: Impact
    code: str


def judge(fact: Fact, directions: Directions) -> Change:
    """Give a fact its impact, its code and its sentence."""
    if fact.path:
        impact, code = _judge_inside(fact, directions)
    else:
        impact, code = _judge_item(fact, directions)
    return Change(
        kind=fact.kind,
        item=fact.item,
        pointer=fact.pointer,
        change=fact.change,
        impact=impact,
        code=code,
        message=_sentence(fact),
        before=fact.before,
        after=fact.after,
    )


#: Kinds whose coming or going touches nobody who calls the API or reads the data.
_SOFT = frozenset(
    {"setup", "handoff", "planning", "score", "summary", "waiver", "judgement", "risk"}
)


def _judge_item(fact: Fact, directions: Directions) -> Judged:
    code = f"{fact.kind.replace('_', '-')}-{fact.change}"
    if fact.kind in _SOFT:
        return Judged(_EDITORIAL, code)
    if fact.kind == "grant":
        before = "deny" if fact.before is None else _effect(fact.before)
        after = "deny" if fact.after is None else _effect(fact.after)
        return _privilege(before, after)
    if fact.kind == "access":
        return _access_item(fact)
    if fact.kind == "policy":
        return Judged(_BREAKING, code)
    if fact.kind == "schema" and not directions.of_schema(fact.item):
        return Judged(_EDITORIAL, code)
    if fact.kind == "component" and not directions.of_component(fact.item):
        return Judged(_EDITORIAL, code)
    return Judged(_BREAKING if fact.change == "removed" else _ADDITIVE, code)


def _judge_inside(fact: Fact, directions: Directions) -> Judged:
    if fact.kind in {"operation", "schema", "component", "contract"}:
        return Judged(*judge_contract(fact, directions))
    if fact.kind == "webhook" and fact.path[0] == "path_item":
        return Judged(*judge_contract(fact, directions, way=RESPONSE))
    judges: dict[str, Callable[[Fact], Judged]] = {
        "table": _table,
        "sql_object": _sql_object,
        "grant": lambda one: _privilege(_effect_of(one.before), _effect_of(one.after), one),
        "access": _access,
        "policy": lambda _: Judged(_BREAKING, "row-policy-changed"),
        "auth": _auth,
    }
    if fact.kind in judges:
        return judges[fact.kind](fact)
    code = f"{fact.kind.replace('_', '-')}-{str(fact.path[0]).replace('_', '-')}-changed"
    if fact.kind in _MEANING and str(fact.path[0]) in _MEANING[fact.kind]:
        return Judged(_ADDITIVE, code)
    return Judged(_EDITORIAL, code)


#: Fields outside contract and schema that carry meaning rather than wording.
_MEANING: dict[str, frozenset[str]] = {
    "requirement": frozenset(
        {"title", "text", "priority", "mvp", "status", "criteria", "target", "type"}
    ),
    "story": frozenset({"title", "text", "priority", "covers", "criteria"}),
    "entity": frozenset({"attributes", "relationships", "states", "soft_delete", "mvp"}),
    "flow": frozenset({"covers", "actor", "stories", "steps", "errors", "empties", "success"}),
    "screen": frozenset({"flows", "covers", "auth_required", "fields", "states"}),
    "endpoint": frozenset({"covers", "kind"}),
    "decision": frozenset({"decision", "constraint"}),
    "assumption": frozenset({"text", "status", "affects_api", "affects_schema"}),
    "role": frozenset({"admin"}),
    "webhook": frozenset({"event", "authenticity", "timeout", "retry", "trigger"}),
    "third_party": frozenset({"protocol", "auth", "timeout", "retry", "fallback", "data_class"}),
    "event": frozenset({"version", "payload", "ordering", "duplicates", "compatibility"}),
    "handoff": frozenset({"release_mode", "include_p1"}),
    "migration": frozenset({"up", "down", "depends_on", "data_loss"}),
}


# --- tables ---------------------------------------------------------------------------------

_TABLE_WORDS = frozenset({"description", "entity", "deviation", "junction", "mutable"})
_COLUMN_WORDS = frozenset({"comment", "attribute", "data_class", "deviation"})
_CONSTRAINTS = {
    "foreign_keys": "foreign-key",
    "uniques": "unique",
    "checks": "check",
    "primary_key": "primary-key",
}


def _table(fact: Fact) -> Judged:
    head = str(fact.path[0])
    if head == "columns":
        return _columns(fact)
    if head in _CONSTRAINTS:
        loosened = fact.change == "removed" and head != "primary_key"
        return Judged(_ADDITIVE if loosened else _BREAKING, f"{_CONSTRAINTS[head]}-{fact.change}")
    if head == "indexes":
        return _indexes(fact)
    if head in {"row_security", "force_row_security"}:
        return Judged(_BREAKING if fact.after else _ADDITIVE, "row-security-changed")
    if head in _TABLE_WORDS:
        return Judged(_EDITORIAL, f"table-{head}-changed")
    return Judged(_ADDITIVE, f"table-{head.replace('_', '-')}-changed")


def _columns(fact: Fact) -> Judged:
    match fact.path:
        case ("columns", _):
            if fact.change == "removed":
                return Judged(_BREAKING, "column-removed")
            return _column_added(fact.after or {})
        case ("columns", _, "nullable"):
            tightened = fact.after is False
            code = "column-not-null" if tightened else "column-nullable"
            return Judged(_BREAKING if tightened else _ADDITIVE, code)
        case ("columns", _, "type", *_):
            return Judged(_BREAKING, "column-type-changed")
        case ("columns", _, field, *_):
            code = f"column-{str(field).replace('_', '-')}-changed"
            return Judged(_EDITORIAL if field in _COLUMN_WORDS else _ADDITIVE, code)
    return Judged(_BREAKING, "columns-changed")


def _column_added(column: dict[str, Any]) -> Judged:
    filled = any(column.get(name) for name in ("default", "identity", "generated"))
    if column.get("nullable") is False and not filled:
        return Judged(_BREAKING, "column-added-not-null")
    return Judged(_ADDITIVE, "column-added")


def _indexes(fact: Fact) -> Judged:
    value = fact.after if fact.change == "added" else fact.before
    unique = isinstance(value, dict) and bool(value.get("unique"))
    becomes_unique = fact.path[-1] == "unique" and bool(fact.after)
    if becomes_unique or (unique and fact.change == "added"):
        return Judged(_BREAKING, "unique-index-added")
    return Judged(_ADDITIVE, f"index-{fact.change}")


def _sql_object(fact: Fact) -> Judged:
    if fact.path[0] == "values":
        gone = fact.change == "removed"
        return Judged(_BREAKING if gone else _ADDITIVE, f"enum-value-{fact.change}")
    if fact.path[0] == "comment":
        return Judged(_EDITORIAL, "comment-changed")
    return Judged(_BREAKING, "database-object-changed")


# --- access ---------------------------------------------------------------------------------

_RANK = {"deny": 0, "own": 1, "allow": 2}


def _effect(body: Any) -> str:
    return str(body.get("effect", "deny")) if isinstance(body, dict) else "deny"


def _effect_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _privilege(before: str, after: str, fact: Fact | None = None) -> Judged:
    if fact is not None and fact.path[0] != "effect":
        condition = fact.path[0] in {"attribute", "column"}
        return Judged(
            _BREAKING if condition else _EDITORIAL,
            "privilege-condition-changed" if condition else "grant-notes-changed",
        )
    if _RANK.get(after, 0) < _RANK.get(before, 0):
        return Judged(_BREAKING, "privilege-narrowed")
    if _RANK.get(after, 0) > _RANK.get(before, 0):
        return Judged(_ADDITIVE, "privilege-widened")
    return Judged(_EDITORIAL, "privilege-restated")


def _access_item(fact: Fact) -> Judged:
    body = fact.after if fact.change == "added" else fact.before
    guarded = isinstance(body, dict) and bool(body.get("permissions"))
    if not guarded:
        return Judged(_EDITORIAL, f"access-{fact.change}")
    if fact.change == "added":
        return Judged(_BREAKING, "privilege-narrowed")
    return Judged(_ADDITIVE, "privilege-widened")


def _access(fact: Fact) -> Judged:
    if fact.path[0] == "public":
        if fact.after:
            return Judged(_ADDITIVE, "privilege-widened")
        return Judged(_BREAKING, "privilege-narrowed")
    if fact.path[0] == "permissions":
        if fact.change == "removed":
            return Judged(_ADDITIVE, "privilege-widened")
        return Judged(_BREAKING, "privilege-narrowed")
    return Judged(_EDITORIAL, "access-words-changed")


def _auth(fact: Fact) -> Judged:
    if fact.path[0] in {"notes", "tenancy"}:
        return Judged(_EDITORIAL, f"auth-{fact.path[0]}-changed")
    return Judged(_BREAKING, f"auth-{str(fact.path[0]).replace('_', '-')}-changed")


# --- words ----------------------------------------------------------------------------------

_LONG = 80


def _sentence(fact: Fact) -> str:
    place = "/".join(str(part) for part in fact.path if part != "body")
    subject = f"{fact.kind.replace('_', ' ')} {fact.item}" + (f": {place}" if place else "")
    if fact.change != "changed":
        return f"{subject} {fact.change}"
    return f"{subject} changed from {_short(fact.before)} to {_short(fact.after)}"


def _short(value: Any) -> str:
    words = "nothing" if value is None else str(value)
    return words if len(words) <= _LONG else words[:_LONG] + "…"
