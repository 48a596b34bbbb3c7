"""Waivers: findings excepted by a written reason, and waivers that have no effect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workbench.design.handoff import Waiver, waiver_key
from workbench.design.openapi_view import Items
from workbench.design.package import Finding, Level
from workbench.rules.engine.catalogue import find_rule
from workbench.rules.engine.rule import Found, Rule


@dataclass(frozen=True)
class StaleWaiver:
    """A waiver that has no effect, and why."""

    waiver: Waiver
    why: str


def inactive_reason(waiver: Waiver, today: date) -> str:
    """Why a waiver has no effect whatever it matches; empty where it has.

    Its last day still counts.
    """
    if not waiver.reason:
        return "it has no reason"
    if not waiver.expires:
        return ""
    try:
        end = date.fromisoformat(waiver.expires)
    except ValueError:
        return f"its expiry {waiver.expires!r} is not a date such as 2030-12-31"
    return f"it expired on {waiver.expires}" if end < today else ""


@dataclass(frozen=True)
class Waivers:
    """Waivers by the identity of the finding that each one excepts."""

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
        """The reason why a finding is excepted; empty where it is not. A no-go cannot be waived."""
        waiver = self.by_identity.get(identity)
        if waiver is None or level is Level.no_go or inactive_reason(waiver, today):
            return ""
        return waiver.reason

    def stale(self, findings: Iterable[Finding], today: date) -> tuple[StaleWaiver, ...]:
        """Waivers that have no effect, in the order in which they were written."""
        levels = {finding.identity: finding.level for finding in findings}
        result = []
        for identity, waiver in self.by_identity.items():
            why = inactive_reason(waiver, today)
            if identity not in levels:
                why = "it matches no finding any more"
            elif not why and levels[identity] is Level.no_go:
                why = "a no-go cannot be waived"
            if why:
                result.append(StaleWaiver(waiver, why))
        return tuple(result)


def find_waiver(items: Items, rule: Rule, found: Found) -> Waivers:
    """The waivers of one finding, looked up by key without reading all of them."""
    for name in (rule.code, rule.name):
        key = waiver_key(name, found.kind, found.key, found.pointer)
        waiver = items.find("waiver", key)
        if isinstance(waiver, Waiver):
            return Waivers.of((waiver,))
    return Waivers({})
