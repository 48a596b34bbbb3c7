"""The handoff in a real browser: folders, live preview, triage, phones, dark, right to left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.scenarios import Journey
from tests.shared_data import shared_data
from tests.users import MIRA, meet
from workbench.design.handoff import Assumption
from workbench.design.requirements import Priority, Requirement
from workbench.store.engine import Sessions, transaction

if TYPE_CHECKING:
    from playwright.sync_api import Page

Browse = Callable[..., "Page"]

EXAMPLE = Path(__file__).resolve().parents[3] / "artifacts" / "example" / "order-service"
HOME = "/projects/worker"
_IDS = "[...document.querySelectorAll('[id]')].map(e => e.id)"


@pytest.fixture
def worker(app_sessions: Sessions) -> Journey:
    """A project to which nothing has come yet."""
    with transaction(app_sessions) as session:
        meet(session, "worker")
    return Journey(app_sessions, "worker")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example's handoff documents in folders, with a file that nobody can read."""
    made = tmp_path / "handoff"
    (made / "product").mkdir(parents=True)
    for name in ("prd.md", "data-dictionary.md"):
        (made / "product" / name).write_bytes((EXAMPLE / name).read_bytes())
    for name in ("user-flows.md", "wireframe-specs.md", "handoff-package.md"):
        (made / name).write_bytes((EXAMPLE / name).read_bytes())
    (made / "broken.yaml").write_text("openapi: 3.0.0\npaths: [\n")
    return made


def _sound(page: Page) -> None:
    """Axe finds nothing, ids are unique, and the body does not scroll sideways."""
    page.evaluate("scrollTo(0, 0)")
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    ids = page.evaluate(_IDS)
    assert sorted(ids) == sorted(set(ids))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _bring_folder(page: Page, folder: Path) -> None:
    page.goto(f"{HOME}/import")
    page.get_by_text("Choose a whole folder").click()
    page.locator("#f-folder").set_input_files(folder)
    page.get_by_role("button", name="Preview import").click()
    page.wait_for_url("**/import/*")


def test_a_folder_is_brought_corrected_taken_over_and_accepted(
    worker: Journey, browse: Browse, folder: Path
) -> None:
    page = browse(MIRA)
    _bring_folder(page, folder)
    assert page.get_by_role("link", name="handoff/product/prd.md").is_visible()
    page.get_by_role("link", name="handoff/broken.yaml:3").click()
    page.get_by_role("link", name="Correct this document").click()
    page.get_by_label("Text", exact=True).fill("# Notes\n\nNothing to read here.\n")
    page.get_by_role("button", name="Save and read again").click()
    assert not page.get_by_text("needs attention").is_visible()
    page.go_back()
    page.go_forward()
    page.get_by_role("link", name="handoff/product/prd.md").click()
    page.get_by_role("link", name="line 52", exact=True).click()
    assert page.locator("#L52:target").count() == 1
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/handoff")
    page.get_by_label("MVP").check()
    page.get_by_role("button", name="Set the release mode").click()
    page.get_by_role("button", name="Confirm the set").click()
    page.get_by_text("15 confirmed, 3 in the post-MVP backlog").wait_for()
    page.get_by_role("button", name="Sign it as it is").click()
    page.get_by_role("button", name="Confirm these answers").click()
    page.get_by_role("button", name="Accept the handoff").click()
    page.get_by_text("Handoff accepted").first.wait_for()
    assert worker.state.stage.value == "accepted"
    page.get_by_role("link", name="Suggest endpoints").click()
    page.get_by_role("button", name="Add POST /v1/orders", exact=True).click()
    page.get_by_text("Added 1 endpoint to the inventory.").first.wait_for()
    assert worker.find("endpoint", "POST /v1/orders") is not None


def test_the_read_back_shows_itself_while_it_is_written(journey: Journey, browse: Browse) -> None:
    page = browse(MIRA)
    page.goto(f"/projects/{journey.slug}/handoff/read-back")
    page.get_by_label("Read-back").fill("We mean **business**.")
    page.locator("#shown strong", has_text="business").wait_for()


def test_an_assumption_is_triaged_without_leaving_the_page(
    journey: Journey, browse: Browse
) -> None:
    journey.save(Assumption(key="A-001", text="One order has one currency."))
    page = browse(MIRA)
    page.goto(f"/projects/{journey.slug}/assumptions")
    page.get_by_label("both").check()
    page.get_by_role("button", name="Save A-001").click()
    page.get_by_text("affects API and schema").wait_for()
    page.get_by_label("neither").check()
    page.get_by_role("button", name="Save A-001").click()
    page.get_by_text("affects neither").wait_for()
    kept = journey.find("assumption", "A-001")
    assert isinstance(kept, Assumption)
    assert kept.affects_schema is False


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_an_import_is_sound(
    worker: Journey, browse: Browse, folder: Path, theme: str
) -> None:
    size = {"width": 1440, "height": 900} if theme == "dark" else {"width": 390, "height": 844}
    page = browse(MIRA, viewport=size, color_scheme=theme)
    page.goto(f"{HOME}/import")
    _sound(page)
    _bring_folder(page, folder)
    where = page.url
    _sound(page)
    for more in ("/changes", "/edit?source=handoff/broken.yaml"):
        page.goto(where + more)
        _sound(page)
    page.goto(where)
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/handoff")
    _sound(page)
    newer = (EXAMPLE / "prd.md").read_text().replace("25 per page", "50 per page")
    page.goto(f"{HOME}/import")
    page.get_by_text("Paste text instead").click()
    page.get_by_label("Text (optional)").fill(newer)
    page.get_by_role("button", name="Preview import").click()
    page.get_by_role("link", name="Changes").click()
    assert page.locator("ins").get_by_text("50 per page").is_visible()
    _sound(page)
    assert worker.find("requirement", "FR-004") is not None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_the_handoff_is_sound(journey: Journey, browse: Browse, theme: str) -> None:
    journey.save(Assumption(key="A-001", text="One order has one currency."))
    for key, level in (("FR-800", Priority.P0), ("FR-801", Priority.P2)):
        journey.save(Requirement(key=key, text="Staff approve amber anchors", priority=level))
    size = {"width": 1440, "height": 900} if theme == "light" else {"width": 390, "height": 844}
    page = browse(MIRA, viewport=size, color_scheme=theme)
    home = f"/projects/{journey.slug}"
    for path in ("/handoff", "/handoff/read-back", "/handoff/arrived/entity", "/setup",
                 "/assumptions", "/suggestions", "/scope"):  # fmt: skip
        page.goto(home + path)
        _sound(page)
    page.get_by_role("button", name="Propose an MVP set").click()
    page.get_by_role("button", name="Confirm the set").wait_for()
    _sound(page)


def test_arabic_is_shown_from_right_to_left_beside_english_words(
    worker: Journey, browse: Browse
) -> None:
    source = shared_data() / "rtl" / "arabic-prd.synthetic.md"
    for width, theme in ((1440, "light"), (390, "dark")):
        page: Page = browse(MIRA, viewport={"width": width, "height": 844}, color_scheme=theme)
        page.goto(f"{HOME}/import")
        page.locator("#f-files").set_input_files(source)
        page.get_by_role("button", name="Preview import").click()
        page.wait_for_url("**/import/*")
        _sound(page)
        line = page.locator(".src > span", has_text="المتطلبات الوظيفية")
        assert line.evaluate("e => getComputedStyle(e).unicodeBidi") == "plaintext"
        told = page.locator(".read span[dir=auto]", has_text="تسجيل الدخول").first
        assert told.evaluate("e => getComputedStyle(e).direction") == "rtl"
        page.get_by_role("button", name="Import", exact=True).click()
        page.wait_for_url("**/handoff")
        page.goto(f"{HOME}/scope")
        _sound(page)
    assert worker.find("requirement", "FR-001") is not None
