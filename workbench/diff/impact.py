"""What a fact means to those who rely on the design: breaking, additive or editorial.

Judged from the side of existing callers and existing data, as oasdiff does for contracts
(docs/BREAKING-CHANGES.md) and Atlas and squawk do for schemas.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.ids import split_endpoint_key
from workbench.design.package import Change, Impact
from workbench.diff.access_impact import judge_access, judge_auth, judge_grant, judge_policy
from workbench.diff.contract.impact import Judged, judge_contract, sentence
from workbench.diff.contract.lifecycle import sunset_of
from workbench.diff.contract.usage import Usage, operations_by_path, operations_touched
from workbench.diff.facts import Fact
from workbench.diff.renames import rename_hints
from workbench.diff.table_impact import judge_sql_object, judge_table

_BREAKING, _ADDITIVE, _EDITORIAL = Impact.breaking, Impact.additive, Impact.editorial
_LONG = 80

#: Kinds that can be added or removed without effect on callers and readers of the data.
_SOFT = frozenset(
    {"setup", "handoff", "planning", "score", "summary", "waiver", "judgement", "risk", "contract"}
)
_JUDGES = {
    "sql_object": judge_sql_object,
    "grant": judge_grant,
    "access": judge_access,
    "policy": judge_policy,
    "auth": judge_auth,
}

#: Fields outside contract and schema that carry meaning rather than wording.
_MEANING: dict[str, frozenset[str]] = {
    "requirement": frozenset(
        {"title", "text", "priority", "mvp", "status", "criteria", "target", "type"}
    ),
    "story": frozenset({"title", "text", "priority", "covers", "criteria"}),
    "entity": frozenset({"attributes", "relationships", "states", "soft_delete", "mvp"}),
    "flow": frozenset({"covers", "actor", "stories", "steps", "errors", "empties", "success"}),
    "screen": frozenset({"flows", "covers", "auth_required", "fields", "states"}),
    "content_type": frozenset({"covers", "flows", "screens", "entity", "fields", "states"}),
    "feedback_channel": frozenset(
        {"kind", "trigger", "covers", "destination", "data", "third_party", "entity"}
    ),
    "endpoint": frozenset({"covers", "kind"}),
    "decision": frozenset({"decision", "constraint"}),
    "assumption": frozenset({"text", "status", "affects_api", "affects_schema"}),
    "role": frozenset({"admin"}),
    "webhook": frozenset({"event", "authenticity", "timeout", "retry", "trigger", "path_item"}),
    "third_party": frozenset({"protocol", "auth", "timeout", "retry", "fallback", "data_class"}),
    "event": frozenset({"version", "payload", "ordering", "duplicates", "compatibility"}),
    "handoff": frozenset({"release_mode", "include_p1"}),
    "migration": frozenset({"up", "down", "depends_on", "data_loss"}),
}


class Judge:
    """Gives facts between two designs their impact, code and sentence."""

    def __init__(self, old: Design, new: Design, today: date) -> None:
        self._old = old
        self._new = new
        self._today = today

    def __call__(self, fact: Fact) -> Change:
        """The judged change."""
        if fact.mark is not None:
            operations = operations_touched(
                fact.kind, fact.item, fact.pointer, self._usage, self._paths
            )
            judged = judge_contract(fact, fact.mark, self._usage)
            message = sentence(fact, fact.mark, judged.note, operations)
        else:
            judged = self._judge(fact)
            message = _sentence(fact, judged.note)
        return Change(
            kind=fact.kind,
            item=fact.item,
            pointer=fact.pointer,
            change=fact.change,
            impact=judged.impact,
            code=judged.code,
            message=message,
            before=fact.before,
            after=fact.after,
        )

    def _judge(self, fact: Fact) -> Judged:
        if fact.kind == "table":
            return judge_table(fact, self._renamed)
        if fact.kind in _JUDGES:
            return _JUDGES[fact.kind](fact)
        if fact.path:
            return _inside(fact)
        code = f"{fact.kind.replace('_', '-')}-{fact.change}"
        if fact.kind in _SOFT:
            return Judged(_EDITORIAL, code)
        if fact.change == "removed" and fact.kind in {"endpoint", "operation"}:
            return self._endpoint_removed(fact)
        if fact.kind == "component" and fact.item.startswith("securitySchemes/"):
            # Its impact on callers is reported where the scheme is required.
            return Judged(_ADDITIVE, f"api-security-component-{fact.change}")
        if fact.kind in {"schema", "component"}:
            # Its impact on callers is reported where the reference was.
            return Judged(_ADDITIVE, f"api-{code}")
        return Judged(_BREAKING if fact.change == "removed" else _ADDITIVE, code)

    def _endpoint_removed(self, fact: Fact) -> Judged:
        """Removal is announced by `deprecated`, and due once its sunset date has passed."""
        found = self._old.find("operation", fact.item)
        body: Mapping[str, Any] = found.body if isinstance(found, Operation) else {}
        path = split_endpoint_key(fact.item)[1]
        whole = "api" if path in self._paths[1] else "api-path"
        stem = "endpoint-removed" if fact.kind == "endpoint" else f"{whole}-removed"
        plain = "endpoint-removed" if fact.kind == "endpoint" else f"{stem}-without-deprecation"
        if body.get("deprecated") is not True:
            return Judged(_BREAKING, plain, "it was not deprecated before")
        try:
            sunset = sunset_of(body)
        except ValueError:
            return Judged(_BREAKING, f"{whole}-sunset-parse", "its sunset date is invalid")
        if sunset is not None and sunset > self._today:
            return Judged(_BREAKING, f"{stem}-before-sunset", f"its sunset date is {sunset}")
        return Judged(_ADDITIVE, f"{stem}-with-deprecation", "it was deprecated before")

    @cached_property
    def _usage(self) -> Usage:
        return Usage((self._old, self._new))

    @cached_property
    def _renamed(self) -> dict[tuple[str, str], str]:
        return rename_hints(self._old, self._new)

    @cached_property
    def _paths(self) -> list[dict[str, list[str]]]:
        return [operations_by_path(design) for design in (self._old, self._new)]


def _inside(fact: Fact) -> Judged:
    code = f"{fact.kind.replace('_', '-')}-{str(fact.path[0]).replace('_', '-')}-changed"
    if fact.kind == "endpoint" and fact.path[0] == "path":
        return Judged(_EDITORIAL, "path-parameter-renamed", "it accepts the same requests")
    if fact.kind in _MEANING and str(fact.path[0]) in _MEANING[fact.kind]:
        return Judged(_ADDITIVE, code)
    return Judged(_EDITORIAL, code)


def _sentence(fact: Fact, note: str) -> str:
    place = "/".join(str(part) for part in fact.path if part != "body")
    subject = f"{fact.kind.replace('_', ' ')} {fact.item}" + (f": {place}" if place else "")
    end = f"; {note}" if note else ""
    if fact.change != "changed":
        return f"{subject} {fact.change}{end}"
    return f"{subject} changed from {_short(fact.before)} to {_short(fact.after)}{end}"


def _short(value: Any) -> str:
    words = "nothing" if value is None else str(value)
    return words if len(words) <= _LONG else words[:_LONG] + "…"
