"""Levels, scope and waivers: what a fact weighs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.rules.casefile import make
from workbench.design.design import Design
from workbench.design.handoff import waiver_key
from workbench.design.package import Finding, Level
from workbench.rules.engine.levels import levels_of
from workbench.rules.engine.run import check_item, run_rules

TODAY = date(2030, 6, 15)
PLACE = ("API-07", "endpoint", "GET /orderItems", "")


def design(**more: Any) -> Design:
    return make({"endpoints": {"GET /orderItems": {"covers": ["FR-001"]}}, **more})


def single_finding(design: Design, code: str) -> Finding:
    (found,) = [each for each in run_rules(design, today=TODAY).findings if each.code == code]
    return found


def waiver(**fields: str) -> dict[str, Any]:
    rule, kind, item, pointer = PLACE
    rule = fields.pop("rule", rule)
    body = {"rule": rule, "kind": kind, "item": item, "pointer": pointer, "reason": "agreed"}
    return {waiver_key(rule, kind, item, pointer): {**body, **fields}}


@pytest.mark.parametrize("name", ["API-07", "unkebab-path"])
@pytest.mark.parametrize("level", ["no-go", "advice"])
def test_a_project_raises_and_lowers_a_rule_by_code_or_name(name: str, level: str) -> None:
    setup = {"rule_levels": [{"rule": name, "level": level}]}
    assert single_finding(design(setup=setup), "API-07").level == level


def test_a_rule_that_is_off_is_not_run_and_the_checklist_says_so() -> None:
    setup = {"rule_levels": [{"rule": "API-07", "level": "off"}]}
    report = run_rules(design(setup=setup), today=TODAY)
    assert not [each for each in report.findings if each.code == "API-07"]
    (row,) = [each for each in report.checklist if "API-07" in each.how]
    assert "not run: API-07" in row.how


def test_words_that_are_no_level_and_rules_that_are_none_change_nothing() -> None:
    plain = levels_of(design().setup)
    setup = {"rule_levels": [{"rule": "API-07", "level": "soon"}, {"rule": "XYZ", "level": "off"}]}
    assert levels_of(design(setup=setup).setup) == plain


def test_a_waiver_excuses_one_finding_by_its_identity() -> None:
    both = design(waivers=waiver())
    found = single_finding(both, "API-07")
    assert found.waiver == "agreed"
    assert not found.open
    assert run_rules(both, today=TODAY).stale_waivers == ()


def test_a_waiver_may_name_the_rule() -> None:
    assert single_finding(design(waivers=waiver(rule="unkebab-path")), "API-07").waiver == "agreed"


@pytest.mark.parametrize(
    ("expires", "counts"),
    [("2030-06-15", True), ("2030-06-14", False), ("next year", False), ("", True)],
)
def test_a_waiver_counts_until_its_last_day(expires: str, counts: bool) -> None:
    both = design(waivers=waiver(expires=expires))
    assert bool(single_finding(both, "API-07").waiver) is counts
    assert bool(run_rules(both, today=TODAY).stale_waivers) is not counts


def test_a_waiver_without_a_reason_does_not_count() -> None:
    both = design(waivers=waiver(reason=""))
    assert single_finding(both, "API-07").open
    (stale,) = run_rules(both, today=TODAY).stale_waivers
    assert "reason" in stale.why


def test_a_no_go_cannot_be_waived() -> None:
    setup = {"rule_levels": [{"rule": "API-07", "level": "no-go"}]}
    both = design(setup=setup, waivers=waiver())
    assert single_finding(both, "API-07").open
    (stale,) = run_rules(both, today=TODAY).stale_waivers
    assert "no-go" in stale.why


def test_a_waiver_that_matches_nothing_is_told() -> None:
    mended = make({"endpoints": {"GET /order-items": {}}, "waivers": waiver()})
    (stale,) = run_rules(mended, today=TODAY).stale_waivers
    assert stale.waiver.item == "GET /orderItems"
    assert "matches no finding" in stale.why


def test_findings_out_of_scope_are_deferred() -> None:
    requirements = {"FR-001": {"priority": "P2"}, "FR-002": {"priority": "P0"}}
    assert single_finding(design(requirements=requirements), "API-07").deferred
    requirements["FR-001"]["priority"] = "P0"
    assert not single_finding(design(requirements=requirements), "API-07").deferred


def paged(mode: str, *, critical: bool) -> Finding:
    answer = {"type": "object", "properties": {"data": {"type": "array"}, "pagination": {}}}
    body = {
        "responses": {
            "200": {"description": "a", "content": {"application/json": {"schema": answer}}}
        }
    }
    whole = make(
        {
            "handoff": {"release_mode": mode},
            "endpoints": {"GET /orders": {"kind": "list", "critical": critical}},
            "operations": {"GET /orders": body},
        }
    )
    return single_finding(whole, "API-18")


def test_pages_of_a_list_that_is_not_critical_may_wait_in_an_mvp() -> None:
    assert paged("MVP", critical=False).deferred
    assert not paged("MVP", critical=True).deferred
    assert not paged("Full Production", critical=False).deferred


def test_integration_points_may_wait_in_an_mvp() -> None:
    party: dict[str, Any] = {"third_parties": {"PayCo": {}}}
    mvp = make({"handoff": {"release_mode": "MVP"}, **party})
    codes = {each.code for each in run_rules(mvp, today=TODAY).findings if each.open}
    assert "INT-01" not in codes
    full = make(party)
    assert "INT-01" in {each.code for each in run_rules(full, today=TODAY).findings if each.open}


def test_one_item_is_judged_as_in_the_whole_with_waivers_scope_and_levels() -> None:
    whole = design(
        requirements={"FR-001": {"priority": "P0"}},
        waivers=waiver(expires="2031-01-01"),
        setup={"rule_levels": [{"rule": "TRC-16", "level": "no-go"}]},
    )
    (endpoint,) = whole.endpoints
    (found,) = check_item(whole, endpoint, today=TODAY)
    assert found == single_finding(whole, "API-07")
    assert found.waiver


def test_findings_are_sorted_by_level_and_each_place_is_told_once() -> None:
    report = run_rules(make({"endpoints": {"GET /b_b/": {}, "GET /a_a/": {}}}), today=TODAY)
    levels = list(Level)
    places = [levels.index(each.level) for each in report.findings]
    assert places == sorted(places)
    identities = [each.identity for each in report.findings]
    assert len(identities) == len(set(identities))
    assert sum(report.summary.values()) == len(report.findings)


def test_a_part_of_a_package_is_not_blamed_for_the_other_parts() -> None:
    part = make({"schemas": {"Order": {"type": "object"}}})
    assert not [each for each in run_rules(part, today=TODAY, partial=True).findings if each.open]
    assert [each for each in run_rules(part, today=TODAY).findings if each.level == "no-go"]
