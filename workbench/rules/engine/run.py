"""Running rules: over a whole design, over one item, and for the fix of one finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.handoff import ReleaseMode
from workbench.design.ids import natural_order
from workbench.design.kinds import KIND_OF_MODEL, KINDS
from workbench.design.openapi_view import Items
from workbench.design.package import ChecklistRow, Finding, Level
from workbench.design.scope import Scope, scope_of_item
from workbench.rules.engine.catalogue import all_rules, code_order, get_rule, local_rules, rule_set
from workbench.rules.engine.checklist import build_checklist
from workbench.rules.engine.levels import levels_of
from workbench.rules.engine.rule import Found, Rule, run_rule
from workbench.rules.engine.waivers import StaleWaiver, Waivers, find_waiver
from workbench.rules.lib.facts import Facts, ItemFacts
from workbench.rules.lib.item_patch import ItemChange

#: Version of the rules in this program; kept with every presented revision, so that a later
#: rule cannot rewrite an old decision.
RULE_SET = rule_set()

_LEVELS = {level: place for place, level in enumerate(Level)}
_KINDS = {name: place for place, name in enumerate(KINDS)}


class NoFixError(ValueError):
    """A finding cannot be fixed mechanically; the message says why."""


@dataclass(frozen=True)
class Report:
    """What the rules say about one design."""

    findings: tuple[Finding, ...]
    """Sorted by level, rule, item and place; each identity once."""
    checklist: tuple[ChecklistRow, ...]
    stale_waivers: tuple[StaleWaiver, ...]
    rule_set: str = RULE_SET

    @property
    def summary(self) -> dict[str, int]:
        """Open findings per level, and how many are waived or deferred."""
        counts = {level.value: 0 for level in Level} | {"waived": 0, "deferred": 0}
        for finding in self.findings:
            word = (
                "deferred"
                if finding.deferred
                else "waived"
                if finding.waiver
                else finding.level.value
            )
            counts[word] += 1
        return counts


def run_rules(design: Design, *, today: date, partial: bool = False) -> Report:
    """Judge a whole design, in time linear in its size.

    `today` decides which waivers have expired. `partial` says that the design is only a part
    of a package (an OpenAPI document alone, say): rules that hold one section against another
    are silent where one of them is empty.
    """
    facts = Facts(design)
    levels = levels_of(design.setup)
    rules = [
        rule
        for rule in all_rules()
        if rule.code in levels and not (partial and _lacks(design, rule))
    ]
    waivers = Waivers.of(design.waivers)
    findings = []
    for rule, fact in _run_all(rules, facts):
        level = levels[rule.code]
        deferred = _is_deferred(fact, rule, facts.scope)
        reason = waivers.reason((rule.code, fact.kind, fact.key, fact.pointer), level, today)
        findings.append(_finding(fact, rule, level, deferred=deferred, waiver=reason))
    result = _in_order(findings)
    return Report(
        findings=result,
        checklist=build_checklist(design, result, frozenset(rule.code for rule in rules)),
        stale_waivers=waivers.stale(result, today),
    )


def _run_all(rules: Iterable[Rule], facts: Facts) -> Iterator[tuple[Rule, Found]]:
    """Whole-design rules one by one, local ones item by item, so that an item is read once."""
    wanted = []
    for rule in rules:
        if rule.local:
            wanted.append(rule.code)
        else:
            for fact in run_rule(rule, facts):
                yield rule, fact
    for kind, candidates in local_rules().items():
        here = [rule for rule in candidates if rule.code in wanted]
        for item in facts.of_kind(kind) if here else ():
            for rule in here:
                assert rule.check_item is not None  # noqa: S101 - local_rules gives no others
                for fact in rule.check_item(item, facts):
                    yield rule, fact


def check_item(items: Items, item: Item, *, today: date) -> tuple[Finding, ...]:
    """Judge one item by the rules that need no more than it and what it refers to.

    The same findings as in a whole run, of the rules that `catalogue.local_rules` names for
    its kind. The cost does not grow with the design: items are looked up by key alone.
    """
    facts = ItemFacts(items)
    levels = levels_of(facts.setup)
    kind = KIND_OF_MODEL[type(item)].name
    scope = scope_of_item(items, kind, item.item_key)
    findings = []
    for rule in local_rules().get(kind, ()):
        level = levels.get(rule.code)
        if level is None or rule.check_item is None:
            continue
        for fact in rule.check_item(item, facts):
            identity = (rule.code, fact.kind, fact.key, fact.pointer)
            reason = find_waiver(items, rule, fact).reason(identity, level, today)
            deferred = _is_deferred(fact, rule, scope)
            findings.append(_finding(fact, rule, level, deferred=deferred, waiver=reason))
    return _in_order(findings)


def preview_fix(design: Design, finding: Finding) -> tuple[ItemChange, ...]:
    """The changes that would fix a finding; nothing is applied.

    Raises NoFixError where the rule knows no mechanical change for it, or where the design
    has changed so that there is nothing left to fix.
    """
    rule = get_rule(finding.code)
    if rule.fix is None or not finding.fixable:
        raise NoFixError(f"{finding.code} {finding.rule} has no mechanical fix here")
    changes = tuple(change for change in rule.fix(finding, design) if change.before != change.after)
    if not changes:
        raise NoFixError(f"{finding.kind} {finding.item} has changed; check it again")
    return changes


def apply_changes(design: Design, changes: Iterable[ItemChange]) -> Design:
    """A design with items replaced, added (at the end of their section) or removed."""
    waiting = {(change.kind, change.key): change.after for change in changes}
    items: list[Item] = []
    for item in design.items():
        address = (KIND_OF_MODEL[type(item)].name, item.item_key)
        after = waiting.pop(address, item)
        if after is not None:
            items.append(after)
    items.extend(after for after in waiting.values() if after is not None)
    return Design.from_items(items)


def _is_deferred(found: Found, rule: Rule, scope: Scope) -> bool:
    """Whether a finding waits for a later release."""
    if scope.mode is ReleaseMode.mvp and (rule.full_only or found.may_wait):
        return True
    return not scope.contains(found.kind, found.key)


def _finding(found: Found, rule: Rule, level: Level, *, deferred: bool, waiver: str) -> Finding:
    """What a rule found, with its level, scope and waiver."""
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


def _lacks(design: Design, rule: Rule) -> bool:
    return any(not getattr(design, section) for section in rule.needs)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    unique: dict[tuple[str, str, str, str], Finding] = {}
    for finding in findings:
        unique.setdefault(finding.identity, finding)
    keys: dict[str, tuple[tuple[int, int, str], ...]] = {}

    def order(finding: Finding) -> tuple[object, ...]:
        if finding.item not in keys:
            keys[finding.item] = natural_order(finding.item)
        place = natural_order(finding.pointer) if finding.pointer else ()
        return (
            _LEVELS[finding.level],
            code_order(finding.code),
            _KINDS.get(finding.kind, len(_KINDS)),
            keys[finding.item],
            place,
        )

    return tuple(sorted(unique.values(), key=order))
