from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tests.rules.casefile import FOLDER, Case, read_cases
from workbench.design.package import Finding
from workbench.rules.engine.catalogue import all_rules, get_rule
from workbench.rules.engine.checklist import LINES
from workbench.rules.engine.rule import SECTIONS, Rule, run_rule
from workbench.rules.engine.run import apply_changes, preview_fix, run_rules
from workbench.rules.lib.facts import Facts

CASES = tuple(read_cases())
TODAY = date(2030, 1, 1)


def label(case: Case) -> str:
    return f"{case.rule}: {case.name}"


@pytest.mark.parametrize("case", CASES, ids=label)
def test_rule_finds_exactly_what_its_case_states(case: Case) -> None:
    rule = get_rule(case.rule.replace("_", "-"))
    found = list(run_rule(rule, Facts(case.design)))
    places = [(finding.kind, finding.key, finding.pointer) for finding in found]
    assert set(places) == case.expect, found
    assert len(places) == len(set(places)), "one place is found twice"


@pytest.mark.parametrize("case", [case for case in CASES if not case.good], ids=label)
def test_fix_mends_its_finding_and_makes_no_other(case: Case) -> None:
    rule = get_rule(case.rule.replace("_", "-"))
    before = run_rules(case.design, today=TODAY).findings
    for finding in before:
        if finding.code != rule.code or not finding.fixable:
            continue
        mended = apply_changes(case.design, preview_fix(case.design, finding))
        after = run_rules(mended, today=TODAY).findings
        # Members of a list move up when one is removed, so places cannot be compared there.
        new = _counts(after) - _counts(before)
        assert not new, [_described(finding) for finding in after if _home(finding) in new]
        assert _counts(after)[_home(finding)] < _counts(before)[_home(finding)]


def _counts(findings: tuple[Finding, ...]) -> Counter[tuple[str, str, str]]:
    return Counter(_home(finding) for finding in findings)


def _home(finding: Finding) -> tuple[str, str, str]:
    return (finding.code, finding.kind, finding.item)


def _described(finding: Finding) -> str:
    return f"{finding.code} {finding.kind} {finding.item} {finding.pointer}: {finding.message}"


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_rule_has_documentation_and_good_and_bad_cases(rule: Rule) -> None:
    for text in (rule.title, rule.what, rule.why, rule.how, rule.good, rule.bad, rule.source):
        assert text.strip()
    assert len(SECTIONS) == 6
    path = FOLDER / rule.area / f"{rule.name.replace('-', '_')}.yaml"
    mine = [case for case in CASES if case.rule == path.stem and case.area == rule.area]
    assert any(case.good for case in mine), f"{rule.code} has no passing case in {path}"
    assert any(not case.good for case in mine), f"{rule.code} has no failing case in {path}"


def test_fixes_are_proven_by_a_case() -> None:
    proven = {
        finding.code
        for case in CASES
        for finding in run_rules(case.design, today=TODAY).findings
        if finding.fixable and case.rule == finding.rule.replace("-", "_")
    }
    assert {rule.code for rule in all_rules() if rule.fix is not None} <= proven


def test_codes_and_names_are_unique() -> None:
    rules = all_rules()
    assert len({rule.code for rule in rules}) == len(rules)
    assert len({rule.name for rule in rules}) == len(rules)


def test_every_rule_that_can_hold_a_package_back_is_on_the_checklist() -> None:
    listed = {code for line in LINES for code in line.codes}
    known = {rule.code for rule in all_rules()}
    holding = {rule.code for rule in all_rules() if rule.level != "advice"}
    assert holding <= listed
    assert listed <= known
