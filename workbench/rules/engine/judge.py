"""What a rule's facts weigh: level, release scope and waivers, decided here alone (W6, W11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workbench.design.design import Design
from workbench.design.endpoints import Outcome, Score
from workbench.design.handoff import Handoff, ReleaseMode, Setup, Waiver, waiver_key
from workbench.design.openapi_view import Items
from workbench.design.package import Finding, Level
from workbench.design.requirements import Requirement, RequirementType
from workbench.design.scope import Scope, in_scope
from workbench.rules.engine.catalogue import all_rules, find_rule
from workbench.rules.engine.rule import Found, Rule

OFF = "off"
_ENDPOINT_KINDS = frozenset({"endpoint", "operation", "access", "score"})


def level_of(rule: Rule, setup: Setup) -> Level | None:
    """What a rule weighs in a project; None where it is switched off."""
    return levels_of(setup).get(rule.code)


def levels_of(setup: Setup) -> dict[str, Level]:
    """Per rule code its level in a project; rules that are off are left out.

    A project names a rule by code or by name. Words that are no level change nothing.
    """
    levels = {rule.code: rule.level for rule in all_rules()}
    known = {level.value: level for level in Level}
    for choice in setup.rule_levels:
        rule = find_rule(choice.rule)
        word = choice.level.strip().lower()
        if rule is None:
            continue
        if word == OFF:
            levels.pop(rule.code, None)
        elif word in known:
            levels[rule.code] = known[word]
    return levels


@dataclass(frozen=True)
class StaleWaiver:
    """A waiver that excuses nothing, and why."""

    waiver: Waiver
    why: str


def why_idle(waiver: Waiver, today: date) -> str:
    """Why a waiver does not count whatever it matches; empty where it does.

    Its last day still counts.
    """
    if not waiver.reason:
        return "it states no reason"
    if not waiver.expires:
        return ""
    try:
        end = date.fromisoformat(waiver.expires)
    except ValueError:
        return f"its end {waiver.expires!r} is no date like 2030-12-31"
    return f"it expired on {waiver.expires}" if end < today else ""


@dataclass(frozen=True)
class Waivers:
    """Waivers by the identity of the finding that each excuses."""

    by_identity: dict[tuple[str, str, str, str], Waiver]

    @classmethod
    def of(cls, waivers: Iterable[Waiver]) -> Waivers:
        """Index waivers; a rule may be given by code or by name."""
        index = {}
        for waiver in waivers:
            rule = find_rule(waiver.rule)
            code = rule.code if rule else waiver.rule
            index[code, waiver.kind, waiver.item, waiver.pointer] = waiver
        return cls(index)

    def reason(self, identity: tuple[str, str, str, str], level: Level, today: date) -> str:
        """Why a finding is excused; empty where it is not. A no-go cannot be excused."""
        waiver = self.by_identity.get(identity)
        if waiver is None or level is Level.no_go or why_idle(waiver, today):
            return ""
        return waiver.reason

    def stale(self, findings: Iterable[Finding], today: date) -> tuple[StaleWaiver, ...]:
        """Waivers that excuse nothing, in the order in which they were written."""
        levels = {finding.identity: finding.level for finding in findings}
        result = []
        for identity, waiver in self.by_identity.items():
            why = why_idle(waiver, today)
            if identity not in levels:
                why = "it matches no finding any more"
            elif not why and levels[identity] is Level.no_go:
                why = "a no-go cannot be waived"
            if why:
                result.append(StaleWaiver(waiver, why))
        return tuple(result)


def is_deferred(found: Found, rule: Rule, scope: Scope) -> bool:
    """Whether a finding waits for a later release."""
    if scope.mode is ReleaseMode.mvp and (rule.full_only or found.may_wait):
        return True
    return not scope.contains(found.kind, found.key)


def judge(found: Found, rule: Rule, level: Level, *, deferred: bool, waiver: str) -> Finding:
    """The finding that a fact amounts to."""
    return Finding(
        code=rule.code,
        rule=rule.name,
        level=level,
        kind=found.kind,
        item=found.key,
        pointer=found.pointer,
        message=found.message,
        fixable=found.fixable and rule.fix is not None,
        deferred=deferred,
        waiver="" if deferred else waiver,
    )


def find_waiver(items: Items, rule: Rule, found: Found) -> Waivers:
    """The waivers of one finding, looked up by key without reading all of them."""
    for name in (rule.code, rule.name):
        key = waiver_key(name, found.kind, found.key, found.pointer)
        waiver = items.find("waiver", key)
        if isinstance(waiver, Waiver):
            return Waivers.of((waiver,))
    return Waivers({})


def scope_around(items: Items, kind: str, key: str) -> Scope:
    """The scope as far as one item can tell: what `scope_of` would say of it alone.

    Only the item, the requirements that it covers and its score are looked up, so the cost
    does not grow with the design.
    """
    if isinstance(items, Design):
        handoff: object = items.handoff
    else:
        handoff = items.find("handoff", "handoff")
    frame = handoff if isinstance(handoff, Handoff) else Handoff()
    mode = frame.release_mode or ReleaseMode.full
    home = "endpoint" if kind in _ENDPOINT_KINDS else kind
    item = items.find(home, key)
    covered = getattr(item, "covers", ())
    keys = (key,) if kind == "requirement" else covered
    states = {}
    for requirement_key in keys:
        requirement = items.find("requirement", requirement_key)
        if isinstance(requirement, Requirement) and (
            requirement.type is RequirementType.functional and requirement.status == "active"
        ):
            states[requirement_key] = in_scope(requirement, mode, include_p1=frame.include_p1)
    outside = frozenset(state for state, inside in states.items() if not inside)
    out_items = set()
    if covered and set(covered) <= outside:
        out_items.add((home, key))
    if home == "endpoint" and _is_put_off(items, key):
        out_items.add((home, key))
    if mode is ReleaseMode.mvp and home in {"entity", "table"}:
        entity = items.find("entity", key if home == "entity" else getattr(item, "entity", ""))
        if getattr(entity, "mvp", None) is False:
            out_items.add((home, key))
    return Scope(mode, frozenset(states) - outside, outside, frozenset(out_items))


def _is_put_off(items: Items, key: str) -> bool:
    score = items.find("score", key)
    return isinstance(score, Score) and score.outcome is Outcome.deferred
