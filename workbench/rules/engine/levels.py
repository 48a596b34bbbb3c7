"""What each rule weighs in a project: its own level, or the one that the set-up gives it."""

from __future__ import annotations

from workbench.design.handoff import Setup
from workbench.design.package import Level
from workbench.rules.engine.catalogue import all_rules, find_rule
from workbench.rules.engine.rule import Rule

OFF = "off"


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
