"""The 2x2 in a real browser: mouse, touch and keys move points, and everything else follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, expect

from tests.scenarios import Journey
from tests.users import MIRA, PAULA, actor
from tests.web.phases.pages import HOME
from workbench.design.base import Item
from workbench.design.endpoints import Endpoint, Outcome, Planning, Score
from workbench.review.projects.access import open_project
from workbench.store.base import utc_now
from workbench.store.draft_bulk import put_many
from workbench.store.drafts import begin_write
from workbench.store.engine import transaction

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect

Browse = Callable[..., Page]
URL = f"{HOME}/prioritise"
KEY = "GET /v1/amber-anchors"
ARABIC = ("الطلبات", "المستخدمون", "المبالغ-المستردة", "عناوين-الشحن")


def _put(journey: Journey, items: list[Item]) -> None:
    with transaction(journey.sessions) as session:
        me = actor(session, MIRA)
        project = open_project(session, actor=me, project=journey.slug).project
        write = begin_write(session, project_id=project.id, by=me.id, at=utc_now())
        put_many(session, write=write, items=items, remove=frozenset())


def _score(journey: Journey, key: str = KEY) -> Score:
    found = journey.find("score", key)
    assert isinstance(found, Score)
    return found


def _point(page: Page, key: str = KEY, plot: str = "plot-wide") -> Locator:
    return page.locator(f'.{plot} .pt[data-key="{key}"]')


def _box(one: Locator) -> FloatRect:
    found = one.bounding_box()
    assert found
    return found


def _cell(page: Page, plot: str, impact: int, effort: int) -> tuple[float, float]:
    """The middle of a cell on the screen."""
    x, y = page.locator(f".{plot}").evaluate(
        """(svg, [impact, effort]) => {
          const [x, y, w, h] = ["x", "y", "w", "h"].map((name) => Number(svg.dataset[name]));
          const at = new DOMPoint(x + (effort - 0.5) * w, y + (5.5 - impact) * h);
          const there = at.matrixTransform(svg.getScreenCTM());
          return [there.x, there.y];
        }""",
        [impact, effort],
    )
    return x, y


def _placed(point: Locator, impact: int, effort: int) -> None:
    expect(point).to_have_attribute("data-impact", str(impact))
    expect(point).to_have_attribute("data-effort", str(effort))


def test_the_mouse_moves_a_point_and_sequence_and_capacity_follow(
    journey: Journey, browse: Browse
) -> None:
    page = browse(PAULA)
    page.goto(URL)
    start = _box(_point(page))
    page.mouse.move(start["x"] + 6, start["y"] + 6)
    page.mouse.down()
    page.mouse.move(*_cell(page, "plot-wide", 3, 3), steps=4)
    expect(page.locator(".plot-wide .target")).to_be_visible()
    page.mouse.move(*_cell(page, "plot-wide", 1, 5), steps=4)
    page.mouse.up()
    _placed(_point(page), 1, 5)
    last = page.locator("#sequence tbody tr:not(.group)").last
    expect(last).to_contain_text("/v1/amber-anchors")
    assert (_score(journey).impact, _score(journey).effort) == (1, 5)
    page.get_by_label("Capacity of the sprint").fill("9")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("svg.bar .cap")).to_have_count(1)
    line = page.locator("svg.bar .cap").get_attribute("d")
    page.get_by_label("Capacity of the sprint").fill("10")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("svg.bar .ll, svg.bar .qn").first).to_have_text("capacity 10")
    assert page.locator("svg.bar .cap").get_attribute("d") != line
    # The proposal is changed: what should leave stays, something else goes, with a reason.
    proposal = page.locator(f'input[name="leaves"][value="{KEY}"]')
    expect(proposal).to_be_checked()
    proposal.uncheck()
    page.get_by_text("Choose other endpoints").click()
    other = "DELETE /v1/amber-anchors/{id}"
    page.locator(f'input[name="leaves"][value="{other}"]').check()
    page.get_by_label("Reason (included").fill("Nobody deletes in spring.")
    page.get_by_role("button", name="Accept trade-off").click()
    expect(page.get_by_text("Decided by Paula")).to_be_visible()
    planned = journey.find("planning", "planning")
    assert isinstance(planned, Planning)
    assert planned.tradeoff.endswith("Nobody deletes in spring.")
    assert _score(journey, other).outcome is Outcome.deferred
    assert _score(journey).outcome is Outcome.designed
    page.get_by_role("button", name=f"Restore {other}").click()
    expect(page.get_by_role("button", name=f"Restore {other}")).to_have_count(0)
    brought = _score(journey, other)
    assert (brought.outcome, brought.reason) == (Outcome.designed, "")


def test_a_finger_moves_a_point_on_a_phone(journey: Journey, browse: Browse) -> None:
    page = browse(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(URL)
    page.locator(".plot-small").scroll_into_view_if_needed()
    start = _box(_point(page, plot="plot-small"))
    to_x, to_y = _cell(page, "plot-small", 2, 4)
    touch = page.context.new_cdp_session(page)
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    send = "Input.dispatchTouchEvent"
    touch.send(send, {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in (0.3, 0.6, 1.0):
        at = {"x": x + (to_x - x) * part, "y": y + (to_y - y) * part}
        touch.send(send, {"type": "touchMove", "touchPoints": [at]})
    touch.send(send, {"type": "touchEnd", "touchPoints": []})
    _placed(_point(page, plot="plot-small"), 2, 4)
    assert (_score(journey).impact, _score(journey).effort) == (2, 4)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_scores_are_typed_one_after_another_without_the_mouse(
    journey: Journey, browse: Browse
) -> None:
    page = browse()
    page.goto(URL)
    impact = page.locator("#sequence").get_by_label(f"Impact of {KEY}", exact=True)
    impact.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    _placed(_point(page), 5, _score(journey).effort or 0)
    # The row has moved, and so has the field that the next number goes into.
    expect(page.locator("#sequence").get_by_label(f"Effort of {KEY}", exact=True)).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    _placed(_point(page), 5, 4)
    assert (_score(journey).impact, _score(journey).effort) == (5, 4)


def test_sixty_points_in_one_cell_can_all_be_read_and_moved(
    journey: Journey, browse: Browse
) -> None:
    items: list[Item] = []
    for number in range(60):
        path = f"/v1/{ARABIC[number % 4]}/{number}"
        one = Endpoint(method="GET", path=path, covers=("FR-0001",))
        items += [one, Score(endpoint=one.item_key, impact=5, effort=1)]
    _put(journey, items)
    page = browse()
    page.goto(URL)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".plot-wide .more").click()
    hidden = f"GET /v1/{ARABIC[3]}/59"
    field = page.locator("details").get_by_label(f"Effort of {hidden}", exact=True)
    expect(field).to_be_visible()
    field.fill("5")
    field.press("Enter")
    _placed(_point(page, hidden), 5, 5)
    # The list stays open, for the next one.
    expect(page.locator("#plot-cell-5-1")).to_be_visible()
    shapes = page.locator('.plot-wide .pt[data-impact="5"][data-effort="1"] circle')
    places = shapes.evaluate_all(
        "all => all.map(one => [one.cx, one.cy].map(at => at.baseVal.value))"
    )
    assert len({tuple(one) for one in places}) == len(places) > 10
