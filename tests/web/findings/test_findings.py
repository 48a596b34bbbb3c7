"""Pages of findings: the list, rules, fixes with a preview, waivers and the gate checklist."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, REN, TOMAS
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME
from workbench.design.contract import Operation
from workbench.design.endpoints import Endpoint
from workbench.design.handoff import Judgement, Waiver, waiver_key
from workbench.design.package import Finding
from workbench.design.tables import Column, Table
from workbench.review.draft.reports import findings_of
from workbench.rules.engine.catalogue import all_rules

Visit = Callable[..., Visitor]
LIST = "GET /v1/amber-anchors"


@pytest.fixture
def unpaged(journey: Journey) -> Journey:
    """A list that has lost its parameters, which the rules can fix."""
    found = journey.find("operation", LIST)
    assert isinstance(found, Operation)
    body = {name: value for name, value in found.body.items() if name != "parameters"}
    journey.save(found.model_copy(update={"body": body}))
    return journey


def fixable(journey: Journey) -> Finding:
    found = [one for one in journey.see(MIRA, findings_of).findings if one.fixable and one.open]
    assert found, "the rules offer no fix here"
    first: Finding = found[0]
    return first


def identity(one: Finding) -> dict[str, Any]:
    return {"code": one.code, "kind": one.kind, "item": one.item, "pointer": one.pointer}


def test_a_fix_is_shown_before_it_is_applied_and_undone_as_one(
    unpaged: Journey, visit: Visit
) -> None:
    finding = fixable(unpaged)
    mira = visit()
    before = unpaged.find("operation", LIST)
    page = mira.get(f"{HOME}/findings/fix?{urlencode(identity(finding))}").get_data(as_text=True)
    assert "<ins>+" in page
    assert before == unpaged.find("operation", LIST), "looking changes nothing"
    mira.post(f"{HOME}/findings/fix", **identity(finding))
    left = [one.identity for one in unpaged.see(MIRA, findings_of).findings]
    assert finding.identity not in left
    mira.post(f"{HOME}/items/operation/{LIST.replace(' ', '%20')}", _do="undo")
    assert unpaged.find("operation", LIST) == before


def test_a_fix_that_is_not_there_any_more_says_so(unpaged: Journey, visit: Visit) -> None:
    finding = fixable(unpaged)
    visit().post(f"{HOME}/findings/fix", **identity(finding))
    visit().post(f"{HOME}/findings/fix", status=404, **identity(finding))


def test_a_fix_needs_the_right_to_edit(unpaged: Journey, visit: Visit) -> None:
    finding = fixable(unpaged)
    page = visit(REN).get(f"{HOME}/findings/fix?{urlencode(identity(finding))}")
    assert "Apply the fix" not in page.get_data(as_text=True)
    visit(REN).post(f"{HOME}/findings/fix", status=403, **identity(finding))


@pytest.fixture
def untidy(journey: Journey) -> Finding:
    """A quality finding: a column that breaks the conventions."""
    found = journey.find("table", "amber_anchors")
    assert isinstance(found, Table)
    column = Column(name="Is-Odd", type="boolean", deviation="Asked for.")
    journey.save(found.model_copy(update={"columns": (*found.columns, column)}))
    report = journey.see(MIRA, findings_of)
    quality = [one for one in report.findings if one.level == "quality" and one.open]
    first: Finding = quality[0]
    return first


def test_a_waiver_needs_a_reason_and_is_shown_with_it(
    journey: Journey, untidy: Finding, visit: Visit
) -> None:
    mira = visit()
    url = f"{HOME}/findings/waiver"
    page = mira.post(url, status=422, reason="", expires="soon", **identity(untidy))
    text = page.get_data(as_text=True)
    assert 'value="soon"' in text
    assert text.count('class="err"') == 2
    for day in ("2027-02-31", "2020-01-01"):
        refused = mira.post(
            url, status=422, reason="For now.", expires=day, **identity(untidy)
        ).text
        assert f'value="{day}"' in refused
        assert refused.count('class="err"') == 1
    mira.post(url, reason="The vendor names it so.", **identity(untidy))
    key = waiver_key(untidy.code, untidy.kind, untidy.item, untidy.pointer)
    waiver = journey.find("waiver", key)
    assert isinstance(waiver, Waiver)
    assert waiver.owner == MIRA.name
    shown = mira.get(f"{HOME}/findings?show=waived").get_data(as_text=True)
    assert "The vendor names it so." in shown


def test_the_former_address_of_a_waiver_leads_to_the_form(untidy: Finding, visit: Visit) -> None:
    query = urlencode(identity(untidy))
    answer = visit().get(f"{HOME}/findings/exception?{query}", status=308)
    assert answer.location == f"{HOME}/findings/waiver?{query}"


def test_an_unused_waiver_is_listed(journey: Journey, untidy: Finding, visit: Visit) -> None:
    visit().post(f"{HOME}/findings/waiver", reason="For now.", **identity(untidy))
    found = journey.find("table", "amber_anchors")
    assert isinstance(found, Table)
    journey.save(found.model_copy(update={"columns": found.columns[:-1]}), who=TOMAS)
    page = visit().get(f"{HOME}/findings").get_data(as_text=True)
    assert "1 unused waiver" in page
    assert "it matches no finding any more" in page


def test_filters_show_what_they_say(journey: Journey, visit: Visit) -> None:
    journey.save(Endpoint(method="GET", path="/getThings"))
    mira = visit()
    everything = mira.get(f"{HOME}/findings").get_data(as_text=True)
    assert "TRC-03" in everything
    quality = mira.get(f"{HOME}/findings?level=quality").get_data(as_text=True)
    assert "TRC-03" not in re.sub(r"<nav.*?</nav>", "", quality, flags=re.DOTALL)
    nothing = mira.get(f"{HOME}/findings?artifact=schema-design").get_data(as_text=True)
    assert "No findings" in nothing


def test_every_rule_explains_itself(journey: Journey, visit: Visit) -> None:
    del journey
    mira = visit()
    pages = {
        rule.code: mira.get(f"{HOME}/rules/{rule.code}").get_data(as_text=True)
        for rule in all_rules()
    }
    missing = {
        code: heading
        for code, page in pages.items()
        for heading in ("What it checks", "Why it matters", "How to fix", "Good", "Bad")
        if heading not in page
    }
    assert missing == {}


def test_an_unknown_rule_is_not_found(journey: Journey, visit: Visit) -> None:
    del journey
    visit().get(f"{HOME}/rules/XYZ-99", status=404)


def test_a_judgement_is_recorded_with_the_name_of_who_gave_it(
    journey: Journey, visit: Visit
) -> None:
    url = f"{HOME}/checklist/intent-kept"
    visit().post(url, answer="yes", note="Read it twice.")
    assert journey.find("judgement", "intent-kept") == Judgement(
        key="intent-kept", answer="yes", note="Read it twice.", by=MIRA.name
    )
    page = visit().get(f"{HOME}/checklist").get_data(as_text=True)
    assert f"judged by {MIRA.name}" in page
    visit().post(url, status=422, answer="perhaps")
    visit(REN).post(url, status=403, answer="no")
