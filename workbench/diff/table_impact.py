"""Judge changes of the schema from the side of the data and the queries that exist.

What Atlas and squawk warn about in migrations is breaking here: what loses data, and what rows
that exist may fail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workbench.design.package import Impact
from workbench.diff.contract.impact import Judged
from workbench.diff.facts import Fact
from workbench.sql.type_widening import type_action

_BREAKING, _ADDITIVE, _EDITORIAL = Impact.breaking, Impact.additive, Impact.editorial
_TABLE_WORDS = frozenset({"description", "entity", "deviation", "junction", "mutable"})
_COLUMN_WORDS = frozenset({"comment", "attribute", "data_class", "deviation"})
_CONSTRAINTS = {
    "foreign_keys": "foreign-key",
    "uniques": "unique",
    "checks": "check",
    "primary_key": "primary-key",
}
_RESTATED = "same meaning"
_QUALIFIER = re.compile(r"\bpublic\.")
_BODY = re.compile(r"(?i)\bas\s+['$]|\bbegin\b|\breturn\b(?!s)")
_LOST = "its data is lost"
_FAIL = "existing rows may violate it"


def judge_table(fact: Fact, renamed: Mapping[tuple[str, str], str]) -> Judged:
    """Impact of a change of a table; `renamed` says what may be a rename."""
    if not fact.path:
        hint = renamed.get((fact.item, ""), "")
        if fact.change == "removed":
            return Judged(_BREAKING, "table-removed", "; ".join(filter(None, (_LOST, hint))))
        return Judged(_ADDITIVE, "table-added", hint)
    head = str(fact.path[0])
    if same_sql(fact.before, fact.after):
        part = str(fact.path[-1]).replace("_", "-")
        return Judged(_EDITORIAL, f"{part}-restated", _RESTATED)
    if head == "columns":
        return _column(fact, renamed)
    if head in _CONSTRAINTS:
        return _constraint(fact, _CONSTRAINTS[head])
    if head == "indexes":
        return _index(fact)
    if head in {"row_security", "force_row_security"}:
        if fact.after:
            return Judged(_BREAKING, "row-security-enabled", "privilege narrowed")
        return Judged(_ADDITIVE, "row-security-disabled", "privilege widened")
    if head in _TABLE_WORDS:
        return Judged(_EDITORIAL, f"table-{head}-changed")
    return Judged(_ADDITIVE, f"table-{head.replace('_', '-')}-changed")


def same_sql(before: Any, after: Any) -> bool:
    """Whether two SQL texts differ in nothing but white space and the default schema's name."""
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    old, new = ("".join(_QUALIFIER.sub("", text).split()) for text in (before, after))
    return old == new


def _column(fact: Fact, renamed: Mapping[tuple[str, str], str]) -> Judged:
    match fact.path:
        case ("columns", name):
            hint = renamed.get((fact.item, str(name)), "")
            if fact.change == "removed":
                return Judged(_BREAKING, "column-removed", "; ".join(filter(None, (_LOST, hint))))
            return _column_added(fact.after if isinstance(fact.after, dict) else {}, hint)
        case ("columns", _, "nullable"):
            if fact.after is False:
                return Judged(_BREAKING, "column-not-null", "rows with NULL violate it")
            return Judged(_ADDITIVE, "column-nullable")
        case ("columns", _, "type"):
            action = type_action(str(fact.before or ""), str(fact.after or ""))
            impact = {"restated": _EDITORIAL, "widened": _ADDITIVE}.get(action, _BREAKING)
            note = "values that do not fit are lost or refused" if action == "narrowed" else ""
            return Judged(impact, f"column-type-{action}", note)
        case ("columns", _, "generated" | "identity", *_):
            return Judged(_BREAKING, f"column-{fact.path[2]}-changed", "writes may be refused")
        case ("columns", _, "default", *_) if fact.change == "removed":
            return Judged(_ADDITIVE, "column-default-removed")
        case ("columns", _, field, *_):
            code = f"column-{str(field).replace('_', '-')}-changed"
            return Judged(_EDITORIAL if field in _COLUMN_WORDS else _ADDITIVE, code)
    return Judged(_BREAKING, "columns-changed")


def _column_added(column: dict[str, Any], hint: str) -> Judged:
    filled = any(column.get(name) for name in ("default", "identity", "generated"))
    if column.get("nullable") is False and not filled:
        return Judged(
            _BREAKING,
            "column-added-not-null",
            "; ".join(filter(None, ("existing rows have no value for it", hint))),
        )
    return Judged(_ADDITIVE, "column-added", hint)


def _constraint(fact: Fact, word: str) -> Judged:
    if fact.path[-1] == "name" and len(fact.path) > 1:
        return Judged(_EDITORIAL, f"{word}-renamed")
    whole = not fact.path[2:]
    if whole and fact.change == "removed" and word != "primary-key":
        return Judged(_ADDITIVE, f"{word}-removed")
    if whole:
        return Judged(_BREAKING, f"{word}-{fact.change}", _FAIL)
    return Judged(_BREAKING, f"{word}-changed")


def _index(fact: Fact) -> Judged:
    value = fact.after if fact.change == "added" else fact.before
    unique = isinstance(value, dict) and bool(value.get("unique"))
    becomes_unique = fact.path[-1] == "unique" and bool(fact.after)
    if becomes_unique or (unique and fact.change == "added"):
        return Judged(_BREAKING, "unique-index-added", _FAIL)
    if fact.path[-1] in {"comment", "name"}:
        return Judged(_EDITORIAL, f"index-{fact.path[-1]}-changed")
    return Judged(_ADDITIVE, f"index-{fact.change}")


def judge_sql_object(fact: Fact) -> Judged:
    """Impact of a change of an enum, a view, a function and their like."""
    if not fact.path:
        if fact.change == "removed":
            return Judged(_BREAKING, "database-object-removed")
        return Judged(_ADDITIVE, "database-object-added")
    if fact.path[0] == "values":
        gone = fact.change == "removed"
        if len(fact.path) == 1:
            return Judged(_BREAKING, "enum-values-changed")
        note = "rows with this value are refused" if gone else ""
        return Judged(_BREAKING if gone else _ADDITIVE, f"enum-value-{fact.change}", note)
    if fact.path[0] == "comment":
        return Judged(_EDITORIAL, "comment-changed")
    if same_sql(fact.before, fact.after):
        return Judged(_EDITORIAL, "database-object-restated", _RESTATED)
    return _object_changed(fact)


def _object_changed(fact: Fact) -> Judged:
    """Only what queries name can break them: columns of a view, arguments of a function."""
    sort = fact.item.partition(" ")[0]
    if sort == "function":
        same = same_sql(_signature(fact.before), _signature(fact.after))
        if same:
            return Judged(_ADDITIVE, "function-body-changed", "its arguments are unchanged")
    elif sort in {"sequence", "trigger", "extension", "schema"}:
        return Judged(_ADDITIVE, f"{sort}-changed")
    return Judged(_BREAKING, "database-object-changed")


def _signature(sql: Any) -> str:
    """The text before the body of a function."""
    return _BODY.split(str(sql), maxsplit=1)[0]
