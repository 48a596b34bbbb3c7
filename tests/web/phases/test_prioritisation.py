"""The 2x2: placed in the table and by moving points, with a capacity and a recorded trade-off."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.scenarios import Journey
from tests.users import MIRA, PAULA, REN
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME
from workbench.design.endpoints import Endpoint, Outcome, Planning, Score
from workbench.review.draft.reports import findings_of

Visit = Callable[..., Visitor]
URL = f"{HOME}/prioritise"
KEY = "GET /v1/amber-anchors"


def score_of(journey: Journey, key: str = KEY) -> Score:
    found = journey.find("score", key)
    assert isinstance(found, Score)
    return found


def sequence_in(page: str) -> list[str]:
    table = page[page.index('id="sequence"') :]
    return re.findall(
        r'name="key" value="([^"]+)"><input class="num" id="\w+" name="impact"', table
    )


def test_a_score_typed_in_the_table_moves_the_endpoint(journey: Journey, visit: Visit) -> None:
    mira = visit()
    mira.post(f"{URL}/score", key=KEY, impact="5", effort="1")
    assert (score_of(journey).impact, score_of(journey).effort) == (5, 1)
    assert sequence_in(mira.get(URL).get_data(as_text=True))[0] == KEY
    part = mira.post(f"{URL}/score", htmx=True, status=200, key=KEY, impact="1", effort="5")
    assert sequence_in(part.get_data(as_text=True))[-1] == KEY
    assert "<html" not in part.get_data(as_text=True)


def test_a_score_out_of_range_is_refused_in_words(journey: Journey, visit: Visit) -> None:
    before = score_of(journey)
    page = visit().post(f"{URL}/score", status=422, key=KEY, impact="9").get_data(as_text=True)
    assert "from 1 to 5" in page
    assert score_of(journey) == before
    visit().post(f"{URL}/score", status=404, key="GET /nowhere", impact="1")


def test_a_pm_places_and_a_reviewer_reads(journey: Journey, visit: Visit) -> None:
    visit(PAULA).post(f"{URL}/score", key=KEY, impact="4", effort="4")
    assert score_of(journey).effort == 4
    page = visit(REN).get(URL).get_data(as_text=True)
    assert 'class="num"' not in page
    assert "data-post" not in page
    visit(REN).post(f"{URL}/score", status=403, key=KEY, impact="1")


def test_missing_scores_are_proposed_and_marked(journey: Journey, visit: Visit) -> None:
    journey.save(Endpoint(method="POST", path="/v1/kites", covers=("FR-0001",)))
    mira = visit()
    assert "1 unscored endpoint" in mira.get(URL).get_data(as_text=True)
    mira.post(f"{URL}/propose")
    made = score_of(journey, "POST /v1/kites")
    assert made.proposed
    assert made.impact == 5
    mira.post(f"{URL}/score", key="POST /v1/kites", impact="4")
    assert not score_of(journey, "POST /v1/kites").proposed


def test_a_trade_off_is_proposed_accepted_with_a_reason_and_recorded(
    journey: Journey, visit: Visit
) -> None:
    mira = visit()
    mira.post(f"{URL}/score", key=KEY, impact="1", effort="5")
    mira.post(f"{URL}/planning", capacity="9", threshold="3")
    page = mira.get(URL).get_data(as_text=True)
    assert "Choose what to leave out of the sprint" in page
    assert re.search(rf'name="leaves" value="{re.escape(KEY)}" checked', page)
    page = mira.post(f"{URL}/tradeoff", status=422, leaves=[KEY], reason="").get_data(as_text=True)
    assert "Enter a reason" in page
    mira.post(f"{URL}/tradeoff", leaves=[KEY], reason="It can wait for the spring.")
    assert score_of(journey).outcome is Outcome.deferred
    assert score_of(journey).reason == "It can wait for the spring."
    planning = journey.find("planning", "planning")
    assert isinstance(planning, Planning)
    assert planning.tradeoff_by == "Mira Castellano"
    assert KEY in planning.tradeoff
    mira.post(f"{HOME}/undo/prioritization")
    assert score_of(journey).outcome is Outcome.designed


def test_a_capacity_that_is_no_number_is_kept_and_explained(journey: Journey, visit: Visit) -> None:
    del journey
    page = visit().post(f"{URL}/planning", status=422, capacity="many", threshold="7")
    text = page.get_data(as_text=True)
    assert "whole number of points" in text
    assert "Choose 2, 3, 4 or 5" in text


def test_a_thankless_task_asks_for_its_reason(journey: Journey, visit: Visit) -> None:
    mira = visit()
    mira.post(f"{URL}/score", key=KEY, impact="1", effort="5")
    assert "Thankless Task without a reason" in mira.get(URL).get_data(as_text=True)
    for outcome in ("designed", "deferred"):
        page = mira.post(f"{URL}/score", status=422, key=KEY, reason=" ", outcome=outcome)
        assert "enter a reason" in page.get_data(as_text=True)
    assert ("TRC-27", KEY) in {
        (one.code, one.item) for one in journey.see(MIRA, findings_of).findings
    }
    mira.post(f"{URL}/score", key=KEY, reason="The law asks for it.", outcome="designed")
    assert "Thankless Task without a reason" not in mira.get(URL).get_data(as_text=True)
    assert score_of(journey).reason == "The law asks for it."
    mira.post(f"{URL}/score", key=KEY, reason="Not this year.", outcome="deferred")
    mira.post(f"{URL}/score", key=KEY, back="1")
    assert (score_of(journey).outcome, score_of(journey).reason) == (Outcome.designed, "")


def test_a_point_is_moved_by_arrows_and_the_sequence_follows(
    journey: Journey, browse: Callable[..., Page]
) -> None:
    page = browse()
    page.goto(URL)
    point = page.locator(f'.plot-wide .pt[data-key="{KEY}"]')
    before = score_of(journey)
    assert before.impact
    assert before.effort
    point.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f'.plot-wide .pt[data-key="{KEY}"]')).to_have_attribute(
        "data-impact", str(before.impact - 1)
    )
    assert score_of(journey).impact == before.impact - 1


def test_a_number_typed_in_the_sequence_saves_when_left(
    journey: Journey, browse: Callable[..., Page]
) -> None:
    page = browse()
    page.goto(URL)
    field = page.locator("#sequence").get_by_label(f"Effort of {KEY}", exact=True)
    field.fill("5")
    field.blur()
    expect(page.locator(f'.plot-wide .pt[data-key="{KEY}"]')).to_have_attribute("data-effort", "5")
    assert score_of(journey).effort == 5
