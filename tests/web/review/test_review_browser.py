"""The review in a real browser: two people, comments in place, keys, scripts or none, axe."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.scenarios import Journey
from tests.users import MIRA, OTTO, REN, YUSRA
from workbench.design.access import Role
from workbench.design.kinds import Artifact
from workbench.review.commands import AddComment, RaiseIntervention, RaiseRfi
from workbench.review.discussion.comments import add_comment, comments_of
from workbench.review.discussion.interventions import raise_intervention
from workbench.review.discussion.rfis import raise_rfi

if TYPE_CHECKING:
    from playwright.sync_api import Page

HOUSE = "/projects/made-house"
Browse = Callable[..., "Page"]


def _faults(page: Page) -> list[str]:
    """What axe, ids and width have against a page."""
    found = [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in Axe().run(page).response["violations"]
    ]
    twice: list[str] = page.evaluate(
        """() => {
            const seen = {};
            for (const {id} of document.querySelectorAll('[id]')) seen[id] = (seen[id] || 0) + 1;
            return Object.keys(seen).filter((id) => seen[id] > 1);
        }"""
    )
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return found + [f"id twice: {one}" for one in twice] + (["scrolls sideways"] if wide else [])


def test_a_decision_that_is_begun_survives_a_reload_and_a_refusal(
    journey: Journey, browse: Browse
) -> None:
    journey.present()
    page = browse(REN)
    for _ in range(2):
        page.goto(f"{HOUSE}/revisions/1")
        page.get_by_label("REVISE").check()
        page.get_by_label("Schema Design", exact=True).check()
        # The page is left without a question, as a crash or a closed lid would leave it.
        page.evaluate("document.querySelector('form.decide').remove()")
        page.reload()
        expect(page.get_by_label("REVISE")).to_be_checked()
        expect(page.get_by_label("Schema Design", exact=True)).to_be_checked()
        expect(page.get_by_label("PAUSE")).not_to_be_checked()
    page.get_by_role("button", name="Record decision").click()
    expect(page.get_by_label("REVISE")).to_be_checked()
    expect(page.get_by_label("Schema Design", exact=True)).to_be_checked()
    page.get_by_label("Feedback").fill("Mend it.")
    page.get_by_role("button", name="Record decision").click()
    page.wait_for_url(HOUSE)


def test_reviewer_and_architect_go_round_once(journey: Journey, browse: Browse) -> None:
    journey.present()
    ren = browse(REN)
    ren.goto(f"{HOUSE}/gate")
    expect(ren).to_have_url(re.compile("/revisions/1$"))
    ren.locator("summary", has_text="Auth & Permission Model").click()
    matrix = ren.locator("#auth-permission-model-matrix")
    expect(matrix).to_be_visible()
    cell = matrix.locator("td[data-role='2']").first
    cell.hover()
    cell.get_by_role("link", name=re.compile("Comment on GET .*, clerk")).click()
    box = ren.get_by_role("textbox", name=re.compile("Comment on clerk × "))
    expect(box).to_be_focused()
    box.fill("May clerks read **all** of it?")
    ren.get_by_role("button", name="Comment", exact=True).click()
    thread = matrix.locator(".thread")
    expect(thread.locator("strong")).to_have_text("all")
    (said,) = journey.see(REN, comments_of)
    assert (said.kind, said.item.partition(" ")[0]) == ("grant", "clerk")

    decide = ren.locator("form.decide")
    expect(decide.get_by_label("Schema Design")).to_be_hidden()
    decide.get_by_label("REVISE").check()
    decide.get_by_label("Schema Design").check()
    decide.get_by_label("Auth & Permission Model").check()
    decide.get_by_label("Feedback").fill("Narrow what clerks may do.")
    decide.get_by_role("button", name="Record decision").click()
    expect(ren.get_by_text("REVISE recorded")).to_be_visible()
    assert journey.state.flagged == {Artifact.schema, Artifact.access}

    journey.save(Role(key="clerk", description="Reads, and reads only."))
    mira = browse(MIRA)
    mira.goto(f"{HOUSE}/present")
    mira.get_by_label("Your answer").fill("Only their own house.")
    mira.get_by_label("Auth & Permission Model").fill("You asked for it.")
    mira.get_by_role("button", name="Present for review").click()
    expect(mira.get_by_text("Revision 2 presented")).to_be_visible()

    ren.goto(f"{HOUSE}/gate")
    expect(ren.get_by_role("row", name=re.compile("Auth .* You asked for it"))).to_be_visible()
    expect(ren.locator("#auth-permission-model-matrix .thread")).to_contain_text("Only their own")
    ren.locator("#auth-permission-model-matrix").get_by_role("button", name="Resolve").click()
    expect(ren.locator(".thread.settled")).to_be_visible()
    decide = ren.locator("form.decide")
    decide.get_by_label("APPROVED").check()
    decide.get_by_role("button", name="Record decision").click()
    expect(ren.get_by_text("APPROVED recorded")).to_be_visible()
    assert journey.state.approved_revision == 2


def test_two_decide_at_once_and_the_second_keeps_the_words(
    journey: Journey, browse: Browse
) -> None:
    journey.present()
    ren, yusra = browse(REN), browse(YUSRA)
    for page in (ren, yusra):
        page.goto(f"{HOUSE}/revisions/1")
    yusra.get_by_label("PAUSE").check()
    yusra.get_by_label("Feedback").fill("A long thought of mine.")
    ren.get_by_label("PAUSE").check()
    ren.get_by_role("button", name="Record decision").click()
    expect(ren.get_by_text("PAUSE recorded")).to_be_visible()
    yusra.get_by_role("button", name="Record decision").click()
    expect(yusra.get_by_role("heading", name="Someone else decided first")).to_be_visible()
    expect(yusra.get_by_label("Your text")).to_have_value("A long thought of mine.")
    yusra.get_by_role("button", name="Save as a comment").click()
    expect(yusra.get_by_text("A long thought of mine.")).to_be_visible()


def test_without_scripts_everything_can_be_read_said_and_decided(
    journey: Journey, browse: Browse
) -> None:
    journey.present()
    ren = browse(REN, java_script_enabled=False)
    ren.goto(f"{HOUSE}/revisions/1")
    ren.locator("summary", has_text="Schema Design").click()
    ren.get_by_role("link", name="Open Schema Design on its own page").click()
    ren.get_by_role("link", name=re.compile("Comment on column .*name")).first.click()
    ren.get_by_label(re.compile("Comment on column")).fill("Long enough?")
    ren.get_by_role("button", name="Comment", exact=True).click()
    expect(ren.get_by_text("Long enough?")).to_be_visible()
    ren.get_by_role("link", name="Go to the decision").click()
    ren.get_by_label("REVISE").check()
    ren.get_by_role("button", name="Record decision").click()
    expect(ren.get_by_text("Say what to change.").first).to_be_visible()
    ren.get_by_label("Schema Design", exact=True).last.check()
    ren.get_by_label("Feedback").fill("Longer names.")
    ren.get_by_role("button", name="Record decision").click()
    assert journey.state.flagged == {Artifact.schema}


def test_keys_walk_the_parts(journey: Journey, browse: Browse) -> None:
    journey.present()
    ren = browse(REN)
    ren.goto(f"{HOUSE}/revisions/1")
    ren.keyboard.press("j")
    first = ren.evaluate("document.activeElement.closest('[data-walk]')?.textContent")
    ren.keyboard.press("j")
    second = ren.evaluate("document.activeElement.closest('[data-walk]')?.textContent")
    assert first
    assert second
    assert first != second


def test_a_fragment_opens_its_part(journey: Journey, browse: Browse) -> None:
    journey.present()
    ren = browse(REN)
    ren.goto(f"{HOUSE}/revisions/1#part-schema-design")
    expect(ren.locator("#part-schema-design table").first).to_be_visible()


@pytest.fixture
def lived_in(journey: Journey) -> Journey:
    """A second revision with changes, conversations, an intervention and a question."""
    journey.present()
    for kind, item, text in (
        ("role", "clerk", "Why?"),
        ("summary", "summary", "لماذا؟"),
        ("endpoint", journey_endpoint(journey), "One\n\nand two"),
    ):
        journey.do(REN, add_comment, AddComment(kind=kind, item=item, text=text))
    journey.revise(Artifact.access, Artifact.inventory)
    journey.save(Role(key="clerk", description="Somebody else."))
    journey.present()
    told: dict[str, Any] = {"phase": "all", "type": "other", "feedback": "It leaves.\n  In May."}
    command = RaiseIntervention(topic="provider-leaves", urgency="immediate", **told)
    journey.do(OTTO, raise_intervention, command)
    journey.do(MIRA, raise_rfi, RaiseRfi(question="How long?", kind="entity", item="AmberAnchor"))
    return journey


def journey_endpoint(journey: Journey) -> str:
    """Some endpoint of the made house."""
    found = journey.find("endpoint", "GET /v1/amber-anchors")
    assert found is not None
    return found.item_key


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_no_page_has_a_fault(lived_in: Journey, browse: Browse, width: int, scheme: str) -> None:
    number = lived_in.see(REN, comments_of)[0].id
    faults: dict[str, list[str]] = {}
    ren = browse(REN, viewport={"width": width, "height": 900}, color_scheme=scheme)
    parts = [f"revisions/2/parts/{one.value}?all=1" for one in Artifact]
    for path in (
        *parts,
        "revisions/2",
        "revisions/1",
        "revisions/2/checklist",
        "gate",
        "present",
        "compare/1/2",
        "history",
        "comments",
        f"comments/{number}",
        "comments/new?kind=role&item=clerk",
        "interventions",
        "interventions/1",
        "interventions/new",
        "questions",
        "downloads",
        "downloads/1",
    ):
        ren.goto(f"{HOUSE}/{path}")
        assert ren.title().endswith("Workbench")
        found = _faults(ren)
        if found:
            faults[path] = found
    assert faults == {}
