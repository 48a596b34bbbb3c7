"""An MVP in a real browser: proposed, edited, confirmed, and its backlog brought in again."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.scenarios import Journey
from tests.users import PAULA
from workbench.design.dictionary import Entity
from workbench.design.handoff import Handoff, ReleaseMode
from workbench.design.requirements import Priority, Requirement

Browse = Callable[..., Page]


def _asks(journey: Journey, key: str, text: str, priority: Priority) -> None:
    journey.save(Requirement(key=key, title=text, text=text, priority=priority))


def _kept(journey: Journey, key: str) -> tuple[bool | None, str]:
    one = journey.find("requirement", key)
    assert isinstance(one, Requirement)
    return one.mvp, one.mvp_rationale


def test_a_set_is_proposed_edited_confirmed_and_the_backlog_comes_back(
    journey: Journey, browse: Browse
) -> None:
    journey.save(Entity(key="Kite"))
    _asks(journey, "FR-901", "Staff list kites", Priority.P0)
    _asks(journey, "FR-902", "Staff delete a kite", Priority.P1)
    page = browse(PAULA)
    page.goto(f"/projects/{journey.slug}/scope")
    page.get_by_role("button", name="Propose an MVP set").click()
    page.get_by_role("heading", name="Return to full production").wait_for()
    must, later = (page.get_by_label(f"{key} in the MVP") for key in ("FR-901", "FR-902"))
    expect(must).to_be_checked()
    expect(later).not_to_be_checked()
    expect(page.get_by_label("Reason for FR-901")).to_have_value(
        "P0, a must: the product does not do its job without it."
    )
    reason = page.get_by_label("Reason for FR-902")
    reason.fill("")
    page.get_by_role("button", name="Confirm the set").click()
    expect(page.get_by_text("Enter why it can wait.").last).to_be_visible()
    page.get_by_label("Reason for FR-902").fill("Kites fly away by themselves.")
    page.get_by_role("button", name="Confirm the set").click()
    expect(page.get_by_text("in the post-MVP backlog.")).to_be_visible()
    assert _kept(journey, "FR-902") == (False, "Kites fly away by themselves.")
    assert _kept(journey, "FR-901")[0] is True
    lacks = page.get_by_role("region", name="Requirements without an endpoint")
    expect(lacks.get_by_text("FR-901")).to_be_visible()
    expect(lacks.get_by_text("FR-902")).to_have_count(0)
    page.get_by_role("button", name="Add the backlog").click()
    expect(lacks.get_by_text("FR-902")).to_be_visible()
    handoff = journey.find("handoff", "handoff")
    assert isinstance(handoff, Handoff)
    assert (handoff.release_mode, handoff.include_p1) == (ReleaseMode.full, True)
    page.get_by_role("link", name="Suggest endpoints for them").click()
    # The PM decides what comes; what serves it is the architect's to take.
    expect(page.get_by_text("FR-902 says “delete a kite”")).to_be_visible()
    expect(page.get_by_role("button", name="Take", exact=True)).to_have_count(0)
