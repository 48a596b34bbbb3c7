"""Judge changes of the API contract from the side of the clients that exist.

What callers send may only be asked for less, what they receive may only promise more; a
component is judged by every way in which it travels, and the heaviest counts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NamedTuple

from workbench.design.package import Impact
from workbench.diff.contract.usage import Usage
from workbench.diff.facts import Fact, Level, Mark, Use
from workbench.diff.schema.catalogue import RULES, code_of, level_of

_IMPACTS = {
    Level.words: Impact.editorial,
    Level.info: Impact.additive,
    Level.warn: Impact.breaking,
    Level.error: Impact.breaking,
}
_WAY = re.compile(r"\b(request|response)-")
_LONG = 80
_NAMED = 3
_ROLES = ("body", "parameter", "header-parameter", "header")


class Judged(NamedTuple):
    """Impact, the stable name of the sort of change, and what to say beside the change."""

    impact: Impact
    code: str
    note: str = ""


class _Weighed(NamedTuple):
    level: Level
    code: str
    use: Use


def judge_contract(fact: Fact, mark: Mark, usage: Usage) -> Judged:
    """Impact and code of a marked change; WARN of the catalogue counts as breaking."""
    found = [
        _Weighed(level_of(used, use), code_of(used, use), use)
        for used, use in _uses(fact, mark, usage)
    ]
    if not found:
        return Judged(Impact.editorial, "unused-component-changed", "no operation uses it")
    heaviest = max(
        found,
        key=lambda weighed: (
            weighed.level,
            weighed.use.sent,
            -_ROLES.index(weighed.use.role),
            weighed.code,
        ),
    )
    sent = [weighed.level for weighed in found if weighed.use.sent]
    received = [weighed.level for weighed in found if not weighed.use.sent]
    code = heaviest.code
    if sent and received and mark.level is None:
        code = _WAY.sub("", code, count=1)
    return Judged(_IMPACTS[heaviest.level], code, _note(heaviest.level, sent, received, mark))


def _note(level: Level, sent: list[Level], received: list[Level], mark: Mark) -> str:
    if mark.level is None and sent and received and level > Level.info:
        hurt, fine = "breaking where clients {} it", "harmless where they {} it"
        if max(sent) <= Level.info:
            return f"{hurt.format('receive')}, {fine.format('send')}"
        if max(received) <= Level.info:
            return f"{hurt.format('send')}, {fine.format('receive')}"
    return "may break clients" if level is Level.warn else ""


def _uses(fact: Fact, mark: Mark, usage: Usage) -> list[tuple[Mark, Use]]:
    key = f"schemas/{fact.item}" if fact.kind == "schema" else fact.item
    shared = fact.kind in {"schema", "component"}
    known = usage.of_component(key) if shared else frozenset()
    if shared and not known and not key.startswith("securitySchemes/"):
        return []
    if mark.use is not None or mark.level is not None:
        return [(mark, mark.use or Use(sent=True, role="body", loose=False))]
    return [(replace(mark, inner=mark.inner or inner), use) for use, inner in sorted(known)]


def sentence(fact: Fact, mark: Mark, note: str, operations: tuple[str, ...]) -> str:
    """What changed, where, from what to what, and who is affected."""
    subject = fact.item if fact.kind == "operation" else f"{fact.kind} {fact.item}"
    subject = "contract" if fact.kind == "contract" else subject
    phrase = mark.phrase or (RULES[mark.stem].phrase if mark.stem in RULES else fact.change)
    head = ": ".join(part for part in (subject, f"{mark.place} {phrase}".strip()) if part)
    notes = [note] if note else []
    if operations and fact.kind != "operation":
        notes.append(_used_by(operations))
    return "; ".join([head + _values(fact, mark), *notes])


def _used_by(operations: tuple[str, ...]) -> str:
    named = ", ".join(operations[:_NAMED])
    more = len(operations) - _NAMED
    return f"affects {named}" + (f" and {more} more" if more > 0 else "")


def _values(fact: Fact, mark: Mark) -> str:
    if mark.phrase and fact.change != "changed":
        return ""
    before, after = _short(fact.before), _short(fact.after)
    if fact.change == "changed" and before and after:
        return f" (was {before}, now {after})"
    value = after or before
    return f": {value}" if value else ""


def _short(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    words = str(value).lower() if isinstance(value, bool) else str(value)
    return words if len(words) <= _LONG else words[:_LONG] + "…"
